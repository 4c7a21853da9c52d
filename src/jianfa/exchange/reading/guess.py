"""What a column means when its heading does not say: judged from the cells under it, always with a doubt."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from jianfa.exchange.reading.columns import GUESSED
from jianfa.exchange.reading.deadlines import read_deadline
from jianfa.exchange.reading.grid import Area, Grid
from jianfa.exchange.reading.names import NameBook
from jianfa.exchange.reading.numerals import sequence_number
from jianfa.exchange.reading.shapes import ColumnMatch
from jianfa.exchange.reading.values import nature_of, solver_of
from jianfa.kit.text import squeezed

_LOOKED_AT = 200
_MOST = 0.6
_UNNAMED = date(2000, 1, 1)
_SOLVES = re.compile("解决|协调|协同|党委|政府|上级|自身|自行")


def settle_columns(grid: Grid, area: Area, columns: list[ColumnMatch], names: NameBook) -> list[ColumnMatch]:
    """Decide what headings leave open: 完成时间 without another deadline, columns nobody could name."""
    columns = _done_date_or_due(grid, area, columns)
    columns = _source_or_unit(grid, area, columns, names)
    taken = {column.field for column in columns if column.field}
    for position, column in enumerate(columns):
        if column.field is None and column.tick is None and column.confidence == 0:
            field = _guess(_values(grid, area, column.index), taken, names)
            if field is not None:
                columns[position] = replace(column, field=field, confidence=GUESSED)
                taken.add(field)
    if "title" not in taken and "ref" not in taken and "measures" not in taken:
        columns = _longest_text_is_title(grid, area, columns)
    return columns


def _values(grid: Grid, area: Area, column: int) -> list[str]:
    rows = range(area.start, min(area.end, area.start + _LOOKED_AT))
    return [text for row in rows if (text := squeezed(grid.own(row, column).text))]


def _share(values: list[str], test: object) -> float:
    assert callable(test)
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0


def _guess(values: list[str], taken: set[str], names: NameBook) -> str | None:
    if len(values) >= 2 and "seq" not in taken and "ref" not in taken and _counts_up(values):
        return "seq"
    if len(values) < 3:
        return None
    short = [value for value in values if len(value) <= 20]
    if len(short) < len(values) * _MOST:
        return None
    if "solver" not in taken and _share(values, lambda v: _SOLVES.search(v) and solver_of(v)[0]) >= _MOST:
        return "solver"
    if "nature" not in taken and _share(values, nature_of) >= _MOST:
        return "nature"
    if "source_unit" not in taken and _share(values, lambda v: names.resolve(v).is_county) >= _MOST:
        return "source_unit"
    if "due" not in taken and _share(values, _is_deadline) >= _MOST and not any(v.isdigit() for v in values):
        return "due"
    return None


def _counts_up(values: list[str]) -> bool:
    numbers = [sequence_number(value) for value in values]
    return numbers == list(range(1, len(numbers) + 1))


def _is_deadline(value: str) -> bool:
    return read_deadline(value, on=_UNNAMED).clock is not None


def _done_date_or_due(grid: Grid, area: Area, columns: list[ColumnMatch]) -> list[ColumnMatch]:
    """完成时间 is the deadline in a list that has no other column for it."""
    if any(column.field == "due" for column in columns):
        return columns
    for position, column in enumerate(columns):
        if column.field == "done_date" and "实际" not in column.path:
            columns[position] = replace(column, field="due", confidence=min(column.confidence, 80))
            break
    return columns


def _source_or_unit(grid: Grid, area: Area, columns: list[ColumnMatch], names: NameBook) -> list[ColumnMatch]:
    """问题来源 names the reporting unit in some lists and the channel in others: the cells decide."""
    if any(column.field == "source_unit" for column in columns):
        return columns
    for position, column in enumerate(columns):
        if column.field == "source":
            values = _values(grid, area, column.index)
            if _share(values, lambda v: names.resolve(v).is_county or re.search("工会$|总$", v)) >= 0.5:
                columns[position] = replace(column, field="source_unit")
    return columns


def _longest_text_is_title(grid: Grid, area: Area, columns: list[ColumnMatch]) -> list[ColumnMatch]:
    lengths = {
        position: sum(map(len, values)) / len(values)
        for position, column in enumerate(columns)
        if column.field in (None, "goal") and len(values := _values(grid, area, column.index)) >= 2
    }
    lengths = {position: length for position, length in lengths.items() if columns[position].field} or lengths
    if lengths:
        best = max(lengths, key=lambda position: lengths[position])
        if lengths[best] >= 8 or columns[best].field == "goal":
            columns[best] = replace(columns[best], field="title", confidence=GUESSED)
    return columns
