"""When a due date is reminded of, and who is told: one ladder. Pure (DESIGN §4; reference: digest, office hours).

The steps and levels are examples (示例) until a city decides on its own: near, on the day, one working day over,
five working days over; each step also tells one level more.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from jianfa.kit.workdays import ONE_DAY, IsWorking, add_workdays

NearUntil = Callable[[date], date]
"""Today → the last due date that counts as near today, by the campaign's own days."""


class Kind(StrEnum):
    """What a reminder is; the value is the verb of its event."""

    NEAR = "remind_near"
    DUE = "remind_due"
    OVERDUE = "remind_overdue"
    LONG_OVERDUE = "remind_long"
    URGE = "urge"


class Level(StrEnum):
    """Who is told, from the nearest up."""

    CLERK = "clerk"
    HEAD = "head"
    DESK = "desk"
    LEADER = "leader"


LADDER: Mapping[Kind, tuple[Level, ...]] = {
    Kind.NEAR: (Level.CLERK,),
    Kind.DUE: (Level.CLERK, Level.HEAD),
    Kind.OVERDUE: (Level.CLERK, Level.HEAD, Level.DESK),
    Kind.LONG_OVERDUE: (Level.CLERK, Level.HEAD, Level.DESK, Level.LEADER),
    Kind.URGE: (Level.CLERK, Level.HEAD),
}
"""示例: liaison or handler → head → city desk → the leader in charge."""
OVER_BY: Mapping[Kind, int] = {Kind.OVERDUE: 1, Kind.LONG_OVERDUE: 5}
"""示例: working days after the due date from which on these steps hold."""


def kind_on(due: date, today: date, near_until: NearUntil, is_working: IsWorking) -> Kind | None:
    """Return the step that holds for a due date on ``today``; None while it is far, or only a weekend over."""
    for kind in (Kind.LONG_OVERDUE, Kind.OVERDUE, Kind.DUE):
        if first_day(kind, due, near_until, is_working) <= today:
            return kind
    return Kind.NEAR if due <= near_until(today) else None


def first_day(kind: Kind, due: date, near_until: NearUntil, is_working: IsWorking) -> date:
    """Return the day from which on a step holds: the true day of a reminder, however late it is sent."""
    if kind in OVER_BY:
        return add_workdays(due, OVER_BY[kind], is_working)
    if kind == Kind.DUE:
        return last_working_day(due, is_working)
    day = due
    while near_until(day - ONE_DAY) >= due:
        day -= ONE_DAY
    return day


def last_working_day(due: date, is_working: IsWorking) -> date:
    """Return the due date itself, or the last working day before it: on a Sunday nobody is reminded."""
    return due if is_working(due) else add_workdays(due, -1, is_working)


def latest_due(today: date, is_working: IsWorking) -> dict[Kind, date]:
    """Return, for each step counted from the due date, the latest due date for which it holds on ``today``.

    The same ladder the other way round, for a query: ``kind_on`` is LONG_OVERDUE exactly when the due date is not
    later than the date given here, and so on upwards.
    """
    worked = last_working_day(today, is_working)
    found = {kind: add_workdays(worked, 1 - count, is_working) - ONE_DAY for kind, count in OVER_BY.items()}
    found[Kind.DUE] = add_workdays(today, 1, is_working) - ONE_DAY
    return found
