"""A form for each verb of a campaign: its rules, opening, closing, and the answer to a proposed change.

They read what was typed; every rule stands in the actions. Pages and the API use the same forms.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.ledger import actions
from jianfa.ledger.forms.base import WithRows, choice_field, day_field, line_field, text_field
from jianfa.ledger.forms.drafting import PUBLICITY, CriterionRow, dimension_field, standard_shown
from jianfa.ledger.models import Campaign, ClassTemplate, DayKind, Headline, Retention
from jianfa.ledger.policy.campaigns import may_change, may_close, may_open, may_settle_rules, may_take_back_rules
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Verdict, Why

LEFT_OPEN = gettext_lazy("left open")
NOT_SAID = [("", LEFT_OPEN)]


class CampaignVerbForm(forms.Form):
    """One verb on one campaign, by the holder of one post."""

    verb: ClassVar[str] = ""
    name: ClassVar[Promise]

    def __init__(
        self, data: Any = None, *, campaign: Campaign, post: Post, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.campaign, self.post = campaign, post
        super().__init__(data, use_required_attribute=False)
        self.initial = {**self.prefilled(), **(initial or {})}
        self.prepare()

    def prefilled(self) -> dict[str, Any]:
        """Return what the form says before anything is typed."""
        return {}

    def prepare(self) -> None:
        """Add what depends on the campaign."""

    @property
    def heading(self) -> str:
        return str(self.name)

    @property
    def proposes(self) -> bool:
        """Say whether the form only puts a change before a department head."""
        return False

    def verdict(self) -> Verdict:
        """Say whether the post may do this now."""
        raise NotImplementedError

    def act(self, at: datetime) -> Event:
        """Call the action with what was typed."""
        raise NotImplementedError

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about; what was typed stays."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))

    def as_typed(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a program as a page would send them."""
        return dict(fields)

    def row_names(self) -> dict[str, str]:
        """Return the repeated rows a program may send: their name and what a row holds."""
        return {}


class OpenForm(CampaignVerbForm):
    verb, name = "open_campaign", gettext_lazy("Open the campaign")

    def verdict(self) -> Verdict:
        return may_open(self.post, self.campaign)

    def act(self, at: datetime) -> Event:
        return actions.open_campaign(self.campaign, actor=self.post, at=at)


class CloseForm(CampaignVerbForm):
    verb, name = "close_campaign", gettext_lazy("Close the campaign")

    def verdict(self) -> Verdict:
        return may_close(self.post, self.campaign)

    def act(self, at: datetime) -> Event:
        return actions.close_campaign(self.campaign, actor=self.post, at=at)


