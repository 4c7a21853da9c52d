"""The form of 催办."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, line_field
from jianfa.organisations.models import Proposal
from jianfa.supervision import actions


class UrgeForm(VerbForm):
    verb, name = "urge", _("urge")
    words = line_field(
        _("words to the unit"), required=False,
        help_text=_("May stay empty: number, due date and link are sent by themselves."),
    )  # fmt: skip

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.urge(self.problem, actor=self.post, at=at, words=self.cleaned_data["words"])
