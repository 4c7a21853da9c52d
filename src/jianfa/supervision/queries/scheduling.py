"""Reads of plans: which steps are usual, how a schedule is laid out, what was planned by a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from jianfa.calendar.queries import is_provisional
from jianfa.journal.models import Event
from jianfa.kit.schedule import Link, Plan, Step, WaysOut
from jianfa.kit.schedule import schedule as lay_out
from jianfa.ledger.models import Campaign, DayKind, Measure, Problem, Standing
from jianfa.ledger.states import State
from jianfa.supervision.models import Schedule, StepTemplate, Task
from jianfa.supervision.queries.lights import counted_days
from jianfa.supervision.rules.scheduling import USUAL_DAYS, Share, planned_progress

USUAL_STEPS: tuple[Promise, ...] = (
    gettext_lazy("Put it right at once"), gettext_lazy("Look for the same elsewhere"), gettext_lazy("Make it a rule"),
)  # fmt: skip
"""Steps where officials keep no template (示例)."""
StepRow = dict[str, Any]
PLAN_VERBS = ("plan", "schedule")
"""Events that write dates of measures and tasks."""


def days_in_words(campaign: Campaign, n: int) -> str:
    """Say how many days, in the campaign's kind of days."""
    if campaign.day_kind == DayKind.NATURAL:
        return ngettext("%(n)s natural day", "%(n)s natural days", n) % {"n": n}
    return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}


def day_in_words(day: date) -> str:
    """Return a day; one in a year whose working days are not published yet says so."""
    return _("%(day)s (provisional)") % {"day": day.isoformat()} if is_provisional(day) else day.isoformat()


def templates_of(campaign: Campaign) -> list[StepTemplate]:
    """Return the step templates in force."""
    return list(StepTemplate.objects.filter(campaign=campaign, ended_at=None))


def fitting(problem: Problem) -> list[StepTemplate]:
    """Return the templates that fit the problem, the most particular first."""
    found = [
        row
        for row in templates_of(problem.campaign)
        if row.clock in {"", problem.clock} and row.nature in {"", problem.nature}
    ]
    return sorted(found, key=lambda row: (-bool(row.clock) - bool(row.nature), row.position, row.name))


def usual_steps() -> list[StepRow]:
    """Return the steps a plan begins with where no template fits (示例)."""
    return [
        {"text": str(text), "days": days, "weight": 1, "is_milestone": True}
        for text, days in zip(USUAL_STEPS, USUAL_DAYS, strict=True)
    ]


def schedule_in_force(problem: Problem) -> Schedule | None:
    """Return the version of the schedule in force."""
    found: Schedule | None = Schedule.objects.filter(problem=problem, ended_at=None).first()
    return found


def tasks_of(problem: Problem) -> list[Task]:
    """Return the tasks in force with their links; three queries."""
    rows = Task.objects.filter(problem=problem, ended_at=None, measure__ended_at=None)
    return list(rows.select_related("unit", "measure").prefetch_related("before"))


def links_of(tasks: Sequence[Task]) -> dict[Any, list[tuple[int, int]]]:
    """Return task → (place of the one before, lag)."""
    places = {row.pk: row.position for row in tasks}
    return {
        row.pk: sorted((places[link.after_id], link.lag) for link in row.before.all() if link.after_id in places)
        for row in tasks
    }


def laid_out(version: Schedule, tasks: Sequence[Task]) -> Plan:
    """Lay a version out as it was meant on the day it was made: what was finished then or later counts as planned."""
    links = links_of(tasks)
    steps = [
        Step(str(row.position), row.days, tuple(Link(str(place), lag) for place, lag in links[row.pk])) for row in tasks
    ]
    start = timezone.localdate(version.made_at)
    return lay_out(steps, start=start, due=version.due, is_working=counted_days(version.problem.campaign))


def shares_of(measures: Sequence[Measure], tasks: Sequence[Task]) -> list[Share]:
    """Return each measure with its nodes: its milestones, else itself."""
    marked: dict[Any, list[tuple[int, date | None]]] = {}
    divided = set()
    for task in tasks:
        divided.add(task.measure_id)
        if task.is_milestone:
            marked.setdefault(task.measure_id, []).append((task.weight, task.due_current))
    return [
        Share(row.weight, tuple(marked.get(row.pk, ())) if row.pk in divided else ((1, row.due_current),))
        for row in measures
    ]


