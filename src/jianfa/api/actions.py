"""Make and revoke tokens."""

import secrets
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.api.models import Scope, Token
from jianfa.api.rules import digest_of
from jianfa.journal.models import Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why

LONGEST_DAYS = 90


def create_token(*, actor: Post, at: datetime, name: str, scope: str, expires_on: date) -> tuple[Token, str]:
    """Make a token for the post one acts in; returns it with the secret, which is never shown again."""
    if not name.strip():
        raise Refused(_("Please say what the token is for."), Why.VALUE, field="name")
    if scope not in Scope.values:
        raise Refused(_("Unknown scope."), Why.VALUE, field="scope")
    today = timezone.localdate(at)
    if not today < expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(
            _("A token is valid for at most %(days)s days.") % {"days": LONGEST_DAYS}, Why.VALUE, field="expires_on"
        )
    secret = Token.PREFIX + secrets.token_urlsafe(32)
    token = Token(
        name=name.strip(), post=actor, scope=scope, digest=digest_of(secret), created_at=at, expires_on=expires_on
    )
    write(actor.person.subject, "create_token", actor=actor, at=at, changes=[Change(token)])
    return token, secret


def revoke_token(token: Token, *, actor: Post, at: datetime) -> Event:
    """End a token at once; its owner's business in whatever post."""
    if token.post.person_id != actor.person_id:
        raise Refused(_("A token is revoked by whoever made it."), Why.OFFICE)
    change = Change(token, {"revoked_at": None}, revoked_at=at)
    return write(actor.person.subject, "revoke_token", actor=actor, at=at, changes=[change])
