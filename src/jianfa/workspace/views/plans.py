"""Plans as pages: the timetable of a problem and of a unit, the load by week, the month."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from jianfa.calendar.queries import is_provisional, is_working
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may_plan, offices_of
from jianfa.ledger.queries import load_problem
from jianfa.organisations.models import Post, Role, Unit
from jianfa.organisations.policy import not_found, require
from jianfa.supervision.policy import may_read_load, sees_every_load
from jianfa.supervision.queries.load import load_of, nodes_of
from jianfa.supervision.queries.months import MOST_OF_A_DAY, DayEntries, month_of
from jianfa.supervision.queries.versions import versions_of
from jianfa.workspace.queries.gantt import plan_of, unit_plan
from jianfa.workspace.queries.loads import owner_rows, unit_rows
from jianfa.workspace.queries.summing import load_unit
from jianfa.workspace.views import Request
from jianfa.workspace.views.desk import WEEKDAYS
from jianfa.workspace.views.problem import head_of


@require_safe
def problem_timetable(request: Request, problem_id: UUID) -> HttpResponse:
    """Show the plan of a problem on a line of time, as a table, and its versions."""
    found = load_problem(request.post, problem_id)
    plan = plan_of(found, timezone.localdate())
    context = head_of(found) | {
        "plan": plan, "picture": plan.picture, "versions": versions_of(found),
        "replan": replan_verb(found, request.post),
    }  # fmt: skip
    return render(request, "workspace/problem_timetable.html", context)


def replan_verb(found: Problem, post: Post) -> str:
    """Return the verb by which this post plans anew, or nothing: tasks are counted back anew, else the plan is."""
    if not may_plan(offices_of(post, found), found):
        return ""
    return "schedule" if found.tasks.filter(ended_at=None).exists() else "plan"


@require_safe
def unit_timetable(request: Request, unit_id: UUID) -> HttpResponse:
    """Show the open problems of a unit on a line of time."""
    found = load_unit(request.post, unit_id)
    plan = unit_plan(request.post, found, timezone.localdate(), _key(request.GET.get("after", "")))
    pager = None
    if plan.following:
        pager = {"later_url": f"{request.path}?after={plan.following}"}
    context = {
        "unit": found, "plan": plan, "picture": plan.picture, "pager": pager,
        "sees_load": may_read_load(request.post, found.pk),
    }  # fmt: skip
    return render(request, "workspace/unit_timetable.html", context)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError as error:
        raise not_found() from error


# Load ------------------------------------------------------------------------------------------------------


@require_safe
def load(request: Request) -> HttpResponse:
    """Show the open work by week: of all units, or of one with its owners and what is open."""
    post, today = request.post, timezone.localdate()
    require(may_read_load(post))
    unit = _unit(post, request.GET.get("unit", ""))
    found = load_of(post, today, units=[unit.pk] if unit else None)
    context = {
        "unit": unit, "weeks": [f"{week.monday:%m-%d}" for week in found.weeks],
        "rows": unit_rows(found.units, is_linked=unit is None),
        "owners": [row for one in found.units for row in owner_rows(one, found.each)] if unit else [],
        "nodes": nodes_of(post, unit, today) if unit else [],
        "per_person": found.each, "sees_all": sees_every_load(post),
    }  # fmt: skip
    return render(request, "workspace/load.html", context)


def _unit(post: Post, code: str) -> Unit | None:
    """Return the unit that is asked for; whoever does not see all sees the own."""
    if not sees_every_load(post):
        if code and code != post.unit.code:
            raise not_found()
        return post.unit
    found: Unit | None = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise not_found()
    return found


# Month -----------------------------------------------------------------------------------------------------

ONE_DAY = timedelta(days=1)


@require_safe
def month(request: Request) -> HttpResponse:
    """Show the due dates and nodes of a month, or of one day of it in full."""
    if request.post.role == Role.ADMINISTRATOR:
        raise not_found()
    today = timezone.localdate()
    if typed := request.GET.get("day", ""):
        return _day(request, _read(typed, today))
    first = _read(f"{request.GET.get('month', '') or f'{today:%Y-%m}'}-01", today)
    last = _next(first) - ONE_DAY
    days = month_of(request.post, first, last)
    begin = first - first.weekday() * ONE_DAY
    squares = [_square(begin + n * ONE_DAY, first, today, days) for n in range(((last - begin).days // 7 + 1) * 7)]
    context = {
        "first": first, "title": month_in_words(first), "weekdays": WEEKDAYS,
        "weeks": [squares[n : n + 7] for n in range(0, len(squares), 7)],
        "agenda": [square for square in squares if square["entries"] and square["is_here"]],
        "before": _link(first - ONE_DAY), "after": _link(_next(first)), "now": _link(today),
        "total": sum(one.count for one in days.values()), "is_provisional": is_provisional(last),
    }  # fmt: skip
    return render(request, "workspace/month.html", context)


def _day(request: Request, day: date) -> HttpResponse:
    entries = month_of(request.post, day, day, named=MOST_OF_A_DAY).get(day, DayEntries())
    context = {"day": day, "entries": entries, "back": _link(day)["url"], "month": month_in_words(day)}
    return render(request, "workspace/month_day.html", context)


def _read(typed: str, today: date) -> date:
    try:
        found = date.fromisoformat(typed)
    except ValueError as error:
        raise not_found() from error
    if not date(1990, 1, 1) <= found <= date(today.year + 50, 12, 31):
        raise not_found()
    return found


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _link(day: date) -> dict[str, str]:
    return {"url": f"{reverse('month')}?month={day:%Y-%m}", "label": month_in_words(day)}


def month_in_words(day: date) -> str:
    """Return a month with its year."""
    return pgettext("a month", "%(month)s/%(year)s") % {"month": day.month, "year": day.year}


def _square(day: date, first: date, today: date, days: Any) -> dict[str, Any]:
    is_here = (day.year, day.month) == (first.year, first.month)
    entries = days.get(day) if is_here else None
    return {
        "day": day, "is_here": is_here, "is_today": day == today, "is_working": is_working(day),
        "is_worked_weekend": is_working(day) and day.weekday() >= 5, "entries": entries,
        "weekday": WEEKDAYS[day.weekday()], "url": f"{reverse('month')}?day={day.isoformat()}",
    }  # fmt: skip
