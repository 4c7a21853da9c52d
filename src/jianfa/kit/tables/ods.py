"""Reading .ods: one pass over content.xml, because merged ranges, hidden sheets and shown dates all matter."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jianfa.kit.tables.model import Cell, Gatherer, Limits, Merge, Sheet, Workbook
from jianfa.kit.tables.numberformats import date_cell
from jianfa.kit.tables.xmlparts import attributes, events, local

_SKIPPED = {"annotation", "tracked-changes"}


def read_ods(data: bytes, limits: Limits) -> Workbook:
    """Read the sheets of an .ods file.

    Raises TableRefused for damaged and too long files.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("content.xml")
    reader = _Reader(limits)
    skipping = 0
    for event, element in events(part):
        name = local(element.tag)
        if name in _SKIPPED:
            skipping += 1 if event == "start" else -1
            if event == "end":
                element.clear()
        elif not skipping:
            (reader.begin if event == "start" else reader.end)(name, element)
    return Workbook(tuple(reader.sheets), "ods")


@dataclass(slots=True)
class _Reader:
    limits: Limits
    sheets: list[Sheet] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    style: str = ""
    depth: int = 0
    gathered: Gatherer | None = None
    merges: list[Merge] = field(default_factory=list)
    table: dict[str, str] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    cells: list[tuple[int, int, Cell]] = field(default_factory=list)

    def begin(self, name: str, element: Any) -> None:
        if name == "style":
            self.style = attributes(element).get("name", "")
        elif name == "table":
            self.depth += 1
            if self.depth == 1:
                self.table = attributes(element)
                self.gathered = Gatherer(self.table.get("name", ""), self.limits)
                self.merges, self.row = [], 0
        elif name == "table-row" and self.depth == 1:
            self.column, self.cells = 0, []

    def end(self, name: str, element: Any) -> None:
        if name == "table-properties" and attributes(element).get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table":
            self.depth -= 1
            if self.depth == 0:
                self._end_table()
                element.clear()
        elif self.depth == 1 and name in ("table-cell", "covered-table-cell"):
            self._end_cell(name, element)
        elif self.depth == 1 and name == "table-row":
            self._end_row(int(attributes(element).get("number-rows-repeated", "1")))
            element.clear()

    def _end_cell(self, name: str, element: Any) -> None:
        given = attributes(element)
        repeated = int(given.get("number-columns-repeated", "1"))
        cell = _cell(element, given) if name == "table-cell" else Cell()
        if cell.text.strip():
            self.cells.append((self.column, repeated, cell))
        down, across = int(given.get("number-rows-spanned", "1")), int(given.get("number-columns-spanned", "1"))
        if name == "table-cell" and (down > 1 or across > 1):
            self.merges.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
        self.column += repeated

    def _end_row(self, repeated: int) -> None:
        if self.cells and self.gathered is not None:
            for row in range(self.row, self.row + repeated):
                for start, count, cell in self.cells:
                    for column in range(start, start + count):
                        self.gathered.put(row, column, cell)
        self.row += repeated

    def _end_table(self) -> None:
        if self.gathered is not None:
            hidden = self.table.get("style-name", "") in self.hidden_styles
            merges = tuple(sorted(self.merges))
            self.sheets.append(Sheet(self.gathered.name, self.gathered.rows(), merges, hidden))
        self.gathered = None


def _cell(element: Any, given: dict[str, str]) -> Cell:
    text = "\n".join(_text(child) for child in element if local(child.tag) == "p")
    kind = given.get("value-type", "string")
    if kind == "date" and given.get("date-value"):
        try:
            moment = datetime.fromisoformat(given["date-value"].rstrip("Z"))
        except ValueError:
            return Cell(text)
        plain = date_cell(moment)
        return Cell(text or plain.text, plain.value)
    if kind in ("float", "percentage", "currency") and given.get("value"):
        try:
            number = float(given["value"])
        except ValueError:
            return Cell(text)
        return Cell(text, int(number) if number == int(number) else number)
    return Cell(text or given.get("string-value", ""))


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name == "s":
            parts.append(" " * min(int(attributes(child).get("c", "1")), 100))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name not in ("annotation", "ruby-text"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
