"""Plans drawn on a line of time: of one problem with its tasks, of a unit with its problems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.calendar.queries import provisional_note
from jianfa.ledger.models import DayKind, Measure, Problem
from jianfa.ledger.queries import LISTED_WITH
from jianfa.ledger.rules import progress
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Unit
from jianfa.supervision.models import Task
from jianfa.supervision.queries import lights_of
from jianfa.supervision.queries.scheduling import (
    day_in_words,
    laid_out,
    links_of,
    moved_since,
    plan_in_words,
    schedule_in_force,
    shares_of,
    slack_in_words,
    tasks_of,
)
from jianfa.supervision.rules.scheduling import after_in_words, planned_progress

ROWS_A_PAGE = 30
OPEN = (State.DISPATCHED, State.PLANNING, State.IN_PROGRESS, State.SUSPENDED, State.CLOSING, State.VERIFYING,
        State.APPROVING)  # fmt: skip
LONGEST_SHOWN = 1100
"""Days one picture spans; beyond it bars are cut at the edge."""


@dataclass
class Bar:
    """One line of the picture: a span, what it stands for, and its cells in the table below."""

    name: str
    start: date | None
    until: date | None
    state: str
    note: str
    url: str = ""
    level: int = 0
    marks: list[date] = field(default_factory=list)
    """Days of milestones, drawn as a lozenge."""
    cells: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """Bars with their places in hundredths of a percent of the time they span; ``months`` are ticks."""

    bars: list[dict[str, Any]]
    months: list[tuple[str, str, bool]]
    """Where, its name, and whether it has room on a narrow screen."""
    today: str | None
    begin: date
    end: date


def drawn(bars: Sequence[Bar], today: date) -> Picture | None:
    """Place bars on one line of time; nothing where no bar has a date."""
    days = [day for bar in bars for day in (bar.start, bar.until, *bar.marks) if day]
    if not days:
        return None
    begin = min([*days, today])
    end = min(max([*days, today]), begin + timedelta(days=LONGEST_SHOWN))
    span = max((end - begin).days + 1, 7)

    def place(day: date) -> int:
        return min(max((day - begin).days, 0), span) * 10_000 // span

    placed = []
    for bar in bars:
        row: dict[str, Any] = {"bar": bar, "marks": [percent(place(day) + 5_000 // span) for day in bar.marks]}
        if bar.until is not None:
            left = place(bar.start or bar.until)
            right = place(bar.until + timedelta(days=1))
            row |= {"x": percent(min(left, 9_900)), "width": percent(max(right - left, 80))}
        placed.append(row)
    return Picture(placed, _months(begin, begin + timedelta(days=span), place), percent(place(today)), begin, end)


def percent(hundredths: int) -> str:
    """Return a place as SVG reads it, without a float.

    >>> percent(1205)
    '12.05%'
    """
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _months(begin: date, end: date, place: Any) -> list[tuple[str, str, bool]]:
    """Return a tick for the first of each month, never more than a dozen, of those four for a narrow screen."""
    firsts, day = [], date(begin.year, begin.month, 1)
    while day < end:
        if day >= begin:
            firsts.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    step = max(1, -(-len(firsts) // 12))
    shown = firsts[::step]
    rare = max(1, -(-len(shown) // 4))
    name = pgettext("month on a line of time", "%(month)s/%(year)s")
    return [
        (percent(place(day)), name % {"month": day.month, "year": day.year % 100}, n % rare == 0)
        for n, day in enumerate(shown)
    ]


# One problem -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """The plan of a problem, ready to show."""

    picture: Picture | None
    bars: list[Bar]
    has_tasks: bool
    real: int
    planned: int
    moved: tuple[str, str] | None
    """The due date then and now, where it moved since the plan was written."""
    verdict: str
    expected: str = ""
    """The words for dates of tasks that hang on a year not announced yet."""


def plan_of(problem: Problem, today: date) -> Plan:
    """Return the plan of a problem: measures, their tasks, slack, what is critical; eight queries."""
    measures = list(problem.measures.filter(ended_at=None).select_related("unit"))
    version, tasks = schedule_in_force(problem), tasks_of(problem)
    campaign = problem.campaign
    plan = laid_out(version, tasks) if version and tasks else None
    links = links_of(tasks)
    bars: list[Bar] = []
    for measure in measures:
        own = [task for task in tasks if task.measure_id == measure.pk]
        bars.append(_bar(measure, today, is_node=not own))
        for task in own:
            bar = _bar(task, today, is_node=task.is_milestone)
            bar.level = 1
            bar.cells |= {"after": after_in_words(links[task.pk]), "days": task.days}
            if plan is not None:
                placed = plan.placed[str(task.position)]
                bar.cells |= {"slack": slack_in_words(campaign, placed.slack), "is_critical": placed.is_critical}
            bars.append(bar)
    verdict = expected = ""
    if plan is not None and version is not None:
        verdict = plan_in_words(campaign, plan)
        if campaign.day_kind == DayKind.WORKING:
            expected = provisional_note(version.due, *(row.due_current for row in tasks))
    return Plan(
        drawn(bars, today), bars, bool(tasks), progress((row.weight, row.finished_on is not None) for row in measures),
        planned_progress(shares_of(measures, tasks), today), moved_since(problem), verdict, expected,
    )  # fmt: skip


def _bar(row: Measure | Task, today: date, *, is_node: bool) -> Bar:
    due, done = row.due_current, row.finished_on
    owner = " ".join(part for part in (row.unit.short_name if row.unit else "", row.owner_name) if part)
    is_typed = isinstance(row, Measure) and is_node  # a measure with tasks spans them; one without has its own date
    in_words = date.isoformat if is_typed else day_in_words
    cells: dict[str, Any] = {
        "owner": owner, "start": in_words(row.starts_on) if row.starts_on else "",
        "until": in_words(due) if due else "", "first": row.due_original.isoformat() if row.due_original else "",
        "finished": done.isoformat() if done else "", "weight": row.weight, "is_node": is_node,
        "position": row.position,
    }  # fmt: skip
    state, note = _state(row.starts_on, due, done, today)
    return Bar(row.text, row.starts_on or due, due, state, note, marks=[due] if due and is_node else [], cells=cells)


def _state(start: date | None, due: date | None, done: date | None, today: date) -> tuple[str, str]:
    if done is not None:
        return "done", _("%(day)s done") % {"day": f"{done:%m-%d}"}
    if due is None:
        return "ahead", _("no date")
    if due < today:
        return "late", _("late since %(day)s") % {"day": f"{due:%m-%d}"}
    return ("now" if (start or due) <= today else "ahead"), _("by %(day)s") % {"day": f"{due:%m-%d}"}


# A unit ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitPlan:
    picture: Picture | None
    bars: list[Bar]
    following: UUID | None


def unit_plan(post: Post, unit: Unit, today: date, after: UUID | None) -> UnitPlan:
    """Return the open problems a unit acts on, the nearest due date first, with their nodes; five queries."""
    problems = Problem.objects.visible_to(post).filter(acting_unit=unit, state__in=OPEN)
    last = problems.filter(pk=after).values_list("due_current", flat=True).first() if after else None
    if after:
        same = Q(due_current=last, pk__gt=after)
        beyond = Q(due_current__gt=last) | Q(due_current=None) if last else Q(pk=None)
        problems = problems.filter(same | beyond)
    ordered = problems.select_related(*LISTED_WITH).order_by(F("due_current").asc(nulls_last=True), "pk")
    rows = list(ordered[: ROWS_A_PAGE + 1])
    shown = rows[:ROWS_A_PAGE]
    bars = list(_problem_bars(shown, today))
    return UnitPlan(drawn(bars, today), bars, shown[-1].pk if len(rows) > ROWS_A_PAGE else None)


def _may_move(problem: Problem, task: Task) -> bool:
    """Say whether the date of a task hangs on a year whose days off are not announced yet."""
    if problem.campaign.day_kind != DayKind.WORKING:
        return False
    return bool(provisional_note(task.due_current, task.schedule.due))


def _problem_bars(problems: Sequence[Problem], today: date) -> Iterable[Bar]:
    keys = [row.pk for row in problems]
    tasks = list(Task.objects.filter(problem__in=keys, ended_at=None).select_related("schedule"))
    divided = {task.measure_id for task in tasks}
    measures = Measure.objects.filter(problem__in=keys, ended_at=None).exclude(pk__in=divided)
    lights = lights_of(problems, today)
    nodes: dict[UUID, list[Measure | Task]] = {}
    found: list[Measure | Task] = [*(task for task in tasks if task.is_milestone), *measures]
    for row in found:
        nodes.setdefault(row.problem_id, []).append(row)
    for problem in problems:
        own = sorted(nodes.get(problem.pk, ()), key=lambda row: (row.due_current or date.max, row.position))
        start = timezone.localdate(problem.dispatched_at) if problem.dispatched_at else today
        due = problem.due_current
        start = min(start, due) if due else start
        left = [row for row in own if row.finished_on is None]
        following = next((row for row in left if row.due_current), None)
        state, note = _state(start, due, None, today)
        yield Bar(
            f"{problem.number or ''} {problem.title}".strip(), start, due, state, note,
            url=reverse("problem", args=[problem.pk]), marks=[row.due_current for row in own if row.due_current],
            cells={
                "light": lights.get(problem.pk), "state": problem.get_state_display(),
                "until": due.isoformat() if due else "", "nodes": f"{len(own) - len(left)} / {len(own)}",
                "next": following.text if following else "",
                "next_until": following.due_current.isoformat() if following and following.due_current else "",
                "is_expected": isinstance(following, Task) and _may_move(problem, following),
            },
        )  # fmt: skip
