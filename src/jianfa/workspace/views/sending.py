"""What becomes of a form that was sent (organisations.views.sending), and the password asked for before it."""

from datetime import datetime
from typing import Protocol

from django.http import HttpRequest
from django.utils import timezone

from jianfa.organisations.views.recent import PasswordAgainForm, has_recent_login
from jianfa.organisations.views.sending import DONE, Sent, carried_out

__all__ = ["DONE", "Sent", "carried_out", "password_form"]


class Weighty(Protocol):
    """A form that says whether its act weighs so much that the password is asked for."""

    def asks_password(self) -> bool: ...


def password_form(request: HttpRequest, form: Weighty) -> PasswordAgainForm | None:
    """Return the field for the password where the act asks for a recent login and there is none."""
    now: datetime = timezone.now()
    if not form.asks_password() or has_recent_login(request, now):
        return None
    return PasswordAgainForm(request.POST or None, request=request, at=now)
