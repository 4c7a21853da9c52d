"""What a change of the calendar would move: every stored date that was computed from working days.

Whoever asks is the administrator, who sees no business: a row says the number of the problem and the kind of date.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.calendar.actions import NewYear, check
from jianfa.calendar.queries import current
from jianfa.calendar.rules import Difference, differences, table
from jianfa.kit.workdays import IsWorking
from jianfa.ledger.models import DayKind, Measure, Problem
from jianfa.ledger.states import State
from jianfa.supervision.models import Task
from jianfa.supervision.rules import recounting

PUBLICITY, TASK = "publicity_ends_on", "task"
OVER = (State.WRITTEN_OFF, State.MERGED, State.VOIDED, State.DECLINED)
MOST_WRITTEN = 500
"""Written due dates listed for information; further ones are only counted."""


@dataclass(frozen=True)
class Moved:
    """One row of a rehearsal: dates of one kind of one problem, as stored and as they would be."""

    kind: str
    problem: UUID
    number: str
    row: UUID
    position: int
    """Of a task in its schedule; 0 for a date of the problem itself."""
    was: tuple[date, ...]
    becomes: tuple[date, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.row}"

    @property
    def label(self) -> str:
        """Say which date it is; no title, no unit."""
        if self.kind == PUBLICITY:
            return _("end of publicity")
        return _("task %(n)s, from and until") % {"n": self.position}


@dataclass(frozen=True)
class Written:
    """A due date that a person wrote and that now falls on a day off; it stays."""

    number: str
    label: str
    day: date


@dataclass(frozen=True)
class Rehearsal:
    """Everything a change of a year would do, and the mark by which it is recognised when it is carried out."""

    new: NewYear
    version: int
    changed: list[Difference]
    moves: list[Moved]
    written: list[Written]
    more_written: int

    @property
    def seen(self) -> str:
        """Return a mark over all that was shown: the calendar's version, and a digest of the rest."""
        shown = repr((self.new, [(row.key, row.was, row.becomes) for row in self.moves]))
        return f"{self.version}.{hashlib.sha256(shown.encode()).hexdigest()}"


def rehearse(new: NewYear, today: date) -> Rehearsal:
    """Return what the change would do, in a constant number of queries; raises Refused as the change would."""
    check(new)
    known = current()
    old, becoming = table(known.exceptions), known.with_days(new.year, new.days)
    changed = differences(known.year(new.year).days, new.days)
    days = [one.day for one in changed if one.is_about_work]
    moves: list[Moved] = []
    written: list[Written] = []
    more = 0
    if days:
        moves = [*_publicity(days, today, old, becoming), *_tasks(days, today, old, becoming)]
        written, more = _written(recounting.newly_free(days, old, becoming))
    moves.sort(key=lambda row: (row.number, row.kind, row.position))
    return Rehearsal(new, known.version, changed, moves, written, more)


def _publicity(days: Collection[date], today: date, old: IsWorking, new: IsWorking) -> Iterator[Moved]:
    """Yield ends of publicity that the changed days lie before; publicity is a legal term and never in natural days."""
    found = Problem.objects.filter(
        state=State.PUBLICISED, publicity_ends_on__gte=min(days), approved_at__isnull=False
    ).select_related("campaign")
    for row in found.order_by("number_order"):
        assert row.publicity_ends_on is not None
        assert row.approved_at is not None
        begun, stored = timezone.localdate(row.approved_at), row.publicity_ends_on
        moved = recounting.after(begun, stored, row.campaign.publicity_days, old, new)
        if moved and recounting.still_matters(stored, moved, today):
            yield Moved(PUBLICITY, row.pk, row.number or "", row.pk, 0, (stored,), (moved,))


def _tasks(days: Collection[date], today: date, old: IsWorking, new: IsWorking) -> Iterator[Moved]:
    """Yield unfinished tasks of schedules in force, in working days, that the changed days lie behind."""
    found = Task.objects.filter(
        ended_at=None, finished_on=None, schedule__ended_at=None, schedule__due__gte=min(days),
        starts_on__lte=max(days), problem__campaign__day_kind=DayKind.WORKING,
    ).exclude(problem__state__in=OVER)  # fmt: skip
    for row in found.select_related("schedule", "problem").order_by("problem__number_order", "position"):
        was = (row.starts_on, row.due_current)
        due = row.schedule.due
        starts, ends = (recounting.before(day, due, old, new) or day for day in was)
        if (starts, ends) != was and recounting.still_matters(row.due_current, ends, today):
            yield Moved(
                TASK, row.problem_id, row.problem.number or "", row.pk, row.position, was, (min(starts, ends), ends)
            )


def _written(free: Collection[date]) -> tuple[list[Written], int]:
    """Return written due dates on these days, and how many there are beyond those listed."""
    problems = Problem.objects.filter(due_current__in=free, number__isnull=False).exclude(state__in=OVER)
    measures = Measure.objects.filter(
        ~Exists(Task.objects.filter(measure=OuterRef("pk"), ended_at=None)),  # with tasks its date is a computed one
        due_current__in=free, ended_at=None, finished_on=None, problem__number__isnull=False,
    ).exclude(problem__state__in=OVER)  # fmt: skip
    rows = [
        Written(number or "", _("due date"), day)
        for number, day in problems.order_by("number_order").values_list("number", "due_current")[:MOST_WRITTEN]
        if day
    ]
    columns = ("problem__number", "position", "due_current")
    ordered = measures.order_by("problem__number_order", "position").values_list(*columns)
    rows += [
        Written(number, _("measure %(n)s") % {"n": position}, day) for number, position, day in ordered[:MOST_WRITTEN]
    ]
    return rows, problems.count() + measures.count() - len(rows)


def runs_into(year: int) -> bool:
    """Say whether a date of open work lies in that year or after it."""
    first = date(year, 1, 1)
    problems = Problem.objects.exclude(state__in=OVER)
    return (
        problems.filter(Q(due_current__gte=first) | Q(publicity_ends_on__gte=first)).exists()
        or Task.objects.filter(ended_at=None, finished_on=None, due_current__gte=first).exists()
    )
