"""Deadlines as lists write them: dates in every form, 第三季度, 年底前, 立行立改, 3个月内.

How each word is read, and why:

- A date is inclusive, 前 and 底前 included: 2023年6月底前 = 2023-06-30.
- 年中 = 30 June.
- 上旬 and 初 = the 10th, 中旬 = the 20th, 下旬 = the last day.
- Words without a year are read in the year of ``on``; after a dated one in the same cell, in its year.
- A month with 前 but without 底 or a day (6月前) is taken as the end of that month, with the doubt before_month.
- Several dates: the last one is the deadline, all are kept (milestones), with the doubt several_dates.
- 3个月内, 15个工作日内 run from a dispatch that has not happened yet: no date, the term is kept, with the
  doubt counted_term. The clock is phased, like that of a date.
- A cell with a date is phased whatever else it says; 立行立改 is immediate; 长期坚持 is continuous.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from jianfa.exchange.reading.numerals import with_digits
from jianfa.kit.text import mend

IMMEDIATE = re.compile(
    "立行立改|立[即刻改整]|即[知查行]即改|即[改办]|立[查知]立改|边查边改|边学边改|马上|随即|当即|当场|即时"
)
CONTINUOUS = re.compile(
    "长期|持续|常态|长效|永久|一直|贯穿|常年|久久为功|全年(?:坚持|推进|抓)|每[年季月周日]|定期|不间断|日常"
)
IN_STEPS = re.compile("分阶段|分步|分期|分批")
FINISHED = re.compile("^(?:完成|办结|销号|销账)$|(?<!未)已(?:全部|如期|按期)?(?:完成|整改|办结|销号|销账|解决)")


@dataclass(frozen=True, slots=True)
class Term:
    """A length counted from a day not yet known. ``unit`` is workday, day, week, month or year."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as read. ``text`` is what stood there; ``clock`` is immediate, phased, continuous or None.

    ``nearest`` is the day nearest to one that does not exist, 28 February for 2月30日; it is offered, never taken.
    """

    due: date | None
    clock: str | None
    text: str
    doubts: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    term: Term | None = None
    done: bool = False
    nearest: date | None = None


@dataclass(slots=True)
class _State:
    on: date
    year: int | None = None
    doubts: list[str] | None = None
    term: Term | None = None
    nearest: date | None = None

    def doubt(self, code: str) -> None:
        self.doubts = [*(self.doubts or []), code]

    def impossible(self, nearest: date) -> None:
        """Note a day that no calendar has, and the one nearest to it."""
        self.doubt("impossible_date")
        self.nearest = self.nearest or nearest


_Y = r"(?:(?P<y>\d{4}|\d{2}|今|本|当|明|次|来|去|后)年度?)"
_TAIL = r"(?:月?份)?(?P<tail>底|末|初|上旬|中旬|下旬|中)?(?P<before>(?:以|之)?前)?"
_RANGE = re.compile(r"(?:[-—–~]{1,2}|至|到)(?=\d|底|明|次|年)")
"""What stands between the first and the last day of a span; only the last one is a deadline."""
_START = re.compile("起(?!草)|开始|启动(?!前)")
"""What makes a day the first one: 2023年7月1日起长期坚持."""
_DAY_END = r"(?!\d)[日号]?"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_TERM_UNITS = {"工作日": "workday", "日": "day", "天": "day", "周": "week", "星期": "week", "月": "month", "年": "year"}


@lru_cache(maxsize=5_000)
def read_deadline(text: str, *, on: date) -> Deadline:
    """Return what a deadline cell says, words without a year read against the day ``on``.

    >>> read_deadline("第三季度", on=date(2023, 3, 20)).due
    datetime.date(2023, 9, 30)
    >>> read_deadline("长期坚持", on=date(2023, 3, 20)).clock
    'continuous'
    """
    written = text.strip(" \t\n\u3000\u00a0")
    plain = _plain(written)
    if not plain or plain in {"-", "--", "—", "——", "/", "无", "暂无", "\\"}:
        return Deadline(None, None, written)
    state = _State(on)
    dates = _dates(plain, state)
    doubts = list(state.doubts or [])
    done = bool(FINISHED.search(plain))
    immediate, continuous = bool(IMMEDIATE.search(plain)), bool(CONTINUOUS.search(plain))
    due = max(dates) if dates else None
    if len(set(dates)) > 1:
        doubts.append("several_dates")
    if due is not None:
        if continuous:
            doubts.append("also_continuous")
        if abs(due.year - on.year) > 10:
            doubts.append("far_date")
        clock: str | None = "phased"
    elif state.term is not None:
        clock = "immediate" if immediate else "phased"
        doubts.append("counted_term")
    elif continuous or immediate:
        clock = "continuous" if continuous else "immediate"
    else:
        clock = "phased" if IN_STEPS.search(plain) else None
        if not done and "impossible_date" not in doubts:
            doubts.append("unread_deadline")
    return Deadline(due, clock, written, tuple(dict.fromkeys(doubts)), tuple(dates), state.term, done, state.nearest)


def read_date(text: str, *, on: date) -> date | None:
    """Return the one date in a text such as 填报时间：2023年5月8日, None when there is none or several."""
    dates = set(_dates(_plain(text), _State(on)))
    return dates.pop() if len(dates) == 1 else None


_PLAN = re.compile("[“\"'「]?十([二三四五六])五[”\"'」]?(?:规划)?(?:期间|时期|期末|期内|末|内)")
_PLAN_ENDS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
"""The last years of the five-year plans 十二五 to 十六五."""


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", mend(text).text)
    plain = re.sub(r"\s+", "" if re.search("[年月季]", plain) else " ", plain).strip()
    plain = re.sub(r"\s*([./\-])\s*", r"\1", plain)
    plain = re.sub(r"(?<=\d)。(?=\d)", ".", plain)
    plain = re.sub(r"(?<!\d)(20\d\d)[,、](\d{1,2})[,、](\d{1,2})(?!\d)", r"\1.\2.\3", plain)
    plain = _PLAN.sub(lambda match: f"{_PLAN_ENDS[match[1]]}年底", plain)
    plain = re.sub(r"T?\d{1,2}[::]\d{2}([::]\d{2})?(\.\d+)?", "", plain)
    return with_digits(plain)


def _dates(plain: str, state: _State) -> list[date]:
    found: list[date] = []
    position = 0
    while position < len(plain):
        for pattern, handler in _PATTERNS:
            match = pattern.match(plain, position)
            if match is not None and match.end() > position:
                day = handler(match, state)
                position = match.end()
                if day is not None and not _RANGE.match(plain, position) and not _START.match(plain, position):
                    found.append(day)
                break
        else:
            position += 1
    return found


def _year(match: re.Match[str], state: _State) -> int:
    word = match.groupdict().get("y")
    if not word:
        return state.year if state.year is not None else state.on.year
    if word.isdigit():
        year = int(word) if len(word) == 4 else 2000 + int(word)
    else:
        year = state.on.year + {"明": 1, "次": 1, "来": 1, "后": 2, "去": -1}.get(word, 0)
    state.year = year
    return year


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _full(match: re.Match[str], state: _State) -> date | None:
    year, month, day = _year(match, state), int(match["m"]), int(match["d"])
    try:
        return date(year, month, day)
    except ValueError:
        last = month_end(year, min(max(month, 1), 12))
        state.impossible(last.replace(day=min(max(day, 1), last.day)))
        return None


def _month(match: re.Match[str], state: _State) -> date | None:
    year, month = _year(match, state), int(match["m"])
    tail = match.groupdict().get("tail") or ""
    if not 1 <= month <= 12:
        state.impossible(_in_month(year, min(max(month, 1), 12), tail))
        return None
    if not tail and match.groupdict().get("before"):
        state.doubt("before_month")
    return _in_month(year, month, tail)


def _in_month(year: int, month: int, tail: str) -> date:
    if tail in ("初", "上旬"):
        return date(year, month, 10)
    return date(year, month, 20) if tail in ("中旬", "中") else month_end(year, month)


def _quarter(match: re.Match[str], state: _State) -> date | None:
    year, quarter = _year(match, state), _ROMAN.get(match["q"]) or int(match["q"])
    if 1 <= quarter <= 4:
        return month_end(year, quarter * 3)
    state.impossible(month_end(year, min(max(quarter, 1), 4) * 3))
    return None


def _half(match: re.Match[str], state: _State) -> date:
    return month_end(_year(match, state), 12 if match["h"] == "下" else 6)


def _year_end(match: re.Match[str], state: _State) -> date:
    return date(_year(match, state), 12, 31)


def _year_named(match: re.Match[str], state: _State) -> None:
    _year(match, state)


def _this_month(match: re.Match[str], state: _State) -> date:
    later = 1 if match["w"] in ("下", "次") else 0
    index = state.on.year * 12 + state.on.month - 1 + later
    return _in_month(index // 12, index % 12 + 1, match["tail"] or "")


def _this_quarter(match: re.Match[str], state: _State) -> date:
    index = state.on.year * 4 + (state.on.month - 1) // 3 + (1 if match["w"] == "下" else 0)
    return month_end(index // 4, (index % 4 + 1) * 3)


def _this_week(match: re.Match[str], state: _State) -> date:
    return state.on + timedelta(days=6 - state.on.weekday() + (7 if match["w"] == "下" else 0))


def _term(match: re.Match[str], state: _State) -> None:
    state.term = Term(int(match["n"]), _TERM_UNITS[match["u"] or match["v"]])


def _term_in_years(match: re.Match[str], state: _State) -> None:
    state.term = Term(int(match["n"]), "year")


def _half_term(match: re.Match[str], state: _State) -> None:
    state.term = Term(6, "month") if match["u"] == "年" else Term(15, "day")


_Handler = Callable[[re.Match[str], _State], date | None]
_NUMBER_BEFORE = r"(?<!\d)(?<!\d[./-])"
_PATTERNS: tuple[tuple[re.Pattern[str], _Handler], ...] = tuple(
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"(?<!\d)(?P<n>\d{1,3})个?(?P<u>工作日|月|日|天|周|星期|年)(?:以|之)?内", _term),
        (r"(?<!\d)(?P<n>\d{1,3})(?:个(?P<u>工作日|月|星期)|(?P<v>天|周))", _term),
        (r"(?<![\d第])(?P<n>[1-5])(?P<u>年)(?=左右|时间|$)", _term_in_years),
        (r"半个?(?P<u>年|月)(?:以|之)?内", _half_term),
        (rf"(?<!\d){_Y}(?P<m>\d{{1,2}})月(?P<d>\d{{1,3}}){_DAY_END}", _full),
        (rf"(?<!\d)(?P<y>\d{{4}})(?P<s>[./-])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,3}}){_DAY_END}", _full),
        (r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)", _full),
        (rf"(?<!\d)(?P<y>2\d)(?P<s>[./-])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}}){_DAY_END}", _full),
        (rf"(?<!\d){_Y}?(?:的)?第?(?P<q>\d|I{{1,3}}|IV)季度?(?:末|底|内|前)?", _quarter),
        (r"(?:(?<!\d)(?P<y>\d{4})年?)?Q(?P<q>[1-4])", _quarter),
        (rf"(?<!\d){_Y}?(?P<h>[上下])半年", _half),
        (rf"(?:(?<!\d){_Y}|年)(?P<h>中)(?![旬央])(?:以?前)?", _half),
        (rf"(?<!\d){_Y}(?P<m>\d{{1,2}})月{_TAIL}", _month),
        (rf"(?<!\d)(?P<y>\d{{4}})[./-](?P<m>\d{{1,2}})(?![\d])月?{_TAIL}", _month),
        (r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)", _month),
        (rf"(?<!\d)(?P<m>\d{{1,2}})月(?P<d>\d{{1,3}}){_DAY_END}", _full),
        (rf"(?<!\d)(?P<m>\d{{1,2}})月{_TAIL}", _month),
        (rf"(?<!\d){_Y}(?=\d)", _year_named),
        (rf"(?<!\d){_Y}(?:年)?(?:底|末|终|内|前|以前|之前)?", _year_end),
        (r"(?P<w>本|当|下|次|)月(?P<tail>底|末|内|中旬|下旬|上旬|初)(?:以?前)?", _this_month),
        (r"(?P<w>本|当|下)季度?(?:末|底|内|前)?", _this_quarter),
        (r"(?P<w>本|这|下)周(?:末|内|底)?", _this_week),
        (r"(?:(?<!贯穿)全年|年度?(?:底|末|终|内))(?!坚持|推进|抓)", _year_end),
        (rf"{_NUMBER_BEFORE}(?P<m>0?[1-9]|1[0-2])(?P<s>[./-])(?P<d>[0-3]?\d)(?![\d./%月家项个])[日号]?", _full),
        (r"(?<=[-—–~至到])(?P<m>0?[1-9]|1[0-2])月?$", _month),
    )
)
