"""Reading a file in this process, by what it is and not by what it is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jianfa.kit.tables.delimited import read_csv
from jianfa.kit.tables.detect import kind_of
from jianfa.kit.tables.docx import read_docx
from jianfa.kit.tables.model import Limits, TableRefused, Workbook
from jianfa.kit.tables.ods import read_ods
from jianfa.kit.tables.xls import read_xls
from jianfa.kit.tables.xlsx import read_xlsx

_READERS: dict[str, Callable[[bytes, Limits], Workbook]] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
    "docx": read_docx,
    "csv": read_csv,
}


def read_workbook(path: Path | str, limits: Limits | None = None) -> Workbook:
    """Read a file someone trusted made. For anything uploaded use ``read_safely``.

    Raises TableRefused.
    """
    limits = limits or Limits()
    try:
        with Path(path).open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise TableRefused("not_found") from error
    return read_bytes(data, limits)


def read_bytes(data: bytes, limits: Limits) -> Workbook:
    """Read the bytes of a file.

    Raises TableRefused.
    """
    workbook = _READERS[kind_of(data, limits)](data, limits)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise TableRefused("empty")
    return workbook
