"""Forms from the application to the write-off and back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.models import Objection
from jianfa.acceptance.queries import SOURCE_ANSWERS, independent_panellists
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, day_field, line_field, text_field
from jianfa.ledger.models import Criterion, Problem
from jianfa.organisations.models import Post, Proposal


def criteria_of(problem: Problem) -> list[Criterion]:
    return list(problem.criteria.filter(ended_at=None))


class CriteriaForm(VerbForm):
    """A verb that answers every criterion: each gives a group of fields numbered by its position."""

    def groups(self) -> Iterator[tuple[Criterion, list[forms.BoundField]]]:
        """Yield each criterion with its fields, for the page."""
        for criterion in self.criteria:
            suffix = f"-{criterion.position}"
            yield criterion, [self[name] for name in self.fields if name.endswith(suffix)]

    def prepare(self) -> None:
        self.criteria = criteria_of(self.problem)
        for criterion in self.criteria:
            self.fields |= self.fields_for(criterion.position)

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        raise NotImplementedError


class ApplyForm(CriteriaForm):
    verb = "apply"
    statement = text_field(_("what was done"))

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        return {
            f"criterion-{n}": text_field(_("how it was met"), rows=2),
            f"document-{n}": line_field(_("document no. or row"), required=False, length=120),
        }

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        answers = {
            row.pk: actions.Answer(given[f"criterion-{row.position}"], given[f"document-{row.position}"])
            for row in self.criteria
        }
        return actions.apply(
            self.problem, actor=self.post, at=at, statement=given["statement"], answers=answers
        )  # fmt: skip


class RetractForm(VerbForm):
    verb = "retract"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.retract(self.problem, actor=self.post, at=at)


class PostsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Posts by name and unit."""

    def label_from_instance(self, obj: Any) -> str:
        post: Post = obj
        return f"{post.person.name}（{post.unit.name}）"


class NamePanelForm(VerbForm):
    verb = "name_panel"
    posts = PostsField(
        Post.objects.none(), label=_("members of the panel"), widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two. Whoever has to do with this problem, by person or by unit, is not offered."),
    )  # fmt: skip

    def prepare(self) -> None:
        free = [post.pk for post in independent_panellists(self.problem, timezone.localdate())]
        posts = Post.objects.filter(pk__in=free).select_related("person", "unit")
        self.fields["posts"].queryset = posts.order_by("unit__position", "person__name")  # type: ignore[attr-defined]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        posts = list(self.cleaned_data["posts"])
        return actions.name_panel(self.problem, actor=self.post, at=at, posts=posts)


class RecordResultForm(CriteriaForm):
    verb, needs_recent_login, groups_first = "record_result", True, True
    note = text_field(_("note"), required=False, rows=2)

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        verdicts = [("passed", _("met")), ("failed", _("not met"))]
        return {
            f"criterion-{n}": choice_field(_("result"), verdicts),
            f"note-{n}": line_field(_("what was seen, or what is missing"), required=False, length=500),
        }

    def is_text(self, name: str) -> bool:
        return name.startswith("note")

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        findings: dict[UUID, actions.Finding] = {
            row.pk: actions.Finding(given[f"criterion-{row.position}"] == "passed", given[f"note-{row.position}"])
            for row in self.criteria
        }
        return actions.record_result(
            self.problem, actor=self.post, at=at, findings=findings, note=given["note"], proposal=proposal
        )  # fmt: skip


class ConcludeForm(VerbForm):
    verb = "conclude"
    source_answer = choice_field(
        _("what the county union that raised it says"), list(SOURCE_ANSWERS.items()),
        help_text=_("Asked once, never twice."),
    )  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        return {"source_answer": "none"}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        answer = self.cleaned_data["source_answer"]
        return actions.conclude(self.problem, actor=self.post, at=at, source_answer=answer)


class SendBackForm(VerbForm):
    verb = "send_back"
    requirement = text_field(_("further requirement"), help_text=_("At least ten characters."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        requirement = self.cleaned_data["requirement"]
        return actions.send_back(self.problem, actor=self.post, at=at, requirement=requirement)


class RecheckForm(VerbForm):
    verb = "recheck"
    reason = text_field(_("what is to be checked again"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.recheck(self.problem, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class ApproveForm(VerbForm):
    verb, needs_recent_login, texts = "approve", True, ("exemption",)
    decision_no = line_field(_("decision no."), length=80)
    exemption = text_field(
        _("reason for no publicity"), required=False, rows=2,
        help_text=_("Empty in the ordinary case. With a reason it is written off at once, without publicity."),
    )  # fmt: skip

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.approve(
            self.problem, actor=self.post, at=at, decision_no=given["decision_no"], exemption=given["exemption"],
            proposal=proposal,
        )  # fmt: skip


class ObjectForm(VerbForm):
    verb, name = "object", _("enter an objection")
    text = text_field(_("objection"), help_text=_("As it came in; no names of those who object."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.object_to(self.problem, actor=self.post, at=at, text=self.cleaned_data["text"])


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

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.relapse(
            self.problem, actor=self.post, at=at, evidence=given["evidence"], due=given["due"], proposal=proposal
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


FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        ApplyForm, RetractForm, NamePanelForm, RecordResultForm, ConcludeForm, SendBackForm, RecheckForm, ApproveForm,
        ObjectForm, AnswerObjectionForm, UpholdForm, WriteOffForm, RelapseForm, CarryInForm,
    )
}  # fmt: skip
