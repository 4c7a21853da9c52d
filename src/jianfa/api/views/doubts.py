"""Doubts (疑点) for the auditor and the leaders: counts by kind, and rows with their working."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from jianfa.acceptance.models import SEE_DOUBTS, DoubtKind
from jianfa.acceptance.queries.doubts import COUNTED_UP_TO, counts_for, doubts_for, rows_of
from jianfa.api.policy import post_of
from jianfa.api.queries import LARGEST_PAGE
from jianfa.api.views.schemas import READ_ERRORS
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, not_found

router = Router(tags=["doubts"])


class CountOut(Schema):
    kind: str
    name: str
    rule: str
    n: int = Field(description="counted no further than 1000")


class DoubtOut(Schema):
    id: UUID
    problem: UUID
    number: str | None
    at: datetime
    who: str
    working: str
    values: dict[str, Any]
    seq: int = Field(description="the entry of the problem's chain")
    hash: str


class DoubtPage(Schema):
    doubts: list[DoubtOut]
    next: UUID | None = Field(description="give it as after to read on")


def _reader(request: HttpRequest) -> Post:
    post = post_of(request)
    if post.role not in SEE_DOUBTS:
        raise Refused(_("Doubts are for the auditor and the city leaders."), Why.OFFICE)
    return post


@router.get("/doubts", response={200: list[CountOut], **READ_ERRORS})
def count_doubts(request: HttpRequest) -> list[dict[str, Any]]:
    """Count the doubts of each kind."""
    return [
        {"kind": row.kind.value, "name": str(row.kind.label), "rule": row.rule, "n": min(row.n, COUNTED_UP_TO + 1)}
        for row in counts_for(_reader(request))
    ]


@router.get("/doubts/{kind}", response={200: DoubtPage, **READ_ERRORS})
def list_doubts(request: HttpRequest, kind: str, after: UUID | None = None, limit: int = 50) -> dict[str, Any]:
    """List the doubts of one kind with their working, by key."""
    post = _reader(request)
    if kind not in DoubtKind.values:
        raise not_found()
    limit = max(1, min(limit, LARGEST_PAGE))
    found = doubts_for(post, kind)
    if after is not None:
        found = found.filter(pk__gt=after)
    some = list(found.order_by("pk")[: limit + 1])
    rows = [
        {
            "id": row.doubt.pk, "problem": row.doubt.problem_id, "number": row.doubt.problem.number,
            "at": row.doubt.at, "who": row.who, "working": row.working, "values": row.doubt.values,
            "seq": row.doubt.event.seq, "hash": bytes(row.doubt.event.hash).hex(),
        }
        for row in rows_of(some[:limit])
    ]  # fmt: skip
    return {"doubts": rows, "next": some[limit - 1].pk if len(some) > limit else None}
