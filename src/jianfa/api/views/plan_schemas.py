"""What goes in and out about schedules and load; names are those of the glossary, dates ISO."""

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from jianfa.api.views.schemas import Named


class LinkOut(Schema):
    after: int = Field(description="the position of the task before")
    lag: int = Field(description="days between; negative ones overlap")


class TaskOut(Schema):
    id: UUID
    position: int
    measure: UUID = Field(alias="measure_id")
    text: str
    days: int
    unit: UUID | None = Field(None, alias="unit_id")
    owner_name: str
    weight: int
    is_milestone: bool
    starts_on: date
    due_original: date
    due_current: date
    finished_on: date | None
    replaces: UUID | None = Field(None, alias="replaces_id", description="the same task in the version before")
    links: list[LinkOut]


class ScheduleOut(Schema):
    """The version in force; without tasks each measure is its own task."""

    version: int | None
    due: date | None = Field(description="the due date it was counted back from")
    due_moved: bool = Field(description="the due date has moved since; no task was moved with it")
    percent: int = Field(description="weight of finished measures")
    planned_percent: int = Field(description="weight of the nodes due by today")
    slack: int | None = Field(description="days to spare on the day it was made; negative: days missing")
    critical: list[int] = Field(description="positions of the tasks with least slack")
    tasks: list[TaskOut]


class TaskIn(Schema):
    text: str
    measure: UUID
    days: int = 1
    after: str = Field("", description='rows it comes after, from 1, with lag: "1, 2+3, 4-1"')
    unit: UUID | None = None
    owner_name: str = ""
    weight: int = 1
    is_milestone: bool = False
    replaces: UUID | None = Field(None, description="the task in force that goes on")


class ScheduleIn(Schema):
    tasks: list[TaskIn]
    version: int = Field(description="the problem's version as read; a newer one refuses with 409")
    reason: str = ""
    in_spite: bool = Field(default=False, description="write it down although it cannot be met")
    dry_run: bool = Field(default=False, description="only work the dates out")
    idem: str | None = Field(None, max_length=60, description="a repeated value does nothing twice")


class DatedOut(Schema):
    position: int
    latest_start: date
    latest_finish: date
    earliest_start: date
    slack: int
    is_critical: bool


class ScheduledOut(Schema):
    """The dates that follow, whether the plan can be met, and the ways out, each of them tried out."""

    is_written: bool
    missing: int = Field(description="days missing; 0: it can be met")
    slack: int
    dates: list[DatedOut] = Field(description="of the tasks that are not finished")
    ways_out: list[str]


class WeekLoad(Schema):
    monday: date
    nodes: int = Field(description="open milestones and measures")
    days: int = Field(description="days of work in them")
    is_over: bool


class OwnerLoad(Schema):
    owner_name: str
    weeks: list[WeekLoad]


class UnitLoadOut(Schema):
    unit: Named
    capacity: int = Field(description="open nodes a week (an example), by the people of the unit")
    weeks: list[WeekLoad]
    owners: list[OwnerLoad]
