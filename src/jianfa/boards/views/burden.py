"""How much each county union was asked for in a month (减负): it measures the city's asking, never the counties."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from jianfa.boards.queries.burden import About, abouts_of
from jianfa.boards.views.asked import acting_post, address
from jianfa.organisations.models import Ask, Unit
from jianfa.organisations.policy import Refused, Why, not_found
from jianfa.organisations.queries.asking import Asked, Month, asked_by_month, asked_of_units, asked_units, asks_in
from jianfa.organisations.queries.paging import Sort, page_of

PAGE = 100
NEWEST = Sort(gettext_lazy("latest asked first"), "at", datetime.fromisoformat, is_down=True)
COLUMNS: tuple[tuple[str, Promise], ...] = (
    ("", pgettext_lazy("burden", "Fields")),
    (Ask.Kind.FORM.value, pgettext_lazy("burden", "Forms")),
    (Ask.Kind.REPORT.value, pgettext_lazy("burden", "Reports")),
    (Ask.Kind.SURVEY.value, pgettext_lazy("burden", "Surveys")),
    (Ask.Kind.ANSWER.value, pgettext_lazy("burden", "Answers")),
)
"""What the table counts; the first column adds up the fields of all of them."""
ASKED: dict[str, Promise] = {
    "return_": gettext_lazy("complete what is missing"),
    "dispatch": gettext_lazy("write a plan"),
    "petition": gettext_lazy("write a plan"),
    "transfer": gettext_lazy("write a plan"),
    "urge": gettext_lazy("report how it stands"),
    "instruct": gettext_lazy("answer an instruction"),
    "apply": gettext_lazy("say whether it is solved"),
    "sign_order": gettext_lazy("answer a supervision order"),
    "expect_effect": gettext_lazy("confirm the effect"),
    "open_survey": gettext_lazy("answer a survey"),
    "send_back_survey": gettext_lazy("complete an answer to a survey"),
    "return_answer": gettext_lazy("answer an item once more"),
}
"""Verb of an event → what it asks the unit to do."""


@require_safe
def burden(request: HttpRequest) -> HttpResponse:
    """Show for each county union, in code order, what it was asked for in a month; each figure opens its rows."""
    post, month = acting_post(request), _month(request)
    units = asked_units(post, month)
    asked = asked_of_units(post, month, units)
    total = Asked()
    for one in asked.values():
        total.merge(one)
    this_month = Month.of(timezone.localdate())
    context = {
        "month": month, "title": _in_words(month), "columns": [label for _kind, label in COLUMNS],
        "lines": [
            {"name": unit.short_name, "url": address("unit", unit.pk), "cells": _cells(asked[unit.pk], month, unit)}
            for unit in units
        ],
        "sums": _cells(total, month) if len(units) > 1 else [], "total": total,
        "months": [
            {
                "label": _in_words(one), "url": _page(one), "is_now": one == month,
                "cells": [row.fields, *row.kinds.values()],
            }
            for one, row in asked_by_month(post, this_month, units).items()
        ],
        "before": _page(month.moved(-1)), "after": _page(month.moved(1)) if month != this_month else "",
        "board": address("board"),
    }  # fmt: skip
    return render(request, "boards/burden.html", context)


def _cells(asked: Asked, month: Month, unit: Unit | None = None) -> list[dict[str, Any]]:
    """Return a figure for each column, with the address of its rows where there are any."""
    figures = {"": asked.fields, **asked.kinds}
    return [
        {"value": figures[kind], "url": _rows(month, kind, unit) if figures[kind] else "", "label": label}
        for kind, label in COLUMNS
    ]


def _rows(month: Month, kind: str, unit: Unit | None) -> str:
    parts = {"month": str(month), "kind": kind, "unit": unit.code if unit else ""}
    return f"{reverse('burden_rows')}?{urlencode({name: value for name, value in parts.items() if value})}"


def _page(month: Month) -> str:
    return f"{reverse('burden')}?month={month}"


def _month(request: HttpRequest) -> Month:
    """Return the month asked for, this one without a choice; none before the first year of the calendar."""
    typed, today = request.GET.get("month", ""), timezone.localdate()
    if not typed:
        return Month.of(today)
    month = Month.read(typed)
    if month is None:
        raise Refused(_("“%(value)s” is not a month; write 2026-03.") % {"value": typed}, Why.VALUE, field="month")
    if not month.year >= 1990 or str(month) > str(Month.of(today)):
        raise Refused(_("Months up to this one can be asked for."), Why.VALUE, field="month")
    return month


def _in_words(month: Month) -> str:
    return pgettext("a month", "%(month)s/%(year)s") % {"month": month.month, "year": month.year}


@require_safe
def burden_rows(request: HttpRequest) -> HttpResponse:
    """List what stands behind a figure: who was asked, for what, by when; page by page."""
    post, month = acting_post(request), _month(request)
    asks, words = asks_in(post, month).filter(unit__in=asked_units(post, month)), [_in_words(month)]
    if kind := request.GET.get("kind", ""):
        if kind not in Ask.Kind.values:
            raise Refused(_("“%(value)s” is not asked for here.") % {"value": kind}, Why.VALUE, field="kind")
        asks, words = asks.filter(kind=kind), [*words, str(Ask.Kind(kind).label)]
    if code := request.GET.get("unit", ""):
        unit = next((one for one in asked_units(post, month) if one.code == code), None)
        if unit is None:
            raise not_found()
        asks, words = asks.filter(unit=unit), [*words, unit.short_name]
    total = asks.aggregate(n=Count("pk"), fields=Sum("fields"))
    page = page_of(
        asks.select_related("unit", "asked_by__unit"), NEWEST, size=PAGE,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "asked": " · ".join(words), "total": total["n"], "fields": total["fields"] or 0, "back": _page(month),
        "pager": {
            "earlier_url": _beside(request, "before", page.earlier), "later_url": _beside(request, "after", page.later),
        },
        "table": _table(page.rows, abouts_of(page.rows, post)),
    }  # fmt: skip
    return render(request, "boards/burden_rows.html", context)


def _beside(request: HttpRequest, side: str, key: str | None) -> str:
    if not key:
        return ""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[side] = key
    return f"?{query.urlencode()}"


def _table(asks: list[Ask], abouts: dict[Any, About]) -> dict[str, Any]:
    labels = (
        _("Asked on"), _("About"), _("Unit"), pgettext("burden", "Kind"), pgettext("burden", "Fields"),
        pgettext("burden", "Due"), pgettext("burden", "Asked by"),
    )  # fmt: skip
    columns = [{"label": label, "number": n == 4} for n, label in enumerate(labels)]
    return {"columns": columns, "rows": [_row(ask, abouts.get(ask.subject_id), labels) for ask in asks]}


def _row(ask: Ask, about: About | None, labels: tuple[str, ...]) -> dict[str, Any]:
    texts: list[dict[str, Any]] = [
        {"text": date_format(timezone.localtime(ask.at), "Y-m-d"), "nowrap": True},
        {
            "text": about.name if about else _("not yours to see"), "main": True,
            "url": address(about.page, about.key) if about else "", "second": str(ASKED.get(ask.verb, "")),
        },
        {"text": ask.unit.short_name, "nowrap": True},
        {"text": str(ask.get_kind_display())},
        {"text": ask.fields, "number": True},
        {"text": ask.due.isoformat() if ask.due else "", "nowrap": True},
        {"text": ask.asked_by.unit.short_name if ask.asked_by else _("the system, by rule"), "extra": True},
    ]  # fmt: skip
    return {"id": ask.pk, "cells": [{"label": label, **cell} for label, cell in zip(labels, texts, strict=True)]}
