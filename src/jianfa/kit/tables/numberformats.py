"""How a spreadsheet shows a number: dates, percentages and plain figures by their number format."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from jianfa.kit.tables.model import Cell

BUILT_IN: dict[int, str] = {
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: "yyyy年m月",
    28: "m月d日",
    29: "m月d日",
    30: "m-d-yy",
    31: "yyyy年m月d日",
    36: "yyyy年m月",
    50: "yyyy年m月",
    51: "m月d日",
    52: "yyyy年m月",
    53: "m月d日",
    54: "m月d日",
    57: "yyyy年m月",
    58: "m月d日",
}
"""Built-in formats as a Chinese spreadsheet program shows them."""

_NOT_SHOWN = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.')
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(\[[^\]]*\])|(AM/PM|上午/下午|y+|m+|d+|h+|s+|a{3,}|[_*].)|(.)', re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466
_WEEKDAYS = "一二三四五六日"


def is_date_format(code: str) -> bool:
    """Say whether a number format shows a date or a time.

    >>> is_date_format('yyyy"年"m"月"'), is_date_format('0.00"md"')
    (True, False)
    """
    first = code.split(";", maxsplit=1)[0]
    return bool(re.search(r"[ymdhs]", _NOT_SHOWN.sub("", first), re.IGNORECASE)) and "General" not in first


def serial_day(serial: float, *, from_1904: bool = False) -> datetime | None:
    """Return the moment behind a date serial, None when it is not one."""
    if not 1 <= serial < _LAST_SERIAL:
        return None
    return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=round(serial * 86400) / 86400)


def plain_number(value: float) -> str:
    """Return a number as typed: whole numbers without a point.

    >>> plain_number(12.0), plain_number(0.1)
    ('12', '0.1')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else format(value, ".15g")


def shown(value: float | datetime | date, code: str, *, from_1904: bool = False) -> Cell:
    """Return a number or date as the cell shows it under a number format, with the value behind it."""
    if isinstance(value, date):
        return date_cell(value, code)
    if is_date_format(code):
        moment = serial_day(value, from_1904=from_1904)
        if moment is not None:
            return date_cell(moment, code)
    first = _NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])
    if "%" in first:
        digits = first.split(".")[1].count("0") if "." in first else 0
        return Cell(f"{value * 100:.{digits}f}%", value)
    if re.fullmatch(r"0{2,}", first) and value == int(value) and value >= 0:
        return Cell(str(int(value)).zfill(len(first)), int(value))
    return number_cell(value)


def number_cell(value: float) -> Cell:
    """Return a cell showing a plain number."""
    text = plain_number(value)
    return Cell(text, int(value) if value == int(value) and abs(value) < 1e15 else value)


def date_cell(value: date, code: str = "") -> Cell:
    """Return a cell showing a date under a format; without one, ISO with the time only where there is one."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(0))
    midnight = moment.time() == time(0)
    text = _written(moment, code) if code and is_date_format(code) else ""
    if not text:
        text = moment.date().isoformat() if midnight else moment.isoformat(" ", "minutes")
    elif midnight:
        text = re.sub(r"\s+0?0:00(:00)?$", "", text)
    return Cell(text, moment.date() if midnight else moment.replace(tzinfo=None))


def _written(moment: datetime, code: str) -> str:
    out: list[str] = []
    hours_before = False
    for quoted, escaped, bracket, token, other in _TOKEN.findall(code.split(";", maxsplit=1)[0]):
        if quoted or escaped:
            out.append(quoted or escaped)
        elif token and token[0] not in "_*":
            minutes = token[0] in "mM" and hours_before
            out.append(_part(moment, token.lower(), minutes=minutes))
            hours_before = token[0] in "hH" or (hours_before and token[0] not in "sSyYdD")
        elif other and not bracket:
            out.append(other if other != "@" else "")
    return "".join(out).strip()


def _part(moment: datetime, token: str, *, minutes: bool) -> str:
    """One token of a date format, in lower case, as it is shown."""
    long = len(token) > 1
    if token[0] == "m":
        return _month_or_minute(moment, token, minutes=minutes)
    if token[0] == "y":
        return f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
    if token.startswith("aaa"):
        return ("星期" if len(token) > 3 else "") + _WEEKDAYS[moment.weekday()]
    number = {"d": moment.day, "h": moment.hour, "s": moment.second}.get(token[0])
    if number is None:
        return ""
    return f"{number:02d}" if long else str(number)


def _month_or_minute(moment: datetime, token: str, *, minutes: bool) -> str:
    if minutes:
        return f"{moment.minute:02d}"
    if len(token) == 3:
        return moment.strftime("%b")
    return f"{moment.month:02d}" if len(token) == 2 else str(moment.month)
