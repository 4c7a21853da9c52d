"""Sessions as they go in and out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class SessionOut(Schema):
    id: UUID
    title: str
    held_on: date
    state: str = Field(description="gathering, verifying, deciding, decided or withdrawn")
    version: int
    opened_at: datetime
    decision_no: str
    decided_at: datetime | None


class SessionPage(Schema):
    sessions: list[SessionOut]
    next: UUID | None = Field(description="give it as after to read on")


class SessionItemOut(Schema):
    id: UUID
    position: int
    problem: UUID
    number: str | None
    state: str
    is_gone: bool = Field(description="went back to work; the session goes on without it")


class PulledOut(Schema):
    problem: UUID
    number: str | None
    why: str


class SessionStep(Schema):
    """A verb that is possible now, with the fields it takes."""

    verb: str
    name: str
    fields: dict[str, str]


class SessionDetail(SessionOut):
    items: list[SessionItemOut]
    pulled_out: list[PulledOut]
    steps: list[SessionStep]


class SessionIn(Schema):
    title: str
    held_on: date


class SessionMoveIn(Schema):
    verb: str
    version: int | None = Field(None, description="of the session as it was read; an older one is refused (409)")
    fields: dict[str, Any] = {}


class SessionMoveOut(Schema):
    seq: int
    verb: str
    at: datetime
    hash: str
    state: str
    version: int
