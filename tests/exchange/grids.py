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


def drawn(text: str, *, name: str = "Sheet1", hidden: bool = False) -> Sheet:
    """A sheet drawn in words: cells parted by |, < is merged with the cell to the left, ^ with the one above."""
    lines = [[cell.strip(" ") for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    for row, line in enumerate(lines):
        for at, cell in enumerate(line):
            place = (row, at - 1) if cell == "<" else (row - 1, at) if cell == "^" else (row, at)
            anchors[row, at] = anchors.get(place, place)
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for place, anchor in anchors.items():
        ends[anchor] = max(ends.get(anchor, place), place)
    merges = [(*first, *last) for first, last in ends.items() if first != last]
    cells = [["" if cell in ("<", "^") else cell.replace("⏎", "\n") for cell in line] for line in lines]
    return sheet(
        [[int(cell) if cell.isdecimal() else cell for cell in line] for line in cells],
        name=name,
        merges=merges,
        hidden=hidden,
    )


def problems(reading: Reading) -> list[dict[str, object]]:
    """The problems as the published JSON."""
    return as_json(reading)["problems"]


def column(reading: Reading, name: str) -> list[object]:
    """One field of every problem."""
    return [problem[name] for problem in problems(reading)]


def codes(reading: Reading) -> list[str]:
    """The codes of all doubts."""
    return [doubt.code for doubt in reading.doubts]
