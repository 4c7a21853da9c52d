"""The lot (双随机): who of the published candidates sits on a panel, from a seed nobody could know before. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

LOT_RULE = "jianfa/lot/1"
"""Name and version of the rule; it stands in the event that publishes the candidates, and in what is hashed."""


@dataclass(frozen=True)
class Candidate:
    """A post that may be drawn, and whether it stands outside the ranked counties."""

    post: UUID
    is_outside: bool = False


def ticket(seed: bytes, post: UUID) -> bytes:
    """Return what a candidate is sorted by: SHA-256 of "rule seed id" in ASCII, hexadecimal and small letters.

    >>> ticket(bytes(32), UUID(int=7)).hex()[:16]
    'c6a7b583d103ec19'
    """
    return sha256(f"{LOT_RULE} {seed.hex()} {post}".encode("ascii")).digest()


def drawn_order(seed: bytes, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates by their tickets, the smallest first; in which order they were given changes nothing."""
    return sorted(candidates, key=lambda one: ticket(seed, one.post))


def seated(
    order: Sequence[Candidate], size: int, *, needs_outsider: bool, gone: Collection[UUID] = ()
) -> list[Candidate]:
    """Return who takes the seats: the first ``size`` of the order who are not gone, fewer where there are not enough.

    Where somebody from outside is needed and none is among them, the first from outside takes the last seat.
    """
    free = [one for one in order if one.post not in gone]
    seats = free[:size]
    if needs_outsider and size and len(seats) == size and not any(one.is_outside for one in seats):
        outsider = next((one for one in free if one.is_outside), None)
        return [*seats[:-1], outsider] if outsider else []
    return seats
