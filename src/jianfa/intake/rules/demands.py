"""Numbers of receipts, and short forms of a text."""

import re
from collections.abc import Iterable

TITLE_LENGTH = 80
"""Characters; what one line of a list holds."""
PRACTICE_PREFIX = "练"
RUNNING = re.compile(r"(?:(?P<year>[0-9]{4})-)?(?P<n>[0-9]{1,7})")
"""What is typed of a receipt's number: the number itself, with its year or without."""


def receipt_number(year: int, n: int, *, is_practice: bool = False) -> str:
    """Return the number on a receipt; four digits, more when they run out.

    >>> receipt_number(2026, 7), receipt_number(2026, 12345)
    ('诉2026-0007', '诉2026-12345')
    """
    return f"{PRACTICE_PREFIX if is_practice else ''}诉{year}-{n:04d}"


def receipts_meant(typed: str, years: Iterable[int]) -> list[str]:
    """Return the receipts a typed number can mean: the running number alone, with its year, or all of it.

    >>> receipts_meant("7", [2026])
    ['诉2026-0007', '练诉2026-0007']
    >>> receipts_meant("2025-0007", [2026]), receipts_meant("诉2026-0007", [2026])
    (['诉2025-0007', '练诉2025-0007'], ['诉2026-0007'])
    """
    found = RUNNING.fullmatch(typed.strip())
    if found is None:
        return [typed.strip()]
    years, n = [int(found["year"])] if found["year"] else years, int(found["n"])
    return [receipt_number(year, n, is_practice=is_practice) for year in years for is_practice in (False, True)]


def title_of(text: str) -> str:
    """Return the first sentence of a text as a title, at most TITLE_LENGTH characters.

    >>> title_of("食堂太远。中午来不及吃饭。")
    '食堂太远'
    """
    first = text.strip().splitlines()[0] if text.strip() else ""
    for mark in "。！？!?；;":
        first = first.split(mark)[0]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"