def planned_percent(problem: Problem, day: date) -> int:
    """Return how far the plan is by a day, by the weight of the nodes due by then, in percent; two queries."""
    measures = list(problem.measures.filter(ended_at=None))
    tasks = list(Task.objects.filter(problem=problem, ended_at=None))
    return planned_progress(shares_of(measures, tasks), day)


# 不可按期 ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """How a plan comes out, ready to show: ``rows`` by place, the sentences of the ways out."""

    sentence: str
    is_met: bool = True
    ways: Sequence[str] = ()
    rows: Sequence[Mapping[str, Any]] = ()


def outcome_of(campaign: Campaign, plan: Plan, ways: WaysOut | None, names: dict[str, str]) -> Outcome:
    """Put a plan into words; ``names`` gives the text of each task by its place."""
    sentence = plan_in_words(campaign, plan)
    rows = [
        {
            "key": placed.key, "name": names.get(placed.key, ""), "start": day_in_words(placed.latest_start),
            "until": day_in_words(placed.latest_finish), "earliest": day_in_words(placed.earliest_start),
            "slack": slack_in_words(campaign, placed.slack), "is_critical": placed.is_critical,
        }
        for placed in plan.placed.values()
    ]  # fmt: skip
    ways_said = _ways(campaign, ways, names) if ways else []
    return Outcome(sentence, is_met=not plan.missing, ways=ways_said, rows=rows)


def plan_in_words(campaign: Campaign, plan: Plan) -> str:
    """Say whether a plan can be met, and with how many days to spare or missing."""
    if plan.missing:
        return _("Cannot be met: %(days)s are missing.") % {"days": days_in_words(campaign, plan.missing)}
    if plan.slack == 0:
        return _("Can be met, without a day to spare.")
    return _("Can be met, %(days)s to spare.") % {"days": days_in_words(campaign, plan.slack)}


def slack_in_words(campaign: Campaign, slack: int) -> str:
    """Say how much air a task has."""
    if slack < 0:
        return _("%(days)s missing") % {"days": days_in_words(campaign, -slack)}
    return days_in_words(campaign, slack) if slack else pgettext("slack", "none")


def _ways(campaign: Campaign, ways: WaysOut, names: dict[str, str]) -> list[str]:
    """Each way out was tried out; the way that asks nobody comes first."""
    found = [
        _("Shorten task %(n)s “%(name)s” by %(days)s.")
        % {"n": way.key, "name": names.get(way.key, ""), "days": days_in_words(campaign, way.by)}
        for way in ways.shorten
    ]
    found += [
        _("Do task %(first)s “%(name)s” and task %(second)s “%(other)s” side by side.")
        % {"first": way.first, "name": names.get(way.first, ""), "second": way.second,
           "other": names.get(way.second, "")}
        for way in ways.parallel
    ]  # fmt: skip
    found.append(
        _("Ask for an extension of %(days)s, until %(due)s.")
        % {"days": days_in_words(campaign, ways.extension.days), "due": day_in_words(ways.extension.due)}
    )
    return found


def due_when_planned(problem: Problem) -> date | None:
    """Return the due date as it stood when the plan or the schedule was last written; two queries."""
    last = Event.objects.filter(chain=problem.pk, verb__in=PLAN_VERBS).order_by("-seq").first()
    if last is None:
        return None
    stood = Standing.objects.filter(problem=problem, seq__lte=last.seq).order_by("-seq")
    found: date | None = stood.values_list("due_current", flat=True).first()
    return found


def moved_since(problem: Problem) -> tuple[str, str] | None:
    """Return the due date as it was planned for and as it is, where it moved since and work goes on."""
    now = problem.due_current
    if problem.state not in {State.DISPATCHED, State.PLANNING, State.IN_PROGRESS} or now is None:
        return None
    before = due_when_planned(problem)
    return None if before is None or before == now else (before.isoformat(), now.isoformat())
