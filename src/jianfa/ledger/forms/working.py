"""Forms from the dispatch into the work, and of changes of the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.files.actions import store
from jianfa.journal.models import Event
from jianfa.ledger import actions
from jianfa.ledger.forms.base import (
    ASKED_KINDS,
    UNION_KINDS,
    RowsForm,
    VerbForm,
    choice_field,
    day_field,
    line_field,
    text_field,
    unit_field,
)
from jianfa.ledger.models import Criterion, Evidence, Measure, Problem
from jianfa.ledger.policy import may_add_evidence, offices_of
from jianfa.ledger.states import ON_LIST, State
from jianfa.organisations.models import Proposal, Unit
from jianfa.organisations.policy import require


class DispatchForm(VerbForm):
    verb = "dispatch"
    lead = unit_field(_("lead unit"), UNION_KINDS)
    assists = forms.ModelMultipleChoiceField(
        Unit.objects.filter(kind__in=UNION_KINDS, valid_until=None), label=_("assisting units"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    owner_name = line_field(_("owner"), required=False, length=40)
    note = text_field(_("note to the unit"), required=False, rows=2)

    def prefilled(self) -> dict[str, Any]:
        assists = list(self.problem.assists.filter(ended_at=None).values_list("unit_id", flat=True))
        return {"lead": self.problem.lead_id, "assists": assists, "owner_name": self.problem.owner_name}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.dispatch(
            self.problem, actor=self.post, at=at, lead=given["lead"], assists=list(given["assists"]),
            owner_name=given["owner_name"], note=given["note"],
        )  # fmt: skip


class PetitionForm(VerbForm):
    verb = "petition"
    addressee = unit_field(_("addressee"), ASKED_KINDS)
    letter_no = line_field(_("letter no."), length=80)
    letter_on = day_field(_("date of the letter"))
    driver = unit_field(_("driving unit"), UNION_KINDS, required=False)

    def prefilled(self) -> dict[str, Any]:
        lead = self.problem.lead
        return {
            "addressee": lead.pk if lead and lead.kind in ASKED_KINDS else None, "driver": self.problem.driver_id,
            "letter_on": timezone.localdate(),
        }  # fmt: skip

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.petition(
            self.problem, actor=self.post, at=at, addressee=given["addressee"], letter_no=given["letter_no"],
            letter_on=given["letter_on"], driver=given["driver"], proposal=proposal,
        )  # fmt: skip


class RefuseForm(VerbForm):
    verb = "refuse"
    reason = text_field(_("reason"))
    proposed = unit_field(_("unit that should have it"), UNION_KINDS)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.refuse(
            self.problem, actor=self.post, at=at, reason=given["reason"], proposed=given["proposed"]
        )  # fmt: skip


class SignForForm(VerbForm):
    verb = "sign_for"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.sign_for(self.problem, actor=self.post, at=at)


class ApprovePlanForm(VerbForm):
    verb, name = "approve_plan", _("approve the plan")

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.approve_plan(self.problem, actor=self.post, at=at)


class MeasureRow(forms.Form):
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """Which measure of the plan in force the row is about; empty for a new one."""
    text = line_field(_("measure"), required=False, length=300)
    unit = unit_field(_("owning unit"), UNION_KINDS, required=False)
    owner_name = line_field(_("owner"), required=False, length=40)
    starts_on = day_field(_("from"), required=False)
    due = day_field(pgettext_lazy("measure", "until"), required=False)
    weight = forms.IntegerField(label=_("weight"), required=False, min_value=1, max_value=100)

    def measure(self) -> actions.NewMeasure:
        given = self.cleaned_data
        return actions.NewMeasure(
            text=given.get("text", ""), unit=given.get("unit"), owner_name=given.get("owner_name", ""),
            starts_on=given.get("starts_on"), due=given.get("due"), weight=given.get("weight") or 1,
            id=given.get("id"),
        )  # fmt: skip


class PlanForm(RowsForm):
    verb, name = "plan", _("write the plan")
    row_form: ClassVar[type[forms.Form]] = MeasureRow
    rows_name = "measure"
    rows_label = _("Measures")

    def prepare(self) -> None:
        self._is_change = self.problem.measures.filter(ended_at=None).exists()  # as on the button that leads here

    @property
    def heading(self) -> str:
        return str(_("Change the plan")) if self._is_change else super().heading

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        rows: list[Mapping[str, Any]] = [
            {
                "id": row.pk, "text": row.text, "unit": row.unit_id, "owner_name": row.owner_name,
                "starts_on": row.starts_on, "due": row.due_current, "weight": row.weight,
            }
            for row in self.problem.measures.filter(ended_at=None)
        ]  # fmt: skip
        return rows

    def filled(self) -> list[forms.Form]:
        """A row counts when it says what, who or when; one that was emptied is gone."""
        telling = ("text", "owner_name", "starts_on", "due")
        return [row for row in self.rows.forms if any(row.cleaned_data.get(name) for name in telling)]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        measures = [row.measure() for row in self.filled()]  # type: ignore[attr-defined]
        return actions.plan(self.problem, measures, actor=self.post, at=at)


class StartForm(VerbForm):
    verb = "start"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.start(self.problem, actor=self.post, at=at)


class MeasuresField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Measures to be ticked as finished, each with its date."""

    def label_from_instance(self, obj: Any) -> str:
        measure: Measure = obj
        return f"{measure.text}（{measure.due_current:%Y-%m-%d}）" if measure.due_current else measure.text


