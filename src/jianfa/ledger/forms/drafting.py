"""Forms from the draft to the list."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as columns_of
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.journal.models import Event
from jianfa.ledger import actions
from jianfa.ledger.forms.base import (
    ASKED_KINDS,
    NOT_YET,
    UNION_KINDS,
    RowsForm,
    VerbForm,
    choice_field,
    day_field,
    line_field,
    text_field,
    unit_field,
)
from jianfa.ledger.models import Baseline, Campaign, ClassTemplate, Criterion, Dimension, Origin, Problem
from jianfa.ledger.queries.templates import class_in_force
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity, Solver
from jianfa.organisations.models import COUNTY_ROLES, Post, Proposal, Role, UnitKind

PUBLICITY = [("yes", pgettext_lazy("publicity", "yes")), ("no", pgettext_lazy("publicity", "no"))]


class DimensionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Dimensions by name; with the campaign where there are several."""

    several = False

    def label_from_instance(self, obj: Any) -> str:
        dimension: Dimension = obj
        return f"{dimension.name}（{dimension.campaign.name}）" if self.several else dimension.name


def dimension_field() -> DimensionField:
    """Return an empty choice of dimensions; each form fills in those of its campaign."""
    return DimensionField(Dimension.objects.none(), label=_("dimension"), required=False, empty_label=NOT_YET)


