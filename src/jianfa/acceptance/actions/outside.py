"""Links for outside members: made by the desk, shown once, used once."""

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from jianfa.acceptance.models import PanelMember, SigningLink
from jianfa.acceptance.policy import may_make_link, members_without_account
from jianfa.acceptance.rules import LINK_DAYS, digest_of
from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require


def make_link(problem: Problem, *, actor: Post, at: datetime, member: PanelMember, secret: str = "") -> Event:
    """Make a link by which a member without an account signs once; an earlier one stops working.

    ``secret`` is what the address carries; whoever shows it makes it with ``new_secret`` and keeps it nowhere.
    """
    require(may_make_link(problem, actor))
    if member.pk not in {row.pk for row in members_without_account(problem)}:
        raise Refused(_("This member has an account, has recorded or has left."), Why.VALUE, field="member")
    earlier = SigningLink.objects.filter(member=member, used_at=None, ended_at=None)
    changes = [Change(row, {"ended_at": None, "used_at": None}, ended_at=at) for row in earlier]
    link = SigningLink(
        member=member, digest=digest_of(secret or new_secret()), made_by=actor, made_at=at,
        expires_at=at + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    return write(problem.subject, "make_link", actor=actor, at=at, changes=[*changes, Change(link)])


def new_secret() -> str:
    """Return 256 random bits for an address."""
    return secrets.token_urlsafe(32)
