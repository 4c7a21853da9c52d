"""Forms of suspend and resume."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, day_field, line_field, text_field
from jianfa.organisations.models import Proposal
from jianfa.supervision import actions

USUAL_REVIEW_DAYS = 30


class SuspendForm(VerbForm):
    verb, texts = "suspend", ("cause",)
    cause = text_field(
        _("cause outside the unit"), help_text=_("A policy not issued, litigation, land, a merger of units …")
    )
    document_no = line_field(_("document that shows the cause"), length=120)
    review_on = day_field(_("review date"), help_text=_("Within 90 days; on that day the clock runs again by itself."))

    def prefilled(self) -> dict[str, Any]:
        return {"review_on": timezone.localdate() + timedelta(days=USUAL_REVIEW_DAYS)}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.suspend(
            self.problem, actor=self.post, at=at, cause=given["cause"], document_no=given["document_no"],
            review_on=given["review_on"], proposal=proposal,
        )  # fmt: skip


class ResumeForm(VerbForm):
    verb = "resume"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.resume(self.problem, actor=self.post, at=at)
