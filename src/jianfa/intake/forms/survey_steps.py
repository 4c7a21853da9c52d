"""Forms of surveys: what the desk does with one, up to the problem on the list."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.intake.actions import surveys as actions
from jianfa.intake.forms.surveys import LEADS, UnitsField
from jianfa.intake.models import AskedState, Survey
from jianfa.intake.policy.surveys import may_keep
from jianfa.intake.queries.surveys import proposed_units
from jianfa.journal.models import Event
from jianfa.ledger.actions import NewCriterion
from jianfa.ledger.forms.base import PLEASE_CHOOSE, choice_field, day_field, line_field, text_field, unit_field
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.ledger.models import ClassTemplate, Dimension, Problem
from jianfa.ledger.states import Sensitivity, Solver
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Verdict, Why


class SurveyVerbForm(VersionedForm):
    """One verb of the desk on one survey."""

    is_primary: ClassVar[bool] = False

    def __init__(self, data: Any = None, *, survey: Survey, post: Post) -> None:
        self.survey = survey
        super().__init__(data, thing=survey, post=post)

    def verdict(self) -> Verdict:
        """Say whether the post may do this now."""
        return may_keep(self.post, self.verb, self.survey)


class OpenSurveyForm(SurveyVerbForm):
    verb, name, is_primary = "open", gettext_lazy("Send it to the counties"), True
    question = gettext_lazy("Each county chosen is asked from now on, and it is counted what it is asked for.")

    def act(self, at: datetime) -> Event:
        return actions.open_survey(self.survey, actor=self.post, at=at)


class ProlongSurveyForm(SurveyVerbForm):
    verb, name = "prolong", gettext_lazy("Give more time")
    due = day_field(gettext_lazy("answer by"))

    def act(self, at: datetime) -> Event:
        return actions.prolong_survey(self.survey, actor=self.post, at=at, due=self.cleaned_data["due"])


class SendBackForm(SurveyVerbForm):
    verb, name = "send_back", gettext_lazy("Ask a county once more")
    question = gettext_lazy("Only where something is missing: it is counted as one more question.")
    missing = text_field(gettext_lazy("what is missing"))

    def prepare(self) -> None:
        rows = self.survey.asked.exclude(state=AskedState.ASKED).select_related("unit")
        field = forms.ModelChoiceField(rows, label=gettext_lazy("county"), empty_label=PLEASE_CHOOSE)
        field.label_from_instance = lambda row: row.unit.short_name  # type: ignore[method-assign,assignment]
        self.fields = {"version": self.fields["version"], "asked": field, "missing": self.fields["missing"]}

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.send_back(given["asked"], actor=self.post, at=at, missing=given["missing"])


class CloseSurveyForm(SurveyVerbForm):
    verb, name = "close", gettext_lazy("Close the survey")
    question = gettext_lazy("Who has not answered stands in the result as not answered.")

    def act(self, at: datetime) -> Event:
        return actions.close_survey(self.survey, actor=self.post, at=at)


class MakeProblemForm(SurveyVerbForm):
    verb, name, is_primary = "make_problem", gettext_lazy("Make it one problem on the list"), True
    question: ClassVar[Promise | str] = gettext_lazy(
        "One common problem goes on the list; it counts once for the city. Each county chosen confirms its own effect."
    )
    title = line_field(gettext_lazy("problem"))
    description = text_field(gettext_lazy("what it is about"), required=False)
    units = UnitsField(gettext_lazy("counties that have it"))
    solver = choice_field(gettext_lazy("who must solve it"), Solver.choices)
    lead = unit_field(gettext_lazy("lead unit"), LEADS, required=False)
    due = day_field(gettext_lazy("due"))
    criterion = line_field(
        gettext_lazy("by what it will be accepted"), required=False,
        help_text=gettext_lazy("Left empty, what the class says holds."),
    )  # fmt: skip
    sensitivity = choice_field(gettext_lazy("sensitivity"), Sensitivity.choices)
    reason = line_field(
        gettext_lazy("reason of the amendment"), required=False,
        help_text=gettext_lazy("Needed once the list has been signed off."),
    )  # fmt: skip

    def prepare(self) -> None:
        campaign = self.survey.campaign
        classes = campaign.class_templates.filter(ended_at=None)
        chosen = {
            "template": (classes, gettext_lazy("class")),
            "dimension": (Dimension.objects.filter(campaign=campaign), gettext_lazy("dimension")),
        }
        for name, (rows, label) in chosen.items():
            self.fields[name] = forms.ModelChoiceField(rows, label=label, required=False, empty_label="–")

    def prefilled(self) -> dict[str, Any]:
        return {
            "title": self.survey.title, "description": self.survey.why, "units": proposed_units(self.survey),
            "solver": Solver.SUPERIOR_UNION.value, "sensitivity": Sensitivity.GENERAL.value,
            "due": self.survey.campaign.ends_on,
            "reason": _("From the survey “%(title)s”") % {"title": self.survey.title},
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        template = given.get("template")
        if not given.get("criterion") and not (template and template.criteria) and "criterion" not in self.errors:
            self.add_error("criterion", _("Please say by what it will be accepted, or choose a class."))
        return given

    def _new(self) -> actions.NewCommon:
        given = self.cleaned_data
        template: ClassTemplate | None = given["template"]
        criteria = [NewCriterion(given["criterion"])] if given["criterion"] else []
        if template is not None and not criteria:
            criteria = [NewCriterion(**row) for row in template.criteria]
        new = actions.NewCommon(
            given["title"], given["description"], given["due"], criteria, solver=given["solver"],
            dimension=given["dimension"], sensitivity=given["sensitivity"], lead=given["lead"], reason=given["reason"],
        )  # fmt: skip
        return new if template is None else actions.as_class(new, template)

    def act(self, at: datetime) -> Any:
        """Return the problem that was made, to which the page goes on."""
        units = list(self.cleaned_data["units"])
        return actions.make_common_problem(self.survey, units, actor=self.post, at=at, new=self._new())


class AddToProblemForm(SurveyVerbForm):
    verb, name = "add_to_problem", gettext_lazy("Put it to a problem on the list")
    question: ClassVar[Promise | str] = gettext_lazy(
        "Where the same common problem stands on the list already. Each county chosen confirms its own effect there."
    )
    number = line_field(
        gettext_lazy("Number of the problem"), length=20, help_text=gettext_lazy("For example 2026-007."),
    )  # fmt: skip
    units = UnitsField(gettext_lazy("counties that have it"))

    def prefilled(self) -> dict[str, Any]:
        return {"units": proposed_units(self.survey)}

    def act(self, at: datetime) -> Any:
        """Return the problem it was put to, to which the page goes on."""
        number = str(self.cleaned_data["number"]).strip()
        found = Problem.objects.visible_to(self.post).filter(number=number).first()
        if found is None:
            raise Refused(_("No problem you may see has this number."), Why.VALUE, field="number")
        units = list(self.cleaned_data["units"])
        return actions.make_common_problem(self.survey, units, actor=self.post, at=at, into=found)


class SplitOffForm(MakeProblemForm):
    verb, name, is_primary = "split_off", gettext_lazy("Split a further problem off"), False
    question: ClassVar[Promise | str] = gettext_lazy(
        "A further problem for some of the counties: an amendment of the baseline, linked with the first one."
    )

    def prefilled(self) -> dict[str, Any]:
        return super().prefilled() | {"units": [], "reason": ""}

    def act(self, at: datetime) -> Any:
        """Return the problem that was split off."""
        units = list(self.cleaned_data["units"])
        return actions.split_off(self.survey, units, actor=self.post, at=at, new=self._new())


SURVEY_FORMS: dict[str, type[SurveyVerbForm]] = {
    form.verb: form
    for form in (
        OpenSurveyForm, MakeProblemForm, AddToProblemForm, SplitOffForm, ProlongSurveyForm, SendBackForm,
        CloseSurveyForm,
    )
}  # fmt: skip
