"""Searching Chinese without word boundaries: texts as sets of one and two neighbouring characters."""

import unicodedata

LONGEST_TEXT = 4000
"""Characters of a text that take part in the search."""


def folded(text: str) -> str:
    """Return the text as it is searched: half-width, lower case, without white space.

    >>> folded("工会 ＡＰＰ　推广")
    '工会app推广'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())[:LONGEST_TEXT]


def grams(text: str) -> set[str]:
    """Return every single character and every pair of neighbours of the folded text.

    >>> sorted(grams("经审办"))
    ['办', '审', '审办', '经', '经审']
    """
    return grams_of_folded(folded(text))


def grams_of_folded(lines: str) -> set[str]:
    """Return the grams of texts that are folded already, one a line; none reaches over the end of a line."""
    pairs = {lines[i : i + 2] for i in range(len(lines) - 1)}
    return {gram for gram in pairs | set(lines) if "\n" not in gram}


def needed_grams(query: str) -> set[str]:
    """Return the grams a text must all have if it contains the query; pairs where there are any."""
    short = folded(query)
    return {short} if len(short) == 1 else {short[i : i + 2] for i in range(len(short) - 1)}
