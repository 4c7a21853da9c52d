"""What was found when looking back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.models import LookBack
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, text_field
from jianfa.organisations.models import Proposal


class LookBackForm(VerbForm):
    verb, name = "look_back", _("record the look-back")
    outcome = choice_field(
        _("what was found"), LookBack.Outcome.choices,
        help_text=_("If it is back, a relapse is proposed in the next step; what you write here is filled in there."),
    )  # fmt: skip
    note = text_field(
        _("what was seen"), help_text=_("A document's number or a row is enough; no pictures are needed.")
    )

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.look_back(self.problem, actor=self.post, at=at, outcome=given["outcome"], note=given["note"])
