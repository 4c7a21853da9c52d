"""Remedies as they go in and out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class RemedyOut(Schema):
    id: UUID
    kind: str = Field(description="effects, policies, services, petitions or pairings")
    version: int
    values: dict[str, Any] = Field(description="the columns of this kind; units, posts and problems by id")


class RemedyPage(Schema):
    remedies: list[RemedyOut]
    next: UUID | None = Field(description="give it as after to read on")


class RemedyStep(Schema):
    """A verb that is possible now, with the fields it takes."""

    verb: str
    name: str
    fields: dict[str, str]


class RemedyDetail(RemedyOut):
    steps: list[RemedyStep]


class RemedyIn(Schema):
    fields: dict[str, Any] = {}


class RemedyMoveIn(Schema):
    verb: str
    version: int | None = Field(None, description="of the thing as it was read; an older one is refused (409)")
    fields: dict[str, Any] = {}


class RemedyMoveOut(Schema):
    seq: int
    verb: str
    at: datetime
    hash: str
    version: int


class GrantOut(Schema):
    id: UUID
    petition: UUID
    unit: UUID
    kind: str = Field(description="leadership_post, staff_slot or department")
    number: int
    document_no: str
    authority: str
    document_on: date
    purpose: str


class GrantTotal(Schema):
    kind: str
    number: int = Field(description="the sum over all rows, not of this page alone")
    units: int


class GrantPage(Schema):
    grants: list[GrantOut]
    next: UUID | None
    totals: list[GrantTotal]
