"""Working-day arithmetic over any table of working days.

Days are counted the way offices count them: the day of the event is day 0, each working day
after it is one more. The functions are pure; the table is passed in as ``is_working``.
"""

from collections.abc import Callable
from datetime import date, timedelta

IsWorking = Callable[[date], bool]
ONE_DAY = timedelta(days=1)
LONGEST_BREAK = 60
"""Days searched for the next working day; no public holiday comes near it."""


def every_day(day: date) -> bool:
    """Say that every day counts: the table of whoever counts in natural days."""
    return True


class NoWorkingDay(ValueError):
    """The table has no working day within LONGEST_BREAK days of the date."""


def next_working_day(day: date, is_working: IsWorking) -> date:
    """Return ``day`` when it is a working day, else the first one after it."""
    for _ in range(LONGEST_BREAK):
        if is_working(day):
            return day
        day += ONE_DAY
    raise NoWorkingDay(day.isoformat())


def previous_working_day(day: date, is_working: IsWorking) -> date:
    """Return ``day`` when it is a working day, else the last one before it."""
    for _ in range(LONGEST_BREAK):
        if is_working(day):
            return day
        day -= ONE_DAY
    raise NoWorkingDay(day.isoformat())


def workdays_before(day: date, count: int, is_working: IsWorking) -> date:
    """Return the working day from which ``count`` more are left until ``day``; for dates set backward (倒排).

    With count 0 it is the last working day up to ``day``, a negative count lies after it. The inverse of
    ``workdays_between(result, day)``.
    """
    last = previous_working_day(day, is_working)
    return add_workdays(last, -count, is_working)


def add_workdays(day: date, count: int, is_working: IsWorking) -> date:
    """Return the ``count``-th working day after ``day`` (before it when count is negative).

    With count 0 the result is the next working day, ``day`` itself included.
    """
    if count == 0:
        return next_working_day(day, is_working)
    step = ONE_DAY if count > 0 else -ONE_DAY
    idle = 0
    for _ in range(abs(count)):
        day += step
        while not is_working(day):
            idle += 1
            if idle > LONGEST_BREAK * (abs(count) + 1):
                raise NoWorkingDay(day.isoformat())
            day += step
    return day


def workdays_between(start: date, end: date, is_working: IsWorking) -> int:
    """Return how many working days lie in (start, end]; negative when end is before start."""
    if end < start:
        return -workdays_between(end, start, is_working)
    days = (end - start).days
    return sum(is_working(start + timedelta(days=n)) for n in range(1, days + 1))