class RuleForm(CampaignVerbForm):
    """A change of the rules: at once while the campaign is prepared, a proposal once it is open."""

    @property
    def proposes(self) -> bool:
        return self.campaign.state == Campaign.State.OPEN

    def verdict(self) -> Verdict:
        return may_change(self.post, self.campaign)

    def clean(self) -> dict[str, Any]:
        """An error of a field that nobody sees stands above the form."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for field in self.hidden_fields():
            for error in self.errors.get(field.name, ()):
                self.add_error(None, error)
        return values


class TemplateField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A class in force; one that is not any more was changed by somebody else meanwhile."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("This class has been changed or ended in the meantime. Please look at it again.")
    }

    def __init__(self, label: Any, *, required: bool) -> None:
        super().__init__(ClassTemplate.objects.none(), label=label, required=required, widget=forms.HiddenInput)


class ClassForm(WithRows, RuleForm):
    """A class template, new or in the place of another one."""

    verb, name = "save_class_template", gettext_lazy("New class")
    row_form: ClassVar[type[forms.Form]] = CriterionRow
    rows_name = "criteria"
    rows_label = gettext_lazy("Criteria of acceptance")

    title = line_field(gettext_lazy("name of the class"), length=40)
    dimension = dimension_field()
    nature = choice_field(gettext_lazy("nature"), [*NOT_SAID, *Nature.choices], required=False)
    clock = choice_field(gettext_lazy("clock"), Clock.choices)
    weight = forms.IntegerField(label=gettext_lazy("weight"), min_value=1, max_value=10)
    sensitivity = choice_field(gettext_lazy("sensitivity"), Sensitivity.choices)
    method = choice_field(gettext_lazy("method of verification"), Method.choices, required=False)
    grade = choice_field(gettext_lazy("grade of acceptance"), Grade.choices, required=False)
    publicity = choice_field(gettext_lazy("publicity"), PUBLICITY, required=False)
    replaces = TemplateField(gettext_lazy("the class it replaces"), required=False)

    def prefilled(self) -> dict[str, Any]:
        return {
            "clock": Clock.PHASED, "weight": 1, "sensitivity": Sensitivity.GENERAL, "method": Method.PAPERS,
            "grade": Grade.ORDINARY, "publicity": "yes",
        }  # fmt: skip

    def prepare(self) -> None:
        dimension = self.fields["dimension"]
        dimension.queryset = self.campaign.dimensions.all()  # type: ignore[attr-defined]
        dimension.empty_label = LEFT_OPEN  # type: ignore[attr-defined]
        in_force = self.campaign.class_templates.filter(ended_at=None)
        self.fields["replaces"].queryset = in_force  # type: ignore[attr-defined]

    @property
    def heading(self) -> str:
        replaced = self.replaced
        return _("Change “%(name)s”") % {"name": replaced.name} if replaced else str(self.name)

    @property
    def replaced(self) -> ClassTemplate | None:
        """Return the class to be replaced, as the form was opened or sent."""
        key = self["replaces"].value()
        rows = self.fields["replaces"].queryset  # type: ignore[attr-defined]
        return next((row for row in rows if str(row.pk) == str(key)), None) if key else None

    def fill_from(self, row: ClassTemplate) -> None:
        """Show a class as it is, to be changed."""
        names = ("nature", "clock", "weight", "sensitivity")
        self.initial = {
            **self.initial, **standard_shown(row), **{name: getattr(row, name) for name in names},
            "title": row.name, "dimension": row.dimension_id, "replaces": row.pk,
        }  # fmt: skip
        self._shown = row.criteria
        self._rows = self._make_rows(None)

    _shown: Sequence[Mapping[str, str]] = ()

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        return [{name: row.get(name, "") for name in CriterionRow.base_fields} for row in self._shown]

    def is_valid(self) -> bool:
        rows_valid = self.rows.is_valid()
        return super().is_valid() and rows_valid

    def act(self, at: datetime) -> Event:
        given = dict(self.cleaned_data)
        criteria = [dict(row.cleaned_data) for row in self.filled()]
        replaces, name = given.pop("replaces"), given.pop("title")
        standard = {
            "method": given.pop("method") or Method.PAPERS.value, "grade": given.pop("grade") or Grade.ORDINARY.value,
            "needs_publicity": given.pop("publicity") != "no",
        }  # fmt: skip
        new = actions.NewClass(name=name, criteria=criteria, **standard, **given)
        return actions.save_class_template(self.campaign, new, actor=self.post, at=at, replaces=replaces)

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
        return {**self.prefilled(), **typed}

    def row_names(self) -> dict[str, str]:
        return {self.rows_name: ", ".join(name for name in CriterionRow.base_fields)}


class EndClassForm(RuleForm):
    verb, name = "end_class_template", gettext_lazy("End a class")
    template = TemplateField(gettext_lazy("class"), required=True)

    def prepare(self) -> None:
        in_force = self.campaign.class_templates.filter(ended_at=None)
        self.fields["template"].queryset = in_force  # type: ignore[attr-defined]

    def act(self, at: datetime) -> Event:
        template = self.cleaned_data["template"]
        return actions.end_class_template(self.campaign, template, actor=self.post, at=at)


class RulesForm(RuleForm):
    """Limits, headline and last day; each field carries what it showed, so that only what was changed is sent."""

    verb, name = "change_rules", gettext_lazy("Change the rules")

    headline = choice_field(
        gettext_lazy("headline figure"), Headline.choices,
        help_text=gettext_lazy("Which figure is subtracted on the board: applied for, approved, or struck off."),
    )  # fmt: skip
    ends_on = day_field(gettext_lazy("ends on"))
    warn_days = forms.IntegerField(label=gettext_lazy("near the due date from (working days)"))
    publicity_days = forms.IntegerField(label=gettext_lazy("publicity (working days)"))
    plan_approval = forms.BooleanField(
        label=gettext_lazy("The desk approves each plan before work starts"), required=False
    )
    day_kind = choice_field(
        gettext_lazy("durations are counted in"), DayKind.choices,
        help_text=gettext_lazy("Durations of steps and nearness of a date; terms set by rule stay in working days."),
    )  # fmt: skip
    quiet_days = forms.IntegerField(
        label=gettext_lazy("asked for a report after so many quiet days"),
        help_text=gettext_lazy("Or when a milestone falls due. Nothing is asked for in between."),
    )
    nodes_a_week = forms.IntegerField(
        label=gettext_lazy("open nodes one person carries in a week"),
        help_text=gettext_lazy("Weeks beyond it are marked in the load; nothing is refused because of it."),
    )
    certificates_on = forms.BooleanField(
        label=gettext_lazy("Certificates of write-offs are given out"), required=False,
        help_text=gettext_lazy("A file that shows, without Jianfa, that a write-off stands in the sealed record."),
    )  # fmt: skip
    triage_days = forms.IntegerField(label=gettext_lazy("the city judges within (working days)"))
    panel_days = forms.IntegerField(label=gettext_lazy("the city names a panel within (working days)"))
    verification_days = forms.IntegerField(label=gettext_lazy("the panel verifies within (working days)"))
    decision_days = forms.IntegerField(label=gettext_lazy("the city decides within (working days)"))
    extension_days = forms.IntegerField(label=gettext_lazy("the city answers a request within (working days)"))
    answer_days = forms.IntegerField(
        label=gettext_lazy("whoever raised it answers within (working days)"),
        help_text=gettext_lazy("Whether it is solved, once it is applied for; silence is no agreement."),
    )
    key_panel_size = forms.IntegerField(label=gettext_lazy("members of a panel for a key problem, at least"))
    draws_lots = forms.BooleanField(
        label=gettext_lazy("Panels are drawn by lot"), required=False,
        help_text=gettext_lazy("The desk publishes the candidates; the next checkpoint decides. Nobody chooses."),
    )  # fmt: skip
    look_back_percent = forms.IntegerField(
        label=gettext_lazy("looked back at, of a hundred write-offs"),
        help_text=gettext_lazy("Drawn 3, 6 and 12 months after a write-off, by its hash; 0: none."),
    )
    retention = choice_field(
        gettext_lazy("files are kept"), Retention.choices,
        help_text=gettext_lazy("Stands in the archive package of each problem; an example, your own table decides."),
    )  # fmt: skip
    dimensions = text_field(
        gettext_lazy("further dimensions"), required=False,
        help_text=gettext_lazy("One a line. Those there are stay as they are."),
    )  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        return {name: getattr(self.campaign, name) for name in actions.RULES}

    def prepare(self) -> None:
        for name in actions.RULES:
            self.fields[name].show_hidden_initial = True

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        wanted = {name: given[name] for name in actions.RULES if name in self.changed_data}
        for name in wanted:
            shown = self.data.get(self[name].html_initial_name)
            if self.fields[name].clean(shown) != getattr(self.campaign, name):
                raise Stale
        return actions.change_rules(
            self.campaign, wanted, actor=self.post, at=at, dimensions=given["dimensions"].splitlines()
        )

    def as_typed(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """What a program leaves out stays as it is; dimensions may come as a list."""
        typed = dict(fields)
        if isinstance(typed.get("dimensions"), list):
            typed["dimensions"] = "\n".join(str(name) for name in typed["dimensions"])
        shown = self.prefilled()
        return {**{f"initial-{name}": value for name, value in shown.items()}, **shown, **typed}


class AnswerRulesForm(CampaignVerbForm):
    """An answer to the proposed change; ``shown`` is the proposal that was seen."""

    shown = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.proposal = waiting_rules(self.campaign)
        self.initial["shown"] = self.proposal.pk if self.proposal else None

    def verdict(self) -> Verdict:
        return may_settle_rules(self.post, self.campaign, self.proposal)

    def seen(self) -> Proposal:
        """Return the proposal to be answered; refuse when it is no longer the one that was shown."""
        shown = self.cleaned_data.get("shown")
        if self.proposal is None or (shown and shown != self.proposal.pk):
            raise Refused(_("This proposal has already been answered."))
        return self.proposal


class ConfirmRulesForm(AnswerRulesForm):
    verb, name = "confirm", gettext_lazy("Confirm the change")

    def act(self, at: datetime) -> Event:
        return actions.confirm_rules(self.campaign, self.seen(), actor=self.post, at=at)


class RejectRulesForm(AnswerRulesForm):
    verb, name = "reject", gettext_lazy("Reject the change")
    reason = text_field(gettext_lazy("reason"))

    def act(self, at: datetime) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.reject_rules(self.campaign, self.seen(), actor=self.post, at=at, reason=reason)


class TakeBackRulesForm(AnswerRulesForm):
    verb, name = "take_back", gettext_lazy("Take the proposal back")

    def verdict(self) -> Verdict:
        return may_take_back_rules(self.post, self.proposal)

    def act(self, at: datetime) -> Event:
        return actions.take_back_rules(self.campaign, self.seen(), actor=self.post, at=at)


CAMPAIGN_FORMS: dict[str, type[CampaignVerbForm]] = {
    form.verb: form
    for form in (
        OpenForm, CloseForm, ClassForm, EndClassForm, RulesForm, ConfirmRulesForm, RejectRulesForm, TakeBackRulesForm,
    )
}  # fmt: skip


class CarryOverForm(forms.Form):
    """Where the open problems of a closed campaign go, and which of them."""

    into = forms.ModelChoiceField(
        Campaign.objects.none(), label=gettext_lazy("carried over into"), empty_label=None,
        help_text=gettext_lazy("Number, dates and record stay; dimension and class are found by their names."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, receivers: Any) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["into"].queryset = receivers  # type: ignore[attr-defined]
