"""The rows behind a figure of a past day, each as it stood then."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jianfa.boards.queries import AsOf, asked_rows
from jianfa.boards.queries.rows import Noted, light_then
from jianfa.boards.views.asked import Links, acting_post, address, asked_for
from jianfa.ledger.models import Campaign, Standing
from jianfa.ledger.states import State
from jianfa.supervision.queries import lights_noted

PAGE = 100


@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """List the problems behind a figure as of a day, by number; further pages by ``after=``."""
    post = acting_post(request)
    as_of = asked_for(request, post, list(Campaign.objects.all()))
    if as_of is None:
        return render(request, "boards/none.html")
    as_of = AsOf(as_of.campaign, as_of.date)
    found, asked = asked_rows(as_of, post, request.GET)
    ordered = found.select_related("problem", "source_unit", "acting_unit").order_by("problem__number_order")
    after = request.GET.get("after", "")
    page = list((ordered.filter(problem__number_order__gt=after) if after.isdecimal() else ordered)[: PAGE + 1])
    context = {
        "campaign": as_of.campaign, "day": as_of.date.isoformat(), "asked": asked, "total": found.count(),
        "table": _table(page[:PAGE], as_of), "back": Links(as_of, post).page("board"),
        "pager": _pager(request, page),
    }  # fmt: skip
    return render(request, "boards/rows.html", context)


def _pager(request: HttpRequest, page: list[Standing]) -> dict[str, str] | None:
    if len(page) <= PAGE:
        return None
    query = request.GET.copy()
    query["after"] = str(page[PAGE - 1].problem.number_order or 0)
    return {"later_url": f"?{query.urlencode()}"}


def _table(page: list[Standing], as_of: AsOf) -> dict[str, Any]:
    labels = (
        _("Number"), _("Problem"), _("State then"), _("Light then"), _("Due then"), _("Source unit"), _("Acting unit"),
    )  # fmt: skip
    noted = lights_noted([row.problem_id for row in page], as_of.date)
    rows = [_row(row, as_of, labels, noted) for row in page]
    return {"columns": [{"label": label} for label in labels], "rows": rows}


def _row(row: Standing, as_of: AsOf, labels: tuple[str, ...], noted: Noted) -> dict[str, Any]:
    texts: list[dict[str, Any]] = [
        {"text": row.problem.number or "–", "nowrap": True},
        {"text": row.problem.title, "url": address("problem", row.problem.pk), "main": True},
        {"text": str(State(row.state).label)},
        {"light": light_then(row, as_of, noted)},
        {"text": row.due_current.isoformat() if row.due_current else "", "nowrap": True},
        {"text": row.source_unit.short_name, "extra": True},
        {"text": row.acting_unit.short_name if row.acting_unit else "", "extra": True},
    ]
    cells = [{"label": label, **cell} for label, cell in zip(labels, texts, strict=True)]
    return {"id": row.problem.number, "cells": cells}
