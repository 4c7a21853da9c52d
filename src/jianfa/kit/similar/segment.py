"""A part of the index: texts forward (the terms of each) and inverted (who has a term), in plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jianfa.kit.similar.encoder import Packed, Vectors, shortened
from jianfa.kit.similar.features import SINGLES, Counts, Features, Terms

Ints = NDArray[np.int64]
SHORTENED = 5_000
"""Vectors shortened at a time: they take four times the room meanwhile."""


@dataclass(frozen=True, slots=True)
class Forward:
    """n texts. Text i has ``terms[starts[i]:starts[i + 1]]``; ``near`` are the vectors in few dimensions."""

    terms: Terms
    counts: Counts
    starts: Ints
    lengths: Ints
    vectors: Packed | None
    near: Vectors | None


@dataclass(frozen=True, slots=True)
class Segment(Forward):
    """The same texts the other way round as well."""

    posted: Terms
    """The terms that someone has, ascending."""
    first: Ints
    """Where in ``holders`` each of them begins; one more at the end."""
    holders: NDArray[np.uint32]
    strengths: NDArray[np.float32]
    """What the term weighs in the holder, before rarity: 1 + log(count) over the text's length as a vector."""

    @property
    def size(self) -> int:
        """How many texts."""
        return self.lengths.size

    def of(self, local: int) -> tuple[Terms, Counts]:
        """Return the terms and counts of one text."""
        here = slice(self.starts[local], self.starts[local + 1])
        return self.terms[here], self.counts[here]

    def with_vectors(self, vectors: Packed) -> Segment:
        """Return the same texts with vectors."""
        starts = range(0, max(self.size, 1), SHORTENED)
        near = np.concatenate([shortened(vectors[start : start + SHORTENED]) for start in starts])
        return replace(self, vectors=vectors, near=near)


def segment_of(found: Sequence[Features], vectors: Packed | None, near: Vectors | None) -> Segment:
    """Return the part for these texts, in this order."""
    sizes = np.array([one.terms.size for one in found], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    terms = np.concatenate([one.terms for one in found]) if found else np.empty(0, np.uint32)
    counts = np.concatenate([one.counts for one in found]) if found else np.empty(0, np.uint8)
    lengths = np.array([one.length for one in found], dtype=np.int64)
    return _inverted(Forward(terms, counts, starts, lengths, vectors, near))


def merged(parts: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Segment:
    """Return one part for the texts of several that are still wanted, in their order."""
    sizes = [np.diff(part.starts) for part in parts]
    wanted = [np.repeat(keep, size) for keep, size in zip(kept, sizes, strict=True)]
    chosen = list(zip(parts, wanted, kept, strict=True))
    starts = np.concatenate([[0], np.cumsum(np.concatenate([s[k] for s, k in zip(sizes, kept, strict=True)]))])
    vectors = [part.vectors[keep] for part, _, keep in chosen if part.vectors is not None]
    near = [part.near[keep] for part, _, keep in chosen if part.near is not None]
    return _inverted(
        Forward(
            np.concatenate([part.terms[want] for part, want, _ in chosen]),
            np.concatenate([part.counts[want] for part, want, _ in chosen]),
            starts.astype(np.int64),
            np.concatenate([part.lengths[keep] for part, _, keep in chosen]),
            np.concatenate(vectors) if vectors else None,
            np.concatenate(near) if near else None,
        )
    )


def _inverted(texts: Forward) -> Segment:
    """Sort the terms the other way round. Single characters are looked up only in texts that have no pair."""
    terms, size = texts.terms, texts.lengths.size
    owners = np.repeat(np.arange(size, dtype=np.uint32), np.diff(texts.starts))
    weights = (1 + np.log(np.maximum(texts.counts, 1))).astype(np.float32)
    squares = np.bincount(owners, weights=weights.astype(np.float64) ** 2, minlength=size)
    paired = np.bincount(owners, weights=terms >= SINGLES, minlength=size) > 0
    looked_up = (terms >= SINGLES) | ~paired[owners]
    who, what = owners[looked_up], terms[looked_up]
    strength = weights[looked_up] / np.sqrt(squares)[who].astype(np.float32)
    order = np.argsort(what, kind="stable")
    posted, first = np.unique(what[order], return_index=True)
    ends = np.concatenate([first, [what.size]]).astype(np.int64)
    strengths = strength[order].astype(np.float32)
    return Segment(
        terms, texts.counts, texts.starts, texts.lengths, texts.vectors, texts.near, posted, ends, who[order], strengths
    )
