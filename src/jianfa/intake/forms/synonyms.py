"""The list of synonyms as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jianfa.ledger.forms.base import line_field, text_field


class SynonymsForm(forms.Form):
    """The whole list, one group a line, and why it is changed."""

    text = text_field(
        _("Groups of words"), rows=18,
        help_text=_(
            "One group a line, words apart by spaces, 、 or ~. All are compared as the first. After # stands a remark."
        ),
    )  # fmt: skip
    reason = line_field(_("Why it is changed"))
