"""Which days are worked in China, by the table in the database: published holidays and worked weekends."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import chinese_calendar
from django.utils.translation import gettext as _

from jianfa.calendar.models import THE_CALENDAR, Calendar, CalendarYear, ExceptionalDay, origin_of
from jianfa.calendar.rules import Exceptional, is_usual, table
from jianfa.journal.models import Chain

IsWorking = Callable[[date], bool]


@dataclass(frozen=True)
class Year:
    """A year as it is known now; version 0: nothing has been said about it yet."""

    year: int
    version: int = 0
    source: str = ""
    is_published: bool = False
    days: tuple[Exceptional, ...] = ()

    @property
    def origin(self) -> str:
        return origin_of(self.source)


@dataclass(frozen=True)
class Table:
    """The whole calendar in memory, as of one version."""

    version: int = 0
    years: Mapping[int, Year] = field(default_factory=dict)
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def year(self, year: int) -> Year:
        """Return a year, or an empty one that is not published."""
        return self.years.get(year, Year(year))

    def is_published(self, year: int) -> bool:
        """Say whether the State Council's notice for that year stands in the table."""
        return year in self.years and self.years[year].is_published

    def with_days(self, year: int, days: tuple[Exceptional, ...]) -> IsWorking:
        """Return ``is_working`` as it would be if that year had these days."""
        others = {day: is_worked for day, is_worked in self.exceptions.items() if day.year != year}
        return table(others | {row.day: row.is_worked for row in days})


_seen: ContextVar[Table | None] = ContextVar("_seen", default=None)
"""What this request, or this round of a job, goes by."""
_tables: dict[bytes, Table] = {}
"""Head of the calendar's chain → the table at that head; a hash over all that was written, so never out of date."""
TABLES_KEPT = 8


def is_working(day: date) -> bool:
    """Say whether ``day`` is worked, by the table; in a year that is not in it, Monday to Friday.

    Costs one query the first time in a request, and none after it.
    """
    found = current().exceptions.get(day)
    return is_usual(day) if found is None else found


def is_provisional(day: date) -> bool:
    """Say whether the working days of that year are not published yet, so that dates may still move."""
    return not current().is_published(day.year)


def provisional_note(*days: date | None) -> str:
    """Return the words for a computed date that may still move, nothing for one that may not.

    Give the date and every other one it was computed from: a start in December, set backward from a due date in
    February, hangs on the year to come.
    """
    if any(day is not None and is_provisional(day) for day in days):
        return _("expected, until the State Council's notice is published")
    return ""


def noted_day(day: date, *others: date | None) -> str:
    """Return a computed date for a sentence, with the note that it may still move where it may."""
    note = provisional_note(day, *others)
    return _("%(day)s (%(note)s)") % {"day": day.isoformat(), "note": note} if note else day.isoformat()


def current() -> Table:
    """Return the calendar this request goes by: the newest when it was first asked for."""
    found = _seen.get()
    if found is None:
        found = _newest()
        _seen.set(found)
    return found


def forget() -> None:
    """Ask the database again next time: at the start of a request or of a job's round, and after a change."""
    _seen.set(None)


def hold() -> None:
    """Keep the calendar as it is until this transaction ends, and go by the newest.

    To be called before a date computed from it is stored: else one that is computed while the calendar changes would
    stand in no rehearsal.
    """
    Calendar.objects.select_for_update(no_key=True).filter(pk=THE_CALENDAR).first()
    forget()


def _newest() -> Table:
    head = _head()
    if head is None:
        return Table()
    while head not in _tables:
        found = _read()
        before, head = head, _head() or b""
        if before == head:  # nobody changed it while it was read
            while len(_tables) >= TABLES_KEPT:
                _tables.pop(next(iter(_tables)), None)
            _tables[head] = found
    return _tables[head]


def _head() -> bytes | None:
    found = Chain.objects.filter(pk=THE_CALENDAR).values_list("head_hash", flat=True).first()
    return None if found is None else bytes(found)


def _read() -> Table:
    version = Calendar.objects.values_list("version", flat=True).first() or 0
    days: dict[int, list[Exceptional]] = {}
    columns = ("year__year", "day", "is_worked", "name")
    for year, *row in ExceptionalDay.objects.filter(year__ended_at=None).order_by("day").values_list(*columns):
        days.setdefault(year, []).append(Exceptional(*row))
    years = {
        row.year: Year(row.year, row.version, row.source, row.is_published, tuple(days.get(row.year, ())))
        for row in CalendarYear.objects.filter(ended_at=None)
    }
    exceptions = {row.day: row.is_worked for rows in days.values() for row in rows}
    return Table(version, MappingProxyType(years), MappingProxyType(exceptions))


def versions_of(year: int) -> list[CalendarYear]:
    """Return every version of a year, the newest first."""
    return list(CalendarYear.objects.filter(year=year).order_by("-version"))


# What the package knows ------------------------------------------------------------------------------------

FIRST_PACKAGED = min(day.year for day in chinese_calendar.constants.holidays)
LAST_PACKAGED = max(day.year for day in chinese_calendar.constants.holidays)
SHORT_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
"""The package's names → those of 全国年节及纪念日放假办法."""
CHINESE = {one.value: SHORT_NAMES.get(one.chinese, one.chinese) for one in chinese_calendar.constants.Holiday}


def packaged(year: int) -> list[Exceptional]:
    """Return the days of a year as the package chinesecalendar has them; it repeats the State Council's notices."""
    constants = chinese_calendar.constants
    free = {day: name for day, name in constants.holidays.items() if day.year == year}
    extra = {day: name for day, name in constants.workdays.items() if day.year == year and not is_usual(day)}
    return sorted(
        [Exceptional(day, is_worked=False, name=CHINESE.get(name, name)) for day, name in free.items()]
        + [Exceptional(day, is_worked=True, name=CHINESE.get(name, name)) for day, name in extra.items()]
    )
