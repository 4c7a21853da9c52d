"""The figures of a campaign as of a day: counts by state, solver, dimension and unit.

Now they are counted on the problems, on a past day on ``ledger.Standing`` (where each problem stood from one
event to the next); both have the same columns, so the same code adds them up. Each takes a fixed number of
queries, answered from an index that covers them (docs/board.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from jianfa.ledger.models import Assist, Campaign, Headline, Problem, Standing
from jianfa.ledger.states import ACCEPTED, ON_LIST, SOLVED, State

DONE: dict[str, tuple[State, ...]] = {
    Headline.SOLVED: SOLVED,
    Headline.ACCEPTED: ACCEPTED,
    Headline.WRITTEN_OFF: (State.WRITTEN_OFF,),
}
"""Headline figure → the states that count for it."""
STAGES: dict[str, tuple[State, ...]] = {
    "on_list": ON_LIST,
    **DONE,
    **{f"not_{name}": tuple(state for state in ON_LIST if state not in states) for name, states in DONE.items()},
}
"""The stages figures count; the list of problems knows the same ones by the same names."""


@dataclass(frozen=True)
class AsOf:
    """A campaign at the end of a day; without ``day`` now. One that is closed: never later than its closing."""

    campaign: Campaign
    day: date | None = None

    @property
    def frozen_at(self) -> datetime | None:
        """Return the moment of the closing where it is earlier than what was asked for."""
        closed = self.campaign.closed_at
        if closed is None or (self.day is not None and self.day < timezone.localdate(closed)):
            return None
        return closed

    @property
    def is_now(self) -> bool:
        """Say whether the figures are today's, counted on the problems themselves."""
        return self.day is None and self.frozen_at is None

    @property
    def date(self) -> date:
        return timezone.localdate(self.frozen_at) if self.frozen_at else self.day or timezone.localdate()

    @property
    def end(self) -> datetime:
        """Return the first moment that does not count any more."""
        if self.frozen_at:
            return self.frozen_at
        if self.day is None:
            return timezone.now()
        return timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time()))

    @property
    def done(self) -> tuple[State, ...]:
        return DONE[self.campaign.headline]

    def standings(self) -> QuerySet[Standing]:
        """Return where each problem of the campaign stood at the end of the day, or when it was closed."""
        return Standing.objects.filter(self.then(""), campaign=self.campaign)

    def then(self, prefix: str) -> Q:
        """Return the condition that a standing, reached by ``prefix``, held at the end of the day."""
        if self.frozen_at:  # within a day: what was carried over an hour later still stood there
            over = Q(**{f"{prefix}until_at": None}) | Q(**{f"{prefix}until_at__gte": self.end})
            return Q(**{f"{prefix}from_at__lt": self.end}) & over
        over = Q(**{f"{prefix}until_day": None}) | Q(**{f"{prefix}until_day__gt": self.date})
        return Q(**{f"{prefix}from_day__lte": self.date}) & over

    def on_list(self) -> QuerySet[Problem] | QuerySet[Standing]:
        """Return one row for each problem on the list; both kinds have the columns of a standing."""
        if self.is_now:
            return Problem.objects.filter(campaign=self.campaign, state__in=ON_LIST).order_by()
        return self.standings().filter(state__in=ON_LIST)


@dataclass(frozen=True)
class Cell:
    """How many problems are alike in everything the board counts by."""

    state: str
    solver: str
    dimension: UUID | None
    source: UUID
    cycle: int
    is_opening: bool
    n: int


@dataclass(frozen=True)
class Tally:
    """Adds cells up. ``done`` are the states of the headline figure."""

    cells: list[Cell]
    done: tuple[State, ...]

    def count(self, states: tuple[State, ...] | None = None, **alike: object) -> int:
        """Return how many problems are in one of the states (all: on the list) and alike in the columns named."""
        return sum(
            cell.n
            for cell in self.cells
            if (states is None or cell.state in states)
            and all(getattr(cell, name) == value for name, value in alike.items())
        )

    def pair(self, **alike: object) -> tuple[int, int]:
        """Return done and total."""
        return self.count(self.done, **alike), self.count(None, **alike)

    @property
    def relapsed(self) -> int:
        return sum(cell.n for cell in self.cells if cell.cycle > 1)


def tally_of(as_of: AsOf) -> Tally:
    """Count a campaign's list; one query."""
    rows = as_of.on_list().values_list(
        "state", "solver", "dimension", "source_unit", "cycle", "is_opening_balance"
    ).annotate(n=Count("*"))  # fmt: skip
    return Tally([Cell(*row) for row in rows], as_of.done)


def county_cells(as_of: AsOf) -> dict[UUID, tuple[int, int]]:
    """Return unit → (done, total) of what it leads, drives or assists; each problem once a unit. Three queries.

    What a unit has only raised is counted apart (自报), so that the two columns never mix.
    """
    found: dict[UUID, list[int]] = {}
    for unit, state, n in _involvement(as_of):
        pair = found.setdefault(unit, [0, 0])
        pair[0] += n if state in as_of.done else 0
        pair[1] += n
    return {unit: (done, total) for unit, (done, total) in found.items()}


def _involvement(as_of: AsOf) -> Iterator[tuple[UUID, str, int]]:
    rows = as_of.on_list()
    yield from rows.exclude(lead=None).values_list("lead", "state").annotate(n=Count("*"))
    drives = rows.exclude(acting_unit=None).exclude(acting_unit=F("lead"))
    yield from drives.values_list("acting_unit", "state").annotate(n=Count("*"))
    if as_of.is_now:
        assists = Assist.objects.filter(ended_at=None, problem__campaign=as_of.campaign, problem__state__in=ON_LIST)
        assists = assists.annotate(state=F("problem__state"), lead=F("problem__lead"), acting=F("problem__acting_unit"))
    else:
        assists = Assist.objects.filter(
            Q(ended_at=None) | Q(ended_at__gte=as_of.end), as_of.then("problem__standings__"),
            from_at__lt=as_of.end, problem__standings__campaign=as_of.campaign,
            problem__standings__state__in=ON_LIST,
        ).annotate(
            state=F("problem__standings__state"), lead=F("problem__standings__lead"),
            acting=F("problem__standings__acting_unit"),
        )  # fmt: skip
    apart = ~Q(unit=F("lead")) & ~Q(unit=F("acting"))
    yield from assists.filter(apart).order_by().values_list("unit", "state").annotate(n=Count("*"))
