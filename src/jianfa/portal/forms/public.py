"""What a worker types: as little as can be."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.kit.secrecy import has_secrecy_mark
from jianfa.portal.models import LONGEST_APPEAL, LONGEST_CONTACT, LONGEST_TEXT
from jianfa.portal.rules import read_code
from jianfa.portal.states import Said


class RaiseForm(forms.Form):
    """A demand: where it is, what it is, and, if one wants, how to be reached."""

    unit = forms.ChoiceField(label=gettext_lazy("Where you work: which union"))
    text = forms.CharField(
        label=gettext_lazy("What is the matter"), max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "data-urgent-text": ""}),
        help_text=gettext_lazy("When, where, how many people, what you would like to be done."),
    )  # fmt: skip
    contact = forms.CharField(
        label=gettext_lazy("How we can reach you"), max_length=LONGEST_CONTACT, required=False,
        help_text=gettext_lazy("Leave it empty to stay anonymous. You can follow the matter with a code all the same."),
    )  # fmt: skip
    wants_city = forms.BooleanField(
        label=gettext_lazy("It concerns the union there: send it to the city federation instead"), required=False
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = [] if len(units) == 1 else [("", _("Please choose"))]
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*blank, *units]
        self.initial.setdefault("key", secrets.token_urlsafe(16))

    def clean_text(self) -> str:
        return _unclassified(self.cleaned_data["text"])

    def clean_contact(self) -> str:
        return _unclassified(self.cleaned_data["contact"])


def _unclassified(text: str) -> str:
    if has_secrecy_mark(text):
        raise forms.ValidationError(_("Classified information must not be entered here. Nothing has been stored."))
    return text


class FollowForm(forms.Form):
    """A receipt code, however spaced."""

    code = forms.CharField(
        label=gettext_lazy("Receipt code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Four groups of four, as on your receipt; lines and spaces may be left out."),
    )  # fmt: skip

    def clean_code(self) -> str:
        if code := read_code(self.cleaned_data["code"]):
            return code
        raise forms.ValidationError(
            _("This is no receipt code: one sign is wrong or missing. Please compare it again.")
        )


class SayForm(FollowForm):
    """How the answer was; an appeal says why."""

    said = forms.ChoiceField(choices=Said.choices)
    text = forms.CharField(max_length=LONGEST_APPEAL, required=False)

    def clean_text(self) -> str:
        return _unclassified(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("said") == Said.APPEAL and "text" in given and not given["text"].strip():
            self.add_error("text", _("Please say what should be looked at again."))
        return given
