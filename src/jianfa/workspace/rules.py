"""Pure rules of the pages: the words of a day, searched words in a text, what is new in a text. No Django."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

SNIPPET = 36
"""Characters shown on each side of the first word found."""

Marked = list[tuple[str, bool]]
"""Pieces of a text, each with whether it is one of the words looked for."""


def kind_of_day(weekday: int, *, is_working: bool) -> str:
    """Return "working", "off" or "worked weekend" for a day of the week (Monday is 0).

    >>> kind_of_day(6, is_working=True)
    'worked weekend'
    """
    if is_working:
        return "worked weekend" if weekday >= 5 else "working"
    return "off"


def marked(text: str, words: Sequence[str]) -> Marked:
    """Cut a text where folded words stand in it, whatever the width or case they are written in.

    >>> marked("工会 ＡＰＰ 推广", ["app"])
    [('工会 ', False), ('ＡＰＰ', True), (' 推广', False)]
    """
    short, places = _folded_with_places(text)
    hit = [False] * len(text)
    for word in words:
        start = short.find(word) if word else -1
        while start >= 0:
            for n in range(places[start], places[start + len(word) - 1] + 1):
                hit[n] = True
            start = short.find(word, start + len(word))
    pieces: Marked = []
    for char, is_hit in zip(text, hit, strict=True):
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1] = (pieces[-1][0] + char, is_hit)
        else:
            pieces.append((char, is_hit))
    return pieces


def snippet(text: str, words: Sequence[str]) -> Marked:
    """Return the neighbourhood of the first word found in a long text, marked; nothing when none stands in it."""
    pieces = marked(text, words)
    before = 0
    for piece, is_hit in pieces:
        if is_hit:
            start, end = max(0, before - SNIPPET), before + len(piece) + SNIPPET
            cut = marked(text[start:end], words)
            return [*([("…", False)] if start else []), *cut, *([("…", False)] if end < len(text) else [])]
        before += len(piece)
    return []


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return the text as it is searched, and for each of its characters the place in the text it comes from."""
    chars: list[str] = []
    places: list[int] = []
    for n, char in enumerate(text):
        for part in "".join(unicodedata.normalize("NFKC", char).casefold().split()):
            chars.append(part)
            places.append(n)
    return "".join(chars), places


Changes = list[tuple[str, str]]
"""Pieces of two texts, each with "same", "gone" or "new"."""
WORD = re.compile(r"[A-Za-z0-9.%]+|\s+|.", re.DOTALL)
"""A word for the comparison: Latin letters and figures together, every other character by itself."""


SHORTEST_COMMON = 3
"""Fewer equal words between two changes are chance: the changes around them are shown as one."""


def changes(before: str, after: str) -> Changes:
    """Return what is the same, gone and new from one text to the next, word by word.

    >>> changes("已拨付3万元", "已拨付12万元")
    [('same', '已拨付'), ('gone', '3'), ('new', '12'), ('same', '万元')]
    """
    old, new = WORD.findall(before), WORD.findall(after)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pieces: Changes = []
    gone = added = ""
    for n, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal" and (b - a >= SHORTEST_COMMON or n in {0, len(codes) - 1}):
            pieces += [*_changed(gone, added), ("same", "".join(old[a:b]))]
            gone = added = ""
        else:
            gone, added = gone + "".join(old[a:b]), added + "".join(new[c:d])
    return pieces + _changed(gone, added)


def _changed(gone: str, added: str) -> Changes:
    return [(kind, text) for kind, text in (("gone", gone), ("new", added)) if text]
