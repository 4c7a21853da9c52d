"""Rows of a batch as plain values: what a row holds, its doubts, and what a one-click correction does. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz, process

from jianfa.exchange.reading import Doubt, NameBook, Reading, ReadProblem, SheetReading, understand
from jianfa.exchange.reading import Mapping as Columns
from jianfa.exchange.states import KEY_HEADING, OWN_COLUMNS
from jianfa.kit.canonical import canonical
from jianfa.kit.secrecy import has_secrecy_mark
from jianfa.kit.tables import Workbook
from jianfa.kit.text import simplified_offer, squeezed

Values = dict[str, Any]
RowDoubt = dict[str, Any]
"""code, by, sheet, row, column, heading, field, value, nearest, params, settled."""

ALONE = re.compile(r"^\s*[【\[（(]?(机密|秘密)[】\]）)]?\s*$")
"""机密 or 秘密 alone in a cell is a mark too, without the star."""

BY_READING, BY_LIST = "reading", "list"
NOT_KEPT = frozenset({"raw", "rows", "sheet"})
NAME_DOUBTS = frozenset({"unknown_unit", "unclear_unit"})
"""Doubts answered for the whole file at once: a name means the same in every row."""
NOTICES = frozenset({"counted_term", "several_dates", "also_continuous", "set_of_units", "several_deadlines"})
"""Doubts that tell how something was read; nothing has to be chosen."""
SOLVER_OF = {
    "需党委政府协同解决": "party_gov",
    "需上级工会解决": "superior_union",
    "区(市)县工会自身解决": "county_union",
}
NATURE_OF = {"共性": "common", "个性": "individual"}
STRUCK_OFF = re.compile("^(?!.*(未|不予?|拟|申请|待)).*(销号|销账|已销)")


def understood(
    workbook: Workbook, *, names: NameBook, on: date, columns: Mapping[str, str | None] | None = None
) -> Reading:
    """Understand a workbook with columns as chosen; of a file Jianfa wrote itself, its own columns are left alone."""
    chosen = dict(columns or {})
    reading = understand(workbook, names=names, on=on, mapping=Columns(chosen) if chosen else None)
    paths = {column.path for sheet in reading.sheets for column in sheet.columns}
    if KEY_HEADING not in paths:
        return reading
    return understand(workbook, names=names, on=on, mapping=Columns(OWN_COLUMNS | chosen))


def secrecy_mark(workbook: Workbook) -> str | None:
    """Return the first text of a workbook that carries a secrecy mark; such a file is not stored."""
    for sheet in workbook.sheets:
        texts = [*sheet.notes, sheet.name, *(cell.text for row in sheet.rows for cell in row)]
        for text in texts:
            if "密" in text and (has_secrecy_mark(text) or ALONE.search(text)):
                return text
    return None


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return sha256(data).hexdigest()


def signature_of(sheets: Iterable[SheetReading]) -> str:
    """Return what two files with the same headings in the same order have in common."""
    headings = [[column.path for column in sheet.columns] for sheet in sheets if sheet.used]
    return sha256(canonical(headings)).hexdigest()


def rows_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the digest of all rows as they were taken, for the batch's event."""
    return sha256(canonical([_in_pairs(row) for row in rows])).hexdigest()


def _in_pairs(value: Any) -> Any:
    """Return a mapping that a file's own headings are the keys of as pairs: canonical keys are ASCII."""
    if isinstance(value, Mapping):
        told = {key: _in_pairs(item) for key, item in value.items()}
        return told if all(key.isascii() for key in told) else sorted(told.items())
    return [_in_pairs(item) for item in value] if isinstance(value, list | tuple) else value


def values_of(problem: ReadProblem) -> Values:
    """Return a read problem as plain JSON values; every cell as written is kept beside them."""
    return {
        field.name: _plain(getattr(problem, field.name))
        for field in fields(problem)
        if field.name not in NOT_KEPT and getattr(problem, field.name) not in (None, (), "", {}, False)
    }


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return asdict_plain(value) if hasattr(value, "__dataclass_fields__") else value


def asdict_plain(value: Any) -> dict[str, Any]:
    """Return a dataclass as plain JSON values."""
    return {key: _plain(item) for key, item in asdict(value).items()}


def is_struck_off(values: Mapping[str, Any], written: Mapping[str, str], done_headings: Iterable[str]) -> bool:
    """Say whether the file itself says that the row was already struck off (期初)."""
    if values.get("closure_date"):
        return True
    cells = [written.get(heading, "") for heading in done_headings]
    return bool(values.get("claimed_done")) and any(STRUCK_OFF.search(squeezed(cell)) for cell in cells)


# Doubts ----------------------------------------------------------------------------------------------------


def doubt_of(doubt: Doubt, fields_by_place: Mapping[tuple[str, str], str | None]) -> RowDoubt:
    """Return a doubt of the reading as plain values, with the field its column stands for."""
    return {
        "code": doubt.code, "by": BY_READING, "sheet": doubt.sheet, "row": doubt.row, "column": doubt.column,
        "heading": doubt.heading, "field": fields_by_place.get((doubt.sheet, doubt.column)), "value": doubt.value,
        "nearest": doubt.nearest, "params": dict(doubt.params), "settled": doubt.code in NOTICES,
    }  # fmt: skip


