"""Which days are worked in China: published holidays and worked weekends."""

from datetime import date
from functools import lru_cache

import chinese_calendar

FIRST_PUBLISHED = 2004
LAST_PUBLISHED = max(day.year for day in chinese_calendar.constants.holidays)


@lru_cache(maxsize=4096)
def is_working(day: date) -> bool:
    """Say whether ``day`` is worked, after the State Council's notices as chinesecalendar holds them.

    For a year not yet published Monday to Friday count as worked; see ``is_provisional``.
    """
    if is_provisional(day):
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


def is_provisional(day: date) -> bool:
    """Say whether the working days of that year are not published yet, so that dates may still move."""
    return not FIRST_PUBLISHED <= day.year <= LAST_PUBLISHED
