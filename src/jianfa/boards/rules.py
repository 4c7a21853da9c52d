"""Arithmetic of the board. Pure: counts in, figures out; no floats (DESIGN §2, house rules)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rate:
    """A part of a whole, never shown without both: ``whole`` in whole percent, ``exact`` with one decimal."""

    done: int
    total: int

    @property
    def whole(self) -> str:
        """Return the rate rounded half up to whole percent; a dash when there is nothing to divide by."""
        return f"{_rounded(self.done * 100, self.total)}%" if self.total else "–"

    @property
    def exact(self) -> str:
        """Return the rate in percent with one decimal.

        >>> Rate(64, 72).exact
        '88.9'
        """
        if not self.total:
            return "–"
        tenths = _rounded(self.done * 1000, self.total)
        return f"{tenths // 10}.{tenths % 10}"


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def running(changes: Mapping[date, int]) -> tuple[list[date], list[int]]:
    """Return the days on which a count changes and its value from each of them on."""
    days = sorted(changes)
    return days, list(accumulate(changes[day] for day in days))


def value_on(day: date, days: Sequence[date], values: Sequence[int]) -> int:
    """Return a running count at the end of a day; 0 before its first change."""
    n = bisect_right(days, day)
    return values[n - 1] if n else 0


def merged(entered: Iterable[tuple[date, int]], left: Iterable[tuple[date, int]]) -> dict[date, int]:
    """Return day → net change from what came in and what went out."""
    changes: dict[date, int] = {}
    for day, n in entered:
        changes[day] = changes.get(day, 0) + n
    for day, n in left:
        changes[day] = changes.get(day, 0) - n
    return changes


def weekly(start: date, end: date) -> list[date]:
    """Return ``start``, every seventh day after it, and ``end``."""
    days = []
    day = start
    while day < end:
        days.append(day)
        day += WEEK
    return [*days, end]


def month_ends(start: date, end: date) -> list[date]:
    """Return ``start``, the last day of each month up to ``end``, and ``end``."""
    days = [start] if start < end else []
    day = start
    while (last := _month_end(day)) < end:
        if last > start:
            days.append(last)
        day = last + timedelta(days=1)
    return [*days, end]


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
