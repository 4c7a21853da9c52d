"""What goes in and out; names are those of the glossary, dates ISO, times UTC."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema


class ErrorBody(Schema):
    code: str = Field(description="hidden, office, state, value, stale or token")
    sentence: str = Field(description="for a person to read")
    field: str | None = Field(None, description="the input it is about, if it is about one")


class Error(Schema):
    """The one shape of every error."""

    error: ErrorBody


class Named(Schema):
    id: UUID
    name: str


class UnitOut(Schema):
    id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    area_code: str | None = None
    parent: UUID | None = Field(None, alias="parent_id")


class CampaignOut(Schema):
    id: UUID
    name: str
    state: str
    starts_on: date
    ends_on: date
    headline: str
    warn_days: int
    publicity_days: int
    is_practice: bool
    dimensions: list[Named]


class MeasureOut(Schema):
    id: UUID
    position: int
    text: str
    unit: UUID | None = Field(None, alias="unit_id")
    owner_name: str
    starts_on: date | None
    due_original: date | None
    due_current: date | None
    weight: int
    finished_on: date | None


class CriterionOut(Schema):
    id: UUID
    position: int
    text: str
    evidence_hint: str


class ReportOut(Schema):
    id: UUID
    at: datetime
    text: str
    percent: int
    is_same: bool


class EvidenceOut(Schema):
    id: UUID
    kind: str
    document_no: str
    note: str
    file_name: str
    sha256: str | None = Field(None, alias="file_id")
    added_at: datetime


class ProblemOut(Schema):
    id: UUID
    number: str | None
    version: int
    cycle: int
    campaign: UUID = Field(alias="campaign_id")
    state: str
    light: str
    title: str
    description: str
    solver: str
    nature: str
    clock: str
    weight: int
    sensitivity: str
    dimension: str | None
    source_unit: Named
    lead: Named | None
    driver: Named | None
    acting_unit: Named | None
    owner_name: str
    due_original: date | None
    due_current: date | None
    due_text: str
    listed_at: datetime | None
    applied_at: datetime | None
    approved_at: datetime | None
    written_off_at: datetime | None
    is_opening_balance: bool


class Step(Schema):
    """A verb that is possible now, with the fields its move takes."""

    verb: str
    name: str
    fields: dict[str, str]


class ProblemDetail(ProblemOut):
    cause: str
    goal: str
    criteria: list[CriterionOut]
    measures: list[MeasureOut]
    assists: list[Named]
    steps: list[Step]


class Page(Schema):
    problems: list[ProblemOut]
    next: UUID | None = Field(description="pass as ?after= for the next page")


class FilterIn(Schema):
    """Columns to filter by; what is left out stays open."""

    campaign: UUID | None = None
    state: str | None = None
    solver: str | None = None
    nature: str | None = None
    light: str | None = None
    source_unit: UUID | None = None
    acting_unit: UUID | None = None
    number: str | None = None


class MoveIn(Schema):
    verb: str
    version: int = Field(description="the problem's version as read; a newer one refuses with 409")
    idem: str | None = Field(None, max_length=60, description="a repeated value does nothing twice")
    fields: dict[str, Any] = Field(default_factory=dict, description="as listed under steps")


class MoveOut(Schema):
    seq: int
    verb: str
    at: datetime
    hash: str
    state: str
    version: int


class DraftIn(Schema):
    campaign: UUID
    fields: dict[str, Any]


class EventOut(Schema):
    seq: int
    verb: str
    at: datetime
    hash: str


class BatchOut(Schema):
    """A file handed in, and what became of it."""

    id: UUID
    state: str = Field(description="uploaded, understood, committed, undone or discarded")
    campaign: UUID = Field(alias="target")
    file_name: str
    sha256: str = Field(alias="digest")
    rows_total: int
    rows_taken: int
    rows_skipped: int
    rows_rejected: int


class BatchRowOut(Schema):
    position: int
    sheet: str
    row: int
    values: dict[str, Any]
    doubts: list[dict[str, Any]]
    choice: str
    outcome: str
    reason: str


class DoneOf(Schema):
    done: int
    total: int


class FiguresOut(Schema):
    """total − done = left; ``done`` is the campaign's headline figure."""

    campaign: UUID
    as_of: datetime
    headline: str
    total: int
    done: int
    left: int
    solved: int
    accepted: int
    written_off: int
    opening_balance: int
    relapsed: int
    by_solver: dict[str, DoneOf]
    baseline: int | None
    amendments: dict[str, int]


class VerbOut(Schema):
    verb: str
    name: str
    sources: list[str]
    target: str | None
    who: list[str]
    confirmed_by: list[str]
