"""Pure rules of the working calendar: what a week is, how notices are read, how a year looks."""

import re
from calendar import Calendar as Weeks
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

PACKAGE = "chinesecalendar"
"""Source of a year that was installed and not entered by a person."""
FIRST_YEAR, LAST_YEAR = 2004, 2100
SATURDAY = 5
LONGEST_HOLIDAY = 31
"""Days from first to last; a longer one is a slip of the keyboard."""
LONGEST_NAME = 40


class Exceptional(NamedTuple):
    """A day that is not as its weekday says, or a holiday on a weekend."""

    day: date
    is_worked: bool
    name: str = ""


def is_usual(day: date) -> bool:
    """Say whether a day is worked where no notice says otherwise: Monday to Friday."""
    return day.weekday() < SATURDAY


def table(exceptions: Mapping[date, bool]) -> Callable[[date], bool]:
    """Return ``is_working`` over these exceptions to the usual week."""

    def is_working(day: date) -> bool:
        found = exceptions.get(day)
        return is_usual(day) if found is None else found

    return is_working


class Difference(NamedTuple):
    """A day of which two versions of a year say different things; None: a day like any other."""

    day: date
    before: Exceptional | None
    after: Exceptional | None

    @property
    def is_about_work(self) -> bool:
        """Say whether it changes if the day is worked, and not only what it is called."""
        return worked(self.day, self.before) != worked(self.day, self.after)


def worked(day: date, exceptional: Exceptional | None) -> bool:
    """Say whether a day is worked."""
    return is_usual(day) if exceptional is None else exceptional.is_worked


def differences(before: Iterable[Exceptional], after: Iterable[Exceptional]) -> list[Difference]:
    """Return what is different from one version to the other, by day."""
    old, new = ({row.day: row for row in rows} for rows in (before, after))
    days = sorted(old.keys() | new.keys())
    return [Difference(day, old.get(day), new.get(day)) for day in days if old.get(day) != new.get(day)]


def with_day(days: Iterable[Exceptional], day: date, *, is_worked: bool | None, name: str = "") -> list[Exceptional]:
    """Return a year's days with one of them changed; None makes it a day like any other."""
    kept = [row for row in days if row.day != day]
    return sorted(kept if is_worked is None else [*kept, Exceptional(day, is_worked, name)])


# Reading a notice ------------------------------------------------------------------------------------------


class Wrong(StrEnum):
    """What can be wrong with a line of a notice."""

    NO_DAY = "no_day"
    NO_KIND = "no_kind"
    NOT_A_DATE = "not_a_date"
    OTHER_YEAR = "other_year"
    TOO_LONG = "too_long"
    BOTH = "both"
    WORKED_ANYWAY = "worked_anyway"
    LONG_NAME = "long_name"


class Fault(NamedTuple):
    """A line that cannot be taken over: its number, its words, what is wrong."""

    row: int
    text: str
    wrong: Wrong


@dataclass
class Notice:
    """What was read: days of the year asked for, faults, and days that belong to another year."""

    days: list[Exceptional] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    elsewhere: list[date] = field(default_factory=list)


ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
HEADING = re.compile(r"^\s*[一二三四五六七八九十\d]+[、.．]\s*(?=\D)")
DAY = re.compile(r"(?:(?P<y>\d{4})\s*[-/年.])?\s*(?P<m>\d{1,2})\s*[-/月.]\s*(?P<d>\d{1,2})日?|(?P<only>\d{1,2})日")
UNTIL = re.compile(r"^\s*(?:至|到|~|～|—+|–|-)\s*$")
FREE = re.compile(r"放假|调休|补休|休")
WORKED = re.compile(r"上班|班")
MARK = re.compile(r"(?:放假|调休|补休|休息|休|上班|班)[\s,，、]*(?P<name>[^\d\s,，。；;]*)")


def read_notice(text: str, year: int) -> Notice:
    """Read a notice: lines such as 2027-02-06 休 春节, or the sentences of the State Council's own text.

    春节：2月5日（周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
    A sentence that names neither a day nor what becomes of it is left out: a heading, the end of the paper.
    """
    found = Notice()
    seen: dict[date, Exceptional] = {}
    for row, line in enumerate(text.splitlines(), 1):
        plain = ASIDE.sub("", line)
        name, colon, rest = HEADING.sub("", plain).partition("：")
        is_item = bool(colon or HEADING.match(plain))
        for sentence in re.split(r"[。；;]", rest if colon else name):
            for item in _read_sentence(sentence, name.strip() if colon else "", year, is_item=is_item):
                if isinstance(item, Wrong):
                    found.faults.append(Fault(row, line.strip(), item))
                elif item.day.year != year:
                    found.elsewhere.append(item.day)
                elif seen.get(item.day, item).is_worked is not item.is_worked:
                    found.faults.append(Fault(row, line.strip(), Wrong.BOTH))
                else:
                    seen.setdefault(item.day, item)
    found.days = sorted(seen.values())
    return found


