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


class CalendarDay(Schema):
    """A day that a notice names; any other is worked from Monday to Friday."""

    day: date
    is_worked: bool
    name: str = Field("", max_length=40)


class YearOut(Schema):
    year: int
    version: int = Field(description="of the calendar when this year last changed; 0: nothing is known of it")
    source: str
    is_provisional: bool = Field(description="not announced yet: dates computed from this year may move")
    days: list[CalendarDay]


class CalendarChangeIn(Schema):
    """A year as it is to be known from now on, with all its exceptional days."""

    days: list[CalendarDay]
    source: str = Field(max_length=120, description="document no. of the notice")
    is_published: bool = True
    dry_run: bool = Field(default=True, description="say what would move, and write nothing")
    seen: str = Field("", description="the mark of the dry run that is carried out; refused (409) if it is out of date")
    keep: list[str] = Field(default_factory=list, description="keys of moves that are not made")


class CalendarMove(Schema):
    key: str
    number: str
    what: str = Field(description="publicity_ends_on, or task (from and until)")
    before: list[date]
    after: list[date]


class CalendarWritten(Schema):
    """A due date that a person wrote and that falls on a day off; it stays."""

    number: str
    what: str
    day: date


class CalendarChangeOut(Schema):
    dry_run: bool
    version: int
    moved: int
    kept: int
    seen: str = ""
    moves: list[CalendarMove] = Field(default_factory=list)
    written: list[CalendarWritten] = Field(default_factory=list)
