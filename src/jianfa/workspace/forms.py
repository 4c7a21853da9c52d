"""Forms of the triage table and of bulk actions. They read what was typed; every rule stands in the actions."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.acceptance.models import Session, SessionState
from jianfa.ledger.models import ClassTemplate, Dimension, Problem
from jianfa.ledger.states import Nature, Solver
from jianfa.organisations.models import UNIT_ROLES, Post, Unit
from jianfa.organisations.policy import Refused
from jianfa.supervision.models import OrderKind, OrderState
from jianfa.supervision.models.ordering import UNION_UNITS, UNSIGNED
from jianfa.supervision.queries import SYMBOLS, WORDS
from jianfa.supervision.rules.ordering import COLOURS
from jianfa.workspace.queries.orders import LATE, months_of
from jianfa.workspace.queries.triage import Choices

ALL_OF_THEM = pgettext_lazy("filter", "all")
ANSWER_LATE = pgettext_lazy("order", "answer overdue")

NOT_YET: list[Any] = [("", "–")]
DECISIONS: tuple[tuple[str, Promise], ...] = (
    ("list", pgettext_lazy("decision", "put on the list")),
    ("return_", pgettext_lazy("decision", "return for completion")),
    ("decline", pgettext_lazy("decision", "decline")),
)
PLACE_OF = {"criteria": "template", "missing": "reason"}
"""Where a refusal about something the row has no field for is shown."""


class UnitField(forms.CharField):
    """A unit by any name it goes by; a wrong name is refused with the nearest one."""

    choices: Choices

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        unit = self.choices.unit_named(name)
        if unit is None:
            nearest = self.choices.nearest_name(name)
            sentence = _("“%(value)s” is no known unit.") % {"value": name}
            if nearest:
                sentence += " " + _("Did you mean “%(nearest)s”?") % {"nearest": nearest}
            raise forms.ValidationError(sentence)
        return unit


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class JudgeForm(forms.Form):
    """One row of the triage table."""

    solver = forms.ChoiceField(
        label=gettext_lazy("Who must solve it"), choices=NOT_YET + Solver.choices, required=False
    )
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=NOT_YET + Nature.choices, required=False)
    dimension = forms.ChoiceField(label=gettext_lazy("Dimension"), required=False)
    template = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    lead = UnitField(
        label=gettext_lazy("Lead unit"), required=False, max_length=80,
        widget=forms.TextInput(
            {"list": "units", "autocomplete": "off", "placeholder": gettext_lazy("name of the unit")}
        ),
    )  # fmt: skip
    due = _day(gettext_lazy("Due"))
    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=[*NOT_YET, *DECISIONS], required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=300,
        widget=forms.TextInput({"placeholder": gettext_lazy("if not listed")}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, problem: Problem, choices: Choices, data: Any = None, *, suggested: Mapping[str, str] | None = None
    ) -> None:
        self.problem = problem
        self.dimensions: Sequence[Dimension] = choices.dimensions.get(problem.campaign_id, [])
        self.templates: Sequence[ClassTemplate] = choices.templates.get(problem.campaign_id, [])
        initial = proposed(problem, self.templates) | dict(suggested or {})
        super().__init__(data, prefix=f"p{problem.pk.hex}", initial=initial, use_required_attribute=False)
        for name, rows in (("dimension", self.dimensions), ("template", self.templates)):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = NOT_YET + [(str(row.pk), str(row)) for row in rows]
        cast(UnitField, self.fields["lead"]).choices = choices
        if problem.campaign_id in choices.signed:  # listing is an amendment there
            self.fields["reason"].widget.attrs["placeholder"] = _("always needed")
        for bound in self.visible_fields():
            bound.field.widget.attrs["aria-label"] = f"{bound.label}: {problem.title}"

    def is_touched(self) -> bool:
        """Say whether anything was decided or changed in this row."""
        return bool(set(self.changed_data) - {"version"})

    def given(self) -> dict[str, Any]:
        """Return what was typed, with rows of the dictionaries in place of their ids."""
        given = dict(self.cleaned_data)
        for name, rows in (("dimension", self.dimensions), ("template", self.templates)):
            given[name] = next((row for row in rows if str(row.pk) == given[name]), None)
        return given

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about."""
        name = PLACE_OF.get(refused.field or "", refused.field)
        self.add_error(name if name in self.fields else None, str(refused.sentence))


