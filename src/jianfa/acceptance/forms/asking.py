"""The source unit says whether it is solved."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.models import SourceAnswer
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, text_field
from jianfa.organisations.models import Proposal


class RespondForm(VerbForm):
    verb, texts = "respond", ("reason",)
    answer = choice_field(_("is it solved?"), SourceAnswer.Answer.choices)
    reason = text_field(_("reason"), required=False, rows=2, help_text=_("Needed where it is not wholly solved."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.respond(
            self.problem, actor=self.post, at=at, answer=given["answer"], reason=given["reason"], proposal=proposal
        )
