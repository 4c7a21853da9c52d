"""Pages by key: the next page begins after the last row shown, so no row is counted to be skipped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jianfa.organisations.policy import Refused, Why

PAGE_ROWS = 50
MOST_COUNTED = 20_000
"""A total is counted up to here; beyond it the page says "more than"."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Sort:
    """One order: by a column, up or down, the id deciding between equals. Rows without a value come last."""

    label: Promise
    column: str
    read: Callable[[str], Any]
    is_down: bool = False
    opposite: str = ""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page and the keys of the pages beside it; None where there is none."""

    rows: list[Row]
    later: str | None
    earlier: str | None


def page_of(rows: QuerySet[Row], sort: Sort, *, after: str = "", before: str = "", size: int = PAGE_ROWS) -> Page[Row]:
    """Return the page after (or before) a key. Raises Refused for a key that was not made here."""
    if before:
        found = list(rows.filter(_beyond(sort, before, is_back=True)).order_by(*_order(sort, is_back=True))[: size + 1])
        shown, more = list(reversed(found[:size])), len(found) > size
        return Page(shown, _key(sort, shown[-1]) if shown else None, _key(sort, shown[0]) if more else None)
    if after:
        rows = rows.filter(_beyond(sort, after, is_back=False))
    found = list(rows.order_by(*_order(sort, is_back=False))[: size + 1])
    shown, more = found[:size], len(found) > size
    return Page(shown, _key(sort, shown[-1]) if more else None, _key(sort, shown[0]) if after and shown else None)


def ordered(rows: QuerySet[Row], sort: Sort) -> QuerySet[Row]:
    """Return all rows in this order, for an export."""
    return rows.order_by(*_order(sort, is_back=False))


def total_of(rows: QuerySet[Any]) -> int:
    """Count the rows, but no further than MOST_COUNTED + 1."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def _order(sort: Sort, *, is_back: bool) -> tuple[Any, str]:
    column = F(sort.column)
    if sort.is_down != is_back:
        return (column.desc(nulls_first=True) if is_back else column.desc(nulls_last=True), "-pk")
    return (column.asc(nulls_first=True) if is_back else column.asc(nulls_last=True), "pk")


def _key(sort: Sort, row: Model) -> str:
    value = getattr(row, sort.column)
    # Z, not +00:00: a plus sign in an address means a space.
    text = "" if value is None else value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)
    return f"{text}~{row.pk}"


def _beyond(sort: Sort, key: str, *, is_back: bool) -> Q:
    """Return the condition for rows that come after (before) the row with this key."""
    text, _tilde, last = key.rpartition("~")
    try:
        pk = UUID(last)
        value = sort.read(text) if text else None
    except ValueError as error:
        raise Refused(_("This page does not exist. Please go back to the first one."), Why.VALUE) from error
    side = "lt" if sort.is_down != is_back else "gt"
    column = sort.column
    if value is None:
        same = Q(**{column: None, f"pk__{side}": pk})
        return same | Q(**{f"{column}__isnull": False}) if is_back else same
    beyond = Q(**{f"{column}__{side}": value}) | Q(**{column: value, f"pk__{side}": pk})
    return beyond if is_back else beyond | Q(**{column: None})
