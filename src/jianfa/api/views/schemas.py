"""What goes in and out; names are those of the glossary, dates ISO, times UTC."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import Json

from jianfa.api.views.date_schemas import CityStepOut, ClockChangeOut, DaysOut, ExtensionOut, ReportDue, RequestOut


class ErrorBody(Schema):
    code: str = Field(description="hidden, office, state, value, stale, token or away")
    sentence: str = Field(description="for a person to read")
    field: str | None = Field(None, description="the input it is about, if it is about one")
    instead: str | None = Field(None, description="the verb that can be asked for in its place, if there is one")


class Error(Schema):
    """The one shape of every error."""

    error: ErrorBody


READ_ERRORS = {400: Error, 401: Error, 403: Error, 404: Error, 503: Error}
"""What every operation can answer beside its own; 503 while the database cannot be reached (views/entrance.py)."""
ERRORS = {**READ_ERRORS, 409: Error}
"""The same for what can come in the wrong moment."""


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
    closed_at: datetime | None = Field(description="the moment at which its figures froze")
    headline: str
    number_pattern: str
    warn_days: int
    publicity_days: int
    plan_approval: bool
    certificates_on: bool
    day_kind: str = Field(description="how durations are counted: working or natural days")
    quiet_days: int
    nodes_a_week: int = Field(description="open nodes one person carries in a week; the load marks weeks beyond it")
    triage_days: int
    panel_days: int
    verification_days: int
    decision_days: int
    extension_days: int
    answer_days: int
    key_panel_size: int
    retention: str = Field(description="for how long files are kept: permanent, 30 or 10 years")
    look_back_percent: int
    draws_lots: bool
    is_practice: bool
    dimensions: list[Named]


class ClassOut(Schema):
    """What is pre-filled when a problem of this class is put on the list."""

    id: UUID
    name: str
    dimension: UUID | None = Field(None, alias="dimension_id")
    nature: str
    clock: str
    weight: int
    sensitivity: str
    method: str
    grade: str
    needs_publicity: bool
    criteria: list[dict[str, str]]


class StepOut(Schema):
    text: str
    days: int
    weight: int
    is_milestone: bool


class StepTemplateOut(Schema):
    """The steps a plan of such a problem begins with; empty clock or nature fits all."""

    id: UUID
    name: str
    clock: str
    nature: str
    steps: list[StepOut]


class ProposedRules(Schema):
    """A change of the rules that waits for a department head."""

    id: UUID
    verb: str
    proposed_at: datetime
    proposed_by: str
    fields: dict[str, Any]


class CampaignStep(Schema):
    """A verb that is possible now, with the fields it takes."""

    verb: str
    name: str
    fields: dict[str, str]


class CampaignDetail(CampaignOut):
    classes: list[ClassOut]
    step_templates: list[StepTemplateOut]
    proposal: ProposedRules | None = Field(description="for the desk, department heads, leaders and the auditor")
    steps: list[CampaignStep]


class CampaignMoveIn(Schema):
    verb: str
    fields: dict[str, Any] = Field(default_factory=dict, description="as listed under steps")


class CampaignMoveOut(Schema):
    seq: int
    verb: str = Field(description="propose, where a department head has to confirm it first")
    at: datetime
    hash: str
    state: str


class CarryIn(Schema):
    into: UUID
    problems: list[UUID] | None = Field(None, description="which; left out: all that are open, at most 200 at a time")
    dry_run: bool = Field(default=False, description="say what would become of each, and write nothing")


class NotCarried(Schema):
    problem: UUID
    sentence: str


class CarryOut(Schema):
    """How many were carried over, or would be; which were not and why; how many are left after it."""

    dry_run: bool
    carried: int
    refused: list[NotCarried]
    left: int


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
    test: str
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
    proposal: UUID | None = Field(None, alias="proposal_id", description="the recorded decision it is the scan of")


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
    method: str
    grade: str
    needs_publicity: bool
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
    extensions: int = Field(description="granted in this cycle")
    was_overdue: bool
    on_time: str = Field(description="original, extended or overdue once accepted; else empty")


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
    request: RequestOut | None
    granted_extensions: list[ExtensionOut]
    clock_changes: list[ClockChangeOut]
    days: DaysOut
    city_steps: list[CityStepOut]
    report_due: ReportDue | None = Field(description="why a progress report is asked for; null: nothing is asked")
    steps: list[Step]


class Page(Schema):
    problems: list[ProblemOut]
    next: UUID | None = Field(description="pass as ?after= for the next page")


ID_OR_ALL = "^(all|[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12})$"


class FilterIn(Schema):
    """Columns to filter by; what is left out stays open."""

    campaign: str | None = Field(
        None, pattern=ID_OR_ALL, description="an id; left out: every campaign but those for practice; all: those too"
    )
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


class RecordIn(Schema):
    """Beside the file: what a move takes, its fields as one text of JSON."""

    version: int = Field(description="the problem's version as read; a newer one refuses with 409")
    idem: str | None = Field(None, max_length=60, description="a repeated value does nothing twice")
    fields: Json[dict[str, Any]] = Field(description="of, decider, paper_no, paper_day, and those of the verb itself")


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
    checked_by: list[str]
    confirmed_by: list[str]
