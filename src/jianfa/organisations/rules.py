"""Independence of persons and units. Pure: ids in, answer out.

A person carries every unit of every post held, now or before; two persons are independent on a matter when
they differ and none of the one's units is the other's, an ancestor or a descendant of it (DESIGN §4).
"""

from collections.abc import Collection, Mapping
from uuid import UUID

Parents = Mapping[UUID, UUID | None]
"""unit → unit above it."""


def line_of(unit: UUID, parents: Parents) -> set[UUID]:
    """Return the unit with all its ancestors; a loop in the data ends the walk."""
    line: set[UUID] = set()
    step: UUID | None = unit
    while step is not None and step not in line:
        line.add(step)
        step = parents.get(step)
    return line


def are_related(one: UUID, other: UUID, parents: Parents) -> bool:
    """Say whether two units are the same, or one stands above the other."""
    return other in line_of(one, parents) or one in line_of(other, parents)


def related_units(units: Collection[UUID], matter: Collection[UUID], parents: Parents) -> set[UUID]:
    """Return those of ``units`` that are related to any unit of the matter; empty means independent."""
    return {unit for unit in units if any(are_related(unit, own, parents) for own in matter)}


def in_groups(code: str, size: int = 4) -> str:
    """Return a code as it is printed and read aloud.

    >>> in_groups("ABCDEFGH2345")
    'ABCD-EFGH-2345'
    """
    return "-".join(code[start : start + size] for start in range(0, len(code), size))
