"""Where a computed date goes when the calendar changes. Pure; ``old`` and ``new`` are tables of working days.

Each function keeps the number of working days that the date was computed with, so that a change moves exactly the
dates between which a day became free or worked, and taking the change back moves them back.
"""

from collections.abc import Collection
from datetime import date

from jianfa.kit.workdays import IsWorking, add_workdays, workdays_before, workdays_between


def after(begun: date, stored: date, days: int, old: IsWorking, new: IsWorking) -> date | None:
    """Return the new end of a term of working days after ``begun``; None when the change does not move it.

    ``days`` is the length the rules give today. A term that was given another length when it began keeps that one:
    it is counted from what is stored.
    """
    given = workdays_between(begun, stored, old)
    length = given if given > 0 and add_workdays(begun, given, old) == stored else days
    return _moved(stored, add_workdays(begun, length, old), add_workdays(begun, length, new))


def before(stored: date, due: date, old: IsWorking, new: IsWorking) -> date | None:
    """Return the new day of a date that was set backward from ``due``; None when the change does not move it.

    As many working days are left until ``due`` as before. So the order of dates, the lengths of tasks and the lags
    between them stay what they are, however the schedule was made.
    """
    count = workdays_between(stored, due, old)
    return _moved(stored, workdays_before(due, count, old), workdays_before(due, count, new))


def _moved(stored: date, as_was: date, as_is: date) -> date | None:
    return as_is if as_was != as_is != stored else None


def still_matters(stored: date, moved: date, today: date) -> bool:
    """Say whether a move is of interest: what lay in the past and stays there is history."""
    return max(stored, moved) >= today


def newly_free(days: Collection[date], old: IsWorking, new: IsWorking) -> list[date]:
    """Return the days that were worked and are not any more."""
    return sorted(day for day in days if old(day) and not new(day))
