"""Backward schedules (倒排工期): two passes over a network of steps, on any table of days.

The backward pass from the due date gives the latest days, the forward pass from a first day the earliest; between
them lies the slack. A step of ``days`` takes its first and its last day whole. A link lets a step begin ``lag`` days
after the one before it has ended; a negative lag overlaps, but a step never begins before the one before it begins.
Pure: days are numbered once, then everything is whole numbers. Results do not depend on the order of the input.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jianfa.kit.workdays import LONGEST_BREAK, ONE_DAY, IsWorking, NoWorkingDay


@dataclass(frozen=True)
class Link:
    """What a step comes after, and how many days lie between; 0 is the next day, negative days overlap."""

    key: str
    lag: int = 0


@dataclass(frozen=True)
class Step:
    """One step: ``days`` ≥ 1, and what it comes after. ``not_before`` holds it back to a day."""

    key: str
    days: int
    after: tuple[Link, ...] = ()
    not_before: date | None = None


@dataclass(frozen=True)
class Placed:
    """The days of a step: as late as the due date allows, as early as can be; ``slack`` in days lies between."""

    key: str
    days: int
    earliest_start: date
    earliest_finish: date
    latest_start: date
    latest_finish: date
    slack: int
    is_critical: bool


@dataclass(frozen=True)
class Plan:
    """A network laid out: ``slack`` is that of the critical steps, negative by as many days as are missing."""

    start: date
    due: date
    finish: date
    """The last day of work when everything is done as early as can be."""
    slack: int
    placed: Mapping[str, Placed]
    """In the order of the input."""
    critical: tuple[str, ...]
    """The steps with least slack, the earliest first."""

    @property
    def missing(self) -> int:
        """How many days are missing for the plan to be met (不可按期，差 n 日); 0 when it can be met."""
        return max(-self.slack, 0)


class Unknown(ValueError):
    """A step comes after one that does not exist."""

    def __init__(self, key: str, wanted: str) -> None:
        self.key, self.wanted = key, wanted
        super().__init__(f"{key} comes after {wanted}, which is not among the steps")


class Circle(ValueError):
    """Steps that wait for one another; ``keys`` in the order in which each waits for the one before it."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(" → ".join([*keys, keys[0]]))


class TooLong(ValueError):
    """The plan runs out of the calendar."""


class Days:
    """A table of working days by number: 0 is the first one at or after ``first``, -1 the one before it."""

    def __init__(self, first: date, is_working: IsWorking) -> None:
        self.is_working = is_working
        self._on: list[date] = []
        self._back: list[date] = []
        self._next, self._previous = first, first - ONE_DAY
        self._numbers: dict[date, int] = {}

    def day(self, number: int) -> date:
        """Return the day of a number; raise TooLong beyond the calendar."""
        try:
            while number >= len(self._on):
                self._forward()
            while -number > len(self._back):
                self._backward()
        except OverflowError as error:
            raise TooLong from error
        return self._on[number] if number >= 0 else self._back[-number - 1]

    def last_until(self, day: date) -> int:
        """Return the number of the last working day at or before ``day``."""
        self.day(0)
        if day < self._on[0]:
            while day < self._previous:
                self._backward()
            before = sum(1 for one in self._back if one > day)
            self.day(-before - 1)
            return -before - 1
        while self._next <= day:
            self._forward()
        return self._at_or_before(day)

    def first_from(self, day: date) -> int:
        """Return the number of the first working day at or after ``day``."""
        return self.last_until(day - ONE_DAY) + 1

    def _at_or_before(self, day: date) -> int:
        while day not in self._numbers:
            day -= ONE_DAY
        return self._numbers[day]

    def _forward(self) -> None:
        day = _search(self._next, ONE_DAY, self.is_working)
        self._numbers[day] = len(self._on)
        self._on.append(day)
        self._next = day + ONE_DAY

    def _backward(self) -> None:
        day = _search(self._previous, -ONE_DAY, self.is_working)
        self._back.append(day)
        self._previous = day - ONE_DAY


def _search(day: date, step: timedelta, is_working: IsWorking) -> date:
    for _ in range(LONGEST_BREAK):
        if is_working(day):
            return day
        day += step
    raise NoWorkingDay(day.isoformat())