class ReportForm(VerbForm):
    verb = "report"
    text = text_field(_("progress"), required=False)
    is_same = forms.BooleanField(label=_("Nothing has changed since the last report"), required=False)
    finished = MeasuresField(
        Measure.objects.none(), label=_("finished now"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("How far it is follows from this; nothing else is asked."),
    )  # fmt: skip

    def prepare(self) -> None:
        unfinished = self.problem.measures.filter(ended_at=None, finished_on=None)
        self.fields["finished"].queryset = unfinished  # type: ignore[attr-defined]
        if not unfinished:
            del self.fields["finished"]
        if not self.problem.reports.exists():
            del self.fields["is_same"]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.report(
            self.problem, actor=self.post, at=at, text=given["text"], is_same=given.get("is_same", False),
            finished=[row.pk for row in given.get("finished", ())],
        )  # fmt: skip


class EvidenceForm(VerbForm):
    """One piece of evidence: a document's number, a row of a system, or a file; a file makes it a file."""

    verb, name, has_files = "add_evidence", _("add evidence"), True
    kind = choice_field(_("kind"), [row for row in Evidence.Kind.choices if row[0] != Evidence.Kind.FILE])
    document_no = line_field(_("document no. or row"), required=False, length=120)
    file = forms.FileField(
        label=_("file"), required=False, allow_empty_file=True,
        help_text=_("Not required. PDF, OFD, pictures, Office, WPS or text; where a picture was taken is removed."),
    )  # fmt: skip
    note = line_field(_("note"), required=False)
    criterion = forms.ModelChoiceField(Criterion.objects.none(), label=_("criterion"), required=False)

    def prepare(self) -> None:
        self.fields["criterion"] = CriterionField(
            self.problem.criteria.filter(ended_at=None),
            label=_("criterion"),
            required=False,
            empty_label=_("all criteria"),
        )

    def prefilled(self) -> dict[str, Any]:
        return {"kind": Evidence.Kind.DOCUMENT}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        upload = given["file"]
        require(may_add_evidence(offices_of(self.post, self.problem), self.problem))
        file = store(upload, at=at) if upload else None
        return actions.add_evidence(
            self.problem, actor=self.post, at=at, kind=Evidence.Kind.FILE if file else Evidence.Kind(given["kind"]),
            document_no=given["document_no"], note=given["note"], criterion=given["criterion"], file=file,
            file_name=upload.name[-160:] if upload else "",
        )  # fmt: skip


class CriterionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Criteria by number and text."""

    def label_from_instance(self, obj: Any) -> str:
        criterion: Criterion = obj
        return f"{criterion.position}. {criterion.text}"


class ProblemField(forms.CharField):
    """Another problem of the same campaign, by its number or the words of its title."""

    def __init__(self, problem: Problem, post: Any, **kwargs: Any) -> None:
        self.problem, self.post = problem, post
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).strip()
        others = Problem.objects.visible_to(self.post).filter(campaign=self.problem.campaign_id)
        others = others.filter(state__in=[State.SUBMITTED, *ON_LIST]).exclude(pk=self.problem.pk)
        by_id = Q(pk=typed) if _is_uuid(typed) else Q(pk=None)
        found = list(others.filter(Q(number=typed) | Q(title=typed) | by_id)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("There is no such problem in this campaign. Please give its number."))
        return found[0]


def _is_uuid(typed: str) -> bool:
    return len(typed) == 36 and typed.count("-") == 4 and all(c in "0123456789abcdef-" for c in typed)


class MergeForm(VerbForm):
    verb, texts = "merge", ("reason",)
    reason = text_field(_("why they are the same"))

    def prepare(self) -> None:
        into = ProblemField(
            self.problem, self.post, label=_("number of the other problem"), help_text=_("Such as 2026-012.")
        )
        self.fields = {"into": into, **self.fields}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.merge(
            self.problem, actor=self.post, at=at, into=given["into"], reason=given["reason"], proposal=proposal
        )  # fmt: skip


class UnmergeForm(VerbForm):
    verb, texts = "unmerge", ("reason",)
    reason = text_field(_("reason"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.unmerge(self.problem, actor=self.post, at=at, reason=reason, proposal=proposal)


class VoidForm(VerbForm):
    verb, texts = "void", ("reason",)
    reason = text_field(_("reason"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.void(self.problem, actor=self.post, at=at, reason=reason, proposal=proposal)
