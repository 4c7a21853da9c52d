"""Due dates and nodes of a month, of what a post may see: counted by day, the first few of each day named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from jianfa.ledger.models import Measure, Problem
from jianfa.organisations.models import Post
from jianfa.supervision.models import Task
from jianfa.supervision.queries.load import HANGS_ON, may_move, open_nodes
from jianfa.supervision.rules.lights import RUNNING

NAMED_A_DAY = 3
"""So many of each kind are named in the square of a day."""
MOST_OF_A_DAY = 200
"""So many of each kind are named in the list of one day."""


@dataclass(frozen=True)
class Entry:
    """A due date of a problem, or a node of its plan."""

    problem: UUID
    number: str
    text: str
    is_node: bool
    is_expected: bool = False
    """Computed over a year whose days off are not announced yet; it may move."""


@dataclass
class DayEntries:
    """What falls on one day: how many, and some of them by name."""

    count: int = 0
    named: list[Entry] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.named)


def month_of(post: Post, first: date, last: date, *, named: int = NAMED_A_DAY) -> Mapping[date, DayEntries]:
    """Return day → what is due on it, from ``first`` to ``last``; six queries."""
    days: dict[date, DayEntries] = {}
    seen = Problem.objects.visible_to(post).filter(state__in=RUNNING)
    own = {"due_current__gte": first, "due_current__lte": last}
    problems = seen.filter(**own)
    _count(problems, days)
    for row in _first(problems, named).values("pk", "number", "title", "due_current"):
        entry = Entry(row["pk"], row["number"] or "", row["title"], is_node=False)
        days[row["due_current"]].named.append(entry)
    for model in (Task, Measure):
        nodes = open_nodes(model, seen, first).filter(**own)
        if model is Task:
            nodes = nodes.filter(is_milestone=True)
        _count(nodes, days)
        hangs_on = HANGS_ON if model is Task else ()
        for row in _first(nodes, named).values("problem", "problem__number", "text", "due_current", *hangs_on):
            entry = Entry(
                row["problem"],
                row["problem__number"] or "",
                row["text"],
                is_node=True,
                is_expected=bool(hangs_on) and may_move(row),
            )
            days[row["due_current"]].named.append(entry)
    return days


def _count(rows: QuerySet[Any], days: dict[date, DayEntries]) -> None:
    for day, n in rows.order_by().values_list("due_current").annotate(n=Count("pk")):
        days.setdefault(day, DayEntries()).count += n


def _first(rows: QuerySet[Any], named: int) -> QuerySet[Any]:
    """Return the first few rows of each day."""
    place = Window(RowNumber(), partition_by=F("due_current"), order_by=F("pk").asc())
    found: QuerySet[Any] = rows.annotate(place=place).filter(place__lte=named).order_by("due_current", "place")
    return found
