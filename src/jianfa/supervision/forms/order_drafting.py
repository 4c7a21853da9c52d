"""The form of a new paper: what is late or near with a unit is ticked already."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jianfa.ledger.forms.base import day_field, line_field, text_field
from jianfa.ledger.models import Problem
from jianfa.organisations.models import UNIT_ROLES, Post, Unit
from jianfa.organisations.policy import Refused, Verdict
from jianfa.supervision import actions
from jianfa.supervision.models import OrderKind, SupervisionOrder
from jianfa.supervision.policy.ordering import may_draft, may_escalate
from jianfa.supervision.queries.ordering import candidates_of, frozen_words, still_late
from jianfa.supervision.rules.ordering import LEAST_ANSWER_DAYS, MOST_ANSWER_DAYS, USUAL_ANSWER_DAYS

USUAL_REQUIREMENT = gettext_lazy(
    "Please find the cause of each item, speed it up with measures of your own, and answer in writing by the day "
    "named below; the answer is signed off by the head of the unit."
)


class ItemsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Problems to be ticked, each with its light and reason as the paper will say them."""

    def __init__(self, rows: list[Problem]) -> None:
        queryset = Problem.objects.filter(pk__in=[row.pk for row in rows])
        widget = forms.CheckboxSelectMultiple
        super().__init__(queryset, label=gettext_lazy("items"), widget=widget, initial=[row.pk for row in rows])
        today = timezone.localdate()
        words = {row.pk: frozen_words(row, today)[1] for row in rows}
        self.choices = [(row.pk, f"{row.number} {row.title} · {words[row.pk]}") for row in rows]


def answer_days_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("answer within working days"), min_value=LEAST_ANSWER_DAYS, max_value=MOST_ANSWER_DAYS,
        initial=USUAL_ANSWER_DAYS, help_text=gettext_lazy("Counted from the day on which a leader signs."),
    )  # fmt: skip


class PostsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Officers by name, unit and office."""

    def label_from_instance(self, obj: Any) -> str:
        post: Post = obj
        return f"{post.person.name}（{post.unit.short_name} · {post.get_role_display()}）"


class DraftOrderForm(forms.Form):
    """A new paper to one unit: what is late or near is ticked already."""

    requirement = text_field(gettext_lazy("requirement"))
    answer_days = answer_days_field()

    def __init__(
        self, data: Any = None, *, post: Post, unit: Unit, kind: str = OrderKind.ORDER.value,
        based_on: SupervisionOrder | None = None,
    ) -> None:  # fmt: skip
        self.post, self.unit, self.kind, self.based_on = post, unit, kind, based_on
        super().__init__(data, use_required_attribute=False)
        today = timezone.localdate()
        self.problems = still_late(post, based_on, today) if based_on else candidates_of(post, unit, today)
        self.fields = {"problems": ItemsField(self.problems), **self.fields}
        self.initial = {"requirement": USUAL_REQUIREMENT, "answer_days": USUAL_ANSWER_DAYS}
        if kind == OrderKind.SUMMONS:
            officers = Post.objects.filter(unit=unit, role__in=UNIT_ROLES, from_day__lte=today)
            held = officers.exclude(until_day__lt=today).select_related("person", "unit")
            widget = forms.CheckboxSelectMultiple
            self.fields |= {
                "summoned": PostsField(held, label=gettext_lazy("who is summoned"), widget=widget),
                "talk_on": day_field(gettext_lazy("day of the talk")),
                "place": line_field(gettext_lazy("place"), required=False, length=80),
            }

    def usual(self) -> dict[str, Any]:
        """Return what one click sends: every item, the usual words and days."""
        return {
            "problems": [row.pk for row in self.problems], "requirement": str(USUAL_REQUIREMENT),
            "answer_days": USUAL_ANSWER_DAYS,
        }  # fmt: skip

    def perform(self, at: datetime) -> SupervisionOrder:
        """Draft the paper with what was typed."""
        given = self.cleaned_data
        new = actions.NewOrder(
            unit=self.unit, problems=in_order(given["problems"]), requirement=given["requirement"],
            answer_days=given["answer_days"], kind=self.kind, based_on=self.based_on,
            talk_on=given.get("talk_on"), place=given.get("place", ""), summoned=list(given.get("summoned", ())),
        )  # fmt: skip
        return actions.draft_order(new, actor=self.post, at=at)

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about; what was typed stays."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))


def in_order(problems: QuerySet[Problem]) -> list[Problem]:
    rows = problems.select_related("campaign", "acting_unit")
    return list(rows.order_by("due_current", "number_order", "pk"))


def draft_verdict(post: Post, based_on: SupervisionOrder | None) -> Verdict:
    """Say whether the post may draft a paper, or the one that follows."""
    return may_escalate(post, based_on) if based_on else may_draft(post)