class DraftForm(forms.Form):
    """A new problem: one sentence is enough, everything else may wait for the desk."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("campaign"), empty_label=None)
    source_unit = unit_field(_("source unit"), (UnitKind.COUNTY_UNION,))
    title = line_field(_("problem"), help_text=_("One sentence: what is in the way?"))
    description = text_field(
        _("description"), required=False, help_text=_("Whom does it concern, since when, how many?")
    )
    dimension = dimension_field()
    solver = choice_field(
        _("who must solve it"), Solver.choices, required=False, help_text=_("Your view; the desk decides.")
    )
    due = day_field(_("wished by"), required=False)
    idem = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, post: Post, campaigns: Sequence[Campaign], **kwargs: Any) -> None:
        self.post = post
        super().__init__(data, use_required_attribute=False, **kwargs)
        self.initial = {"idem": uuid4(), **self.initial}
        field = self.fields["campaign"]
        field.queryset = Campaign.objects.filter(pk__in=[row.pk for row in campaigns])  # type: ignore[attr-defined]
        if len(campaigns) == 1:
            field.initial, field.widget = campaigns[0].pk, forms.HiddenInput()
        dimension = self.fields["dimension"]
        dimension.several = len(campaigns) > 1  # type: ignore[attr-defined]
        dimension.queryset = Dimension.objects.filter(  # type: ignore[attr-defined]
            campaign__in=campaigns
        ).select_related("campaign").order_by("campaign__is_practice", "campaign", "position")  # fmt: skip
        if post.role in COUNTY_ROLES:
            del self.fields["source_unit"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        campaign, dimension = values.get("campaign"), values.get("dimension")
        if campaign and dimension and dimension.campaign_id != campaign.pk:
            self.add_error("dimension", _("This dimension belongs to another campaign."))
        return values

    def perform(self, at: datetime) -> Problem:
        """Write the draft down; sent twice, it is one draft."""
        given = dict(self.cleaned_data)
        campaign, token = given.pop("campaign"), given.pop("idem")
        is_county = self.post.role in COUNTY_ROLES
        source = self.post.unit if is_county else given.pop("source_unit")
        return actions.draft(
            campaign, actions.Draft(source_unit=source, **given), actor=self.post, at=at,
            origin=Origin.COUNTY if is_county else Origin.CITY,
            idem=f"{self.post.person_id}/{token}" if token else None,
        )  # fmt: skip


def content_of(problem: Problem) -> actions.Draft:
    """Return what is written of a problem now, so that an edit changes only what the form shows."""
    same = {
        column.name: getattr(problem, column.name)
        for column in columns_of(actions.Draft)
        if column.name not in {"due", "assists", "measures"}
    }
    assists = [row.unit for row in problem.assists.filter(ended_at=None).select_related("unit")]
    return actions.Draft(due=problem.due_current, assists=assists, **same)


class EditForm(VerbForm):
    verb, name = "edit", _("edit")

    title = line_field(_("problem"))
    description = text_field(_("description"), required=False)
    cause = text_field(_("cause"), required=False, rows=2)
    goal = text_field(_("goal"), required=False, rows=2)
    dimension = dimension_field()
    solver = choice_field(_("who must solve it"), Solver.choices, required=False)
    owner_name = line_field(_("owner"), required=False, length=40)
    due = day_field(_("due date"), required=False)
    due_text = line_field(_("due date as written"), required=False, length=80)

    def prepare(self) -> None:
        self.fields["dimension"].queryset = self.problem.campaign.dimensions.all()  # type: ignore[attr-defined]
        fixed = {"due", "due_text", "solver", "dimension"} if self.problem.listed_at is not None else set()
        if self.problem.origin == Origin.IMPORT:  # as the file had it, for good
            fixed.add("due_text")
        for name in fixed:
            del self.fields[name]

    def prefilled(self) -> dict[str, Any]:
        names = ("title", "description", "cause", "goal", "dimension", "solver", "owner_name", "due_text")
        return {"due": self.problem.due_current, **{name: getattr(self.problem, name) for name in names}}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        typed = {name: self.cleaned_data[name] for name in self.fields if name not in {"version", "idem"}}
        return actions.edit(self.problem, replace(content_of(self.problem), **typed), actor=self.post, at=at)


class SubmitForm(VerbForm):
    verb = "submit"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.submit(self.problem, actor=self.post, at=at, proposal=proposal)


class WithdrawForm(VerbForm):
    verb = "withdraw"
    reason = text_field(_("reason"), required=False)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.withdraw(self.problem, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class ReturnForm(VerbForm):
    verb = "return_"
    missing = text_field(_("what is missing"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.return_(self.problem, actor=self.post, at=at, missing=self.cleaned_data["missing"])


class DeclineForm(VerbForm):
    verb, texts = "decline", ("reason",)
    reason = text_field(_("reason"), help_text=_("The county union reads it and may appeal once."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.decline(self.problem, actor=self.post, at=at, reason=reason, proposal=proposal)


class AppealForm(VerbForm):
    verb = "appeal"
    facts = text_field(_("new facts"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.appeal(self.problem, actor=self.post, at=at, facts=self.cleaned_data["facts"])


class LeaderChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Leaders by name and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name} {obj.title}".strip()


def leaders() -> Any:
    """Return the posts of city leaders that have not ended."""
    posts = Post.objects.filter(role=Role.LEADER, until_day=None)
    return posts.select_related("person", "unit").order_by("person__name")


class CriterionRow(forms.Form):
    text = line_field(_("criterion"), required=False, length=300)
    test = line_field(_("how it is measured"), required=False, length=300)
    evidence_hint = line_field(_("what serves as evidence"), required=False)


class ListForm(RowsForm):
    """Put on the list; what the class template gives is filled in and may be changed."""

    verb = "list"
    row_form: ClassVar[type[forms.Form]] = CriterionRow
    rows_name = "criteria"
    rows_label = _("Criteria of acceptance")

    solver = choice_field(_("who must solve it"), Solver.choices)
    nature = choice_field(_("nature"), Nature.choices)
    due = day_field(
        _("due date"), required=False,
        help_text=_("Kept for ever as the original date; not needed for continuous work."),
    )  # fmt: skip
    dimension = dimension_field()
    clock = choice_field(_("clock"), Clock.choices)
    lead = unit_field(_("lead unit"), (*UNION_KINDS, *ASKED_KINDS), required=False)
    driver = unit_field(
        _("driving unit"), UNION_KINDS, required=False,
        help_text=_("The union unit that pushes what a Party, government or superior body decides."),
    )  # fmt: skip
    sponsor = LeaderChoice(
        Post.objects.none(), label=_("sponsoring leader"), required=False, empty_label=NOT_YET,
        help_text=_("Whoever sponsors it does not approve its write-off."),
    )  # fmt: skip
    weight = forms.IntegerField(label=_("weight"), min_value=1, max_value=10, initial=1)
    sensitivity = choice_field(_("sensitivity"), Sensitivity.choices)
    method = choice_field(_("method of verification"), Method.choices, required=False)
    grade = choice_field(_("grade of acceptance"), Grade.choices, required=False)
    publicity = choice_field(_("publicity"), PUBLICITY, required=False)
    template = forms.ModelChoiceField(ClassTemplate.objects.none(), required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        campaign = self.problem.campaign
        self.fields["dimension"].queryset = campaign.dimensions.all()  # type: ignore[attr-defined]
        self.fields["template"].queryset = campaign.class_templates.filter(ended_at=None)  # type: ignore[attr-defined]
        self.fields["sponsor"].queryset = leaders()  # type: ignore[attr-defined]
        if Baseline.objects.filter(campaign=campaign).exists():
            self.fields["reason"] = text_field(
                _("reason for the amendment"), help_text=_("The list has been signed off; each addition is explained.")
            )

    def prefilled(self) -> dict[str, Any]:
        problem, template = self.problem, class_in_force(self.problem)
        nature = problem.nature or (template.nature if template else "") or Nature.INDIVIDUAL
        return {
            "solver": problem.solver, "nature": nature, "due": problem.due_current,
            "dimension": problem.dimension_id or (template.dimension_id if template else None),
            "clock": problem.clock, "lead": problem.lead_id,
            "driver": problem.driver_id, "sponsor": problem.sponsor_id, "weight": problem.weight,
            "sensitivity": problem.sensitivity, "template": template.pk if template else None,
            **standard_shown(template or problem),
        }  # fmt: skip

    def fill_from(self, template: ClassTemplate) -> None:
        """Fill in what the class template says; what it leaves open stays as the entry had it."""
        said = {"dimension": template.dimension_id, "nature": template.nature}
        self.initial = {
            **self.initial,
            "template": template.pk, "clock": template.clock, "weight": template.weight,
            "sensitivity": template.sensitivity, **standard_shown(template),
            **{name: value for name, value in said.items() if value},
        }  # fmt: skip
        self._template = template
        self._rows = self._make_rows(None)

    _template: ClassTemplate | None = None

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        written = self.problem.criteria.filter(ended_at=None)
        if rows := [shown_criterion(row) for row in written]:
            return rows
        template = self._template or class_in_force(self.problem)
        names = CriterionRow.base_fields
        return [{name: row.get(name, "") for name in names} for row in (template.criteria if template else ())]

    def templates(self) -> list[ClassTemplate]:
        """Return the classes of the campaign, to be filled in from."""
        return list(self.problem.campaign.class_templates.filter(ended_at=None))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.list_problem(
            self.problem, actor=self.post, at=at, criteria=criteria_in(self), **with_standard(self)
        )


def standard_shown(row: ClassTemplate | Problem) -> dict[str, str]:
    """Return how it will be accepted, as a form shows it."""
    return {"method": row.method, "grade": row.grade, "publicity": "yes" if row.needs_publicity else "no"}


def with_standard(form: VerbForm) -> dict[str, Any]:
    """Return what was typed; what nobody said of the standard stays as it is."""
    given = {name: form.cleaned_data[name] for name in form.fields if name not in {"version", "idem"}}
    said = given.pop("publicity")
    given |= {name: given[name] or None for name in ("method", "grade")}
    return given | {"needs_publicity": None if not said else said == "yes"}


def shown_criterion(row: Criterion) -> dict[str, str]:
    """Return a criterion as a row of a form shows it."""
    return {name: getattr(row, name) for name in CriterionRow.base_fields}


def criteria_in(form: RowsForm) -> list[actions.NewCriterion]:
    """Return the criteria as typed; a row that was emptied is gone."""
    rows = (row for row in form.rows.cleaned_data if row.get("text", "").strip())
    return [actions.NewCriterion(row["text"], row["evidence_hint"], row["test"]) for row in rows]


class ReviseForm(RowsForm):
    """Change what it was listed with, until work starts; nothing is asked that another verb decides."""

    verb, name = "revise", _("change what it was listed with")
    row_form: ClassVar[type[forms.Form]] = CriterionRow
    rows_name = "criteria"
    rows_label = _("Criteria of acceptance")

    nature = choice_field(_("nature"), Nature.choices)
    dimension = dimension_field()
    clock = choice_field(_("clock"), Clock.choices)
    sponsor = LeaderChoice(
        Post.objects.none(), label=_("sponsoring leader"), required=False, empty_label=NOT_YET,
        help_text=_("Whoever sponsors it does not approve its write-off."),
    )  # fmt: skip
    weight = forms.IntegerField(label=_("weight"), min_value=1, max_value=10)
    sensitivity = choice_field(_("sensitivity"), Sensitivity.choices)
    method = choice_field(_("method of verification"), Method.choices, required=False)
    grade = choice_field(_("grade of acceptance"), Grade.choices, required=False)
    publicity = choice_field(_("publicity"), PUBLICITY, required=False)

    def prepare(self) -> None:
        self.fields["dimension"].queryset = self.problem.campaign.dimensions.all()  # type: ignore[attr-defined]
        self.fields["sponsor"].queryset = leaders()  # type: ignore[attr-defined]

    def prefilled(self) -> dict[str, Any]:
        problem = self.problem
        return {
            "nature": problem.nature, "dimension": problem.dimension_id, "clock": problem.clock,
            "sponsor": problem.sponsor_id, "weight": problem.weight, "sensitivity": problem.sensitivity,
            **standard_shown(problem),
        }  # fmt: skip

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        return [shown_criterion(row) for row in self.problem.criteria.filter(ended_at=None)]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.revise(self.problem, actor=self.post, at=at, criteria=criteria_in(self), **with_standard(self))
