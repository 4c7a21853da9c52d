"""Supervision orders: colour, number, answer-by day, what a paper may hold. Pure (domain.md §2.3, §2.5, §12 row 42)."""

from collections.abc import Iterable
from datetime import date

from jianfa.kit.workdays import IsWorking, add_workdays
from jianfa.supervision.rules.lights import Light

SUPERVISED = frozenset({"dispatched", "planning", "in_progress"})
"""States in which a unit can be urged: before them the delay is the city's, after them the clock stands still."""
COLOURS = (Light.OVERDUE, Light.BEHIND, Light.NEAR)
"""Red, yellow, blue; the worst first."""
NEXT_KIND = {"order": "escalated", "escalated": "summons"}
"""The ladder 督办单 → 挂牌督办 → 约谈 is climbed step by step, each paper from the one before."""
NUMBER_PATTERNS = {"order": "督〔{year}〕{n}号", "escalated": "挂督〔{year}〕{n}号", "summons": "约〔{year}〕{n}号"}
"""示例: document numbers as offices write them, the year in 〔〕, no leading zero (GB/T 9704)."""
USUAL_ANSWER_DAYS, LEAST_ANSWER_DAYS, MOST_ANSWER_DAYS = 5, 1, 30
"""Working days in which a paper is answered, counted from the day it is signed (示例)."""
MOST_ITEMS = 60


def worst(lights: Iterable[str]) -> str:
    """Return the colour of a paper: the worst of its items'; "" for none.

    >>> worst(["near", "overdue", "behind"])
    'overdue'
    """
    found = set(lights)
    return next((light.value for light in COLOURS if light.value in found), "")


def order_number(kind: str, year: int, n: int) -> str:
    """Return the number of a paper in the series of its kind and year.

    >>> order_number("order", 2026, 3)
    '督〔2026〕3号'
    """
    return NUMBER_PATTERNS[kind].format(year=year, n=n)


def month_of(day: date) -> date:
    """Return the first day of a day's month: a unit gets one paper of a kind a month."""
    return day.replace(day=1)


def answer_day(signed_on: date, days: int, is_working: IsWorking) -> date:
    """Return the last day for the answer: ``days`` working days after the signature, until 24:00."""
    return add_workdays(signed_on, days, is_working)
