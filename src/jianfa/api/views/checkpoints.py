"""Checkpoints over the record, and the certificate of a write-off: to be read and kept elsewhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from jianfa.acceptance.queries.certificates import certificate_of
from jianfa.api.policy import post_of
from jianfa.api.views.schemas import ERRORS
from jianfa.journal.models import Checkpoint
from jianfa.journal.queries import write_offs_are_open
from jianfa.ledger.queries import load_problem
from jianfa.organisations.policy import may_see_checkpoints, not_found, require

LARGEST = 2**31 - 1
router = Router(tags=["proof of the record"])


class CheckpointOut(Schema):
    n: int
    at: datetime
    size: int = Field(description="chains it covers")
    events: int = Field(description="entries it covers")
    hash: str = Field(description="SHA-256 of the note, hexadecimal")
    note: str = Field(description="the signed note, byte for byte as UTF-8")


class CheckpointFilterIn(Schema):
    after: int = Field(0, ge=0, le=LARGEST)
    limit: int = Field(50, ge=1, le=200)


class CheckpointsOut(Schema):
    write_offs_are_open: bool = Field(description="false while a finding waits for the auditor")
    checkpoints: list[CheckpointOut]


def plain_checkpoint(made: Checkpoint) -> dict[str, Any]:
    return {
        "n": made.n, "at": made.at, "size": made.size, "events": made.events, "hash": bytes(made.hash).hex(),
        "note": made.note,
    }  # fmt: skip


@router.get("/checkpoints", response={200: CheckpointsOut, **ERRORS})
def list_checkpoints(request: HttpRequest, filters: Query[CheckpointFilterIn]) -> dict[str, Any]:
    """List checkpoints after a number, the oldest first: what a keeper of notes has not got yet."""
    require(may_see_checkpoints(post_of(request)))
    rows = Checkpoint.objects.filter(n__gt=filters.after).order_by("n")[: filters.limit]
    return {"write_offs_are_open": write_offs_are_open(), "checkpoints": [plain_checkpoint(row) for row in rows]}


@router.get("/checkpoints/{int:n}", response={200: CheckpointOut, **ERRORS})
def read_checkpoint(request: HttpRequest, n: int) -> dict[str, Any]:
    """Read one checkpoint."""
    require(may_see_checkpoints(post_of(request)))
    found = Checkpoint.objects.filter(n=n).first() if n <= LARGEST else None
    if found is None:
        raise not_found()
    return plain_checkpoint(found)


@router.get("/problems/{problem_id}/certificate", response={200: dict[str, Any], **ERRORS})
def read_certificate(request: HttpRequest, problem_id: UUID) -> dict[str, Any]:
    """Read the certificate of a write-off, where the campaign gives them out and a checkpoint covers it."""
    found = certificate_of(load_problem(post_of(request), problem_id))
    if found is None:
        raise not_found()
    return found.data
