"""A workbook and a refusal as JSON, the only thing the child process may say to its parent."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from jianfa.kit.tables.model import EMPTY, REFUSALS, Cell, Sheet, TableRefused, Value, Workbook


def to_json(answer: Workbook | TableRefused) -> str:
    """Return the JSON of an answer."""
    if isinstance(answer, TableRefused):
        return json.dumps({"refused": answer.code, "params": answer.params}, ensure_ascii=False)
    sheets = [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "notes": sheet.notes,
            "merges": sheet.merges,
            "rows": [[_cell_out(cell) for cell in row] for row in sheet.rows],
        }
        for sheet in answer.sheets
    ]
    return json.dumps({"kind": answer.kind, "sheets": sheets}, ensure_ascii=False)


def from_json(text: str | bytes) -> Workbook:
    """Return the workbook in an answer.

    Raises TableRefused when the answer is a refusal, ValueError when it is neither.
    """
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("not an answer")
    if "refused" in data:
        code = data["refused"] if data["refused"] in REFUSALS else "unreadable"
        raise TableRefused(code, data.get("params"))
    try:
        return Workbook(tuple(_sheet_in(sheet) for sheet in data["sheets"]), str(data["kind"]))
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("not an answer") from error


def _sheet_in(data: dict[str, Any]) -> Sheet:
    return Sheet(
        name=str(data["name"]),
        rows=tuple(tuple(_cell_in(cell) for cell in row) for row in data["rows"]),
        merges=tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in data["merges"]),
        hidden=bool(data["hidden"]),
        notes=tuple(str(note) for note in data["notes"]),
    )


def _cell_out(cell: Cell) -> str | list[Any]:
    value = cell.value
    if value is None or isinstance(value, str):
        return cell.text
    if isinstance(value, datetime):
        return [cell.text, "datetime", value.isoformat()]
    if isinstance(value, date):
        return [cell.text, "date", value.isoformat()]
    return [cell.text, "value", value]


def _cell_in(data: Any) -> Cell:
    if isinstance(data, str):
        return Cell(data) if data else EMPTY
    text, kind, raw = data
    value: Value
    if kind == "datetime":
        value = datetime.fromisoformat(raw)
    elif kind == "date":
        value = date.fromisoformat(raw)
    elif isinstance(raw, (bool, int, float)):
        value = raw
    else:
        raise ValueError("not an answer")
    return Cell(str(text), value)
