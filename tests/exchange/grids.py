"""Sheets written down cell by cell, for readings that need no file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jianfa.exchange.reading import Mapping, NameBook, Reading, as_json, understand
from jianfa.kit.tables import Cell, Merge, Sheet, Workbook
from tests.exchange.lists import AS_OF

NAMES = NameBook.example()
Row = Sequence[str | int | float | Cell | None]


def sheet(rows: Sequence[Row], *, name: str = "Sheet1", merges: Sequence[Merge] = (), hidden: bool = False) -> Sheet:
    """A sheet from literal rows."""
    return Sheet(name, tuple(tuple(_cell(value) for value in row) for row in rows), tuple(merges), hidden)


def _cell(value: str | int | float | Cell | None) -> Cell:
    if isinstance(value, Cell):
        return value
    if value is None:
        return Cell()
    return Cell(value) if isinstance(value, str) else Cell(str(value), value)


def read(*sheets: Sheet, on: date = AS_OF, mapping: Mapping | None = None, names: NameBook = NAMES) -> Reading:
    """Understand literal sheets."""
    return understand(Workbook(tuple(sheets), "xlsx"), names=names, on=on, mapping=mapping)


def rows(*lines: Row, merges: Sequence[Merge] = ()) -> Reading:
    """Understand one literal sheet."""
    return read(sheet(lines, merges=merges))


def problems(reading: Reading) -> list[dict[str, object]]:
    """The problems as the published JSON."""
    return as_json(reading)["problems"]


def column(reading: Reading, name: str) -> list[object]:
    """One field of every problem."""
    return [problem[name] for problem in problems(reading)]


def codes(reading: Reading) -> list[str]:
    """The codes of all doubts."""
    return [doubt.code for doubt in reading.doubts]
