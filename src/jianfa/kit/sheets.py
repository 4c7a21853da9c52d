"""Writing .xlsx as offices print it: title, info row, merged headings of several levels, rows that span rows.

Every text is written as a string, so that what begins with = + - @ is never a formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlsxwriter

Cell = str | int | date | None
FONT, FONT_SIZE, TITLE_SIZE = "宋体", 10, 18
A4, A3 = 9, 8
"""Paper sizes by Excel's own numbers."""
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True)
class Heading:
    """One column: its headings from the top down ("分工", "牵头单位"), its width in characters."""

    path: tuple[str, ...]
    width: float = 12
    is_hidden: bool = False


@dataclass(frozen=True)
class Block:
    """One entry of the list: cells written once, merged over the rows of those written per row.

    ``rows`` has one tuple per row for the columns of ``Table.per_row``, in their order; at least one row.
    """

    cells: Sequence[Cell]
    rows: Sequence[Sequence[Cell]] = ((),)


@dataclass(frozen=True)
class Table:
    """What one sheet shows. ``per_row`` are the indexes of the columns whose cells stand in each row of a block."""

    name: str
    title: str
    headings: Sequence[Heading]
    blocks: Sequence[Block] = ()
    per_row: Sequence[int] = ()
    info: Sequence[str] = ()
    foot: Sequence[str] = ()
    paper: int = A4


def workbook(tables: Sequence[Table]) -> bytes:
    """Return the bytes of a workbook with these sheets."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
              "default_date_format": "yyyy-mm-dd"},
    )  # fmt: skip
    formats = _formats(book)
    for table in tables:
        _write(book.add_worksheet(_sheet_name(table.name)), table, formats)
    book.close()
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, object]:
    plain = {"font_name": FONT, "font_size": FONT_SIZE}
    boxed = plain | {"border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format(plain | {"font_size": TITLE_SIZE, "bold": True, "align": "center"}),
        "info": book.add_format(plain | {"valign": "vcenter"}),
        "head": book.add_format(boxed | {"bold": True, "align": "center"}),
        "text": book.add_format(boxed),
        "number": book.add_format(boxed | {"align": "center"}),
        "day": book.add_format(boxed | {"num_format": "yyyy-mm-dd", "align": "center"}),
    }  # fmt: skip


def _write(sheet: "xlsxwriter.worksheet.Worksheet", table: Table, formats: dict[str, object]) -> None:
    last = max(n for n, heading in enumerate(table.headings) if not heading.is_hidden)
    row = _write_head(sheet, table, formats, last)
    depth = max(len(heading.path) for heading in table.headings)
    _write_headings(sheet, table.headings, row, depth, formats)
    first, row = row, row + depth
    for block in table.blocks:
        row = _write_block(sheet, table, block, row, formats)
    for line in table.foot:
        sheet.merge_range(row, 0, row, last, "", formats["info"])
        sheet.write_string(row, 0, line, formats["info"])
        row += 1
    for n, heading in enumerate(table.headings):
        sheet.set_column(n, n, heading.width, None, {"hidden": heading.is_hidden})
    sheet.freeze_panes(first + depth, 0)
    sheet.repeat_rows(0, first + depth - 1)
    sheet.set_landscape()
    sheet.set_paper(table.paper)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(row - 1, first + depth - 1), last)
    sheet.set_footer("&C&P / &N")


def _write_head(sheet: "xlsxwriter.worksheet.Worksheet", table: Table, formats: dict[str, object], last: int) -> int:
    """Write title and info row over the whole width; return the next row."""
    lines = [(table.title, "title"), *((line, "info") for line in table.info)]
    for row, (text, kind) in enumerate(lines):
        if last > 0:
            sheet.merge_range(row, 0, row, last, "", formats[kind])
        sheet.write_string(row, 0, text, formats[kind])
    sheet.set_row(0, 32)
    return len(lines)


def _write_headings(
    sheet: "xlsxwriter.worksheet.Worksheet",
    headings: Sequence[Heading],
    top: int,
    depth: int,
    formats: dict[str, object],
) -> None:
    """Merge equal groups to the right, and headings without a group downwards."""
    for level in range(depth):
        column = 0
        while column < len(headings):
            path = headings[column].path
            right = column
            is_leaf = level == len(path) - 1
            if level < len(path) - 1:
                while right + 1 < len(headings) and headings[right + 1].path[: level + 1] == path[: level + 1]:
                    right += 1
            if level < len(path):
                bottom = depth - 1 if is_leaf else level
                _put(sheet, (top + level, column, top + bottom, right), path[level], formats["head"])
            column = right + 1


def _write_block(
    sheet: "xlsxwriter.worksheet.Worksheet", table: Table, block: Block, top: int, formats: dict[str, object]
) -> int:
    height = max(1, len(block.rows))
    once = [n for n in range(len(table.headings)) if n not in table.per_row]
    for n, value in zip(once, block.cells, strict=True):
        _put_value(sheet, (top, n, top + height - 1, n), value, formats)
    for step, cells in enumerate(block.rows or ((),)):
        for n, value in zip(table.per_row, cells or [None] * len(table.per_row), strict=True):
            _put_value(sheet, (top + step, n, top + step, n), value, formats)
    return top + height


Range = tuple[int, int, int, int]


def _put_value(sheet: "xlsxwriter.worksheet.Worksheet", where: Range, value: Cell, formats: dict[str, object]) -> None:
    kind = "day" if isinstance(value, date) else "number" if isinstance(value, int) else "text"
    _put(sheet, where, value, formats[kind])


def _put(sheet: "xlsxwriter.worksheet.Worksheet", where: Range, value: Cell, shape: object) -> None:
    top, left, bottom, right = where
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", shape)
    if value is None or value == "":
        sheet.write_blank(top, left, None, shape)
    elif isinstance(value, date):
        sheet.write_datetime(top, left, value, shape)
    elif isinstance(value, int):
        sheet.write_number(top, left, value, shape)
    else:
        sheet.write_string(top, left, value[:LONGEST_CELL], shape)


def _sheet_name(name: str) -> str:
    return "".join("_" if char in "[]:*?/\\'" else char for char in name)[:LONGEST_SHEET_NAME] or "Sheet1"