class Network:
    """Steps by number with their links as distances from start to start, in an order in which each follows its own."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = tuple(steps)
        self.index = {step.key: n for n, step in enumerate(self.steps)}
        if len(self.index) != len(self.steps):
            raise ValueError("two steps have the same key")
        if wrong := next((step for step in self.steps if step.days < 1), None):
            raise ValueError(f"{wrong.key} takes less than a day")
        self.days = [step.days for step in self.steps]
        self.before: list[list[tuple[int, int]]] = []
        for step in self.steps:
            for link in step.after:
                if link.key not in self.index:
                    raise Unknown(step.key, link.key)
            self.before.append([(self.index[link.key], link.lag) for link in step.after])
        self.order = self._order()

    def _order(self) -> list[int]:
        waits = [len(links) for links in self.before]
        behind: list[list[int]] = [[] for _ in self.steps]
        for n, links in enumerate(self.before):
            for other, _lag in links:
                behind[other].append(n)
        order = [n for n, count in enumerate(waits) if count == 0]
        for n in order:  # grows while it is read
            for other in behind[n]:
                waits[other] -= 1
                if waits[other] == 0:
                    order.append(other)
        if len(order) < len(self.steps):
            raise Circle(self._circle({n for n, count in enumerate(waits) if count}))
        return order

    def _circle(self, left: set[int]) -> list[str]:
        """Follow what comes before, always the first by name, until a step is met again."""
        path = [min(left, key=lambda n: self.steps[n].key)]
        while True:
            before = [other for other, _lag in self.before[path[-1]] if other in left]
            found = min(before, key=lambda n: self.steps[n].key)
            if found in path:
                keys = [self.steps[n].key for n in path[path.index(found) :]][::-1]
                first = keys.index(min(keys))
                return keys[first:] + keys[:first]
            path.append(found)

    def earliest(self, days: Sequence[int], held: Sequence[int]) -> list[int]:
        """Return the earliest start of each step, none before its own number in ``held``."""
        starts = list(held)
        for n in self.order:
            start = starts[n]
            for other, lag in self.before[n]:
                reached = starts[other] + max(days[other] + lag, 0)
                if reached > start:  # noqa: PLR1730  a call for each link would double the time of a pass
                    start = reached
            starts[n] = start
        return starts

    def latest(self, days: Sequence[int], due: int) -> list[int]:
        """Return the latest start of each step when everything ends by the day with the number ``due``."""
        starts = [due - length + 1 for length in days]
        for n in reversed(self.order):
            start = starts[n]
            for other, lag in self.before[n]:
                reached = start - max(days[other] + lag, 0)
                if reached < starts[other]:  # noqa: PLR1730  as above
                    starts[other] = reached
        return starts


def schedule(steps: Iterable[Step], *, start: date, due: date, is_working: IsWorking) -> Plan:
    """Lay the steps out between ``start`` and ``due``; raise Unknown, Circle, TooLong or ValueError.

    Both dates count; one that is not worked gives way to the next worked day inside.
    """
    return _Laid(Network(steps), start, due, is_working).plan()


class _Laid:
    """A network on a table of days; what is tried out costs one pass."""

    def __init__(self, network: Network, start: date, due: date, is_working: IsWorking) -> None:
        self.network, self.start, self.due = network, start, due
        self.table = Days(start, is_working)
        self.last = self.table.last_until(due)
        self.held = [max(self.table.first_from(step.not_before), 0) if step.not_before else 0 for step in network.steps]

    def plan(self) -> Plan:
        network, day = self.network, self.table.day
        early = network.earliest(network.days, self.held)
        late = network.latest(network.days, self.last)
        slack = [one - other for one, other in zip(late, early, strict=True)]
        least = min(slack, default=0)
        placed = {
            step.key: Placed(
                step.key, step.days, day(early[n]), day(early[n] + step.days - 1), day(late[n]),
                day(late[n] + step.days - 1), slack[n], slack[n] == least,
            )
            for n, step in enumerate(network.steps)
        }  # fmt: skip
        order = sorted(range(len(slack)), key=lambda n: (early[n], network.steps[n].key))
        critical = tuple(network.steps[n].key for n in order if slack[n] == least)
        finish = max((early[n] + days - 1 for n, days in enumerate(network.days)), default=0)
        return Plan(self.start, self.due, day(finish), least, placed, critical)

    def finish(self, days: Sequence[int]) -> int:
        """Return the number of the last day of work with these durations."""
        starts = self.network.earliest(days, self.held)
        return max(start + length - 1 for start, length in zip(starts, days, strict=True))


# Ways out --------------------------------------------------------------------------------------------------

MOST_TRIED, MOST_SHOWN = 20, 3
"""Steps and pairs tried, the longest critical ones first, and ways shown of each kind."""


@dataclass(frozen=True)
class Shorten:
    """One step done in ``by`` days less makes the plan fit."""

    key: str
    by: int


@dataclass(frozen=True)
class Parallel:
    """Two steps, one after the other until now, done side by side make the plan fit, ``spare`` days to spare."""

    first: str
    second: str
    spare: int


@dataclass(frozen=True)
class Extension:
    """So many more days, and the due date that would do."""

    days: int
    due: date


@dataclass(frozen=True)
class WaysOut:
    """The cheapest ways to make a plan fit that cannot be met; each was tried out."""

    shorten: tuple[Shorten, ...]
    parallel: tuple[Parallel, ...]
    extension: Extension


def ways_out(
    steps: Iterable[Step], *, start: date, due: date, is_working: IsWorking, fixed: frozenset[str] = frozenset()
) -> WaysOut | None:
    """Return how a plan that cannot be met could be, or None when it can be met; ``fixed`` cannot be shortened."""
    laid = _Laid(Network(steps), start, due, is_working)
    plan = laid.plan()
    if plan.missing == 0:
        return None
    extension = Extension(plan.missing, laid.table.day(laid.last + plan.missing))
    return WaysOut(_shorter(laid, plan, fixed), _side_by_side(laid, plan), extension)


def _shorter(laid: _Laid, plan: Plan, fixed: frozenset[str]) -> tuple[Shorten, ...]:
    """Try the critical steps: the fewest days first, of those the smallest share of a step."""
    critical = [plan.placed[key] for key in plan.critical if key not in fixed]
    critical = sorted((one for one in critical if one.days > plan.missing), key=lambda one: (-one.days, one.key))
    found = []
    for one in critical[:MOST_TRIED]:
        n = laid.network.index[one.key]

        def fits(by: int, n: int = n) -> bool:
            days = list(laid.network.days)
            days[n] -= by
            return laid.finish(days) <= laid.last

        low, high = plan.missing, one.days - 1
        if not fits(high):
            continue
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if fits(middle) else (middle + 1, high)
        found.append((low, -one.days, Shorten(one.key, low)))
    return tuple(way for _by, _days, way in sorted(found, key=lambda row: (row[0], row[1], row[2].key))[:MOST_SHOWN])


def _side_by_side(laid: _Laid, plan: Plan) -> tuple[Parallel, ...]:
    """Try the links between critical steps, those around the longest steps first."""
    steps = laid.network.steps
    critical = set(plan.critical)
    pairs = [(step, link) for step in steps if step.key in critical for link in step.after if link.key in critical]
    index, days = laid.network.index, laid.network.days
    pairs.sort(key=lambda row: (-min(row[0].days, days[index[row[1].key]]), row[1].key, row[0].key))
    found = []
    for second, link in pairs[:MOST_TRIED]:
        tried = _Laid(Network(side_by_side(steps, link.key, second.key)), plan.start, plan.due, laid.table.is_working)
        spare = tried.last - tried.finish(tried.network.days)
        if spare >= 0:
            found.append(Parallel(link.key, second.key, spare))
    return tuple(sorted(found, key=lambda way: (-way.spare, way.first, way.second))[:MOST_SHOWN])


def side_by_side(steps: Sequence[Step], first: str, second: str) -> list[Step]:
    """Return the steps with ``second`` no longer after ``first``: it takes over what that one waited for.

    What came after ``second`` now comes after both.
    """
    waited = next(step for step in steps if step.key == first).after
    changed = []
    for step in steps:
        after = step.after
        if step.key == second:
            kept = tuple(link for link in after if link.key != first)
            after = kept + tuple(link for link in waited if link.key not in {one.key for one in kept})
        elif any(link.key == second for link in after) and all(link.key != first for link in after):
            lag = next(link.lag for link in after if link.key == second)
            after = (*after, Link(first, lag))
        changed.append(replace(step, after=after))
    return changed
