"""Change the calendar: a new version of a year, and with it every computed date that moves, at once or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.calendar.actions import NewYear, change_year
from jianfa.calendar.policy import may_keep_calendar
from jianfa.calendar.queries import current, forget, hold
from jianfa.journal.actions import Stale
from jianfa.journal.models import Change
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Measure, Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost
from jianfa.organisations.policy import Refused, Why, require
from jianfa.supervision.models import Task
from jianfa.supervision.queries.recounting import PUBLICITY, Moved, rehearse


@dataclass(frozen=True)
class Recounted:
    """What became of a change: the calendar's new version, and how many dates moved and stayed."""

    version: int
    moved: int
    kept: int


def change_calendar(
    new: NewYear, *, actor: ActingPost, at: datetime, seen: str, kept: Collection[str] = ()
) -> Recounted:
    """Carry out what a rehearsal has shown: the new version of the year, then every moved date but those ``kept``.

    ``seen`` is the mark of the rehearsal, ``kept`` are keys of its rows. First dates stay as they are. Raises Stale,
    and writes nothing, when anything the rehearsal showed is different by now.
    """
    require(may_keep_calendar(actor))
    try:
        with transaction.atomic():
            hold()
            if seen.partition(".")[0] != str(current().version):
                raise Stale
            rehearsed = rehearse(new, local_day(at))
            if rehearsed.seen != seen:
                raise Stale
            if unknown := set(kept) - {row.key for row in rehearsed.moves}:
                sentence = _("%(key)s is no date that would move.") % {"key": min(unknown)}
                raise Refused(sentence, Why.VALUE, field="keep")
            change_year(new, actor=actor, at=at)
            version = current().version
            moves = [row for row in rehearsed.moves if row.key not in kept]
            _recount(moves, actor=actor, at=at, facts={"calendar_version": version, "year": new.year})
    finally:
        forget()  # also when it was rolled back
    return Recounted(version, len(moves), len(rehearsed.moves) - len(moves))


def _recount(moves: Iterable[Moved], *, actor: ActingPost, at: datetime, facts: dict[str, Any]) -> None:
    """Write the moved dates, an event on each problem."""
    rows = sorted(moves, key=lambda row: str(row.problem))
    problems = Problem.objects.in_bulk({row.problem for row in rows})
    tasks = Task.objects.in_bulk({row.row for row in rows if row.kind != PUBLICITY})
    spans = _spans(tasks, rows)
    for key, group in groupby(rows, key=lambda row: row.problem):
        of_one = list(group)
        changes = [_publicity(problems[key], row) if row.kind == PUBLICITY else _task(tasks[row.row], row)
                   for row in of_one]  # fmt: skip
        changes += spans.get(key, ())
        moved = [
            {"what": row.kind, "id": row.row, "position": row.position, "before": row.was, "after": row.becomes}
            for row in of_one
        ]
        write(("problem", key), "recount", actor=actor, at=at, changes=changes, facts={**facts, "moved": moved})


def _publicity(problem: Problem, row: Moved) -> Change:
    return Change(
        problem, {"publicity_ends_on": row.was[0], "state": problem.state}, publicity_ends_on=row.becomes[0]
    )  # fmt: skip


def _task(task: Task, row: Moved) -> Change:
    guard = {"starts_on": row.was[0], "due_current": row.was[1], "ended_at": None, "finished_on": None}
    return Change(task, guard, starts_on=row.becomes[0], due_current=row.becomes[1])


def _spans(tasks: Mapping[UUID, Task], rows: Iterable[Moved]) -> dict[UUID, list[Change]]:
    """Let a measure go on beginning with the first and ending with the last of its tasks: problem → changes."""
    becomes = {row.row: row.becomes for row in rows}
    of_measure: dict[UUID, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(measure__in={row.measure_id for row in tasks.values()}, ended_at=None):
        of_measure[task.measure_id].append(task)
    found: dict[UUID, list[Change]] = defaultdict(list)
    for measure in Measure.objects.filter(pk__in=of_measure, ended_at=None):
        own = of_measure[measure.pk]
        old = _span([(row.starts_on, row.due_current) for row in own])
        new = _span([becomes.get(row.pk, (row.starts_on, row.due_current)) for row in own])
        if old != new and {name: getattr(measure, name) for name in old} == old:
            found[measure.problem_id].append(Change(measure, old, **new))
    return found


def _span(dates: Sequence[tuple[date, ...]]) -> dict[str, date]:
    return {"starts_on": min(pair[0] for pair in dates), "due_current": max(pair[-1] for pair in dates)}
