"""A campaign set up from a template: everything of it can be changed before it is entered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jianfa.ledger.actions import NewCampaign
from jianfa.ledger.models import Headline

EVIDENCE_SIGN = "｜"
"""Stands in a line between a criterion and what serves as evidence for it."""


class CampaignForm(forms.Form):
    """A new campaign; the classes of the template become fields, each with its criteria as lines."""

    name = forms.CharField(label=_("Name of the campaign"), max_length=60)
    starts_on = forms.DateField(label=_("Starts on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Ends on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    dimensions = forms.CharField(
        label=_("Dimensions (goals)"), widget=forms.Textarea(attrs={"rows": 5}), required=False,
        help_text=_("One a line. Every problem belongs to one of them."),
    )  # fmt: skip
    number_pattern = forms.CharField(
        label=_("Numbering"), max_length=40,
        help_text=_("{year} is the year, {n:03d} the running number: {year}-{n:03d} gives 2026-019."),
    )  # fmt: skip
    headline = forms.ChoiceField(
        label=_("Headline word"), choices=Headline.choices, widget=forms.RadioSelect,
        help_text=_("Which figure is subtracted on the board: applied for, approved, or struck off."),
    )  # fmt: skip
    warn_days = forms.IntegerField(label=_("Near the due date from (working days)"), min_value=1, max_value=60)
    publicity_days = forms.IntegerField(label=_("Publicity (working days)"), min_value=1, max_value=60)
    plan_approval = forms.BooleanField(label=_("The desk approves each plan before work starts"), required=False)
    is_practice = forms.BooleanField(
        label=_("For practice only"), required=False, help_text=_("Counted nowhere; good for a first try.")
    )

    def __init__(self, *args: Any, template: dict[str, Any], **kwargs: Any) -> None:
        self.template = template
        super().__init__(*args, **kwargs)
        self.initial = {
            "dimensions": "\n".join(template["dimensions"]),
            **{name: template[name] for name in ("number_pattern", "headline", "warn_days", "publicity_days")},
            "plan_approval": template["plan_approval"], **self.initial,
        }  # fmt: skip
        for row in template["classes"]:
            self.fields[class_field(row)] = forms.CharField(
                label=row["name"], required=False, widget=forms.Textarea(attrs={"rows": 4}),
                initial="\n".join(as_line(criterion) for criterion in row["criteria"]),
                help_text=row["use_for"],
            )  # fmt: skip

    def rules(self) -> list[forms.BoundField]:
        """Return the fields of the campaign itself."""
        return [self[name] for name in self.base_fields]

    def classes(self) -> list[forms.BoundField]:
        """Return the fields that hold criteria, one a class."""
        return [self[class_field(row)] for row in self.template["classes"]]

    def clean_number_pattern(self) -> str:
        pattern: str = self.cleaned_data["number_pattern"]
        if "{year}" not in pattern or "{n" not in pattern:
            raise forms.ValidationError(_now("The numbering needs {year} and {n:03d}."))
        return pattern

    def campaign(self) -> NewCampaign:
        """Return what was typed, as the action takes it; a class without criteria is left out."""
        given = self.cleaned_data
        classes = []
        for row in self.template["classes"]:
            if criteria := criteria_of(given[class_field(row)]):
                kept = {name: row[name] for name in KEPT}
                classes.append({**kept, "criteria": criteria})
        own = {name: given[name] for name in self.base_fields if name != "dimensions"}
        return NewCampaign(**own, dimensions=given["dimensions"].splitlines(), classes=classes)


def class_field(row: dict[str, Any]) -> str:
    return f"class_{row['key']}"


KEPT = (
    "name", "dimension", "nature", "clock", "weight", "sensitivity", "method", "grade", "needs_publicity",
)  # fmt: skip


def as_line(criterion: dict[str, str]) -> str:
    """Return a criterion as one line: the result, how it is measured, what serves as evidence."""
    return EVIDENCE_SIGN.join(
        criterion[name] for name in ("text", "test", "evidence_hint") if name != "test" or criterion[name]
    )


def criteria_of(text: str) -> list[dict[str, str]]:
    """Return the criteria written one a line; of two parts the second is the evidence, of three the last."""
    found = []
    for line in text.splitlines():
        result, *others = (part.strip() for part in line.replace("|", EVIDENCE_SIGN).split(EVIDENCE_SIGN))
        *test, evidence = (others or [""]) if len(others) < 3 else (others[0], EVIDENCE_SIGN.join(others[1:]))
        if result:
            found.append({"text": result[:300], "test": "".join(test)[:300], "evidence_hint": evidence[:200]})
    return found
