"""How alike two texts are, from 0 to 1: the words they share and, with an encoder, the sense of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jianfa.kit.similar.encoder import Packed

Floats = NDArray[np.float64]
SHORT, LONG = 30, 120
"""Up to so many characters sense counts MOST, from so many on it counts LEAST, in between in proportion."""
MOST, LEAST = 0.7, 0.3
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
    """Return the cosine of one kept vector with each of others; what is opposed counts as unlike, a vector 0 too."""
    many, one = vectors.astype(np.int32), vector.astype(np.int32)
    lengths = np.sqrt(np.einsum("ij,ij->i", many, many).astype(np.float64)) * np.sqrt(float(one @ one))
    product: Floats = np.clip((many @ one) / np.maximum(lengths, 1e-9), 0.0, 1.0)
    return product


def blended(words: Floats, meaning: Floats | None, share: Floats) -> Floats:
    """Return the scores; without an encoder the words alone. Ten decimals: no order of adding up shows."""
    mixed = words if meaning is None else (1 - share) * words + share * meaning
    found: Floats = np.clip(np.round(mixed, 10), 0.0, 1.0)
    return found
