"""Reading the files that similarity is measured on: columns by their names, Chinese or English."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

Row = TypeVar("Row")
ID = ("留言编号", "编号", "message_id", "id")
HEAD = ("留言主题", "主题", "标题", "subject", "title")
BODY = ("留言详情", "正文", "内容", "详情", "detail", "body", "text")
LABEL = ("一级标签", "标签", "类别", "label", "category")
ANSWER = ("answer", "答案")
GROUP = ("group", "问题ID", "组")


class CannotRead(Exception):
    """A file that is not of the form asked for; the sentence says which file and what is missing."""


@dataclass(frozen=True)
class Pair:
    """Two sentences and whether they mean the same."""

    one: str
    other: str
    same: bool


@dataclass(frozen=True)
class Message:
    """A message: its number in the file, heading, body and label; what the file has not is empty."""

    number: str
    head: str
    body: str
    label: str = ""


HALVES = {"odd": slice(0, None, 2), "even": slice(1, None, 2)}
"""What is chosen on the one half of a file is reported on the other; the first row is odd."""


def read_text(path: Path) -> str:
    """Return a file's text, from UTF-8 or GB18030."""
    try:
        found = path.read_bytes()
    except OSError as error:
        raise CannotRead(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": error.strerror}) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return found.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRead(_("%(file)s is neither UTF-8 nor GB18030.") % {"file": path})


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file of lines: sentence, sentence, 0 or 1, with tabs; a line of names is skipped."""
    found = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip():
            continue
        if len(cells) < 3:
            raise CannotRead(
                _("%(file)s, line %(line)s: three columns apart by tabs are needed, the third of them 0 or 1.")
                % {"file": path, "line": number}
            )
        if cells[-1] in {"0", "1"}:
            found.append(Pair(cells[-3], cells[-2], cells[-1] == "1"))
        elif number > 1:
            raise CannotRead(
                _("%(file)s, line %(line)s: the last column says “%(cell)s”, not 0 or 1.")
                % {"file": path, "line": number, "cell": cells[-1][:40]}
            )
    return _some(found, path)


def read_messages(path: Path, *, labelled: bool = False) -> list[Message]:
    """Return the messages of a CSV file: a number or a label, and a heading or a body."""
    rows = _rows(path)
    names = list(rows[0])
    head, body = _column(names, HEAD), _column(names, BODY)
    if head is None and body is None:
        raise _missing(path, (*HEAD[:1], *BODY[:1]))
    number = _column(names, ID) if labelled else _needed(names, ID, path)
    label = _needed(names, LABEL, path) if labelled else None
    found = [Message(row.get(number or "", "") or "", row.get(head or "", "") or "", row.get(body or "", "") or "",
                     row.get(label or "", "") or "") for row in rows]  # fmt: skip
    return _some([one for one in found if (one.head + one.body).strip() and (one.label or not labelled)], path)


def read_groups(path: Path) -> dict[tuple[str, str], list[str]]:
    """Return (answer, group) → numbers of the messages which that answer put together."""
    rows = _rows(path)
    answer, group, number = (_needed(list(rows[0]), names, path) for names in (ANSWER, GROUP, ID))
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row[answer] or "", row[group] or ""), []).append(row[number] or "")
    return found


def _rows(path: Path) -> list[dict[str, str | None]]:
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.DictReader(io.StringIO(read_text(path), newline="")))
    except csv.Error as error:
        raise CannotRead(_("%(file)s is no CSV file: %(error)s") % {"file": path, "error": error}) from error
    return _some(rows, path)


def _some(found: list[Row], path: Path) -> list[Row]:
    if not found:
        raise CannotRead(_("%(file)s has no row that can be used.") % {"file": path})
    return found


def _column(names: Sequence[str | None], wanted: Sequence[str]) -> str | None:
    plain = {(name or "").strip().casefold(): name for name in names}
    return next((plain[one.casefold()] for one in wanted if one.casefold() in plain), None)


def _needed(names: Sequence[str | None], wanted: Sequence[str], path: Path) -> str:
    found = _column(names, wanted)
    if found is None:
        raise _missing(path, wanted)
    return found


def _missing(path: Path, wanted: Sequence[str]) -> CannotRead:
    return CannotRead(
        _("%(file)s lacks a column. One of these names is needed: %(names)s.")
        % {"file": path, "names": ", ".join(wanted)}
    )
