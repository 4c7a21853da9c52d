"""What is compared of a text: its single characters and pairs of neighbours, counted, as numbers below 2^20."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jianfa.kit.grams import folded
from jianfa.kit.similar.synonyms import NONE, Synonyms
from jianfa.kit.text import simplified_offer

TERMS = 1 << 20
"""Pairs are hashed into so many numbers: at 10^5 texts, one in five shares its number with a rarer one."""
SINGLES = 1 << 16
"""Numbers below are single characters, each by its code; the pairs come above."""
HEAD_COUNTS = 3
"""A pair in the heading counts as if it stood there so often: what a text is about stands in its heading."""
BODY_LENGTH = 200
"""Characters of the body that are compared; complaints begin with the matter and end with the asking."""
_NO_WORD = re.compile(r"[\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)

Terms = NDArray[np.uint32]
Counts = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Features:
    """Ascending terms, how often each counts, and the length in characters."""

    terms: Terms
    counts: Counts
    length: int


def plain(text: str, synonyms: Synonyms = NONE) -> str:
    """Return a text as it is compared: simplified, half-width, without spaces and punctuation, synonyms as one word.

    >>> plain("「經審」，　ＡＢ１２！")
    '经审ab12'
    """
    short = folded(simplified_offer(text) or text)
    return synonyms.apply(_NO_WORD.sub("", short) or short)


def features(head: str, body: str = "", synonyms: Synonyms = NONE) -> Features:
    """Return the features of a heading with a body; without a heading, the body's."""
    first, second = plain(head, synonyms), plain(body, synonyms)[:BODY_LENGTH]
    parts = [*[_terms(first)] * (HEAD_COUNTS if second else 1), _terms(second)]
    terms, counts = np.unique(np.concatenate(parts), return_counts=True)
    return Features(terms.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8), len(first) + len(second))


def _terms(text: str) -> NDArray[np.uint64]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    pairs = ((codes[:-1] << np.uint64(21)) | codes[1:]) * _MIX >> np.uint64(33)
    return np.concatenate([codes % np.uint64(SINGLES), pairs % np.uint64(TERMS - SINGLES) + np.uint64(SINGLES)])


def has_pairs(found: Features) -> bool:
    """Whether the text has a pair of neighbours; a text of one character has none."""
    return bool(found.terms.size and found.terms[-1] >= SINGLES)
