"""How alike two texts are, from 0 to 1: the words they share and, with an encoder, the sense of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jianfa.kit.similar.encoder import Packed

Floats = NDArray[np.float64]
SHORT, LONG = 30, 120
"""Up to so many characters sense counts MOST, from so many on it counts LEAST, in between in proportion."""
MOST, LEAST = 0.58, 0.1
UNRELATED = 0.4
"""Nineteen in twenty texts that have nothing to do with one another have a cosine below (docs/similarity.md).

Counting it made any two short texts more alike than two long ones about one matter, of which sense counts less.
"""
WEIGHT_OF_COUNT: Floats = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))])
"""A pair that stands ten times does not say ten times as much."""


def share_of_sense(lengths: NDArray[np.int64], length: int) -> Floats:
    """Return what sense counts between a text of this length and each of the others: the shorter text decides.

    Two short questions share few characters even when they mean the same; two long letters about one place share many.
    """
    shorter = np.minimum(lengths, length)
    part = np.clip((shorter - SHORT) / (LONG - SHORT), 0.0, 1.0)
    found: Floats = MOST + (LEAST - MOST) * part
    return found


def rarity(holders: NDArray[np.int32], texts: int) -> Floats:
    """Return the weight of terms that so many of the texts have."""
    found: Floats = np.log((1.0 + texts) / (1.0 + holders)) + 1.0
    return found


def sense(vectors: Packed, vector: Packed) -> Floats:
    """Return how alike one kept vector is with each of others, from 0 to 1; a vector 0 is like none."""
    many, one = vectors.astype(np.int32), vector.astype(np.int32)
    lengths = np.sqrt(np.einsum("ij,ij->i", many, many).astype(np.float64)) * np.sqrt(float(one @ one))
    return beyond_chance((many @ one) / np.maximum(lengths, 1e-9))


def beyond_chance(cosines: Floats) -> Floats:
    """Return what cosines say beyond what unrelated texts reach, from 0 to 1."""
    found: Floats = np.clip((cosines - UNRELATED) / (1 - UNRELATED), 0.0, 1.0)
    return found


def blended(words: Floats, meaning: Floats | None, share: Floats) -> Floats:
    """Return the scores; without an encoder the words alone. Ten decimals: no order of adding up shows."""
    mixed = words if meaning is None else (1 - share) * words + share * meaning
    found: Floats = np.clip(np.round(mixed, 10), 0.0, 1.0)
    return found
