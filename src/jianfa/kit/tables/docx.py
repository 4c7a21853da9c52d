"""Reading the tables of a .docx: one pass over the document, spans and vertical merges included.

python-docx walks the whole table for every row, which is too slow for long lists.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from jianfa.kit.tables.model import Cell, Gatherer, Limits, Merge, Sheet, TableRefused, Workbook
from jianfa.kit.tables.xmlparts import attributes, events, local

_NOTES_KEPT = 20


def read_docx(data: bytes, limits: Limits) -> Workbook:
    """Read every table of a .docx file as one sheet, named 表1, 表2 …; the text above it becomes its notes.

    Raises TableRefused when there is no table, or for damaged and too long files.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        part = archive.read(names["word/document.xml"])
    reader = _Reader(limits)
    for event, element in events(part):
        (reader.begin if event == "start" else reader.end)(local(element.tag), element)
    if not reader.sheets:
        raise TableRefused("no_table")
    return Workbook(tuple(reader.sheets), "docx")


@dataclass(slots=True)
class _Table:
    gathered: Gatherer
    notes: tuple[str, ...]
    row: int = -1
    column: int = 0
    open_merges: dict[int, tuple[int, int]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    limits: Limits
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    boxes: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    """How far each list that Word numbers by itself has counted."""

    def begin(self, name: str, element: Any) -> None:
        if name == "tbl":
            index = len(self.sheets) + len(self.tables) + 1
            notes = tuple(self.notes[-_NOTES_KEPT:]) if not self.tables else ()
            self.tables.append(_Table(Gatherer(f"表{index}", self.limits), notes))
            self.notes = []
        elif name == "tr" and self.tables:
            self.tables[-1].row += 1
            self.tables[-1].column = 0
        elif name == "txbxContent":
            self.boxes += 1

    def end(self, name: str, element: Any) -> None:
        if name == "txbxContent":
            self.boxes -= 1
            element.clear()
        elif self.boxes:
            return
        elif name == "tc" and self.tables:
            _end_cell(self.tables[-1], element, self.numbers)
            element.clear()
        elif name == "gridBefore" and self.tables:
            self.tables[-1].column += int(attributes(element).get("val", "0"))
        elif name == "tr" and self.tables:
            element.clear()
        elif name == "tbl" and self.tables:
            self._end_table()
            element.clear()
        elif name == "p" and not self.tables:
            text = _paragraph(element).strip()
            if text:
                self.notes.append(text)
            element.clear()

    def _end_table(self) -> None:
        table = self.tables.pop()
        _close(table, set())
        rows = table.gathered.rows()
        self.sheets.append(Sheet(table.gathered.name, rows, tuple(sorted(table.merges)), notes=table.notes))


def _end_cell(table: _Table, element: Any, numbers: dict[str, int]) -> None:
    across, vertical = 1, ""
    for properties in element:
        if local(properties.tag) == "tcPr":
            for item in properties:
                if local(item.tag) == "gridSpan":
                    across = max(1, min(int(attributes(item).get("val", "1")), 1000))
                elif local(item.tag) == "vMerge":
                    vertical = attributes(item).get("val", "continue")
    column = table.column
    table.column += across
    text = "\n".join(_paragraph(child) for child in element if local(child.tag) in ("p", "sdt")).strip("\n")
    if vertical == "continue" and column in table.open_merges:
        return
    text = _own_number(element, numbers, text)
    if column in table.open_merges:
        _close_one(table, column)
    if vertical:
        table.open_merges[column] = (table.row, across)
    elif across > 1:
        table.merges.append((table.row, column, table.row, column + across - 1))
    table.gathered.put(table.row, column, Cell(text))


def _own_number(element: Any, numbers: dict[str, int], text: str) -> str:
    """The text of a cell, or the number Word shows in an empty one whose paragraph belongs to a numbered list."""
    shown = ""
    for child in element.iter():
        if local(child.tag) == "numPr":
            said = {local(item.tag): attributes(item).get("val", "0") for item in child}
            if (list_id := said.get("numId", "0")) != "0" and said.get("ilvl", "0") == "0":
                numbers[list_id] = numbers.get(list_id, 0) + 1
                shown = str(numbers[list_id])
    return text or shown


def _close_one(table: _Table, column: int, last: int | None = None) -> None:
    top, across = table.open_merges.pop(column)
    bottom = table.row - 1 if last is None else last
    if bottom > top or across > 1:
        table.merges.append((top, column, bottom, column + across - 1))


def _close(table: _Table, keep: set[int]) -> None:
    for column in [column for column in table.open_merges if column not in keep]:
        _close_one(table, column, table.row)


def _paragraph(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "tab":
            parts.append("\t")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name not in ("del", "rPr", "pPr", "tcPr", "rt", "Fallback", "instrText", "drawing", "pict"):
            parts.append(_paragraph(child))
    return "".join(parts)
