"""Forms of instructions: written on a problem like any other verb; answered and closed on a page of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, day_field, text_field
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Verdict
from jianfa.supervision import actions
from jianfa.supervision.forms.order_drafting import PostsField
from jianfa.supervision.models import Instruction
from jianfa.supervision.policy.ordering import may_answer_instruction, may_close_instruction
from jianfa.supervision.queries.instructing import officers_to_address, row_of, units_to_address


class InstructForm(VerbForm):
    verb, name = "instruct", _("write an instruction")
    text = text_field(_("instruction"), help_text=_("Only the desk, the auditor and those you choose read it."))

    def prepare(self) -> None:
        widget = forms.SelectMultiple(attrs={"size": 6})
        units = forms.ModelMultipleChoiceField(
            units_to_address(), label=_("to union units"), required=False, widget=widget,
            help_text=_("Several: hold Ctrl."),
        )  # fmt: skip
        posts = PostsField(
            officers_to_address(timezone.localdate()).exclude(person=self.post.person_id),
            label=_("to union officers"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        )  # fmt: skip
        self.fields |= {"units": units, "posts": posts, "due": day_field(_("answer by"), required=False)}
        if self.problem.acting_unit_id:
            self.initial.setdefault("units", [self.problem.acting_unit_id])

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.instruct(
            self.problem, actor=self.post, at=at, text=given["text"], units=list(given["units"]),
            posts=list(given["posts"].select_related("unit", "person")), due=given["due"],
        )  # fmt: skip


class InstructionVerbForm(VersionedForm):
    """One verb on one instruction."""

    def __init__(self, data: Any = None, *, instruction: Instruction, post: Post) -> None:
        self.instruction = instruction
        super().__init__(data, thing=instruction, post=post)

    def verdict(self) -> Verdict:
        """Say whether the post may do this now."""
        raise NotImplementedError


class AnswerInstructionForm(InstructionVerbForm):
    verb, name = "answer", _("Answer it")
    answer = text_field(_("answer"))

    def verdict(self) -> Verdict:
        return may_answer_instruction(self.post, self.instruction, row_of(self.instruction, self.post))

    def act(self, at: datetime) -> Event:
        return actions.answer_instruction(
            self.instruction, actor=self.post, at=at, answer=self.cleaned_data["answer"]
        )  # fmt: skip


class CloseInstructionForm(InstructionVerbForm):
    verb, name = "close", _("Close the instruction")
    closing = text_field(_("how it ended"), required=False)

    def verdict(self) -> Verdict:
        return may_close_instruction(self.post, self.instruction)

    def act(self, at: datetime) -> Event:
        return actions.close_instruction(
            self.instruction, actor=self.post, at=at, closing=self.cleaned_data["closing"]
        )  # fmt: skip


INSTRUCTION_FORMS: Mapping[str, type[InstructionVerbForm]] = {
    form.verb: form for form in (AnswerInstructionForm, CloseInstructionForm)
}
