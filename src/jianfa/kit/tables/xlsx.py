"""Reading .xlsx: values and merged ranges by calamine, what cells show by one pass over the XML.

calamine returns a date without its number format, so 2023年6月 would become 1 June. The pass over the
sheet's XML finds the cells that have such a format, and how far the content really reaches, before
calamine allocates a grid for it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from jianfa.kit.tables.model import Cell, Gatherer, Limits, Merge, Sheet, TableRefused, Workbook, place
from jianfa.kit.tables.numberformats import BUILT_IN, date_cell, is_date_format, number_cell, shown
from jianfa.kit.tables.xmlparts import attributes, events, local

_PLACE = re.compile(r"([A-Z]{1,4})(\d{1,9})$")


def read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """Read the sheets of an .xlsx file.

    Raises TableRefused for false dimensions, too many rows and damaged files.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = _Book.of(archive)
        scans = {name: _scan(archive.read(part), name, book.formats) for name, part in book.sheets}
    for name, scan in scans.items():
        _check_extent(name, scan, limits)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = [
                _sheet(
                    workbook.get_sheet_by_name(meta.name),
                    scans[meta.name],
                    book,
                    limits,
                    hidden=meta.visible != SheetVisibleEnum.Visible,
                )
                for meta in workbook.sheets_metadata
                if meta.name in scans
            ]
    except CalamineError as error:
        raise TableRefused("damaged") from error
    return Workbook(tuple(sheets), "xlsx")


@dataclass(slots=True)
class _Book:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    from_1904: bool = False

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> _Book:
        names = {name.lower(): name for name in archive.namelist()}
        if "xl/workbook.xml" not in names:
            raise TableRefused("damaged")
        book = cls()
        targets = _relations(archive, names)
        for event, element in events(archive.read(names["xl/workbook.xml"])):
            if event == "end" and local(element.tag) == "sheet":
                given = attributes(element)
                target = names.get(targets.get(given.get("id", ""), "").lower())
                if target and "worksheets/" in target.lower():
                    book.sheets.append((given.get("name", ""), target))
            elif event == "end" and local(element.tag) == "workbookPr":
                book.from_1904 = element.get("date1904", "0") in ("1", "true")
        if not book.sheets:
            raise TableRefused("no_table")
        if "xl/styles.xml" in names:
            book.formats = _formats(archive.read(names["xl/styles.xml"]))
        return book


def _relations(archive: zipfile.ZipFile, names: dict[str, str]) -> dict[str, str]:
    part = names.get("xl/_rels/workbook.xml.rels")
    if part is None:
        raise TableRefused("damaged")
    found: dict[str, str] = {}
    for event, element in events(archive.read(part)):
        if event == "end" and local(element.tag) == "Relationship":
            target = element.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[element.get("Id", "")] = full
    return found


def _formats(part: bytes) -> dict[int, str]:
    """Number formats by cell style, only those under which a number is shown as something else."""
    own: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for event, element in events(part):
        name = local(element.tag)
        if name == "cellXfs":
            inside = event == "start"
        elif name == "numFmt" and event == "start":
            own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif name == "xf" and inside and event == "start":
            styles.append(int(element.get("numFmtId", "0")))
    codes = {style: own.get(number) or BUILT_IN.get(number, "") for style, number in enumerate(styles)}
    return {style: code for style, code in codes.items() if _matters(code)}


def _matters(code: str) -> bool:
    return "%" in code or is_date_format(code) or bool(re.fullmatch(r"0{2,}", code))


@dataclass(slots=True)
class _Scan:
    claimed: str = ""
    seen: tuple[int, int] = (-1, -1)
    filled: tuple[int, int] = (-1, -1)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)


def _scan(part: bytes, name: str, formats: dict[int, str]) -> _Scan:
    scan = _Scan()
    spot = [0, -1]
    style = [""]

    def begun(tag: str, given: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                row, column = _parse_place(given["r"]) if "r" in given else (spot[0], spot[1] + 1)
                spot[:] = row, column
                style[0] = given.get("s", "") if given.get("t", "n") in ("n", "d") else ""
                scan.seen = max(scan.seen[0], row), max(scan.seen[1], column)
            case "v" | "is":
                scan.filled = max(scan.filled[0], spot[0]), max(scan.filled[1], spot[1])
                if style[0] and int(style[0]) in formats:
                    scan.formats[spot[0], spot[1]] = formats[int(style[0])]
            case "row":
                spot[:] = int(given.get("r", spot[0] + 2)) - 1, -1
                scan.seen = max(scan.seen[0], spot[0]), scan.seen[1]
            case "dimension":
                scan.claimed = given.get("ref", "")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    try:
        parser.Parse(part, True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, ValueError) as error:
        raise TableRefused("damaged") from error
    return scan


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse_place(ref: str) -> tuple[int, int]:
    match = _PLACE.match(ref)
    if match is None:
        raise ValueError(ref)
    return int(match[2]) - 1, _column(match[1])


def _check_extent(name: str, scan: _Scan, limits: Limits) -> None:
    row, column = scan.filled
    if row >= limits.last_row or column >= limits.last_column or (row + 1) * (column + 1) > limits.area:
        raise TableRefused("too_spread", {"sheet": name, "place": place(row, column)})
    try:
        last_row, last_column = _parse_place(scan.claimed.rpartition(":")[2].replace("$", ""))
    except ValueError:
        return
    claims_much = last_row >= limits.last_row or (last_row + 1) * (last_column + 1) > limits.area
    if claims_much and (last_row > scan.seen[0] or last_column > scan.seen[1]):
        raise TableRefused(
            "false_dimensions",
            {"sheet": name, "claimed": scan.claimed, "place": place(max(row, 0), max(column, 0))},
        )


def _sheet(sheet: CalamineSheet, scan: _Scan, book: _Book, limits: Limits, *, hidden: bool) -> Sheet:
    gathered = Gatherer(sheet.name, limits)
    for row, values in enumerate(sheet.to_python(skip_empty_area=False) if sheet.end else ()):
        for column, value in enumerate(values):
            if value != "" and value is not None:
                code = scan.formats.get((row, column), "")
                gathered.put(row, column, _cell(value, code, from_1904=book.from_1904))
    merges: list[Merge] = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return Sheet(sheet.name, gathered.rows(), tuple(sorted(merges)), hidden)


def _cell(value: Any, code: str, *, from_1904: bool) -> Cell:
    if isinstance(value, str):
        return Cell(value)
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value)
    if isinstance(value, (datetime, date)):
        return date_cell(value, code)
    if isinstance(value, (int, float)):
        return shown(float(value), code, from_1904=from_1904) if code else number_cell(float(value))
    if isinstance(value, (time, timedelta)):
        return Cell(str(value))
    return Cell(str(value))
