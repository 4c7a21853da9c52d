"""The load of units and owners by week, over all problems: open nodes and the days of work in them.

Open are tasks in force that are not finished, and measures in force without tasks. One that is late counts as if it
ended today. Problems that wait, are suspended or for practice do not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

from jianfa.calendar.queries import is_provisional, is_working
from jianfa.ledger.models import Campaign, DayKind, Measure, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Role, Unit
from jianfa.supervision.models import Task
from jianfa.supervision.rules.load import WEEKS, Week, capacity, weeks_from

AT_WORK = (State.DISPATCHED, State.PLANNING, State.IN_PROGRESS)
WORKERS = (Role.LIAISON, Role.HEAD, Role.HANDLER, Role.DEPARTMENT_HEAD)
MOST_OWNERS = 300
"""Pairs of unit and owner that are read; the busiest come first."""


@dataclass(frozen=True)
class Cell:
    """One week of a unit or an owner: open nodes, days of work in them, and whether that is over capacity."""

    nodes: int = 0
    days: int = 0
    is_over: bool = False


@dataclass
class UnitLoad:
    """The load of a unit by week, and of each of its owners; an owner without a name is ""."""

    unit: Unit
    capacity: int
    cells: list[Cell]
    owners: dict[str, list[Cell]] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Say whether the unit, or somebody in it, has a week over capacity."""
        rows = [self.cells, *self.owners.values()]
        return any(cell.is_over for row in rows for cell in row)


@dataclass(frozen=True)
class Load:
    """Weeks, and the units that have something to do in them, in their order."""

    weeks: list[Week]
    units: list[UnitLoad]
    each: int
    """So many open nodes one person carries in a week."""


def at_work(post: Post) -> QuerySet[Problem]:
    """Return the problems whose work counts, of those the post may see."""
    running = Campaign.objects.filter(state=Campaign.State.OPEN, is_practice=False)
    return Problem.objects.visible_to(post).filter(state__in=AT_WORK, campaign__in=running)


def nodes_a_week() -> int:
    """Return how much one person carries in a week: a rule of the campaign; where several run, the smallest counts."""
    least = Campaign.objects.filter(state=Campaign.State.OPEN, is_practice=False).aggregate(n=Min("nodes_a_week"))["n"]
    return int(least or Campaign._meta.get_field("nodes_a_week").default)


def open_nodes(model: type[Task] | type[Measure], problems: QuerySet[Problem], today: date) -> QuerySet[Any]:
    """Return open rows with ``who`` must do them, ``begins`` and ``ends``; what has no date is left out."""
    rows: QuerySet[Any] = model._default_manager.filter(ended_at=None, finished_on=None, due_current__isnull=False)
    rows = rows.filter(problem__in=problems.order_by().values("pk"))
    if model is Measure:
        rows = rows.filter(~Exists(Task.objects.filter(measure=OuterRef("pk"), ended_at=None)))
    found: QuerySet[Any] = rows.order_by().annotate(
        who=Coalesce("unit", "problem__acting_unit"), begins=Coalesce("starts_on", "due_current"),
        ends=Greatest("due_current", Value(today, output_field=DateField())),
    )  # fmt: skip
    return found


HANGS_ON = ("schedule__due", "problem__campaign__day_kind")
"""What the date of a task was computed from, beside itself."""


def may_move(row: Mapping[str, Any]) -> bool:
    """Say whether the date of a task, read with HANGS_ON, is provisional (预计); the date of a measure is typed."""
    days = (row["due_current"], row["schedule__due"])
    return row["problem__campaign__day_kind"] == DayKind.WORKING and any(map(is_provisional, days))


def load_of(post: Post, today: date, *, units: Iterable[UUID] | None = None, weeks: int = WEEKS) -> Load:
    """Return the load by week of all units, or of these; five queries."""
    seen = weeks_from(today, weeks, is_working)
    wanted = None if units is None else list(units)
    counted: dict[UUID, dict[str, list[list[int]]]] = {}
    for model in (Task, Measure):
        rows = open_nodes(model, at_work(post), today).filter(begins__lte=seen[-1].sunday)
        if wanted is not None:
            rows = rows.filter(who__in=wanted)
        _count(rows, seen, counted)
    found = []
    people, each = _people(today, counted), nodes_a_week()
    for unit in Unit.objects.filter(pk__in=counted):
        limit = capacity(people.get(unit.pk, 0), each)
        owners = {name: _cells(weeks_of, each) for name, weeks_of in sorted(counted[unit.pk].items())}
        sums = [[sum(column) for column in zip(*cells, strict=True)] for cells in zip(*counted[unit.pk].values(),
                strict=True)]  # fmt: skip
        found.append(UnitLoad(unit, limit, _cells(sums, limit), owners))
    return Load(seen, found, each)


def _count(rows: QuerySet[Any], weeks: list[Week], counted: dict[UUID, dict[str, list[list[int]]]]) -> None:
    """Add to unit → owner → [nodes, days] a week, counted in the database."""
    figures: dict[str, Any] = {}
    for n, week in enumerate(weeks):
        figures[f"n{n}"] = Count("pk", filter=Q(begins__lte=week.sunday, ends__gte=week.monday))
        for m, day in enumerate(week.days):
            figures[f"d{n}_{m}"] = Count("pk", filter=Q(begins__lte=day, ends__gte=day))
    grouped = rows.values("who", "owner_name").annotate(**figures).order_by("-n0", "who", "owner_name")
    for row in grouped[:MOST_OWNERS]:
        if row["who"] is None:
            continue
        cells = counted.setdefault(row["who"], {}).setdefault(row["owner_name"], [[0, 0] for _ in weeks])
        for n, week in enumerate(weeks):
            cells[n][0] += row[f"n{n}"]
            cells[n][1] += sum(row[f"d{n}_{m}"] for m in range(len(week.days)))


def _cells(weeks: Iterable[Iterable[int]], limit: int) -> list[Cell]:
    return [Cell(nodes, days, nodes > limit) for nodes, days in weeks]


def _people(today: date, units: Iterable[UUID]) -> dict[UUID, int]:
    """Return unit → how many people work in it today."""
    posts = Post.objects.on(today).filter(unit__in=list(units), role__in=WORKERS).order_by()
    return dict(posts.values_list("unit").annotate(n=Count("person", distinct=True)))


MOST_NODES = 60


@dataclass(frozen=True)
class Node:
    """One piece of open work of a unit."""

    problem: UUID
    number: str
    text: str
    owner: str
    begins: date
    due: date
    is_late: bool
    is_expected: bool
    """Its date hangs on a year whose days off are not announced yet."""


def nodes_of(post: Post, unit: Unit, today: date) -> list[Node]:
    """Return the open work of a unit, the nearest date first, at most MOST_NODES; two queries."""
    found = []
    for model in (Task, Measure):
        rows = open_nodes(model, at_work(post), today).filter(who=unit.pk).order_by("due_current", "pk")
        hangs_on = HANGS_ON if model is Task else ()
        names = ("problem", "problem__number", "text", "owner_name", "begins", "due_current", *hangs_on)
        found += [
            Node(
                row["problem"], row["problem__number"] or "", row["text"], row["owner_name"], row["begins"],
                row["due_current"], row["due_current"] < today, bool(hangs_on) and may_move(row),
            )
            for row in rows.values(*names)[:MOST_NODES]
        ]  # fmt: skip
    return sorted(found, key=lambda node: (node.due, node.number, node.text))[:MOST_NODES]
