"""Supervision orders and instructions as they go in and out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from jianfa.api.views.schemas import Named


class OrderOut(Schema):
    id: UUID
    kind: str = Field(description="order, escalated or summons")
    unit: Named
    month: date = Field(description="the first day of the month")
    number: str | None
    state: str
    version: int
    colour: str = Field(description="overdue, behind or near: the worst of its items'")
    answer_by: date | None
    is_answer_overdue: bool


class OrderFilterIn(Schema):
    month: date | None = Field(None, description="any day of it")
    unit: UUID | None = None
    kind: str | None = None
    colour: str | None = None
    state: str | None = None


class OrderPage(Schema):
    orders: list[OrderOut]
    next: UUID | None = Field(description="give it as after to read on")


class OrderAnswerOut(Schema):
    at: datetime
    text: str
    document_no: str
    missing: str
    ended_at: datetime | None = Field(description="sent back at this moment, with what is missing")


class OrderItemOut(Schema):
    id: UUID
    problem: UUID
    number: str
    title: str
    light: str
    reason: str = Field(description="as it was when the item was put on the paper")
    due: date | None
    as_of: date
    answers: list[OrderAnswerOut]


class OrderStep(Schema):
    """A verb that is possible now, with the fields it takes."""

    verb: str
    name: str
    fields: dict[str, str]


class OrderDetail(OrderOut):
    requirement: str
    answer_days: int
    based_on: UUID | None
    signed_at: datetime | None
    received_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    closing: str
    items: list[OrderItemOut]
    steps: list[OrderStep]


class OrderIn(Schema):
    """A paper to a unit; what is left out is as the page pre-fills it: every item, the usual words and days."""

    unit: UUID | None = Field(None, description="needed unless it follows another paper")
    based_on: UUID | None = Field(None, description="the signed paper it follows: escalated supervision, then the talk")
    fields: dict[str, Any] = Field(
        default_factory=dict,
        description="problems, requirement, answer_days; of a talk also summoned, talk_on, place",
    )


class OrderMoveIn(Schema):
    verb: str
    version: int | None = Field(None, description="of the paper as it was read; an older one is refused as stale")
    fields: dict[str, Any] = Field(default_factory=dict, description="as listed under steps")


class OrderMoveOut(Schema):
    seq: int
    verb: str
    at: datetime
    hash: str
    state: str
    version: int


class AddresseeOut(Schema):
    name: str
    answer: str
    answered_at: datetime | None


class InstructionOut(Schema):
    """An instruction; one is written with the move ``instruct`` of its problem."""

    id: UUID
    problem: UUID
    number: str | None = Field(description="of the problem")
    text: str
    written_by: str
    at: datetime
    due: date | None
    state: str
    version: int
    addressees: list[AddresseeOut]
    steps: list[OrderStep]
