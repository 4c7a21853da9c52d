"""Approve, object, answer, uphold, strike off, report a relapse."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.models import Escalation, Objection, SourceAnswer
from jianfa.acceptance.policy import answer_given, application_of
from jianfa.acceptance.queries.looking import came_back
from jianfa.acceptance.rules import SECOND_RELAPSE
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, day_field, line_field, text_field
from jianfa.organisations.models import Proposal


class ApproveForm(VerbForm):
    verb, needs_recent_login, texts = "approve", True, ("exemption", "over_unsolved")
    decision_no = line_field(_("decision no."), length=80)
    exemption = text_field(
        _("reason for no publicity"), required=False, rows=2,
        help_text=_("Empty in the ordinary case. With a reason it is written off at once, without publicity."),
    )  # fmt: skip

    def prepare(self) -> None:
        answer = answer_given(application_of(self.problem))
        if answer and answer.answer == SourceAnswer.Answer.UNSOLVED:
            label = _("why it goes on although whoever raised it says: not solved")
            self.fields["over_unsolved"] = text_field(label, rows=2, help_text=answer.reason)

    def prefilled(self) -> dict[str, Any]:
        """What was listed without publicity needs none; the leader may still clear the reason."""
        set_so = "" if self.problem.needs_publicity else _("Set without publicity when it was put on the list.")
        return {"exemption": str(set_so)}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.approve(
            self.problem, actor=self.post, at=at, decision_no=given["decision_no"], exemption=given["exemption"],
            over_unsolved=given.get("over_unsolved", ""), proposal=proposal,
        )  # fmt: skip


class ObjectForm(VerbForm):
    verb, name = "object", _("enter an objection")
    text = text_field(_("objection"), help_text=_("As it came in; no names of those who object."))
    objector = line_field(
        _("who objected"), required=False, length=40,
        help_text=_("Kept apart: only the lead of the city desk and the auditor see it, and it can be erased."),
    )  # fmt: skip
    contact = line_field(_("how to reach them"), required=False, length=80)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.object_to(
            self.problem, actor=self.post, at=at, text=given["text"], name=given["objector"], contact=given["contact"]
        )


class ObjectionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Objections by their beginning."""

    def label_from_instance(self, obj: Any) -> str:
        objection: Objection = obj
        return f"{timezone.localdate(objection.raised_at):%Y-%m-%d} {objection.text[:40]}"


class AnswerObjectionForm(VerbForm):
    verb, name = "answer_objection", _("answer the objection")
    answer = text_field(_("answer"), help_text=_("Whoever objected receives it; the write-off goes on."))

    def prepare(self) -> None:
        of_cycle = self.problem.objections.filter(cycle=self.problem.cycle)
        waiting = of_cycle.filter(answered_at=None)
        choices = of_cycle if self.is_bound else waiting  # sent too late, the action says so
        objection = ObjectionField(choices, label=_("objection"), empty_label=None, initial=waiting.first())
        self.fields = {"objection": objection, **self.fields}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        objection: Objection = self.cleaned_data["objection"]
        return actions.answer_objection(objection, actor=self.post, at=at, answer=self.cleaned_data["answer"])


class UpholdForm(VerbForm):
    verb = "uphold"
    answer = text_field(_("answer to whoever objected"), help_text=_("All open objections are upheld."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.uphold(self.problem, actor=self.post, at=at, answer=self.cleaned_data["answer"])


class WriteOffForm(VerbForm):
    verb, needs_recent_login = "write_off", True

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.write_off(self.problem, actor=self.post, at=at)


class RelapseForm(VerbForm):
    verb, texts = "relapse", ("evidence",)
    evidence = text_field(_("what shows that it is back"))
    due = day_field(_("new due date"))
    raised = choice_field(
        _("back for the second time: raised to"), Escalation.Kind.choices,
        help_text=_("The leader decides on it with the relapse."),
    )  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        found = came_back(self.problem)
        return {"evidence": found.note if found else "", "raised": Escalation.Kind.SUPERVISION.value}

    def prepare(self) -> None:
        if self.problem.cycle < SECOND_RELAPSE:
            del self.fields["raised"]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.relapse(
            self.problem, actor=self.post, at=at, evidence=given["evidence"], due=given["due"],
            raised=given.get("raised") or "", proposal=proposal,
        )  # fmt: skip


class CarryInForm(VerbForm):
    verb = "carry_in"
    struck_off_on = day_field(_("struck off on"))
    basis = line_field(_("basis document"), length=120)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.carry_in(
            self.problem, actor=self.post, at=at, struck_off_on=given["struck_off_on"], basis=given["basis"]
        )  # fmt: skip
