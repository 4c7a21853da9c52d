"""Lights: what a problem looks like on a day. Pure; never stored (DESIGN §4, Light)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jianfa.kit.workdays import IsWorking, add_workdays, workdays_between


class Light(StrEnum):
    OVERDUE = "overdue"
    BEHIND = "behind"
    NEAR = "near"
    NORMAL = "normal"
    STOPPED = "stopped"
    AWAITING = "awaiting"
    NONE = "none"


RUNNING = frozenset({"listed", "dispatched", "planning", "in_progress"})
MOVING = frozenset({"planning", "in_progress"})
"""With the unit that acts: only here can a node be late; before it the step is the city's and lights nobody."""
AWAITING = frozenset({"closing", "verifying", "approving", "publicised"})


@dataclass(frozen=True)
class Shown:
    """A light with its working: ``days`` over, late or left are the campaign's, waited ones natural days."""

    light: Light
    days: int = 0
    until: date | None = None
    was_overdue: bool = False


def light(
    state: str, due: date | None, today: date, *, warn_days: int, is_working: IsWorking,
    stopped_on: date | None = None, review_on: date | None = None, was_overdue: bool = False,
    late: date | None = None, awaits_answer: bool = False,
) -> Shown:  # fmt: skip
    """Return the light of a problem on ``today``; a written date lasts until the end of its day.

    ``late`` is the date of the node that is late longest; ``is_working`` says which days the campaign counts.
    ``awaits_answer``: an extension was asked for in time and the city has not answered; its delay lights nobody.
    """
    if state not in RUNNING:
        return _standing_still(state, today, stopped_on, review_on, was_overdue=was_overdue)
    if due is not None and today > due:
        days = workdays_between(due, today, is_working)
        if awaits_answer:
            return Shown(Light.STOPPED, days, was_overdue=was_overdue)
        return Shown(Light.OVERDUE, days, due, was_overdue=was_overdue)
    if late is not None and late < today and state in MOVING:
        return Shown(Light.BEHIND, days=workdays_between(late, today, is_working), until=late, was_overdue=was_overdue)
    if due is None:
        return Shown(Light.NORMAL, was_overdue=was_overdue)
    left = workdays_between(today, due, is_working)
    if due <= near_until(today, warn_days, is_working):
        return Shown(Light.NEAR, days=left, until=due, was_overdue=was_overdue)
    return Shown(Light.NORMAL, days=left, until=due, was_overdue=was_overdue)


def _standing_still(
    state: str, today: date, stopped_on: date | None, review_on: date | None, *, was_overdue: bool
) -> Shown:
    if state == "suspended":
        return Shown(Light.STOPPED, until=review_on, was_overdue=was_overdue)
    if state in AWAITING:
        waited = (today - stopped_on).days if stopped_on else 0
        return Shown(Light.AWAITING, days=max(waited, 0), was_overdue=was_overdue)
    return Shown(Light.NONE)


def near_until(today: date, warn_days: int, is_working: IsWorking) -> date:
    """Return the last due date that counts as near on ``today``: warn_days working days from it."""
    return add_workdays(today, warn_days, is_working) if warn_days else today
