"""The lot of a problem: what was published, the seed and the order, so that anybody can repeat the draw."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from jianfa.acceptance.policy import application_of
from jianfa.acceptance.queries.lots import shown_lot
from jianfa.api.policy import post_of
from jianfa.api.views.schemas import READ_ERRORS
from jianfa.ledger.queries import load_problem
from jianfa.organisations.policy import not_found

router = Router(tags=["lots"])


class CandidateOut(Schema):
    post: UUID = Field(description="the id that goes into the ticket")
    name: str
    unit: str
    outside: bool = Field(description="from outside the ranked county unions")
    ticket: str = Field(description="SHA-256 of rule, seed and id, hexadecimal; empty until it is drawn")
    is_seated: bool
    is_gone: bool = Field(description="passed over: no longer free when it was drawn")


class LotOut(Schema):
    rule: str = Field(description="name and version of the rule, as it goes into the ticket")
    size: int = Field(description="seats of the panel")
    needs_outsider: bool
    called_at: datetime
    checkpoint: int | None = Field(description="number of the checkpoint that gives the seed, once there is one")
    seed: str = Field(description="hash of that checkpoint, hexadecimal; empty while there is none")
    note: str = Field(description="name of the note kept outside whose SHA-256 is the seed")
    drawn_at: datetime | None
    waits: str = Field(description="what it waits for, for a person to read; empty once it is drawn")
    candidates: list[CandidateOut] = Field(description="by id until it is drawn, then in the order of the draw")


@router.get("/problems/{problem_id}/lot", response={200: LotOut, **READ_ERRORS})
def read_lot(request: HttpRequest, problem_id: UUID) -> dict[str, Any]:
    """Read the lot that stands for the open application of a problem; 404 where no candidates were published."""
    shown = shown_lot(application_of(load_problem(post_of(request), problem_id)), timezone.now())
    if shown is None:
        raise not_found()
    lot = shown.lot
    candidates = [
        {
            "post": row.post.pk, "name": row.post.person.name, "unit": row.post.unit.name, "outside": row.is_outside,
            "ticket": row.ticket, "is_seated": row.is_seated, "is_gone": row.is_gone,
        }
        for row in shown.rows
    ]  # fmt: skip
    return {
        "rule": lot.rule, "size": lot.size, "needs_outsider": lot.needs_outsider, "called_at": lot.called_at,
        "checkpoint": shown.sealed, "seed": shown.seed, "note": shown.note_name, "drawn_at": lot.drawn_at,
        "waits": shown.waits, "candidates": candidates,
    }  # fmt: skip
