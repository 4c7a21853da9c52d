"""Pure rules of the load: which weeks are looked at, and how much a person can carry in one."""

from dataclasses import dataclass
from datetime import date, timedelta

from jianfa.kit.workdays import ONE_DAY, IsWorking

WEEKS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """A calendar week from ``monday``, with its working days from ``today`` on."""

    monday: date
    days: tuple[date, ...]

    @property
    def sunday(self) -> date:
        return self.monday + 6 * ONE_DAY


def weeks_from(today: date, count: int, is_working: IsWorking) -> list[Week]:
    """Return this week and those after it."""
    monday = today - today.weekday() * ONE_DAY
    found = []
    for n in range(count):
        first = monday + n * WEEK
        days = (first + m * ONE_DAY for m in range(7))
        found.append(Week(first, tuple(day for day in days if day >= today and is_working(day))))
    return found


def capacity(people: int, each: int) -> int:
    """Return how many open nodes a unit with so many people carries in a week, ``each`` of them so many."""
    return each * max(people, 1)
