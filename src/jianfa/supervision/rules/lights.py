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
AWAITING = frozenset({"closing", "verifying", "approving", "publicised"})


@dataclass(frozen=True)
class Shown:
    """A light with its working: ``days`` are working days over, left or (natural days) waited."""

    light: Light
    days: int = 0
    until: date | None = None
    was_overdue: bool = False


def light(
    state: str, due: date | None, today: date, *, warn_days: int, is_working: IsWorking,
    stopped_on: date | None = None, review_on: date | None = None, was_overdue: bool = False,
) -> Shown:  # fmt: skip
    """Return the light of a problem on ``today``; a written date lasts until the end of its day."""
    if state == "suspended":
        return Shown(Light.STOPPED, until=review_on, was_overdue=was_overdue)
    if state in AWAITING:
        waited = (today - stopped_on).days if stopped_on else 0
        return Shown(Light.AWAITING, days=max(waited, 0), was_overdue=was_overdue)
    if state not in RUNNING:
        return Shown(Light.NONE)
    if due is None:
        return Shown(Light.NORMAL)
    if today > due:
        return Shown(Light.OVERDUE, days=workdays_between(due, today, is_working), until=due)
    left = workdays_between(today, due, is_working)
    if due <= near_until(today, warn_days, is_working):
        return Shown(Light.NEAR, days=left, until=due)
    return Shown(Light.NORMAL, days=left, until=due)


def near_until(today: date, warn_days: int, is_working: IsWorking) -> date:
    """Return the last due date that counts as near on ``today``: warn_days working days from it."""
    return add_workdays(today, warn_days, is_working) if warn_days else today
