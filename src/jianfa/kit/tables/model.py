"""What a read workbook looks like, whatever the file was: sheets of rows of cells, with merged ranges.

Rows and columns count from 0 (row 0, column 0 is A1). Nothing here knows what the cells mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Value = str | int | float | bool | date | None
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; all inclusive."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the text a person sees, and the value behind it where that is not the text itself."""

    text: str = ""
    value: Value = None

    @property
    def day(self) -> date | None:
        """The date behind the cell, when the file says it is one."""
        if isinstance(self.value, datetime):
            return self.value.date()
        return self.value if isinstance(self.value, date) else None


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or one table of a document. ``notes`` is the text standing above a table in a document."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    notes: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place; an empty one outside the rows read."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return EMPTY


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a file, hidden ones included and marked. ``kind`` is xlsx, xls, csv, ods or docx."""

    sheets: tuple[Sheet, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Bytes, counts, and seconds of processor and of wall clock."""

    file_bytes: int = 10 * 2**20
    unpacked_bytes: int = 50 * 2**20
    entries: int = 2_000
    rows: int = 5_000
    heading_rows: int = 50
    """Rows allowed on top of ``rows`` for titles, headings, totals and signatures."""
    last_row: int = 100_000
    last_column: int = 1_000
    area: int = 4_000_000
    memory_bytes: int = 512 * 2**20
    cpu_seconds: int = 10
    wall_seconds: float = 30.0


REFUSALS: dict[str, str] = {
    "not_found": "The file could not be opened.",
    "empty": "The file is empty.",
    "file_too_big": "The file is larger than %(limit)s MB. Please split it.",
    "unpacked_too_big": "Unpacked, the file is larger than %(limit)s MB. It was not opened.",
    "too_many_parts": "The file consists of %(count)s parts, more than the %(limit)s allowed. It was not opened.",
    "too_many_rows": "The file has more than %(limit)s rows. Please split it.",
    "too_spread": "Sheet “%(sheet)s” has content far outside the table, down to %(place)s. "
    "Please delete the cells outside the table.",
    "false_dimensions": "Sheet “%(sheet)s” claims the range %(claimed)s but ends at %(place)s. "
    "Please copy the table into a new workbook and save it again.",
    "doctype": "The file contains XML declarations (DOCTYPE) that no office program writes. It was not opened.",
    "macros": "The file contains macros. Please save it as a workbook without macros (.xlsx).",
    "encrypted": "The file is protected by a password. Please remove the password and upload it again.",
    "damaged": "The file is damaged or incomplete. Please save it again and upload it once more.",
    "wrong_kind": "This is not a table file. Please upload .xlsx, .xls, .csv, .ods or .docx.",
    "old_kind": "Files of the kind %(kind)s are not read. Please save it as .xlsx (or .docx) and upload it again.",
    "unknown_encoding": "The text of the file is neither UTF-8 nor GB18030. Please save it again as UTF-8.",
    "no_table": "There is no table in the file.",
    "too_slow": "Reading the file took longer than %(limit)s seconds. Please make it smaller or save it again.",
    "too_heavy": "Reading the file needed more memory than is allowed. Please make it smaller or save it again.",
    "unreadable": "The file could not be read. Please save it again and upload it once more.",
}
"""Each refusal by its code, as an English sentence with %-parameters; translated where pages are."""


class TableRefused(Exception):
    """A file that is not read, with the reason. ``code`` is a key of REFUSALS, ``params`` fill its sentence."""

    def __init__(self, code: str, params: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.params: dict[str, Any] = dict(params or {})
        self.sentence = REFUSALS[code] % self.params
        super().__init__(self.sentence)


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(row: int, column: int) -> str:
    """Return the name of a cell, both counted from 0.

    >>> place(4, 1)
    'B5'
    """
    return f"{column_letters(column)}{row + 1}"


@dataclass(slots=True)
class Gatherer:
    """Collects the cells of one sheet within the limits; rows are cut after their last filled cell."""

    name: str
    limits: Limits
    _rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Keep a cell that shows something.

        Raises TableRefused when it lies outside the area a sheet may have.
        """
        if not cell.text.strip():
            return
        if row >= self.limits.last_row or column >= self.limits.last_column:
            raise TableRefused("too_spread", {"sheet": self.name, "place": place(row, column)})
        self._rows.setdefault(row, {})[column] = cell
        if len(self._rows) > self.limits.rows + self.limits.heading_rows:
            raise TableRefused("too_many_rows", {"limit": self.limits.rows})

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """All rows from the first to the last filled one, empty ones between them included."""
        if not self._rows:
            return ()
        height = max(self._rows) + 1
        return tuple(self._row(self._rows.get(index, {})) for index in range(height))

    @staticmethod
    def _row(cells: dict[int, Cell]) -> tuple[Cell, ...]:
        return tuple(cells.get(column, EMPTY) for column in range(max(cells) + 1)) if cells else ()
