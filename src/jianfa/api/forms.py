"""Parsing what a person types to make a token, and what a program sends as the fields of a form."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jianfa.api.actions import LONGEST_DAYS
from jianfa.api.models import Scope
from jianfa.organisations.policy import Refused, Why


class TokenForm(forms.Form):
    name = forms.CharField(label=_("what it is for"), max_length=60)
    scope = forms.ChoiceField(label=_("scope"), choices=Scope.choices, initial=Scope.READ)
    expires_on = forms.DateField(
        label=_("valid until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=lambda: timezone.localdate() + timedelta(days=30),
        help_text=_("at most %(days)s days from today") % {"days": LONGEST_DAYS},
    )


def refuse_unknown(given: Iterable[str], known: Collection[str]) -> None:
    """A misspelt field must not pass as left out."""
    for name in sorted(set(given) - set(known)):
        sentence = _now("There is no field “%(name)s”; there are: %(known)s.") % {
            "name": name, "known": ", ".join(sorted(known)),
        }  # fmt: skip
        raise Refused(sentence, Why.VALUE, field=name)


def require_valid(form: Any) -> None:
    """Raise the form's first error in the API's own shape."""
    if form.is_valid():
        return
    for name, errors in form.errors.items():
        raise Refused(str(errors[0]), Why.VALUE, field=None if name == "__all__" else name)
    rows = getattr(form, "rows", None)
    for n, errors in enumerate(rows.errors if rows is not None else [], 1):
        for name, found in errors.items():
            raise Refused(str(found[0]), Why.VALUE, field=f"{n}.{name}")


@contextmanager
def file_called(place: str) -> Iterator[None]:
    """Name what is wrong with an upload after the input it came in, ``file``, not after its place on the page."""
    try:
        yield
    except Refused as refused:
        if refused.field != place:
            raise
        raise Refused(refused.sentence, refused.why, field="file", instead=refused.instead) from refused
