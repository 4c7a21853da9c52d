"""A recent login: what weighs most asks for the password again when the last login is a while ago."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.organisations.models import Person

SESSION_LOGIN = "login_at"


def note_login(request: HttpRequest, at: datetime) -> None:
    """Remember that the person has just shown the password."""
    request.session[SESSION_LOGIN] = at.isoformat()


def has_recent_login(request: HttpRequest, at: datetime) -> bool:
    """Say whether this session saw the password within JIANFA_RECENT_LOGIN_MINUTES."""
    last = parse_datetime(request.session.get(SESSION_LOGIN) or "")
    return last is not None and timedelta() <= at - last <= timedelta(seconds=settings.RECENT_LOGIN_SECONDS)


class PasswordAgainForm(forms.Form):
    """The password once more, on the same page as the act it is for; wrong ones count towards the lock-out."""

    password = forms.CharField(
        label=gettext_lazy("Your password"), strip=False,
        help_text=gettext_lazy("Your last login is a while ago; please confirm that it is you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, request: HttpRequest, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request, self._at = request, at

    def clean_password(self) -> str:
        person = self._request.user
        typed: str = self.cleaned_data["password"]
        known = isinstance(person, Person) and authenticate(
            self._request, username=person.username, password=typed
        )  # fmt: skip
        if not known:
            raise forms.ValidationError(_("The password is wrong."))
        note_login(self._request, self._at)
        return typed
