"""Pure rules of what comes after a write-off: when it is looked back at, and who is in the sample. No Django."""

from calendar import monthrange
from datetime import date
from hashlib import sha256

LOOK_BACK_MONTHS = (3, 6, 12)
"""示例: a write-off is looked back at so many months later (domain.md §7.3)."""
USUAL_PERCENT = 10
DRAW_TAG = b"jianfa/look-back/1"


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month where it is shorter.

    >>> months_before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def is_drawn(event_hash: bytes, months: int, percent: int) -> bool:
    """Say whether a write-off is in the sample, by the hash of its event: nobody chooses and anybody can repeat it.

    >>> is_drawn(bytes(32), 3, 100), is_drawn(bytes(32), 3, 0)
    (True, False)
    """
    digest = sha256(DRAW_TAG + months.to_bytes(2, "big") + event_hash).digest()
    return int.from_bytes(digest[:8], "big") * 100 < percent << 64


ONE_LEVEL_UP = {"county_union": "superior_union", "superior_union": "party_gov"}
"""Who must solve → who must solve it one level up; above Party and government there is nobody here."""
SECOND_RELAPSE = 2
"""In this cycle and later a relapse is the second one: it goes up a level."""

# Doubts (疑点): each is a rule with a number in it, all of them 示例 --------------------------------------------

PAIR_TIMES, PAIR_DAYS = 5, 180
"""The same two persons, one verifying and one approving, so many times within so many days."""
QUICK_MINUTES = 60
LATE_DAYS = 3
"""An extension asked for so few natural days before the due date, or on it."""
