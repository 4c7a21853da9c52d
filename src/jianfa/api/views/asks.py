"""How much units were asked for (减负): the figures of a month, and the rows behind them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from jianfa.api.policy import post_of
from jianfa.api.queries import LARGEST_PAGE, named
from jianfa.api.views.schemas import READ_ERRORS, Named
from jianfa.ledger.policy import may_read_figures
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require
from jianfa.organisations.queries.asking import Month, asked_of_units, asked_units, asks_in

router = Router(tags=["burden"])


class AskedOut(Schema):
    unit: Named
    fields: int = Field(description="the least number of fields that answer all of it")
    form: int
    report: int
    survey: int
    answer: int


class AskOut(Schema):
    id: UUID
    subject_kind: str
    subject: UUID
    verb: str
    unit: Named
    kind: str
    fields: int
    due: date | None
    at: datetime


class AskPage(Schema):
    asks: list[AskOut]
    next: UUID | None = Field(description="give it as after to read on")


def _asked(request: HttpRequest, typed: str | None) -> tuple[Post, Month]:
    post = post_of(request)
    require(may_read_figures(post))
    month = Month.read(typed) if typed else Month.of(timezone.localdate())
    if month is None or not 1990 <= month.year < 9999:
        raise Refused(_("“%(value)s” is not a month; write 2026-03.") % {"value": typed}, Why.VALUE, field="month")
    return post, month


@router.get("/asks", response={200: list[AskedOut], **READ_ERRORS})
def count_asks(request: HttpRequest, month: str | None = None) -> list[dict[str, Any]]:
    """Count what each county union was asked for in a month, in code order; others read their own unit's."""
    post, asked_month = _asked(request, month)
    units = asked_units(post, asked_month)
    found = asked_of_units(post, asked_month, units)
    return [{"unit": named(unit), "fields": found[unit.pk].fields, **found[unit.pk].kinds} for unit in units]


@router.get("/asks/rows", response={200: AskPage, **READ_ERRORS})
def list_asks(
    request: HttpRequest, month: str | None = None, unit: UUID | None = None, after: UUID | None = None,
    limit: int = 50,
) -> dict[str, Any]:  # fmt: skip
    """List what stands behind the figures of a month, by key."""
    post, asked_month = _asked(request, month)
    rows = asks_in(post, asked_month)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, LARGEST_PAGE))
    some = list(rows.select_related("unit").order_by("pk")[: limit + 1])
    columns = ("id", "subject_kind", "verb", "kind", "fields", "due", "at")
    asks = [
        {name: getattr(row, name) for name in columns} | {"subject": row.subject_id, "unit": named(row.unit)}
        for row in some[:limit]
    ]
    return {"asks": asks, "next": some[limit - 1].pk if len(some) > limit else None}
