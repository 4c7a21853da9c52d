"""The city's own clocks (示例, DESIGN §4): which step runs, since when, over by how much; where days went. Pure.

Days are natural days from the first handing in on; terms of the city's steps are working days, counted from the day
after the step began. What is late at the city's is the city's: nothing here lights or costs a county.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jianfa.kit.workdays import ONE_DAY, IsWorking, add_workdays, workdays_between


class Place(StrEnum):
    """Whose days they are."""

    COUNTY = "county"
    CITY = "city"
    STOPPED = "stopped"


STEP_TERMS: Mapping[str, str] = {
    "submitted": "triage_days", "listed": "triage_days", "closing": "panel_days", "verifying": "verification_days",
    "approving": "decision_days",
}  # fmt: skip
"""State in which the city has the next step → the campaign's term for it."""
REQUEST, REQUEST_TERM = "request", "extension_days"
"""The answer to an extension or a change of clock; it runs beside whatever else runs."""
WITH_CITY = frozenset({*STEP_TERMS, "publicised"})
WITH_UNIT = frozenset({"dispatched", "planning", "in_progress"})


@dataclass(frozen=True)
class Stay:
    """Where a problem stood from a day on; ``until`` is the day it went on, None: it still stands there."""

    state: str
    from_day: date
    until: date | None
    is_county: bool = False
    """The acting unit is a county union; a city department's working days are the city's."""


def place_of(stay: Stay) -> Place | None:
    """Return whose days these are; None for drafts, which nobody has handed in, and for what is settled."""
    if stay.state == "suspended":
        return Place.STOPPED
    if stay.state == "returned" or (stay.state in WITH_UNIT and stay.is_county):
        return Place.COUNTY
    return Place.CITY if stay.state in WITH_CITY or stay.state in WITH_UNIT else None


def days_by_place(stays: Iterable[Stay], today: date) -> dict[Place, int]:
    """Return how many days of its life a problem was where; together they are all days it was open."""
    found = dict.fromkeys(Place, 0)
    for stay in stays:
        place = place_of(stay)
        if place is not None:
            found[place] += max(((stay.until or today) - stay.from_day).days, 0)
    return found


def since(stays: Sequence[Stay]) -> date | None:
    """Return since when it stands in its present state without a break; None where it has stood nowhere."""
    if not stays:
        return None
    first = stays[-1]
    for stay in reversed(stays):
        if stay.state != first.state:
            break
        first = stay
    return first.from_day


@dataclass(frozen=True)
class Step:
    """A step of the city's: its term in working days, its last day, and by how many working days it is over."""

    name: str
    since: date
    term: int
    last_day: date
    is_over: bool
    over: int


def step(name: str, begun_on: date, term: int, today: date, is_working: IsWorking) -> Step:
    """Return how a step of the city stands today; its last day lasts until 24:00."""
    last_day = add_workdays(begun_on, term, is_working)
    over = workdays_between(last_day, today, is_working) if today > last_day else 0
    return Step(name, begun_on, term, last_day, today > last_day, over)


def late_since(today: date, term: int, is_working: IsWorking) -> date:
    """Return the last day on which a step over today can have begun: the same rule, turned round for queries."""
    day = today - ONE_DAY
    while add_workdays(day, term, is_working) >= today:
        day -= ONE_DAY
    return day
