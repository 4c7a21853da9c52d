"""How heavy a panel is, and when two counties would verify for one another. Pure; sources: DESIGN §4, domain.md §7."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

SMALLEST_PANEL = 2
"""Two persons look at the file of an ordinary problem (书面核查)."""
MUTUAL_DAYS = 90
"""Within so many days A does not verify for B when B verified for A (示例)."""

LINK_DAYS = 7
"""A link for an outside member works so many days (示例)."""

Counties = Mapping[UUID, UUID | None]
"""Unit → the county union it is or belongs to, None for the city's own and outside bodies."""


def counties(units: Iterable[tuple[UUID, UUID | None, bool]]) -> Counties:
    """Return unit → its county union, from (unit, unit above, whether it is a county union)."""
    above = {unit: (parent, is_county) for unit, parent, is_county in units}
    found: dict[UUID, UUID | None] = {}
    for unit in above:
        place: UUID | None = unit
        seen: set[UUID] = set()
        while place is not None and place not in seen and place in above and not above[place][1]:
            seen.add(place)
            place = above[place][0]
        found[unit] = place if place is not None and place in above and above[place][1] else None
    return found


@dataclass(frozen=True)
class Checked:
    """A verification of the past: which counties verified, for which counties, under which number."""

    by: frozenset[UUID]
    of: frozenset[UUID]
    number: str


@dataclass(frozen=True)
class Mutual:
    """``one`` would verify for ``other``, which verified for ``one`` under ``number``."""

    one: UUID
    other: UUID
    number: str


def mutual(by: Iterable[UUID], of: Iterable[UUID], earlier: Iterable[Checked]) -> list[Mutual]:
    """Return every pair of counties that would verify for one another; a county and itself are no pair.

    >>> from uuid import UUID
    >>> a, b = UUID(int=1), UUID(int=2)
    >>> [pair.number for pair in mutual([a], [b], [Checked(frozenset({b}), frozenset({a}), "2026-001")])]
    ['2026-001']
    """
    pairs = [(one, other) for one in sorted(set(by)) for other in sorted(set(of)) if one != other]
    return [
        Mutual(one, other, row.number)
        for row in earlier
        for one, other in pairs
        if other in row.by and one in row.of
    ]  # fmt: skip


def digest_of(secret: str) -> str:
    """Return what is kept of a link; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
