"""The working calendar: a year at a glance for everybody; for the administrator a change, rehearsed and carried out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from jianfa.calendar.forms import DayForm, NoticeForm
from jianfa.calendar.policy import may_edit_calendar, may_keep_calendar
from jianfa.calendar.queries import Year, current, provisional_note, versions_of
from jianfa.calendar.rules import FIRST_YEAR, LAST_YEAR, as_notice, holidays, month
from jianfa.organisations.forms import carry
from jianfa.organisations.policy import Refused, Why, require
from jianfa.supervision.actions import change_calendar
from jianfa.supervision.queries.recounting import Rehearsal, rehearse
from jianfa.workspace.views import Request

WEEKDAYS = (
    pgettext_lazy("short weekday", "Mon"), pgettext_lazy("short weekday", "Tue"), pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"), pgettext_lazy("short weekday", "Fri"), pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
)  # fmt: skip
MOST_SHOWN = 500
"""Rows of a rehearsal with a choice of their own; what lies beyond moves, and the page says so."""


@require_GET
def working_days(request: Request) -> HttpResponse:
    """Show a year: which days are off, which weekends are worked, and by which notice."""
    return _year_page(request, _year(request.GET.get("year", "")))


def _year(text: str) -> int:
    if not text:
        return timezone.localdate().year
    if not text.isdecimal() or len(text) > 4 or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        sentence = _("The calendar goes from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Refused(sentence, Why.VALUE, field="year")
    return int(text)


def _year_page(
    request: Request, number: int, notice: NoticeForm | None = None, day: DayForm | None = None
) -> HttpResponse:
    known = current().year(number)
    context: dict[str, Any] = {
        "year": known,
        "note": provisional_note(date(number, 1, 1)),
        "months": _months(known),
        "working": sum(cell.is_worked for weeks in _cells(known) for week in weeks for cell in week if cell),
        "holidays": holidays(known.days),
        "versions": versions_of(number),
        "tabs": [
            {"label": str(one), "url": f"?year={one}", "current": one == number}
            for one in range(max(number - 1, FIRST_YEAR), min(number + 1, LAST_YEAR) + 1)
        ],
        "weekdays": WEEKDAYS,
    }
    if may_edit_calendar(request.post):
        blank = DayForm(initial={"form": "day"}, auto_id="id_day_%s")
        context |= {"notice": notice or NoticeForm.of(known), "day": day or blank}
    is_wrong = bool((notice and notice.errors) or (day and day.errors))
    return render(request, "workspace/working_days.html", context, status=400 if is_wrong else 200)


def _cells(known: Year) -> list[list[list[Any]]]:
    days = {row.day: row for row in known.days}
    return [month(known.year, number, days) for number in range(1, 13)]


def _months(known: Year) -> list[dict[str, Any]]:
    """Return the twelve months as tables, each with its name."""
    return [
        {"name": date_format(date(known.year, number, 1), "F"), "weeks": weeks}
        for number, weeks in enumerate(_cells(known), 1)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def working_days_check(request: Request) -> HttpResponse:
    """Rehearse a change of the calendar, or carry it out after the rehearsal was seen."""
    require(may_keep_calendar(request.post))
    if request.method != "POST":
        return redirect("working_days")
    if request.POST.get("step") == "do":
        return _do(request)
    is_day = request.POST.get("form") == "day"
    form = DayForm(request.POST, auto_id="id_day_%s") if is_day else NoticeForm(request.POST)
    if form.is_valid():
        try:
            found = rehearse(form.new_year(), timezone.localdate())
        except Refused as refused:
            carry(refused, form)
        else:
            return render(request, "workspace/working_days_check.html", _rehearsal(found, form))
    number = _year_of(form)
    return _year_page(request, number, day=form) if isinstance(form, DayForm) else _year_page(request, number, form)


def _year_of(form: NoticeForm | DayForm) -> int:
    """Return the year a form is about, as far as it can be read."""
    given = getattr(form, "cleaned_data", {})
    number = given.get("year") or (given["day"].year if given.get("day") else timezone.localdate().year)
    return int(min(max(number, FIRST_YEAR), LAST_YEAR))


def _rehearsal(found: Rehearsal, form: NoticeForm | DayForm) -> dict[str, Any]:
    elsewhere = form.notice.elsewhere if isinstance(form, NoticeForm) else []
    return {
        "found": found,
        "changed": [
            {"day": row.day, "weekday": WEEKDAYS[row.day.weekday()], "sides": (row.before, row.after)}
            for row in found.changed
        ],
        "text": as_notice(found.new.days),
        "moves": found.moves[:MOST_SHOWN],
        "more": max(len(found.moves) - MOST_SHOWN, 0),
        "elsewhere": elsewhere,
        "was_published": current().is_published(found.new.year),
        "back_url": f"{reverse('working_days')}?year={found.new.year}",
    }


def _do(request: Request) -> HttpResponse:
    """Carry out what was seen; when anything is different by now, the refusal says so (409)."""
    form = NoticeForm(request.POST, may_be_empty=True)
    if not form.is_valid():
        raise Refused(_("This form cannot be read; please rehearse it again."), Why.VALUE)
    new = form.new_year()
    done = change_calendar(
        new, actor=request.post, at=timezone.now(), seen=request.POST.get("seen", ""),
        kept=request.POST.getlist("keep"),
    )  # fmt: skip
    moved = ngettext("%(n)s date was moved", "%(n)s dates were moved", done.moved) % {"n": done.moved}
    kept = ngettext("%(n)s kept", "%(n)s kept", done.kept) % {"n": done.kept}
    sentence = _("The calendar of %(year)s is changed (version %(version)s): %(moved)s, %(kept)s.")
    messages.success(
        request, sentence % {"year": new.year, "version": done.version, "moved": moved, "kept": kept}
    )  # fmt: skip
    return redirect(f"{reverse('working_days')}?year={new.year}")
