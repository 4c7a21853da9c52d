"""Who calls: a token with its scope, or a session; and what only a person at the keyboard may do."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from jianfa.acceptance.forms.sessions import SessionVerbForm
from jianfa.api.models import Scope, Token
from jianfa.api.rules import digest_of
from jianfa.ledger.forms import VerbForm
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.views.recent import has_recent_login
from jianfa.remedies.forms import StepForm


class TokenAuth(HttpBearer):
    """``Authorization: Bearer jf_…``; sets the post the token acts for."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        today = timezone.localdate()
        found = (
            Token.objects.select_related("post__person", "post__unit")
            .filter(digest=digest_of(token), revoked_at=None, expires_on__gte=today, post__person__is_active=True)
            .first()
        )
        if found is None or not found.post.is_held_on(today):
            return None
        if found.last_used_on != today:
            Token.objects.filter(pk=found.pk).update(last_used_on=today)
        request.post = found.post  # type: ignore[attr-defined]
        request.token = found  # type: ignore[attr-defined]
        return found


class PersonAuth(SessionAuth):
    """A person logged in through the pages, with the post chosen there."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated and getattr(request, "post", None) else None


def post_of(request: HttpRequest) -> Post:
    """Return the post the caller acts through."""
    post = getattr(request, "post", None)
    if not isinstance(post, Post):
        raise Refused(_("You hold no post today."), Why.OFFICE)
    return post


def require_scope(request: HttpRequest, scope: Scope) -> None:
    """Refuse a token whose scope does not reach; a session has all scopes of its person."""
    token = getattr(request, "token", None)
    if token is not None and token.scope != scope:
        raise Refused(_("The token's scope does not allow this."), Why.OFFICE)


def require_keyboard(request: HttpRequest, form: VerbForm | SessionVerbForm | StepForm) -> None:
    """Refuse what only a person who has just logged in may do: results, approvals, write-offs, signatures (T12).

    Entering one of them from paper, and confirming that, weighs as much.
    """
    if form.asks_password():
        require_recent_login(request)


def require_recent_login(request: HttpRequest) -> None:
    """Refuse a token, whatever its scope, and a session in which the password was given a while ago."""
    if getattr(request, "token", None) is not None:
        sentence = _(
            "Results, approvals, signatures, write-offs and opening the worker portal are nothing for a token; "
            "please log in."
        )
        raise Refused(sentence, Why.OFFICE)
    if not has_recent_login(request, timezone.now()):
        raise Refused(_("Please log in again before you do this."), Why.OFFICE)
