"""Forms of surveys: the question set, what the desk does with it, what a county fills in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.intake.actions import surveys as actions
from jianfa.intake.actions.surveys.asking import MOST_QUESTIONS
from jianfa.intake.models import Asked, Demand, Question, QuestionKind, Survey
from jianfa.intake.queries.surveys import Earlier, questions_of
from jianfa.intake.queries.words import title_for_others
from jianfa.intake.rules.surveys import NO, YES
from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import (
    WithRows,
    choice_field,
    day_field,
    line_field,
    text_field,
)
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import Post, Unit, UnitKind
from jianfa.organisations.policy import Refused

LEADS = (UnitKind.DEPARTMENT, UnitKind.FEDERATION, UnitKind.PARTY_GOV, UnitKind.SUPERIOR_UNION)
ANSWERS = ((YES, pgettext_lazy("answer to a question", "yes")), (NO, pgettext_lazy("answer to a question", "no")))


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django has no subscript at run time
    """Some county unions, as ticks in code order."""

    def __init__(self, label: str | Promise, *, required: bool = True, help_text: str | Promise = "") -> None:
        units = Unit.objects.county_unions().filter(valid_until=None).order_by("position", "code")
        super().__init__(
            units, label=label, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
        )

    def label_from_instance(self, unit: Unit) -> str:
        return unit.short_name


class QuestionRow(forms.Form):
    text = line_field(gettext_lazy("question"), required=False, length=300)
    kind = forms.ChoiceField(label=gettext_lazy("kind of answer"), choices=QuestionKind.choices, required=False)
    measure = line_field(
        gettext_lazy("counted in"), required=False, length=10, help_text=gettext_lazy("Of a number: posts, yuan …")
    )
    choices = forms.CharField(
        label=gettext_lazy("choices, one a line"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    is_optional = forms.BooleanField(label=gettext_lazy("may stay empty"), required=False)


class SurveyForm(WithRows):
    """A survey as the desk writes it down; ``more`` offers further questions."""

    row_form: ClassVar[type[forms.Form]] = QuestionRow
    most_rows: ClassVar[int] = MOST_QUESTIONS
    rows_label = gettext_lazy("Questions")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = line_field(gettext_lazy("what is asked"))
    why = text_field(
        gettext_lazy("why we ask"), rows=3, help_text=gettext_lazy("Whoever answers reads it. Ask only what decides.")
    )
    due = day_field(gettext_lazy("answer by"))
    everybody = forms.BooleanField(label=gettext_lazy("all county unions"), required=False)
    units = UnitsField(gettext_lazy("or only these"), required=False)

    def __init__(
        self, data: Any = None, *, post: Post, demand: Demand | None = None, theme: str = "",
        survey: Survey | None = None,
    ) -> None:  # fmt: skip
        self.post, self.demand, self.survey = post, demand, survey
        self.theme = survey.theme if survey is not None else theme
        super().__init__(data, use_required_attribute=False)
        if survey is not None:
            self.initial = {name: getattr(survey, name) for name in ("version", "title", "why", "due", "units")}
        else:
            self.initial = {"everybody": True, "title": title_for_others(demand) if demand else ""}

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        rows = questions_of(self.survey) if self.survey else []
        return [
            {
                "text": row.text, "kind": row.kind, "measure": row.measure, "choices": row.choices,
                "is_optional": not row.is_required,
            }
            for row in rows
        ]  # fmt: skip

    def is_valid(self) -> bool:
        return super().is_valid() and self.rows.is_valid()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("everybody") and given.get("units"):
            self.add_error("units", _("All county unions are ticked as well; please untick one of the two."))
        return given

    def new(self) -> actions.NewSurvey:
        given = self.cleaned_data
        field = self.fields["units"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        units = list(field.queryset if given["everybody"] else given["units"]) if field.queryset is not None else []
        questions = [
            actions.NewQuestion(
                row.cleaned_data["text"], row.cleaned_data["kind"] or QuestionKind.YES_NO.value,
                choices=row.cleaned_data["choices"].splitlines(), measure=row.cleaned_data["measure"],
                is_required=not row.cleaned_data["is_optional"],
            )
            for row in self.filled()
            if row.cleaned_data["text"]
        ]  # fmt: skip
        return actions.NewSurvey(given["title"], given["why"], given["due"], units, questions, self.demand, self.theme)

    def perform(self, campaign: Campaign, at: datetime) -> Survey:
        if self.survey is not None:
            if self.cleaned_data["version"] not in {None, self.survey.version}:
                raise Stale
            actions.edit_survey(self.survey, self.new(), actor=self.post, at=at)
            return self.survey
        return actions.draft_survey(self.new(), campaign=campaign, actor=self.post, at=at)

    def take(self, refused: Refused) -> None:
        if not self.take_in_row(refused):
            self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))


# What a county fills in ------------------------------------------------------------------------------------


class AnswerForm(VersionedForm):
    """The answers of one county; what it said earlier, or the system knows, stands there already."""

    verb, name = "fill", gettext_lazy("Fill it in")
    has_files = True
    not_with_us = forms.BooleanField(label=gettext_lazy("There is nothing of it in our county"), required=False)
    remark = text_field(gettext_lazy("remark"), required=False, rows=2)

    def __init__(
        self, data: Any = None, files: Any = None, *, asked: Asked, post: Post, earlier: Mapping[UUID, Earlier]
    ) -> None:
        self.asked, self.earlier, self.uploads = asked, earlier, files or {}
        self.questions = questions_of(asked.survey)
        self.needs_answers = not (data and data.get("not_with_us"))
        self.there = {row.question_id: row for row in asked.answers.all()}
        super().__init__(data, thing=asked, post=post)
        self.files = files or self.files

    def prepare(self) -> None:
        fields: dict[str, forms.Field] = {"version": self.fields["version"]}
        for question in self.questions:
            is_needed = question.is_required and self.needs_answers
            fields[f"value-{question.pk}"] = _field_of(question, self._note(question), is_needed=is_needed)
            fields[f"basis-{question.pk}"] = line_field(
                gettext_lazy("basis"), required=False, help_text=gettext_lazy("A document's number or a row; no photo.")
            )
            fields[f"file-{question.pk}"] = forms.FileField(label=gettext_lazy("attachment"), required=False)
        self.fields = fields | {name: self.fields[name] for name in ("not_with_us", "remark")}

    def _note(self, question: Question) -> str:
        """Say where what stands in the field comes from, so that nobody is asked twice."""
        found = self.earlier.get(question.pk)
        if found is None or question.pk in self.there:
            return ""
        if found.is_fact:
            return _("The system counts it; please correct it where it is wrong.")
        return _("asked on %(day)s, answer reused") % {"day": found.on.isoformat()}

    def prefilled(self) -> dict[str, Any]:
        values: dict[str, Any] = {"not_with_us": self.asked.says_not_with_us, "remark": self.asked.remark}
        for question in self.questions:
            row, before = self.there.get(question.pk), self.earlier.get(question.pk)
            found: Any = row or before
            if found is not None:
                values[f"value-{question.pk}"], values[f"basis-{question.pk}"] = found.value, found.basis
        return values

    def act(self, at: datetime) -> Event:
        given, typed = {}, self.cleaned_data
        for question in self.questions:
            value, before = typed[f"value-{question.pk}"], self.earlier.get(question.pk)
            is_same = before is not None and before.value == value
            given[question.pk] = actions.Given(
                value,
                typed[f"basis-{question.pk}"],
                typed.get(f"file-{question.pk}") or None,
                before.answer if before and is_same else None,
            )
        return actions.fill(
            self.asked, given, actor=self.post, at=at, not_with_us=typed["not_with_us"], remark=typed["remark"]
        )

    @property
    def groups(self) -> list[tuple[Question, list[forms.BoundField]]]:
        """Return the fields of each question."""
        return [(row, [self[f"{name}-{row.pk}"] for name in ("value", "basis", "file")]) for row in self.questions]


def _field_of(question: Question, note: str, *, is_needed: bool) -> forms.Field:
    """Return the field for the value; the question itself stands above it."""
    label: str | Promise = gettext_lazy("answer")
    field: forms.Field
    if question.kind == QuestionKind.YES_NO:
        field = choice_field(label, ANSWERS, required=is_needed, help_text=note)
    elif question.kind == QuestionKind.CHOICE:
        field = choice_field(label, [(one, one) for one in question.options], required=is_needed, help_text=note)
    elif question.kind == QuestionKind.TEXT:
        field = text_field(label, required=is_needed, rows=2, help_text=note)
    else:
        label = f"{_('answer')}（{question.measure}）" if question.measure else label
        field = line_field(label, required=is_needed, length=20, help_text=note)
    field.error_messages["required"] = _("“%(text)s” needs an answer.") % {"text": question.text}
    return field


class SignForm(VersionedForm):
    verb, name = "sign", gettext_lazy("Sign the answer")
    question = gettext_lazy("Your signature makes it the county's answer.")

    def __init__(self, data: Any = None, *, asked: Asked, post: Post) -> None:
        self.asked = asked
        super().__init__(data, thing=asked, post=post)

    def act(self, at: datetime) -> Event:
        return actions.sign(self.asked, actor=self.post, at=at)
