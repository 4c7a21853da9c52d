"""Reads of surveys: what a post may see, how far it is, the result, and what was asked before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.calendar.queries import is_working
from jianfa.intake.models import Answer, Asked, AskedState, Question, QuestionKind, Survey, SurveyState
from jianfa.intake.rules.surveys import ALIKE, NO, reminds_from
from jianfa.kit.similar import Index
from jianfa.kit.similar.index import Text
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import ON_LIST
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.counting import counted_in

EARLIER_QUESTIONS = 1_000
"""So many questions, the newest, are compared with what is about to be asked."""


def survey_of(post: Post, survey_id: UUID) -> Survey:
    """Return a survey the post may see; refuse in the words of what does not exist."""
    found = Survey.objects.visible_to(post).filter(pk=survey_id)
    survey = found.select_related("campaign", "demand__source_unit", "drafted_by__person").first()
    if survey is None:
        raise not_found()
    return survey


def asked_of_post(post: Post, survey: Survey) -> Asked | None:
    """Return the row of the post's own unit, where it is asked."""
    found = survey.asked.filter(unit=post.unit_id).select_related("unit", "survey__campaign", "signed_by__person")
    return found.first()


def filed_answer(post: Post, survey: Survey, answer_id: UUID) -> Answer:
    """Return an answer with the file attached to it: the city any, a county its own; refuse as for one not there."""
    in_force = Answer.objects.filter(survey=survey, question__ended_at=None, asked__says_not_with_us=False)
    rows = in_force.exclude(file=None)
    if (mine := asked_of_post(post, survey)) is not None:
        rows = rows.filter(asked=mine)
    found = rows.filter(pk=answer_id).select_related("file").first()
    if found is None:
        raise not_found()
    return found


def surveys_of(post: Post) -> QuerySet[Survey]:
    """Return the surveys a post may see, the newest first, with how many were asked and how they answered.

    Counted for each survey that is shown, so that a page of them does not add up every survey there is.
    """
    asked = Asked.objects.filter(survey=OuterRef("pk"))
    return Survey.objects.visible_to(post).annotate(
        n_asked=counted_in(asked, "survey"),
        n_answered=counted_in(asked.filter(state=AskedState.ANSWERED), "survey"),
        n_not=counted_in(asked.filter(state=AskedState.NOT_WITH_US), "survey"),
    )  # fmt: skip


def waiting_surveys(post: Post) -> QuerySet[Asked]:
    """Return what waits for a county in open surveys: to be filled in by anybody, to be signed by the head."""
    rows = Asked.objects.filter(unit=post.unit_id, state=AskedState.ASKED, survey__state=SurveyState.OPEN)
    return rows.select_related("survey").order_by("survey__due", "pk")


def questions_of(survey: Survey) -> list[Question]:
    return list(survey.questions.filter(ended_at=None))


# Reminders -------------------------------------------------------------------------------------------------


def surveys_to_remind(today: date) -> list[Survey]:
    """Return the open surveys whose counties are to be reminded today: near the day once, after it once."""
    rows = Survey.objects.filter(state=SurveyState.OPEN, asked__state=AskedState.ASKED, campaign__is_practice=False)
    open_ones = rows.filter(Q(reminded_at=None) | Q(chased_at=None)).distinct()
    return [
        row
        for row in open_ones
        if (row.chased_at is None if row.is_over(today) else row.reminded_at is None)
        and reminds_from(row.due, is_working) <= today
    ]


# The result ------------------------------------------------------------------------------------------------


@dataclass
class Column:
    """One question of the result with its sum: of numbers the total, else how often each answer was given."""

    question: Question
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One county in the result, with its answers by question."""

    asked: Asked
    answers: dict[UUID, Answer]

    @property
    def is_counted(self) -> bool:
        """Say whether its answers add up: over the head's signature only."""
        return self.asked.state == AskedState.ANSWERED

    @property
    def said(self) -> dict[UUID, Answer]:
        """Return what stands: who says “not with us” has taken back what was filled in before."""
        return {} if self.asked.says_not_with_us else self.answers

    @property
    def mark(self) -> str:
        """Return what is said beside what does not count; empty where it counts, and where nothing was said."""
        is_open = self.asked.state == AskedState.ASKED
        return _("not signed yet, not counted") if is_open and (self.asked.is_filled or self.said) else ""


@dataclass(frozen=True)
class Result:
    columns: list[Column]
    lines: list[Line]
    states: dict[str, int]

    def counted(self, state: str) -> int:
        return self.states.get(state, 0)


def result_of(survey: Survey, units: Iterable[UUID] | None = None) -> Result:
    """Return what the counties answered, in code order; only what is signed adds up. Three queries."""
    columns = {row.pk: Column(row) for row in questions_of(survey)}
    asked = survey.asked.select_related("unit", "signed_by__person", "filled_by__person")
    rows = list(asked if units is None else asked.filter(unit__in=list(units)))
    answers: dict[UUID, dict[UUID, Answer]] = defaultdict(dict)
    found = Answer.objects.filter(asked__in=rows, question__in=columns).select_related("reused_from__survey")
    signed = {row.pk for row in rows if row.state == AskedState.ANSWERED}
    for answer in found:
        answers[answer.asked_id][answer.question_id] = answer
        if answer.asked_id in signed:
            _add(columns[answer.question_id], answer)
    states: dict[str, int] = defaultdict(int)
    for row in rows:
        states[row.state] += 1
    return Result(list(columns.values()), [Line(row, answers[row.pk]) for row in rows], dict(states))


