"""Demands as they go in and out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from jianfa.api.views.order_schemas import OrderStep
from jianfa.api.views.schemas import Named


class DemandOut(Schema):
    id: UUID
    receipt_no: str | None
    state: str
    version: int
    channel: str = Field(description="county, on_behalf, import or portal")
    source_unit: Named = Field(description="the unit it concerns")
    owner: Named = Field(description="the unit it is with")
    title: str = Field(description="as the caller may read it")
    urgent: str
    sensitivity: str = Field(description="general or sensitive: establishment, personnel, complaints")
    raised_at: datetime


class DemandFilterIn(Schema):
    state: str | None = None
    channel: str | None = None
    source_unit: UUID | None = None
    owner: UUID | None = None
    receipt_no: str | None = None


class DemandPage(Schema):
    demands: list[DemandOut]
    next: UUID | None = Field(description="give it as after to read on")


class DemandLinkOut(Schema):
    kind: str
    number: str
    title: str
    state: str
    is_solved: bool = Field(description="the problem has been written off")


class ReferralOut(Schema):
    outlet: str
    body: str
    passed_on: date
    reference_no: str


class AttachmentOut(Schema):
    id: UUID
    file_name: str
    sha256: str = Field(alias="file_id")


class DemandDetail(DemandOut):
    campaign: UUID
    first_receiver: Named
    text: str = Field(description="the submitter's own words, or the summary where the caller may not read them")
    is_original: bool
    received_at: datetime | None
    answered_at: datetime | None
    answer: str
    satisfaction: str
    files: list[AttachmentOut] = Field(description="none for who may not read the submitter's own words")
    links: list[DemandLinkOut]
    referrals: list[ReferralOut]
    steps: list[OrderStep]


class DemandIn(Schema):
    """A demand to hand in; the same key again hands nothing in a second time."""

    campaign: UUID
    text: str
    title: str = ""
    unit: UUID | None = Field(None, description="the unit it concerns; a county's is its own")
    is_from_worker: bool = False
    contact: str = ""
    wants_city: bool = False
    key: str | None = Field(None, max_length=40)


class DemandMoveIn(Schema):
    verb: str
    version: int | None = Field(None, description="as it was read; an older one is refused")
    fields: dict[str, Any] = Field(default_factory=dict)


class DemandMoveOut(Schema):
    seq: int
    verb: str
    at: datetime
    hash: str
    state: str
    version: int
