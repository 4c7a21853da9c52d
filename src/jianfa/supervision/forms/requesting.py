"""Forms of extension, change of clock and transfer."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import UNION_KINDS, VerbForm, day_field, line_field, text_field, unit_field
from jianfa.organisations.models import Proposal
from jianfa.organisations.policy import require
from jianfa.supervision import actions
from jianfa.supervision.actions.requesting import check_extension, check_grant
from jianfa.supervision.policy import in_time
from jianfa.supervision.rules.requesting import usual_limit

USUAL_STAGE_DAYS = 90


class ExtendForm(VerbForm):
    """What is asked for; the date granted is typed by whoever decides, or stands on the paper."""

    verb, texts = "extend", ("reason",)
    until = day_field(gettext_lazy("date asked for"))
    reason = text_field(
        gettext_lazy("reason"), help_text=gettext_lazy("What stood in the way, and what is done until that date.")
    )

    def prepare(self) -> None:
        if limit := self.limit():
            text = _("Later than %(due)s. Usually at most until %(limit)s, half of the original term (an example).")
            due = self.problem.due_current
            self.fields["until"].help_text = text % {"due": due.isoformat() if due else "", "limit": limit.isoformat()}
        if self.is_bound and "granted_until" in self.data:
            self.fields |= self.decided_fields()

    def limit(self) -> date | None:
        """Return the last date an extension usually goes to, counted from the day it was put on the list."""
        problem = self.problem
        if problem.due_original is None or problem.due_current is None or problem.listed_at is None:
            return None
        return usual_limit(timezone.localdate(problem.listed_at), problem.due_original, problem.due_current)

    def decided_fields(self) -> dict[str, forms.Field]:
        text = gettext_lazy("Later than the due date, and not later than what was asked for.")
        field = day_field(gettext_lazy("date granted"), help_text=text)
        if self.is_bound:
            field.initial = self.data.get("until")
        return {"granted_until": field}

    def warning(self) -> str:
        limit, until = self.limit(), self.cleaned_data.get("granted_until") or self.cleaned_data.get("until")
        if limit is None or until is None or until <= limit:
            return ""
        return _("%(until)s is later than %(limit)s, half of the original term; please weigh it.") % {
            "until": until.isoformat(), "limit": limit.isoformat(),
        }  # fmt: skip

    def check_paper(self, day: date) -> None:
        given = self.cleaned_data
        require(in_time(self.problem, day))
        check_extension(self.problem, until=given["until"], reason=given["reason"])
        check_grant(self.problem, until=given["until"], granted_until=given["granted_until"])

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.extend(
            self.problem, actor=self.post, at=at, reason=given["reason"], until=given["until"],
            granted_until=given.get("granted_until"), proposal=proposal,
        )  # fmt: skip


class ChangeClockForm(VerbForm):
    verb, texts = "change_clock", ("reason", "stage_goal")
    reason = text_field(gettext_lazy("why it cannot be finished by a date"))
    stage_goal = line_field(
        gettext_lazy("stage goal"), length=300,
        help_text=gettext_lazy("It becomes a criterion: it is accepted like the others before the write-off."),
    )  # fmt: skip
    review_on = day_field(gettext_lazy("next review"))
    expected_end = day_field(
        gettext_lazy("expected end"), help_text=gettext_lazy("The due date moves to it; the first one is kept.")
    )

    def prefilled(self) -> dict[str, Any]:
        return {"review_on": timezone.localdate() + timedelta(days=USUAL_STAGE_DAYS)}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        stage = actions.Stage(given["stage_goal"], given["review_on"], given["expected_end"])
        return actions.change_clock(
            self.problem, actor=self.post, at=at, reason=given["reason"], stage=stage, proposal=proposal
        )


class TransferForm(VerbForm):
    verb, texts = "transfer", ("reason", "handover", "giving", "receiving")
    to = unit_field(gettext_lazy("receiving unit"), UNION_KINDS)
    owner_name = line_field(gettext_lazy("owner"), required=False, length=40)
    reason = text_field(gettext_lazy("reason"), rows=2)
    handover = text_field(
        gettext_lazy("hand-over note"),
        help_text=gettext_lazy("What is done, what is open, where the papers are."),
    )
    giving = text_field(gettext_lazy("what the giving unit says"), rows=2)
    receiving = text_field(gettext_lazy("what the receiving unit says"), rows=2)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        heard = actions.Heard(given["reason"], given["handover"], given["giving"], given["receiving"])
        return actions.transfer(
            self.problem, actor=self.post, at=at, to=given["to"], heard=heard, owner_name=given["owner_name"],
            proposal=proposal,
        )  # fmt: skip
