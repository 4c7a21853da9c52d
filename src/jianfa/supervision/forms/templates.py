"""Forms of step templates, and the answer to a proposed change of rules, whichever room it belongs to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import WithRows, choice_field, line_field
from jianfa.ledger.forms.keeping import CAMPAIGN_FORMS as LEDGER_FORMS
from jianfa.ledger.forms.keeping import CampaignVerbForm, ConfirmRulesForm, RuleForm
from jianfa.ledger.states import Clock, Nature
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions
from jianfa.supervision.models import StepTemplate
from jianfa.supervision.queries.scheduling import usual_steps

FITS_ALL = [("", gettext_lazy("fits all"))]


class StepRow(forms.Form):
    text = line_field(gettext_lazy("step"), required=False)
    days = forms.IntegerField(label=gettext_lazy("days"), required=False)
    weight = forms.IntegerField(label=gettext_lazy("weight"), required=False)
    is_milestone = forms.BooleanField(label=gettext_lazy("milestone"), required=False)


class TemplateField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A template in force; one that is not any more was changed by somebody else meanwhile."""

    default_error_messages = {
        "invalid_choice": gettext_lazy(
            "This template has been changed or ended in the meantime. Please look at it again."
        )
    }

    def __init__(self, label: Any, *, required: bool) -> None:
        super().__init__(StepTemplate.objects.none(), label=label, required=required, widget=forms.HiddenInput)


class StepTemplateForm(WithRows, RuleForm):
    """A template of steps, new or in the place of another one."""

    verb, name = "save_step_template", gettext_lazy("New template of steps")
    row_form: ClassVar[type[forms.Form]] = StepRow
    rows_name = "steps"
    rows_label = gettext_lazy("Steps, one after the other")
    blank_rows = 1

    title = line_field(gettext_lazy("name of the template"), length=40)
    clock = choice_field(gettext_lazy("clock"), [*FITS_ALL, *Clock.choices], required=False)
    nature = choice_field(gettext_lazy("nature"), [*FITS_ALL, *Nature.choices], required=False)
    replaces = TemplateField(gettext_lazy("the template it replaces"), required=False)

    _shown: Sequence[Mapping[str, Any]] | None = None

    def prepare(self) -> None:
        in_force = StepTemplate.objects.filter(campaign=self.campaign, ended_at=None)
        self.fields["replaces"].queryset = in_force  # type: ignore[attr-defined]

    @property
    def heading(self) -> str:
        key = self["replaces"].value()
        rows = self.fields["replaces"].queryset  # type: ignore[attr-defined]
        replaced = next((row for row in rows if str(row.pk) == str(key)), None) if key else None
        return _("Change “%(name)s”") % {"name": replaced.name} if replaced else str(self.name)

    def fill_from(self, row: StepTemplate) -> None:
        """Show a template as it is, to be changed."""
        self.initial = {
            **self.initial, "title": row.name, "clock": row.clock, "nature": row.nature, "replaces": row.pk,
        }  # fmt: skip
        self._shown = row.steps
        self._rows = self._make_rows(None)

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        return usual_steps() if self._shown is None else self._shown

    def filled(self) -> list[forms.Form]:
        """A row counts when it says what or how long; one that was emptied is gone."""
        return [row for row in self.rows.forms if any(row.cleaned_data.get(name) for name in ("text", "days"))]

    def is_valid(self) -> bool:
        rows_valid = self.rows.is_valid()
        return super().is_valid() and rows_valid

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        steps = [dict(row.cleaned_data) for row in self.filled()]
        new = actions.NewSteps(name=given["title"], steps=steps, clock=given["clock"], nature=given["nature"])
        return actions.save_step_template(self.campaign, new, actor=self.post, at=at, replaces=given["replaces"])

    def take(self, refused: Refused) -> None:
        field = "title" if refused.field == "name" else refused.field
        if not self.take_in_row(refused):
            super().take(Refused(refused.sentence, refused.why, field=field))

    def as_typed(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        typed = dict(fields)
        rows = typed.pop(self.rows_name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise Refused(f"{self.rows_name}: [{{…}}]", Why.VALUE, field=self.rows_name)
        typed |= {f"{self.rows_name}-TOTAL_FORMS": len(rows), f"{self.rows_name}-INITIAL_FORMS": 0}
        for n, row in enumerate(rows):
            typed |= {f"{self.rows_name}-{n}-{name}": value for name, value in row.items()}
        return typed

    def row_names(self) -> dict[str, str]:
        return {self.rows_name: ", ".join(name for name in StepRow.base_fields)}


class EndStepTemplateForm(RuleForm):
    verb, name = "end_step_template", gettext_lazy("End a template of steps")
    template = TemplateField(gettext_lazy("template"), required=True)

    def prepare(self) -> None:
        in_force = StepTemplate.objects.filter(campaign=self.campaign, ended_at=None)
        self.fields["template"].queryset = in_force  # type: ignore[attr-defined]

    def act(self, at: datetime) -> Event:
        template = self.cleaned_data["template"]
        return actions.end_step_template(self.campaign, template, actor=self.post, at=at)


class ConfirmAllRulesForm(ConfirmRulesForm):
    """Confirm a change of rules, those of this room among them."""

    def act(self, at: datetime) -> Event:
        return actions.confirm_rules(self.campaign, self.seen(), actor=self.post, at=at)


CAMPAIGN_FORMS: dict[str, type[CampaignVerbForm]] = LEDGER_FORMS | {
    form.verb: form for form in (StepTemplateForm, EndStepTemplateForm, ConfirmAllRulesForm)
}
