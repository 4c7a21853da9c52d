"""Parsing what a person types to make a token."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.api.actions import LONGEST_DAYS
from jianfa.api.models import Scope


class TokenForm(forms.Form):
    name = forms.CharField(label=_("what it is for"), max_length=60)
    scope = forms.ChoiceField(label=_("scope"), choices=Scope.choices, initial=Scope.READ)
    expires_on = forms.DateField(
        label=_("valid until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=lambda: timezone.localdate() + timedelta(days=30),
        help_text=_("at most %(days)s days from today") % {"days": LONGEST_DAYS},
    )
