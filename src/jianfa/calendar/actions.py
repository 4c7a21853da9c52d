"""Verbs on the calendar: fill it the first time, change a year. Nothing is overwritten, each change is a version."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.calendar.models import THE_CALENDAR, Calendar, CalendarYear, ExceptionalDay
from jianfa.calendar.policy import may_keep_calendar
from jianfa.calendar.queries import FIRST_PACKAGED, LAST_PACKAGED, current, forget, packaged
from jianfa.calendar.rules import FIRST_YEAR, LAST_YEAR, PACKAGE, Exceptional
from jianfa.journal.actions import Stale
from jianfa.journal.models import Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


@dataclass(frozen=True)
class NewYear:
    """A year as it is to be known from now on, with all its exceptional days."""

    year: int
    days: tuple[Exceptional, ...]
    source: str
    is_published: bool = True


def seed(*, actor: ActingPost, at: datetime) -> list[Event]:
    """Fill an empty calendar with every year the package chinesecalendar has; one that is filled stays as it is.

    A year that a later package brings is entered by the administrator, who sees first what would move.
    """
    if Calendar.objects.exists():
        return []
    years = [
        NewYear(year, tuple(packaged(year)), PACKAGE)
        for year in range(max(FIRST_PACKAGED, FIRST_YEAR), LAST_PACKAGED + 1)
    ]
    with transaction.atomic():
        return [change_year(new, actor=actor, at=at) for new in years]


def change_year(new: NewYear, *, actor: ActingPost, at: datetime) -> Event:
    """Write a new version of a year; the one before it ends and is kept.

    Dates that were computed from the old version are moved by ``supervision.actions.change_calendar``, which calls
    this. Raises Stale when somebody changed the calendar since it was read.
    """
    require(may_keep_calendar(actor))
    check(new)
    known = current()
    version = known.version + 1
    calendar = Calendar.objects.filter(pk=THE_CALENDAR).first()
    if (calendar.version if calendar else 0) != known.version:
        raise Stale
    if calendar is None:
        calendar = Calendar()
        changes = [Change(calendar, version=version)]
    else:
        changes = [Change(calendar, {"version": known.version}, version=version)]
    earlier = CalendarYear.objects.filter(year=new.year, ended_at=None).first()
    if earlier is not None:
        changes.append(Change(earlier, {"ended_at": None}, ended_at=at))
    row = CalendarYear(
        calendar=calendar, year=new.year, version=version, source=new.source.strip(), is_published=new.is_published,
        made_at=at,
    )  # fmt: skip
    changes.append(Change(row))
    for day, is_worked, name in sorted(new.days):
        changes.append(Change(ExceptionalDay(year=row, day=day, is_worked=is_worked, name=name)))
    try:
        return write(
            calendar.subject, "change_year", actor=actor, at=at, changes=changes,
            facts={"year": new.year, "version": version},
        )  # fmt: skip
    finally:
        forget()


def check(new: NewYear) -> None:
    """Raise Refused unless this is a year that differs from what is in force."""
    if not FIRST_YEAR <= new.year <= LAST_YEAR:
        sentence = _("The calendar goes from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Refused(sentence, Why.VALUE, field="year")
    if not new.source.strip():
        raise Refused(_("Please give the document on which this rests."), Why.VALUE, field="source")
    if others := [row.day for row in new.days if row.day.year != new.year]:
        sentence = _("%(day)s does not lie in %(year)s.") % {"day": min(others), "year": new.year}
        raise Refused(sentence, Why.VALUE, field="days")
    if twice := [day for day, n in Counter(row.day for row in new.days).items() if n > 1]:
        raise Refused(_("%(day)s is named twice.") % {"day": min(twice)}, Why.VALUE, field="days")
    refuse_secrets({"source": new.source, "text": " ".join(row.name for row in new.days)})
    known = current().year(new.year)
    if known.version and (known.days, known.is_published) == (tuple(sorted(new.days)), new.is_published):
        raise Refused(_("Nothing is different from the calendar in force."), Why.VALUE)
