"""The weekly sheet (周调度): new, due, overdue, waiting on the city, struck off, as of the end of any day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import workdays_between
from jianfa.ledger.models import Campaign, Problem, Standing
from jianfa.ledger.queries.figures import AsOf
from jianfa.ledger.states import ON_LIST, Clock, State
from jianfa.organisations.models import Post
from jianfa.supervision.queries import on_time_counts, working_days
from jianfa.supervision.rules.lights import RUNNING

WITH_CITY = (State.SUBMITTED, State.LISTED, State.CLOSING, State.VERIFYING, State.APPROVING)
"""States in which the next step is the city's: sort, dispatch, verify, decide."""
SHOWN = 300

TITLES: dict[str, tuple[Promise, Promise]] = {
    "new": (gettext_lazy("New this week"), gettext_lazy("put on the list since Monday")),
    "due": (gettext_lazy("Due this week"), gettext_lazy("not applied for yet, due by Sunday")),
    "overdue": (gettext_lazy("Overdue"), gettext_lazy("due before this day, not applied for")),
    "city": (gettext_lazy("Waiting on the city"), gettext_lazy("to be sorted, dispatched, verified or decided")),
    "off": (gettext_lazy("Written off this week"), gettext_lazy("written off since Monday, without opening balance")),
}


@dataclass(frozen=True)
class Line:
    """One problem under one heading."""

    problem: Problem
    state: str
    due: date | None
    note: str


@dataclass(frozen=True)
class Section:
    """One heading of the sheet: its figure, the rule behind it, and the rows that make it."""

    key: str
    title: str
    rule: str
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Week:
    """The sheet: Monday, the day it shows, Sunday; sections; and how many were on the list and struck off then."""

    monday: date
    day: date
    sunday: date
    sections: list[Section]
    on_list: int
    written_off: int
    on_time: dict[str, int]
    """Struck off until the day and still so, by class; outside them are opening balances (期初)."""
    on_list_now: int
    suspended: int
    continuous: int
    """Now, whatever the day of the sheet."""

    @property
    def left(self) -> int:
        return self.on_list - self.written_off


def week_of(post: Post, day: date, campaign: Campaign | None) -> Week:
    """Return the sheet as of the end of a day, of what the post may see."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    stood = Standing.objects.filter(AsOf(campaign, day).then("") if campaign else _at_end_of(day))
    begun = Standing.objects.filter(from_day__gte=monday, from_day__lte=day)
    scope = Q(campaign=campaign) if campaign else Q(campaign__is_practice=False) & _ran_on(day)
    seen = Q(problem__in=Problem.objects.visible_to(post).values("pk"))
    stood, begun = stood.filter(scope & seen), begun.filter(scope & seen)
    listed = Q(problem__listed_at__date__gte=monday, problem__listed_at__date__lte=day)
    rows: dict[str, QuerySet[Standing]] = {
        "new": stood.filter(listed, state__in=ON_LIST, is_opening_balance=False),
        "due": stood.filter(state__in=RUNNING, due_current__gte=max(monday, day), due_current__lte=sunday),
        "overdue": stood.filter(state__in=RUNNING, due_current__lt=day),
        "city": stood.filter(state__in=WITH_CITY),
        "off": begun.filter(state=State.WRITTEN_OFF, is_opening_balance=False),
    }
    seen_now = Problem.objects.visible_to(post).filter(scope)
    struck_off = seen_now.filter(state=State.WRITTEN_OFF, written_off_at__date__lte=day)
    on_list = seen_now.on_list()
    return Week(
        monday, day, sunday, [_section(key, found, day) for key, found in rows.items()],
        stood.filter(state__in=ON_LIST).count(), stood.filter(state=State.WRITTEN_OFF).count(),
        on_time_counts(struck_off), on_list.count(), on_list.filter(state=State.SUSPENDED).count(),
        on_list.filter(clock=Clock.CONTINUOUS).count(),
    )  # fmt: skip


def _at_end_of(day: date) -> Q:
    return (Q(until_day=None) | Q(until_day__gt=day)) & Q(from_day__lte=day)


def _ran_on(day: date) -> Q:
    """Of all campaigns together, those that had not been closed by the end of the day."""
    return Q(campaign__closed_at=None) | Q(campaign__closed_at__date__gt=day)


def _section(key: str, found: QuerySet[Standing], day: date) -> Section:
    title, rule = TITLES[key]
    shown = found.select_related("problem__source_unit", "problem__lead", "problem__acting_unit")
    rows = list(shown.order_by("due_current", "problem__number_order", "problem")[: SHOWN + 1])
    count = len(rows) if len(rows) <= SHOWN else found.count()
    lines = [Line(row.problem, row.get_state_display(), row.due_current, _note(key, row, day)) for row in rows[:SHOWN]]
    return Section(key, str(title), str(rule), count, lines)


def _note(key: str, row: Any, day: date) -> str:
    if key == "overdue" and row.due_current:
        days = workdays_between(row.due_current, day, is_working)
        return _("overdue by %(days)s") % {"days": working_days(days)}
    if key in {"off", "city"}:
        return _("%(state)s since %(day)s") % {"state": row.get_state_display(), "day": row.from_day}
    return str(row.get_state_display())
