"""The form with which a leader signs the list off."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """A baseline needs a leader's name, which is the login, and may name a document."""

    document_no = forms.CharField(label=_("Document no."), max_length=80, required=False)
