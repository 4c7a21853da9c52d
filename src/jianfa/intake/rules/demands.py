"""Numbers of receipts, and short forms of a text."""

TITLE_LENGTH = 80
"""Characters; what one line of a list holds."""
PRACTICE_PREFIX = "练"


def receipt_number(year: int, n: int, *, is_practice: bool = False) -> str:
    """Return the number on a receipt; four digits, more when they run out.

    >>> receipt_number(2026, 7), receipt_number(2026, 12345)
    ('诉2026-0007', '诉2026-12345')
    """
    return f"{PRACTICE_PREFIX if is_practice else ''}诉{year}-{n:04d}"


def title_of(text: str) -> str:
    """Return the first sentence of a text as a title, at most TITLE_LENGTH characters.

    >>> title_of("食堂太远。中午来不及吃饭。")
    '食堂太远'
    """
    first = text.strip().splitlines()[0] if text.strip() else ""
    for mark in "。！？!?；;":
        first = first.split(mark)[0]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"
