"""What goes out of requests, grants, days and the city's clocks; names are those of the glossary, dates ISO."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema


class RequestOut(Schema):
    """A proposal that waits for an answer: of a second office, or first of the one that checks it."""

    verb: str
    proposed_at: datetime
    proposed_by: str
    is_recorded: bool
    waits_for_check: bool
    checked_at: datetime | None
    fields: dict[str, Any]


class ExtensionOut(Schema):
    cycle: int
    nth: int
    due_before: date
    requested_until: date
    granted_until: date
    asked_on: date
    granted_at: datetime
    reason: str


class ClockChangeOut(Schema):
    cycle: int
    stage_goal: str
    review_on: date
    expected_end: date
    due_before: date | None
    granted_at: datetime
    reason: str


class CityStepOut(Schema):
    """A step of the city with its term in working days; it never counts against a county."""

    name: str
    since: date
    term: int
    last_day: date
    over: int = Field(description="working days past the term")
    is_over: bool


class DaysOut(Schema):
    """Natural days since it was handed in."""

    county: int
    city: int
    stopped: int


class ReportDue(Schema):
    why: str = Field(description="node, review or quiet")
    day: date
    name: str
