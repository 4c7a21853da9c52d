"""Rules of surveys without a database: keys of questions, whole numbers, when to remind. Pure."""

from datetime import date

from jianfa.kit.text import squeezed
from jianfa.kit.workdays import IsWorking, add_workdays

YES, NO = "yes", "no"
LONGEST_KEY = 40
MOST = 10**12
REMINDED_BEFORE = 2
"""示例: so many working days before the day for the answer those who have not answered are reminded."""
ALIKE = 0.6
"""示例: from this likeness on two questions are shown as the same; a person decides."""


def key_of(text: str) -> str:
    """Return the key of a question: its words without spaces and marks, small, cut to what the column holds."""
    return "".join(sign for sign in squeezed(text).casefold() if sign.isalnum() or sign == "_")[:LONGEST_KEY]


def whole(typed: str) -> int | None:
    """Return a whole number from 0 to 10¹² as typed, full-width digits and separators included; else None."""
    plain = squeezed(typed).replace(",", "").replace("，", "")
    if not plain.isdecimal() or len(plain) > len(str(MOST)):
        return None
    number = int(plain)
    return number if number <= MOST else None


def reminds_from(due: date, is_working: IsWorking) -> date:
    """Return the day from which on those who have not answered are reminded."""
    return add_workdays(due, -REMINDED_BEFORE, is_working)
