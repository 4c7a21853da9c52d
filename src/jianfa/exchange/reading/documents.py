"""Tables of a document that a page break has parted: put together again before they are read."""

from __future__ import annotations

import re
from dataclasses import replace

from jianfa.exchange.reading.grid import Grid
from jianfa.exchange.reading.headers import find_areas
from jianfa.exchange.reading.shapes import Mapping
from jianfa.kit.tables import Sheet, Workbook
from jianfa.kit.text import squeezed

_BETWEEN_PAGES = re.compile(
    r"[(（]?(续表?|接上[页表]|转下页)[)）]?.{0,4}|第?\d{1,3}页?([/共,，]*\d{1,3}页)?|[-—–]+\d{1,3}[-—–]+"
)
_HEADING_ROWS = 8
"""Rows at the top of a table among which a heading is looked for that is repeated after a page break."""


def rejoined(workbook: Workbook, mapping: Mapping | None) -> Workbook:
    """Return a document with every table that goes on with the one before it added to that one.

    It does when nothing but a page number stands between them, it is as wide, and it begins with the same
    heading or with none. Rows are counted on. Other kinds of files are returned as they are.
    """
    if workbook.kind != "docx":
        return workbook
    sheets: list[Sheet] = []
    for sheet in workbook.sheets:
        if sheets and _goes_on(sheets[-1], sheet, mapping):
            sheets[-1] = _added(sheets[-1], sheet)
        else:
            sheets.append(sheet)
    return replace(workbook, sheets=tuple(sheets))


def _goes_on(before: Sheet, sheet: Sheet, mapping: Mapping | None) -> bool:
    if not before.rows or not sheet.rows or _width(before) != _width(sheet):
        return False
    if not all(_BETWEEN_PAGES.fullmatch(squeezed(note)) for note in sheet.notes):
        return False
    first = _texts(sheet, 0)
    if sum(map(bool, first)) >= 3 and any(_texts(before, row) == first for row in range(_HEADING_ROWS)):
        return True
    return bool(find_areas(Grid(before), mapping)) and not find_areas(Grid(sheet), mapping)


def _width(sheet: Sheet) -> int:
    return max(map(len, sheet.rows))


def _texts(sheet: Sheet, row: int) -> list[str]:
    return [squeezed(cell.text) for cell in sheet.rows[row]] if row < len(sheet.rows) else []


def _added(before: Sheet, more: Sheet) -> Sheet:
    down = len(before.rows)
    moved = tuple((top + down, left, bottom + down, right) for top, left, bottom, right in more.merges)
    return replace(before, rows=before.rows + more.rows, merges=before.merges + moved)
