"""A form for each verb of a supervision order. They read what was typed; every rule stands in the actions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import LeaderField, day_field, line_field, text_field, unit_field
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.organisations.models import Post, Proposal, UnitKind
from jianfa.organisations.policy import Refused, Verdict, Why
from jianfa.supervision import actions
from jianfa.supervision.forms.order_drafting import ItemsField, answer_days_field, in_order
from jianfa.supervision.models import OrderAnswer, OrderItem, SupervisionOrder
from jianfa.supervision.policy.ordering import (
    HEADS,
    may_amend,
    may_answer,
    may_check,
    may_close,
    may_copy,
    may_escalate,
    may_put_forward,
    may_receive,
    may_record,
    may_return,
    may_sign,
)
from jianfa.supervision.queries.ordering import (
    adders_of,
    candidates_of,
    leaders_for,
    waiting_proposal,
)
from jianfa.supervision.rules.ordering import NEXT_KIND


class OrderVerbForm(VersionedForm):
    """One verb on one paper."""

    def __init__(self, data: Any = None, *, order: SupervisionOrder, post: Post) -> None:
        self.order, self.proposal = order, waiting_proposal(order)
        super().__init__(data, thing=order, post=post)

    def verdict(self) -> Verdict:
        """Say whether the post may do this now."""
        raise NotImplementedError

    def waiting(self) -> Proposal:
        """Return what waits for a signature; refuse when somebody was faster."""
        if self.proposal is None:
            raise Refused(_("Nothing on this paper waits for a signature now."), Why.STATE)
        return self.proposal


class AddItemsForm(OrderVerbForm):
    verb, name = "add_items", gettext_lazy("Add items")
    question = gettext_lazy("The leader then decides on the paper as it is with them.")

    def prepare(self) -> None:
        rows = candidates_of(self.post, self.order.unit, timezone.localdate())
        self.fields["problems"] = ItemsField(rows)

    def verdict(self) -> Verdict:
        return may_amend(self.post, self.order)

    def act(self, at: datetime) -> Event:
        return actions.add_items(self.order, in_order(self.cleaned_data["problems"]), actor=self.post, at=at)


class ItemChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Items of the paper by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        item: OrderItem = obj
        return f"{item.number} {item.title} · {item.reason}"


class DropItemForm(OrderVerbForm):
    verb, name = "drop_item", gettext_lazy("Take an item off")

    def prepare(self) -> None:
        items = self.order.items.filter(ended_at=None)
        self.fields["item"] = ItemChoice(
            items, label=gettext_lazy("item"), empty_label=None, widget=forms.RadioSelect
        )  # fmt: skip

    def verdict(self) -> Verdict:
        return may_amend(self.post, self.order)

    def act(self, at: datetime) -> Event:
        return actions.drop_item(self.order, self.cleaned_data["item"], actor=self.post, at=at)


class PutForwardForm(OrderVerbForm):
    verb, name = "put_forward", gettext_lazy("Put it before a leader again")
    requirement = text_field(gettext_lazy("requirement"))
    answer_days = answer_days_field()

    def prefilled(self) -> dict[str, Any]:
        return {"requirement": self.order.requirement, "answer_days": self.order.answer_days}

    def verdict(self) -> Verdict:
        return may_put_forward(self.post, self.order, self.proposal)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.put_forward(
            self.order, actor=self.post, at=at, requirement=given["requirement"], answer_days=given["answer_days"]
        )


class WithdrawForm(OrderVerbForm):
    verb, name = "withdraw", gettext_lazy("Withdraw the draft")
    reason = text_field(gettext_lazy("reason"))

    def verdict(self) -> Verdict:
        return may_amend(self.post, self.order)

    def act(self, at: datetime) -> Event:
        return actions.withdraw_order(self.order, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class SignForm(OrderVerbForm):
    verb, name = "sign", gettext_lazy("Sign it")
    question = gettext_lazy("With your signature it gets its number and goes out; it is not changed any more.")

    def verdict(self) -> Verdict:
        return may_sign(self.post, self.order, self.proposal, adders_of(self.order))

    def act(self, at: datetime) -> Event:
        return actions.sign_order(self.order, self.waiting(), actor=self.post, at=at)


class RejectForm(OrderVerbForm):
    verb, name = "reject", gettext_lazy("Reject it")
    question = gettext_lazy("It goes back to the desk with your reason.")
    reason = text_field(gettext_lazy("reason"))

    def verdict(self) -> Verdict:
        if self.proposal is not None and self.proposal.is_recorded:
            return may_check(self.post, self.proposal)
        return may_sign(self.post, self.order, self.proposal, adders_of(self.order))

    def act(self, at: datetime) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.reject_order(self.order, self.waiting(), actor=self.post, at=at, reason=reason)


class RecordForm(OrderVerbForm):
    verb, name = "record", gettext_lazy("Enter a signature on paper")
    question = gettext_lazy("A leader has signed the sheet itself. A second clerk confirms what you enter.")
    document_no = line_field(gettext_lazy("document no."), length=80)
    document_day = day_field(gettext_lazy("date of the document"))

    def prepare(self) -> None:
        leaders = leaders_for(self.order, self.post, timezone.localdate())
        decider = LeaderField(leaders, label=gettext_lazy("who signed"), empty_label=gettext_lazy("please choose"))
        self.fields = {"decider": decider, **self.fields}

    def verdict(self) -> Verdict:
        return may_record(self.post, self.order, self.proposal)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.record_signature(
            self.order, actor=self.post, at=at, decider=given["decider"], document_no=given["document_no"],
            document_day=given["document_day"],
        )  # fmt: skip


class CheckForm(OrderVerbForm):
    verb, name = "check", gettext_lazy("Confirm the signature on paper")
    question = gettext_lazy("Please compare with the sheet: who signed, its number and date.")

    def verdict(self) -> Verdict:
        return may_check(self.post, self.proposal)

    def act(self, at: datetime) -> Event:
        return actions.sign_order(self.order, self.waiting(), actor=self.post, at=at)


class ReceiveForm(OrderVerbForm):
    verb, name = "receive", gettext_lazy("Sign for it")
    question = gettext_lazy("By signing for it you say that your unit has received the paper.")

    def verdict(self) -> Verdict:
        return may_receive(self.post, self.order)

    def act(self, at: datetime) -> Event:
        return actions.receive_order(self.order, actor=self.post, at=at)


class AnswerForm(OrderVerbForm):
    """A field for each item that waits for an answer; not all need be answered at once."""

    verb, name = "answer", gettext_lazy("Answer it")
    question = gettext_lazy("Cause, measures, and by when. What has been reported already need not be typed again.")
    document_no = line_field(gettext_lazy("number of the sealed reply"), required=False, length=80)

    def prepare(self) -> None:
        standing = OrderAnswer.objects.filter(item__order=self.order, ended_at=None)
        for item in self.order.items.filter(ended_at=None).exclude(answers__in=standing):
            self.fields[f"answer-{item.pk}"] = forms.CharField(
                label=f"{item.number} {item.title}", required=False, max_length=5000, help_text=item.reason,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
        number = self.fields.pop("document_no")
        number.required = self.post.role not in HEADS
        number.help_text = _("A clerk gives it; the head of the unit may leave it out.")
        self.fields["document_no"] = number

    def verdict(self) -> Verdict:
        return may_answer(self.post, self.order)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        answers = {UUID(name[7:]): text for name, text in given.items() if name.startswith("answer-")}
        number = given["document_no"]
        return actions.answer_order(self.order, answers, actor=self.post, at=at, document_no=number)


class AnswerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        answer: OrderAnswer = obj
        return f"{answer.item.number} {answer.text[:60]}"


class ReturnForm(OrderVerbForm):
    verb, name = "return", gettext_lazy("Send an answer back")
    missing = text_field(gettext_lazy("what is missing"))

    def prepare(self) -> None:
        standing = OrderAnswer.objects.filter(item__order=self.order, ended_at=None).select_related("item")
        choice = AnswerChoice(
            standing, label=gettext_lazy("answer"), empty_label=None, widget=forms.RadioSelect
        )  # fmt: skip
        self.fields = {"answer": choice, **self.fields}

    def verdict(self) -> Verdict:
        return may_return(self.post, self.order)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.return_answer(self.order, given["answer"], actor=self.post, at=at, missing=given["missing"])


class CloseForm(OrderVerbForm):
    verb, name = "close", gettext_lazy("Close the paper")
    closing = text_field(gettext_lazy("how it ended"), required=False)

    def verdict(self) -> Verdict:
        return may_close(self.post, self.order)

    def act(self, at: datetime) -> Event:
        return actions.close_order(self.order, actor=self.post, at=at, closing=self.cleaned_data["closing"])


class CopyForm(OrderVerbForm):
    verb, name = "copy", gettext_lazy("Copy to a Party committee by letter")
    question = gettext_lazy("A Party committee gets a copy only by a letter that a city leader has signed.")
    unit = unit_field(gettext_lazy("Party committee"), [UnitKind.PARTY_GOV])
    letter_no = line_field(gettext_lazy("letter no."), required=False, length=80)
    letter_on = day_field(gettext_lazy("date of the letter"), required=False)

    def verdict(self) -> Verdict:
        return may_copy(self.post, self.order, self.proposal)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.propose_copy(
            self.order, actor=self.post, at=at, unit=given["unit"], letter_no=given["letter_no"],
            letter_on=given["letter_on"],
        )  # fmt: skip


ORDER_FORMS: Mapping[str, type[OrderVerbForm]] = {
    form.verb: form
    for form in (
        SignForm, RejectForm, CheckForm, ReceiveForm, AnswerForm, CloseForm, ReturnForm, AddItemsForm, DropItemForm,
        PutForwardForm, RecordForm, CopyForm, WithdrawForm,
    )
}  # fmt: skip


def possible_forms(order: SupervisionOrder, post: Post) -> Iterable[OrderVerbForm]:
    """Yield the forms of what the post may do to the paper now, the next step first."""
    for form_class in ORDER_FORMS.values():
        form = form_class(order=order, post=post)
        if form.verdict():
            yield form


def next_kind(order: SupervisionOrder, post: Post) -> str:
    """Return the kind of paper that can follow this one; "" where nothing does."""
    return NEXT_KIND[order.kind] if may_escalate(post, order) else ""
