"""The working calendar: which days of a year are not as the weekday says, version by version."""

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jianfa.calendar.rules import PACKAGE
from jianfa.journal.models import Journalled, Subject

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

THE_CALENDAR = UUID("c41e4da5-0000-4000-8000-000000000001")
"""There is one calendar for everybody; a fixed id lets the database itself refuse a second one."""


class Calendar(Journalled):
    """The one calendar; ``version`` goes up by one with every change of any year."""

    id = models.UUIDField(primary_key=True, default=THE_CALENDAR, editable=False)
    version = models.PositiveIntegerField(default=0)

    years: "RelatedManager[CalendarYear]"
    journal_fields = ("version",)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=THE_CALENDAR), name="calendar_one"),)

    @property
    def subject(self) -> Subject:
        return ("calendar", self.pk)


class CalendarYear(Journalled):
    """One year as it was known from one version of the calendar on; the one without an end is in force.

    A year is published once the State Council has announced it; until then what stands here is provisional.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveIntegerField()
    """The version of the whole calendar that this row made."""
    source = models.CharField(_("document no."), max_length=120)
    is_published = models.BooleanField(_("announced by the State Council"), default=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    days: "RelatedManager[ExceptionalDay]"
    journal_owner = "calendar"
    journal_fields = ("calendar", "year", "version", "source", "is_published", "made_at", "ended_at")

    class Meta:
        ordering = ("year", "version")
        constraints = (
            models.UniqueConstraint(fields=["calendar", "version"], name="calendar_year_version"),
            models.UniqueConstraint(
                fields=["calendar", "year"], condition=Q(ended_at=None), name="calendar_year_in_force"
            ),
        )

    @property
    def origin(self) -> str:
        return origin_of(self.source)


def origin_of(source: str) -> str:
    """Return in words where a year comes from: the document's number, or that it was installed."""
    return gettext("the State Council's notices, as installed") if source == PACKAGE else source


class ExceptionalDay(Journalled):
    """A day that a notice names: a holiday, also where it falls on a weekend, or a worked weekend (调休)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    is_worked = models.BooleanField(_("worked"))
    name = models.CharField(_("holiday"), max_length=40, blank=True)

    journal_owner = "year__calendar"
    journal_fields = ("year", "day", "is_worked", "name")

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["year", "day"], name="exceptional_day_once"),)