def _add(column: Column, answer: Answer) -> None:
    if answer.number is not None:
        column.total += answer.number
    elif answer.text and column.question.kind in {QuestionKind.YES_NO, QuestionKind.CHOICE}:
        column.counts[answer.text] = column.counts.get(answer.text, 0) + 1


def lines_behind(result: Result, question: Question, value: str = "") -> list[Line]:
    """Return the signed lines a figure of the result adds up: of a number all but nought, else those who said so."""
    found = []
    for line in result.lines:
        answer = line.said.get(question.pk)
        if not line.is_counted or answer is None:
            continue
        if (answer.text == value) if value else bool(answer.number):
            found.append(line)
    return found


def proposed_units(survey: Survey) -> list[UUID]:
    """Return whom the desk will probably choose: who answered, and said yes where the first question is a yes or no."""
    first = survey.questions.filter(ended_at=None, kind=QuestionKind.YES_NO).first()
    rows = survey.asked.filter(state=AskedState.ANSWERED)
    if first is not None:
        rows = rows.exclude(answers__in=Answer.objects.filter(question=first, text=NO))
    return list(rows.values_list("unit", flat=True))


# Asked before ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """What a county said before to the same question; ``is_fact`` where the system knows it by itself."""

    value: str
    basis: str
    on: date
    answer: Answer | None = None

    @property
    def is_fact(self) -> bool:
        return self.answer is None


KNOWN: dict[str, Any] = {
    "在册问题数": lambda unit, campaign: Problem.objects.filter(
        source_unit=unit, campaign=campaign, state__in=ON_LIST
    ).count(),
    "已销账问题数": lambda unit, campaign: Problem.objects.filter(
        source_unit=unit, campaign=campaign, state="written_off"
    ).count(),
}
"""Key of a question → what the system knows by itself; nobody is asked to count it."""


def earlier_answers(unit: Unit, questions: Sequence[Question], campaign: Campaign, at: datetime) -> dict[UUID, Earlier]:
    """Return question → what the county last signed to the same question, or what the system knows; two queries."""
    by_key = {row.key: row for row in questions}
    found: dict[UUID, Earlier] = {}
    signed = Answer.objects.filter(
        asked__unit=unit,
        asked__state=AskedState.ANSWERED,
        question__key__in=list(by_key),
        survey__campaign__is_practice=campaign.is_practice,
    ).exclude(survey__in={row.survey_id for row in questions})
    last = Window(RowNumber(), ["question__key", "question__kind"], F("asked__signed_at").desc())
    newest = signed.exclude(text="", number=None).annotate(n=last).filter(n=1)
    for answer in newest.select_related("question", "asked").order_by("asked__signed_at"):
        question = by_key[answer.question.key]
        if question.kind == answer.question.kind and answer.value and answer.asked.signed_at is not None:
            day = timezone.localdate(answer.asked.signed_at)
            found[question.pk] = Earlier(answer.value, answer.basis, day, answer)
    for key, count in KNOWN.items():
        if key in by_key and by_key[key].kind == QuestionKind.NUMBER:
            found[by_key[key].pk] = Earlier(str(count(unit, campaign)), "", timezone.localdate(at))
    return found


@dataclass(frozen=True)
class Repeat:
    """A question that was asked before, in the same or like words: when, in which survey, who had answered."""

    question: Question
    earlier: Question
    score: float
    """1 where it is the same question; then the answers are filled in again."""
    answered: int

    @property
    def is_same(self) -> bool:
        return self.question.key == self.earlier.key

    @property
    def on(self) -> date | None:
        at = self.earlier.survey.opened_at
        return timezone.localdate(at) if at else None


def repeats_of(survey: Survey) -> list[Repeat]:
    """Return for each question the most alike one that was asked before, if any; three queries.

    By the same key, or by words alike; without an encoder, for what is compared is short (docs/similarity.md).
    """
    asked_now = questions_of(survey)
    practice = survey.campaign.is_practice
    asked_before = Question.objects.filter(ended_at=None, survey__campaign__is_practice=practice)
    before = asked_before.exclude(survey=survey).exclude(survey__state=SurveyState.DRAFT)
    earlier = list(before.select_related("survey").order_by("-survey__opened_at", "pk")[:EARLIER_QUESTIONS])
    if not earlier:
        return []
    index: Index[UUID] = Index(encoder=None)
    index.extend(Text(row.pk, row.text) for row in earlier)
    by_id, by_key = {row.pk: row for row in earlier}, {row.key: row for row in reversed(earlier)}
    pairs: list[tuple[Question, Question, float]] = []
    for question in asked_now:
        if same := by_key.get(question.key):
            pairs.append((question, same, 1.0))
            continue
        hits = index.search(question.text, limit=1)
        if hits and hits[0].score >= ALIKE:
            pairs.append((question, by_id[hits[0].key], hits[0].score))
    counts = _answered_by({one.pk for _now, one, _score in pairs}, survey.units)
    return [Repeat(now, one, score, counts.get(one.pk, 0)) for now, one, score in pairs]


def _answered_by(questions: set[UUID], units: Sequence[str]) -> dict[UUID, int]:
    rows = Answer.objects.filter(
        question__in=questions, asked__unit__in=[UUID(unit) for unit in units], asked__state=AskedState.ANSWERED
    ).order_by()
    return {row["question"]: row["n"] for row in rows.values("question").annotate(n=Count("pk"))}
