"""Cells pasted from a sheet: rows with named columns, and every doubt with its row, column and value.

The words understood as headings and kinds stand in organisations/data/words.json, which officials may read.
"""

import csv
import io
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from rapidfuzz import process

from jianfa.kit.grams import folded
from jianfa.kit.text import mend

MOST_ROWS = 2000
NEAR_ENOUGH = 55
"""Similarity, in percent, from which a valid value is offered for a wrong one."""


@dataclass(frozen=True)
class Doubt:
    """What is doubtful in one cell; ``blocks`` when the row cannot be entered as it is."""

    row: int
    column: str
    value: str
    sentence: str
    nearest: str = ""
    blocks: bool = True
    cell: str = ""
    """Where it stands in the sheet, as B7; "" where the row as a whole is meant."""


@dataclass(frozen=True)
class Line:
    """One pasted row: its number as pasted, counted from 1, and its cells by column."""

    row: int
    cells: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)
    """The letter of the sheet's column in which each column stands."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def cell(self, column: str) -> str:
        """Return where a column of this row stands, as B7; "" where the sheet has no such column."""
        letter = self.places.get(column)
        return f"{letter}{self.row}" if letter else ""


@cache
def words() -> dict[str, dict[str, list[str]]]:
    """Return the words that are understood: headings, kinds of units, roles."""
    path = Path(__file__).resolve().parent.parent / "data" / "words.json"
    found: dict[str, dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def lines_of(text: str, columns: Sequence[str]) -> list[Line]:
    """Return the rows of a pasted text; a first row of headings names the columns, else they come in order.

    Cells are separated by tabs, as Excel and WPS give them; blank rows and a row like the headings are left out.
    """
    rows = [[mend(cell).text.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    names = list(columns)
    found: list[Line] = []
    for number, row in enumerate(rows, 1):
        if not any(row):
            continue
        if not found and (headed := headings(row, columns)):
            names = headed
            continue
        places = {name: get_column_letter(n) for n, name in enumerate(names, 1) if name}
        found.append(Line(number, dict(zip(names, row, strict=False)), places))
    return found[:MOST_ROWS]


def headings(row: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Return the columns a row of headings names, "" for one that is not understood; nothing if it is data."""
    known = {folded(word): column for column in columns for word in words()["headings"].get(column, [])}
    named = [known.get(folded(cell), "") for cell in row]
    return named if len([name for name in named if name]) >= min(2, len(columns)) else []


def nearest(value: str, valid: Collection[str]) -> str:
    """Return the valid value most like a wrong one, or nothing when none is like it."""
    found = process.extractOne(value, valid, score_cutoff=NEAR_ENOUGH)
    return found[0] if found else ""


def shared_values(lines: Sequence[Line], column: str, label: str) -> list[Doubt]:
    """Return a doubt for each value that stands in two rows though it may stand in one."""
    first: dict[str, int] = {}
    doubts = []
    for line in lines:
        if value := line[column]:
            row = first.setdefault(folded(value), line.row)
            if row != line.row:
                doubts.append(Doubt(line.row, label, value, _("Stands in row %(row)s already.") % {"row": row}))
    return doubts
