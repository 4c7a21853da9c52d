"""A sheet with its merged ranges resolved: what stands in a cell, and what stands over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jianfa.kit.tables import Cell, Sheet
from jianfa.kit.text import squeezed

Place = tuple[int, int]
_TALLEST_MERGE = 5_000


class Grid:
    """Looks up cells of a sheet, with merged cells answering for the whole range they cover."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.name = sheet.name
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._anchors: dict[Place, Place] = {}
        self._squeezed: dict[int, dict[int, str]] = {}
        self.spans: dict[Place, Place] = {}
        for top, left, lowest, rightmost in sheet.merges:
            bottom, right = min(lowest, self.height - 1, top + _TALLEST_MERGE), min(rightmost, self.width - 1)
            self.spans[top, left] = (bottom, right)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self._anchors[row, column] = (top, left)

    def anchor(self, row: int, column: int) -> Place:
        """The cell that answers for a place: itself, or the upper left one of its merged range."""
        return self._anchors.get((row, column), (row, column))

    def covered(self, row: int, column: int) -> bool:
        """Whether a place lies in a merged range without being its upper left cell."""
        return self.anchor(row, column) != (row, column)

    def across(self, row: int, column: int) -> int:
        """Over how many columns the cell that begins at a place reaches."""
        return self.spans.get((row, column), (row, column))[1] - column + 1

    def own(self, row: int, column: int) -> Cell:
        """The cell itself."""
        return self.sheet.cell(row, column)

    def cell(self, row: int, column: int) -> Cell:
        """The cell that answers for a place."""
        return self.sheet.cell(*self.anchor(row, column))

    def text(self, row: int, column: int) -> str:
        """What a person sees at a place."""
        return self.cell(row, column).text

    def filled(self, row: int) -> list[tuple[Place, str]]:
        """The distinct cells showing something in a row, merged ones from above included, from left to right."""
        found: dict[Place, str] = {}
        for column in range(self.width):
            place = self.anchor(row, column)
            if place not in found and (text := self.sheet.cell(*place).text).strip():
                found[place] = text
        return list(found.items())

    def own_filled(self, row: int) -> list[tuple[int, str]]:
        """Column and text of the cells that begin in a row and show something."""
        cells = self.sheet.rows[row] if row < self.height else ()
        return [(column, cell.text) for column, cell in enumerate(cells) if cell.text.strip()]

    @cached_property
    def has_row_merges(self) -> bool:
        """Whether anything is merged downwards."""
        return any(bottom > top for (top, _), (bottom, _) in self.spans.items())

    def squeezed_row(self, row: int) -> dict[int, str]:
        """Column to comparable text for the cells that begin in a row; for headings, which are asked for often."""
        if row not in self._squeezed:
            self._squeezed[row] = {column: squeezed(text) for column, text in self.own_filled(row)}
        return self._squeezed[row]


@dataclass(frozen=True, slots=True)
class Area:
    """Rows of one table in a grid: heading rows, then body rows up to but not including ``end``."""

    header: tuple[int, ...]
    start: int
    end: int
