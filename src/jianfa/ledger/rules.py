"""Pure rules of the list: progress, the date that moves with the clock, who acts. No Django."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

PARTY_GOV = "party_gov"
ABOVE_OR_OUTSIDE = frozenset({"superior_union", "party_gov", "outside"})
REFUSAL_WORKDAYS = 2
"""A dispatched unit may refuse within so many working days; after them it has signed (DESIGN §4)."""
LONGEST_SUSPENSION_DAYS = 90
MOST_RETURNS = 2
MOST_SEND_BACKS = 2
MOST_EXTENSIONS = 2
TRACKED = (
    "campaign", "state", "solver", "nature", "dimension", "source_unit", "lead", "acting_unit", "due_current", "cycle",
    "is_opening_balance",
)  # fmt: skip
"""Columns of a problem whose past is kept beside the journal, so that any figure can be asked for as of any day."""
SHORTEST_REQUIREMENT = 10
"""Characters of a written further requirement (补充整改要求, domain.md §7.1)."""


def progress(measures: Iterable[tuple[int, bool]]) -> int:
    """Return the weight of finished measures in whole percent; 0 without measures.

    >>> progress([(2, True), (1, False)])
    66
    """
    pairs = list(measures)
    total = sum(weight for weight, _ in pairs)
    return sum(weight for weight, done in pairs if done) * 100 // total if total else 0


def moved_due(due: date | None, stopped_on: date, resumed_on: date) -> date | None:
    """Return the due date moved by exactly the stopped days (natural days)."""
    if due is None:
        return None
    return due + max(resumed_on - stopped_on, timedelta())


def is_driven(solver: str, lead_kind: str | None) -> bool:
    """Say whether a union unit must drive what somebody else decides: Party, government or a superior."""
    return solver == PARTY_GOV or lead_kind in ABOVE_OR_OUTSIDE


def next_number(pattern: str, year: int, n: int) -> str:
    """Return the number in the campaign's pattern.

    >>> next_number("{year}-{n:03d}", 2026, 19)
    '2026-019'
    """
    return pattern.format(year=year, n=n)


def number_order(year: int, n: int) -> int:
    """Return the figure by which numbers sort, whatever the campaign's pattern.

    >>> number_order(2026, 1000) > number_order(2026, 999)
    True
    """
    return year * 10**7 + n


def walk(baseline: int, steps: Sequence[int]) -> int:
    """Return how many problems are on the list: the baseline and every amendment's step."""
    return baseline + sum(steps)
