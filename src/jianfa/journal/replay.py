"""From events back to values: what any row said at any time. Pure; knows no model."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

Rows = dict[tuple[str, str], dict[str, Any]]
"""(table label, row id) → column → plain value."""


def plain(value: Any) -> Any:
    """Return the JSON form of a value: UTC times with microseconds, ISO dates, ids as text."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def fold(bodies: Iterable[Mapping[str, Any]], *, until: str | None = None, rows: Rows | None = None) -> Rows:
    """Apply events in order and return every row as it stood after the last one at or before ``until``.

    ``until`` is a time in the form of ``plain``; those compare correctly as text.
    """
    state: Rows = rows if rows is not None else {}
    for body in bodies:
        if until is not None and body["at"] > until:
            break
        for change in body["rows"]:
            state.setdefault((change["t"], change["id"]), {}).update(change["set"])
    return state
