"""What goes in and out about the worker portal."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from jianfa.api.views.schemas import Named


class HotlineBody(Schema):
    number: str = Field(description="digits and dashes; 110/120 are two")
    name: str = Field(description="without spaces")
    kinds: list[str] = Field([], description="what puts it on top: self_harm, danger, injury, wages")


class InboxOut(Schema):
    count: int = Field(description="how many demands and words have not been taken in yet")
    since: datetime | None = Field(description="the hour since which the first of them waits")
    refusal: str = Field(description="why one of them could not be taken in")


class OpeningOut(Schema):
    """A decision that waits: a leader's, or where one has decided on paper, the second clerk's."""

    proposed_at: datetime
    proposed_by: Named
    recorded_for: Named | None = Field(description="who decided on paper")
    document_no: str
    document_day: date | None
    log_by: str
    log_days: int


class AppealOut(Schema):
    id: UUID
    receipt_no: str
    sent_at: datetime = Field(description="to the hour")
    text: str
    refusal: str


class PortalStep(Schema):
    verb: str
    name: str
    fields: dict[str, str]


class PortalOut(Schema):
    is_on: bool
    version: int = Field(description="give it back with whatever changes it")
    document_no: str
    document_day: date | None
    log_by: str
    log_days: int = Field(description="0: no log is kept")
    switched_at: datetime | None
    hotlines: list[HotlineBody]
    urgent_words: dict[str, list[str]]
    inbox: InboxOut
    has_campaign: bool = Field(description="one is open that workers' demands come into")
    proposal: OpeningOut | None
    appeals: list[AppealOut] = Field(description="refused ones that nobody has read; for the desk only")
    may_keep: bool
    may_propose: bool
    deciders: list[Named] = Field(description="posts that can be named as having decided on paper, for who may propose")
    steps: list[PortalStep] = Field(description="what the caller can send to /portal/moves now")


class OpeningIn(Schema):
    document_no: str
    document_day: date
    log_days: int = 0
    log_by: str = ""
    decider: UUID | None = Field(None, description="who has decided on paper; left out, a leader is asked to decide")


class PortalMoveIn(Schema):
    verb: str = Field(description="open, reject, take_back or close")
    version: int
    fields: dict[str, Any] = Field(default_factory=dict)


class ListsIn(Schema):
    version: int
    hotlines: list[HotlineBody]
    urgent_words: dict[str, list[str]] = Field(description="kind → words without spaces; an error names words_<kind>")


class AppealsIn(Schema):
    read: list[UUID]
