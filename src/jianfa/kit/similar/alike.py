"""What two texts have in common, as places in their original writing: for marking it when they stand side by side."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from jianfa.kit.similar.synonyms import NONE, Synonyms
from jianfa.kit.text import simplified_offer

LONGEST = 4000
"""Characters of a text that are looked at."""
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Character:
    """A character as it is compared, and where what was written in its place begins and ends."""

    char: str
    start: int
    end: int


def alike(one: str, other: str, synonyms: Synonyms = NONE) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the pieces of two or more characters that both texts have; for each text its own spans, in order.

    >>> alike("增设经审办", "我们要求设经审办")
    ((Span(start=1, end=5),), (Span(start=4, end=8),))
    """
    first, second = _characters(one, synonyms), _characters(other, synonyms)
    shared = _pairs(first) & _pairs(second)
    return _spans(first, shared), _spans(second, shared)


def _characters(text: str, synonyms: Synonyms) -> list[_Character]:
    text = text[:LONGEST]
    simple = simplified_offer(text) or text
    simple = simple if len(simple) == len(text) else text
    plain = [
        _Character(char, place, place + 1)
        for place, written in enumerate(simple)
        for char in unicodedata.normalize("NFKC", written).casefold()
        if _WORD.match(char)
    ]
    return _with_synonyms(plain, synonyms)


def _with_synonyms(plain: list[_Character], synonyms: Synonyms) -> list[_Character]:
    """Put each word's chosen writing in its place; every character of it stands for the whole word."""
    found: list[_Character] = []
    done = 0
    for start, end, written in synonyms.places("".join(one.char for one in plain)):
        found += plain[done:start]
        found += [_Character(char, plain[start].start, plain[end - 1].end) for char in written]
        done = end
    return found + plain[done:]


def _pairs(characters: list[_Character]) -> set[str]:
    return {one.char + two.char for one, two in itertools.pairwise(characters)}


def _spans(characters: list[_Character], shared: set[str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for one, two in itertools.pairwise(characters):
        if one.char + two.char not in shared:
            continue
        start, end = min(one.start, two.start), max(one.end, two.end)
        if spans and start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return tuple(spans)
