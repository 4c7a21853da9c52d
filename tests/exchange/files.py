"""Writing drawings of tables as office files of every kind the product reads."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt
from docx import Document
from openpyxl import Workbook
from openpyxl.utils import get_column_letter


@dataclass
class Drawing:
    """Cells by row and column, and merged ranges (first row, first column, last row, last column)."""

    name: str = "Sheet1"
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    phantom: int = 0
    above: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """Rows drawn."""
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def width(self) -> int:
        """Columns drawn."""
        return max((column for _, column in self.cells), default=-1) + 1


def write(path: Path, drawings: list[Drawing], kind: str, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write drawings into a file of a kind, named by ``path`` whatever the kind."""
    if kind == "csv":
        path.write_bytes(_csv(drawings[0], delimiter).encode(encoding))
    else:
        {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "docx": _docx}[kind](path, drawings)
    return path


def _csv(drawing: Drawing, delimiter: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    for row in range(drawing.height):
        writer.writerow([drawing.cells.get((row, column), "") for column in range(drawing.width)])
    return out.getvalue()


def _xlsx(path: Path, drawings: list[Drawing]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for drawing in drawings:
        sheet = book.create_sheet(drawing.name)
        for (row, column), value in drawing.cells.items():
            sheet.cell(row + 1, column + 1, value)
        for top, left, bottom, right in drawing.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for row in range(drawing.phantom):
            sheet.cell(drawing.height + row + 1, drawing.width + 3).number_format = "0.00"
            sheet.cell(drawing.height + row + 1, 1).number_format = "0.00"
        if drawing.hidden:
            sheet.sheet_state = "hidden"
        sheet.column_dimensions[get_column_letter(1)].width = 8
    book.save(path)


def _xls(path: Path, drawings: list[Drawing]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="yyyy/m/d")
    for drawing in drawings:
        sheet = book.add_sheet(drawing.name, cell_overwrite_ok=True)
        for top, left, bottom, right in drawing.merges:
            sheet.merge(top, bottom, left, right)
        for (row, column), value in drawing.cells.items():
            if isinstance(value, date):
                sheet.write(row, column, value, dated)
            else:
                sheet.write(row, column, value)
        if drawing.hidden:
            sheet.visibility = 1
    book.save(str(path))


_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def _ods(path: Path, drawings: list[Drawing]) -> None:
    tables = []
    for drawing in drawings:
        spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in drawing.merges}
        rows = (_ods_row(drawing, row, spans) for row in range(drawing.height))
        style = ' table:style-name="gone"' if drawing.hidden else ""
        tables.append(f"<table:table table:name={quoteattr(drawing.name)}{style}>{''.join(rows)}</table:table>")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", _ODS_TYPE)
        archive.writestr("content.xml", _ODS_HEAD + "".join(tables) + _ODS_TAIL)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")


def _ods_row(drawing: Drawing, row: int, spans: dict[tuple[int, int], tuple[int, int]]) -> str:
    covered = {
        (line, column)
        for (top, left), (down, across) in spans.items()
        for line in range(top, top + down)
        for column in range(left, left + across)
    } - set(spans)
    cells = []
    for column in range(drawing.width):
        if (row, column) in covered:
            cells.append("<table:covered-table-cell/>")
        else:
            cells.append(_ods_cell(drawing.cells.get((row, column), ""), spans.get((row, column))))
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _ods_cell(value: Any, span: tuple[int, int] | None) -> str:
    given = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if value == "":
        return f"<table:table-cell{given}/>"
    if isinstance(value, int | float):
        given += f' office:value-type="float" office:value="{value}"'
    elif isinstance(value, date):
        given += f' office:value-type="date" office:date-value="{value.isoformat()}"'
        value = f"{value.year}/{value.month}/{value.day}"
    else:
        given += ' office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell{given}>{lines}</table:table-cell>"


def _docx(path: Path, drawings: list[Drawing]) -> None:
    document = Document()
    for drawing in drawings:
        for text in drawing.above:
            document.add_paragraph(text)
        table = document.add_table(drawing.height, drawing.width)
        cells = [row.cells for row in table.rows]  # asked for once: each table.cell() builds them all again
        for (row, column), value in drawing.cells.items():
            cells[row][column].text = str(value)
        for top, left, bottom, right in drawing.merges:
            first, last = cells[top][left], cells[bottom][right]
            text = first.text
            first.merge(last).text = text
    document.save(str(path))
