"""What a person types about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianfa.notices.models import Preference
from jianfa.notices.states import OPTIONAL


class PreferenceForm(forms.Form):
    """The e-mail address, whether the optional ones are mailed, and which of them are not told at all."""

    email = forms.EmailField(
        label=_("e-mail address"), required=False, max_length=120,
        help_text=_("May stay empty: then everything stands here only. Used for these digests and nothing else."),
    )  # fmt: skip
    is_mailed = forms.BooleanField(
        label=_("also send me what is not a legal notice"), required=False,
        help_text=_("Legal notices (terms, decisions, reminders) are mailed to the address in any case."),
    )  # fmt: skip
    told = forms.MultipleChoiceField(
        label=_("tell me"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(row.kind, row.name) for row in OPTIONAL],
        help_text=_("Legal notices cannot be switched off and do not stand here."),
    )  # fmt: skip

    @classmethod
    def of(cls, wishes: Preference, data: Any = None) -> "PreferenceForm":
        told = [row.kind for row in OPTIONAL if row.kind not in wishes.muted]
        return cls(data, initial={"email": wishes.email, "is_mailed": wishes.is_mailed, "told": told})

    def wanted(self) -> dict[str, Any]:
        """Return what was typed as the action takes it."""
        given = self.cleaned_data
        muted = [row.kind for row in OPTIONAL if row.kind not in given["told"]]
        return {"email": given["email"], "is_mailed": given["is_mailed"], "muted": muted}