def list_doubt(code: str, field: str, value: str, nearest: str | None = None, **params: str | int) -> RowDoubt:
    """Return a doubt that only the list can have: a likely duplicate, a category it does not know.

    Its place is filled in by ``placed``.
    """
    return {
        "code": code, "by": BY_LIST, "sheet": "", "row": 0, "column": "", "heading": "", "field": field,
        "value": value, "nearest": nearest, "params": params, "settled": False,
    }  # fmt: skip


def placed(doubt: RowDoubt, sheet: str, row: int, columns: Mapping[str, tuple[str, str]]) -> RowDoubt:
    """Return a doubt of the list with its place: field → letter and heading of its column in that sheet."""
    letter, heading = columns.get(doubt["field"] or "", ("", ""))
    return doubt | {"sheet": sheet, "row": row, "column": letter, "heading": heading}


def columns_by_sheet(reading: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    """Return sheet → field → letter and heading, from what is kept of a reading."""
    return {
        sheet["name"]: {one["field"]: (one["letter"], one["path"]) for one in sheet["columns"] if one["field"]}
        for sheet in reading.get("sheets", ())
    }


def with_list_doubts(doubts: Sequence[RowDoubt], new: Sequence[RowDoubt]) -> list[RowDoubt]:
    """Return the doubts of a row with those of the list replaced; what was settled stays settled."""
    settled = {_key(doubt) for doubt in doubts if doubt["settled"]}
    kept = [doubt for doubt in doubts if doubt["by"] == BY_READING]
    return kept + [doubt | {"settled": doubt["settled"] or _key(doubt) in settled} for doubt in new]


def _key(doubt: RowDoubt) -> tuple[str, str, str]:
    return doubt["code"], doubt["field"] or "", doubt["value"]


def open_count(doubts: Iterable[RowDoubt]) -> int:
    return sum(not doubt["settled"] for doubt in doubts)


def doubts_by_row(reading: Reading) -> tuple[list[list[RowDoubt]], list[RowDoubt]]:
    """Return the doubts of each problem of a reading, and those that belong to no problem."""
    by_place = {
        (sheet.name, column.letter): column.field for sheet in reading.sheets if sheet.used for column in sheet.columns
    }
    owner = {(problem.sheet, row): n for n, problem in enumerate(reading.problems) for row in problem.rows}
    found: list[list[RowDoubt]] = [[] for _problem in reading.problems]
    others: list[RowDoubt] = []
    for doubt in reading.doubts:
        n = owner.get((doubt.sheet, doubt.row))
        (others if n is None else found[n]).append(doubt_of(doubt, by_place))
    return found, others


def correction(doubt: RowDoubt, values: Values) -> Values | None:
    """Return the values that a click on the offered value gives; None where it would change nothing.

    Names of units are answered for the whole file and are not corrected here.
    """
    offered = _offered(doubt, values)
    return offered if offered and any(values.get(name) != value for name, value in offered.items()) else None


def _offered(doubt: RowDoubt, values: Values) -> Values | None:
    code, field, nearest = doubt["code"], doubt["field"], doubt["nearest"]
    if not nearest or code in NAME_DOUBTS:
        return None
    if code == "traditional" and field:
        return {field: _simplified(values.get(field))} if values.get(field) else None
    if code in {"unknown_solver", "several_solvers"}:
        return {"solver": SOLVER_OF[nearest]} if nearest in SOLVER_OF else None
    if code == "unknown_nature":
        return {"nature": NATURE_OF[nearest]} if nearest in NATURE_OF else None
    if code == "unknown_category":
        return {"category": nearest}
    if field in {"due", "done_date", "closure_date"} and is_day(nearest):
        return {field: nearest}
    return None


def _simplified(value: Any) -> Any:
    if isinstance(value, list):
        return [_simplified(item) for item in value]
    return (simplified_offer(value) or value) if isinstance(value, str) else value


def is_day(text: str) -> bool:
    """Say whether a text is a date in ISO form."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def problem_of_key(text: str) -> UUID | None:
    """Return the id in the hidden key of an exported row."""
    try:
        return UUID(text.partition("/")[0].strip())
    except ValueError:
        return None


# Duplicates ------------------------------------------------------------------------------------------------

COMPARED_GRAMS = 8
"""The rarest pairs of characters of a title by which candidates are found; alike titles share most of them."""
LIKE = 85
"""Percent of likeness (rapidfuzz ratio) from which two titles of one unit are likely the same problem."""
SAME = 98


def nearest_of(text: str, names: Sequence[str]) -> str | None:
    """Return the name most like a text, None when none is alike."""
    found = process.extractOne(squeezed(text), names, scorer=fuzz.ratio, processor=squeezed, score_cutoff=50)
    return found[0] if found else None


def pairs(title: str) -> set[str]:
    """Return the pairs of neighbouring characters of a title, in the form in which they are compared."""
    short = squeezed(title).casefold()
    return {short[n : n + 2] for n in range(len(short) - 1)}


def rarest(titles: Sequence[str]) -> list[list[str]]:
    """Return for each title its pairs that are rarest among all titles."""
    counts: dict[str, int] = {}
    all_pairs = [pairs(title) for title in titles]
    for some in all_pairs:
        for pair in some:
            counts[pair] = counts.get(pair, 0) + 1
    return [sorted(some, key=lambda pair: (counts[pair], pair))[:COMPARED_GRAMS] for some in all_pairs]
