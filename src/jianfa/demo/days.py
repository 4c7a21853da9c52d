"""From offsets ("300 days ago") to moments: working days, office hours, the order kept, nothing in the future.

The same city on the same day always gets the same moments: minutes are drawn from the key, not from chance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zlib import crc32
from zoneinfo import ZoneInfo

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import add_workdays, next_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_OPENS, OFFICE_MINUTES = time(9), 8 * 60
CAMPAIGN_IS_SET_UP, UNITS_ARE_ENTERED, PEOPLE_ARE_ENTERED = time(8, 30), time(9), time(10)
RULES_ARE_PROPOSED, RULES_ARE_CONFIRMED = time(10, 20), time(15, 40)
TIMER_RUNS = time(0, 20)
BASELINE_IS_SIGNED = time(17, 40)
"""After everything else of that day."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One thing that happens: the day as an offset, and what is done at the moment it gets."""

    offset: int
    act: Callable[[datetime], object]
    by_timer: bool = False
    after_workdays: int = 0
    """So many working days must have passed in full since the step before (publicity, signing by itself)."""


@dataclass(frozen=True)
class Moment:
    at: datetime
    key: str
    act: Callable[[datetime], object]


class Days:
    """The days of a demo that ends on ``today``."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._last = add_workdays(today, -1, is_working)

    def worked(self, offset: int) -> date:
        """Return the working day on or after the offset, but never later than the last one before today."""
        return min(next_working_day(self.today + timedelta(days=offset), is_working), self._last)

    def written(self, offset: int) -> date:
        """Return a date as somebody wrote it, on whatever day it falls."""
        return self.today + timedelta(days=offset)

    def due(self, offset: int, *, is_closed: bool) -> date:
        """Return a due date; what was applied for in time stays in time when its days are moved."""
        day = self.written(offset)
        return next_working_day(day, is_working) if is_closed else day

    def moment(self, offset: int, clock: time) -> datetime:
        return datetime.combine(self.worked(offset), clock, SHANGHAI)

    def plan(self, key: str, steps: Sequence[Step]) -> Iterator[Moment]:
        """Yield the steps of one story with their moments, in order."""
        in_order = sorted(steps, key=lambda step: step.offset)
        for day, group in groupby(zip(self._days(in_order), in_order, strict=True), key=lambda pair: pair[0]):
            of_day = [step for _day, step in group]
            slot = OFFICE_MINUTES // len(of_day)
            for n, step in enumerate(of_day):
                drawn = crc32(f"{key}/{step.offset}/{n}".encode())
                if step.by_timer and n == 0:
                    at = datetime.combine(day, TIMER_RUNS, SHANGHAI) + timedelta(seconds=drawn % 600)
                else:
                    minute = n * slot + drawn % (slot - 1)
                    opens = datetime.combine(day, OFFICE_OPENS, SHANGHAI)
                    at = opens + timedelta(minutes=minute, seconds=drawn // 997 % 60)
                yield Moment(at, key, step.act)

    def _days(self, in_order: Sequence[Step]) -> list[date]:
        days: list[date] = []
        for step in in_order:
            day = self.worked(step.offset)
            if step.after_workdays:
                over = add_workdays(days[-1], step.after_workdays, is_working) + ONE_DAY
                day = max(day, over if step.by_timer else next_working_day(over, is_working))
            if days and day < days[-1]:  # the system acts on any day, people on the next working day
                day = days[-1] if step.by_timer else next_working_day(days[-1], is_working)
            days.append(day)
        return days


def drawn(key: str, sides: int) -> int:
    """Return a number from 0 to ``sides`` - 1 that is always the same for the key."""
    return crc32(key.encode()) % sides
