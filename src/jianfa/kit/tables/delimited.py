"""Reading .csv: the encoding and the delimiter are found out, not asked for."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from jianfa.kit.tables.model import Cell, Gatherer, Limits, Sheet, TableRefused, Workbook

_DELIMITERS = (",", "\t", ";", "|", "，")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_PROTECTED = re.compile(r'="(.*)"', re.DOTALL)
_SAMPLE_ROWS = 200


def read_csv(data: bytes, limits: Limits, name: str = "") -> Workbook:
    """Read a delimited text file as one sheet.

    Raises TableRefused when it is no text in a known encoding, or has too many rows.
    """
    text = decoded(data)
    csv.field_size_limit(max(limits.file_bytes, 131_072))
    gathered = Gatherer(name, limits)
    try:
        for row, values in enumerate(_rows(text, _delimiter(text))):
            for column, value in enumerate(values):
                gathered.put(row, column, Cell(_PROTECTED.sub(r"\1", value)))
    except csv.Error as error:
        raise TableRefused("damaged") from error
    return Workbook((Sheet(name, gathered.rows()),), "csv")


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Raises TableRefused for anything else.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise TableRefused("wrong_kind")
        return text
    raise TableRefused("wrong_kind" if b"\x00" in data else "unknown_encoding")


def _rows(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _delimiter(text: str) -> str:
    """The delimiter under which most rows have the same number of fields, more fields winning a tie."""
    lines = text.splitlines(keepends=True)[:_SAMPLE_ROWS]
    sample = "".join(lines)
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in _rows(sample, delimiter) if len(row) > 1)
        except csv.Error:
            continue
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (count, width) > best_score:
                best, best_score = delimiter, (count, width)
    return best
