"""Reading .xls (BIFF): xlrd, because merged ranges, number formats and hidden sheets all matter here."""

from __future__ import annotations

import io
import struct
from typing import Any

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT

from jianfa.kit.tables.model import Cell, Gatherer, Limits, Sheet, TableRefused, Workbook
from jianfa.kit.tables.numberformats import BUILT_IN, number_cell, shown

_BROKEN = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What xlrd raises on a broken file; it does not have one exception for it."""


def read_xls(data: bytes, limits: Limits) -> Workbook:
    """Read the sheets of an .xls file.

    Raises TableRefused for encrypted, damaged and too long files.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO(), ragged_rows=True
        )
        sheets = [_sheet(book, index, limits) for index in range(book.nsheets)]
    except TableRefused:
        raise
    except _BROKEN as error:
        raise TableRefused("encrypted" if "encrypt" in str(error).lower() else "damaged") from error
    return Workbook(tuple(sheets), "xls")


def _sheet(book: Any, index: int, limits: Limits) -> Sheet:
    sheet = book.sheet_by_index(index)
    gathered = Gatherer(sheet.name, limits)
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            gathered.put(row, column, _cell(book, sheet.cell(row, column)))
    merges = sorted((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    hidden = bool(sheet.visibility)
    book.unload_sheet(index)
    return Sheet(sheet.name, gathered.rows(), tuple(merges), hidden)


def _cell(book: Any, cell: Any) -> Cell:
    if cell.ctype == XL_CELL_TEXT:
        return Cell(str(cell.value))
    if cell.ctype == XL_CELL_BOOLEAN:
        return Cell("TRUE" if cell.value else "FALSE", bool(cell.value))
    if cell.ctype in (XL_CELL_NUMBER, XL_CELL_DATE):
        code = _format(book, cell.xf_index)
        if code or cell.ctype == XL_CELL_DATE:
            return shown(float(cell.value), code or "yyyy-mm-dd", from_1904=bool(book.datemode))
        return number_cell(float(cell.value))
    if cell.ctype == XL_CELL_ERROR:
        return Cell(str(xlrd.error_text_from_code.get(cell.value, "#ERROR")))
    return Cell()


def _format(book: Any, style: int | None) -> str:
    if style is None or style >= len(book.xf_list):
        return ""
    key = book.xf_list[style].format_key
    if key in BUILT_IN:
        return BUILT_IN[key]
    found = book.format_map.get(key)
    code = str(found.format_str) if found is not None else ""
    return "" if code == "General" else code