def proposed(problem: Problem, templates: Sequence[ClassTemplate]) -> dict[str, Any]:
    """Return what an import or the county proposed for the row; a class goes by its name, for it may have changed."""
    name = problem.template.name if problem.template else ""
    template = next((str(row.pk) for row in templates if row.name == name), "")
    return {
        "solver": problem.solver, "nature": problem.nature, "due": problem.due_current, "version": problem.version,
        "dimension": str(problem.dimension_id or ""), "template": template,
        "lead": problem.lead.name if problem.lead else "",
    }  # fmt: skip


class BulkForm(forms.Form):
    """What is given to all ticked rows alike."""

    def __init__(self, choices: Choices, problems: Sequence[Problem], data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.choices, self.problems = choices, problems
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the rows."""


class BulkListForm(BulkForm):
    template = forms.ChoiceField(
        label=gettext_lazy("Class"), required=False,
        help_text=gettext_lazy(
            "Gives criteria, clock and weight to rows that have no class yet; dimension and nature where nothing says."
        ),
    )  # fmt: skip
    solver = forms.ChoiceField(
        label=gettext_lazy("Who must solve it, where a row does not say"), choices=NOT_YET + Solver.choices,
        required=False,
    )  # fmt: skip
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature, where a row does not say"), choices=NOT_YET + Nature.choices, required=False
    )
    due = _day(gettext_lazy("Due date, where a row has none"))
    reason = forms.CharField(label=gettext_lazy("Reason of the amendment"), required=False, max_length=300)

    def prepare(self) -> None:
        campaigns = {problem.campaign_id for problem in self.problems}
        names = {row.name: row.name for key in campaigns for row in self.choices.templates.get(key, [])}
        cast(forms.ChoiceField, self.fields["template"]).choices = NOT_YET + list(names.items())
        if not campaigns & self.choices.signed:
            del self.fields["reason"]


class BulkDispatchForm(BulkForm):
    lead = UnitField(
        label=gettext_lazy("Lead unit"), required=False, max_length=80,
        help_text=gettext_lazy("Empty: each row goes to the lead unit it names."),
        widget=forms.TextInput({"list": "units", "autocomplete": "off"}),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note to the unit"), required=False, max_length=300)

    def prepare(self) -> None:
        cast(UnitField, self.fields["lead"]).choices = self.choices


class BulkReturnForm(BulkForm):
    missing = forms.CharField(label=gettext_lazy("What is missing"), required=False, max_length=500)


class BulkSessionForm(BulkForm):
    session = forms.ModelChoiceField(
        Session.objects.filter(state=SessionState.GATHERING), label=gettext_lazy("Session"), required=False,
        empty_label=gettext_lazy("please choose"),
        help_text=gettext_lazy("Only sessions that have no panel yet; open one first under “Acceptance sessions”."),
    )  # fmt: skip


BULK_FORMS: Mapping[str, type[BulkForm]] = {
    "list": BulkListForm, "dispatch": BulkDispatchForm, "return_": BulkReturnForm, "session": BulkSessionForm,
}  # fmt: skip
BULK_NAMES: Mapping[str, Promise] = {"session": gettext_lazy("put into a session")}
"""What a bulk action is called that is no move of its own."""


class OrderFilterForm(forms.Form):
    """What the list of supervision orders is narrowed to; everything may be left open."""

    month = forms.ChoiceField(label=_("month"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.filter(kind__in=UNION_UNITS), label=_("unit"), required=False, empty_label=ALL_OF_THEM
    )
    kind = forms.ChoiceField(label=_("kind of paper"), required=False, choices=[("", ALL_OF_THEM), *OrderKind.choices])
    colour = forms.ChoiceField(label=_("colour"), required=False)
    state = forms.ChoiceField(label=_("state"), required=False)

    def __init__(self, data: Any, *, post: Post) -> None:
        super().__init__(data)
        months = [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in months_of(post)]
        colours = [(light.value, f"{SYMBOLS[light]} {WORDS[light]}") for light in COLOURS]
        states = [row for row in OrderState.choices if post.role not in UNIT_ROLES or row[0] not in UNSIGNED]
        for name, choices in (("month", months), ("colour", colours), ("state", [(LATE, ANSWER_LATE), *states])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", ALL_OF_THEM), *choices]
        if post.role in UNIT_ROLES:
            del self.fields["unit"]
