"""The Merkle tree of RFC 9162: one hash over many leaves, and a short proof that a leaf is among them. Pure.

Leaves and inner nodes are hashed with different first bytes, so that neither can pass for the other.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root over no leaves (RFC 9162 §2.1.1)."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 over 0x00 and its data."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 over 0x01 and its two sides."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A tree over hashed leaves; one leaf can be replaced at the cost of its path, log₂ of the size.

    Each level pairs the nodes of the one below and takes an odd last one up as it is; that is the tree of the
    standard, which splits at the largest power of two.

    >>> Tree([leaf_hash(b"")]).root.hex()[:16]
    '6e340b9cffb37a98'
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([_above(below, place) for place in range(0, len(below), 2)])

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        return self._levels[-1][0] if self._levels[-1] else EMPTY

    def replace(self, index: int, leaf: bytes) -> None:
        """Put another hashed leaf in the place of one."""
        self._levels[0][index] = leaf
        for below, level in zip(self._levels, self._levels[1:], strict=False):
            index //= 2
            level[index] = _above(below, index * 2)

    def path(self, index: int) -> list[bytes]:
        """Return the inclusion path of a leaf, from the bottom up."""
        found = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(level[beside])
            index //= 2
        return found


def _above(below: Sequence[bytes], place: int) -> bytes:
    return node_hash(below[place], below[place + 1]) if place + 1 < len(below) else below[place]


def root_of(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a hashed leaf and its path lead to (RFC 9162 §2.1.3.2), None when the path cannot fit."""
    if not 0 <= index < size:
        return None
    found, last, rest = leaf, size - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not rest:
                return None
            beside = rest.pop(0)
            found = node_hash(beside, found) if index % 2 else node_hash(found, beside)
        index, last = index // 2, last // 2
    return None if rest else found