def _read_sentence(sentence: str, holiday: str, year: int, *, is_item: bool) -> Iterator[Exceptional | Wrong]:
    spans = list(DAY.finditer(sentence))
    is_free, is_worked = bool(FREE.search(sentence)), bool(WORKED.search(sentence))
    if not spans:
        if SHORT_FORM.match(sentence) or (is_item and (is_free or is_worked)):
            yield Wrong.NO_DAY
        return
    if is_free == is_worked:
        if any(span["y"] and int(span["y"]) != year for span in spans) and not is_free:
            return  # the day on which the paper was signed
        yield Wrong.BOTH if is_free else Wrong.NO_KIND
        return
    mark = MARK.search(sentence)
    name = holiday or (mark["name"] if mark else "")
    if len(name) > LONGEST_NAME:
        yield Wrong.LONG_NAME
        return
    try:
        days = list(_days(sentence, spans, year))
    except ValueError:
        yield Wrong.NOT_A_DATE
        return
    if len(days) > LONGEST_HOLIDAY:
        yield Wrong.TOO_LONG
    elif is_worked and any(is_usual(day) for day in days):
        yield Wrong.WORKED_ANYWAY
    elif all(day.year != year for day in days):
        yield Wrong.OTHER_YEAR
    else:
        yield from (Exceptional(day, is_worked, name) for day in days)


SHORT_FORM = re.compile(r"^\s*(?:休|班)\b|^\s*\S+\s+(?:休|班)(?:\s|$)")
"""A line in the short form whose day is missing or cannot be read."""


def _days(sentence: str, spans: Sequence[re.Match[str]], year: int) -> Iterator[date]:
    """Yield the days named, ranges in full; a bare day of the month takes the month named before it."""
    last: date | None = None
    end = 0
    for span in spans:
        if span["only"]:
            if last is None:
                raise ValueError(span[0])
            day = last.replace(day=int(span["only"]))
        else:
            day = date(int(span["y"] or (last.year if last else year)), int(span["m"]), int(span["d"]))
        if last is not None and UNTIL.match(sentence[end : span.start()]):
            if not timedelta() < day - last <= timedelta(days=LONGEST_HOLIDAY):
                raise ValueError(span[0])
            yield from (last + timedelta(days=n) for n in range(1, (day - last).days))
        yield day
        last, end = day, span.end()


def as_notice(days: Iterable[Exceptional]) -> str:
    """Return days as lines that ``read_notice`` reads back.

    >>> as_notice([Exceptional(date(2027, 2, 6), False, "春节")])
    '2027-02-06 休 春节'
    """
    return "\n".join(f"{row.day} {'班' if row.is_worked else '休'} {row.name}".rstrip() for row in days)


# A year at a glance ----------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """A day as a table of the month shows it; ``exceptional`` is None for a day like any other."""

    day: date
    is_worked: bool
    exceptional: Exceptional | None


def month(year: int, number: int, days: Mapping[date, Exceptional]) -> list[list[Cell | None]]:
    """Return the weeks of a month from Monday to Sunday; None where a day belongs to another month."""
    return [
        [
            Cell(day, worked(day, days.get(day)), days.get(day)) if day.month == number else None
            for day in week
        ]
        for week in Weeks().monthdatescalendar(year, number)
    ]  # fmt: skip


class Holiday(NamedTuple):
    """Days of one name: from, until, how many are free, which weekends are worked for it."""

    name: str
    free: tuple[date, ...]
    worked: tuple[date, ...]


def holidays(days: Iterable[Exceptional]) -> list[Holiday]:
    """Return the days of a year by the name of the holiday, in the order of their first day off."""
    names: dict[str, list[Exceptional]] = {}
    for row in sorted(days):
        names.setdefault(row.name, []).append(row)
    found = [
        Holiday(name, tuple(r.day for r in rows if not r.is_worked), tuple(r.day for r in rows if r.is_worked))
        for name, rows in names.items()
    ]
    return sorted(found, key=lambda holiday: (holiday.free or holiday.worked)[0])
