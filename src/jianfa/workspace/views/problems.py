"""The list of problems: filters in the address, pages by key, columns, saved views, bulk actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Role
from jianfa.organisations.policy import Refused, Why, not_found
from jianfa.supervision.queries import LightView, lights_of
from jianfa.workspace.actions import drop_view, save_view
from jianfa.workspace.models import SavedView
from jianfa.workspace.queries.columns import COLUMNS, SHOWN_WITH, Column
from jianfa.workspace.queries.filters import PARTS, STAGES, Filters, filtered_problems
from jianfa.workspace.queries.paging import MOST_COUNTED, SORTS, Page, page_of, total_of
from jianfa.workspace.queries.scope import ALL, REAL
from jianfa.workspace.views import Request

TABS = ("on_list", "not_written_off", "written_off", "before", "all")
MAIN_FILTERS = ("state", "light", "solver", "acting")
MORE_FILTERS = (
    "campaign", "source", "lead", "involved", "nature", "dimension", "clock", "origin", "batch", "waiting",
    "opening", "relapsed", "amendment",
)  # fmt: skip
OFFERED_ALONE = {"batch"}
"""Filters worth offering with a single value: not every row has one."""
DATE_FILTERS = ("due_from", "due_to", "off_from", "off_to")
BULK_VERBS = ("list", "dispatch", "return_")


@require_safe
def problems(request: Request) -> HttpResponse:
    """Show the rows that fit the address."""
    if request.post.role == Role.ADMINISTRATOR:
        raise not_found()
    today = timezone.localdate()
    found, filters = filtered_problems(request.post, request.GET, today=today)
    sort = SORTS[filters.sort]
    page = page_of(
        found.select_related(*SHOWN_WITH), sort, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    total = total_of(found)
    may_act = request.post.role == Role.DESK
    address = reverse("problems")
    context = {
        "filters": filters,
        "campaign": filters.campaign,
        "query": filters.query(),
        "total": total,
        "is_many": total > MOST_COUNTED,
        "most": MOST_COUNTED,
        "tabs": _tabs(filters, address),
        "chips": [
            {"label": chip.label, "value": chip.value, "remove_url": f"{address}?{chip.remove}"}
            for chip in filters.chips
        ],
        "clear_url": f"{address}?stage=all" if len(_asked(filters)) > 1 else "",
        "practice": _practice(request, filters, address) if not total else None,
        "selects": [_select(filters, key) for key in MAIN_FILTERS],
        "more_selects": [_select(filters, key) for key in MORE_FILTERS if _has_choice(filters, key)],
        "dates": [
            {"key": key, "label": PARTS[key].label, "value": filters.values.get(key, [""])[0]} for key in DATE_FILTERS
        ],
        "kept": {key: filters.values[key] for key in filters.values if key not in _SHOWN_IN_FORM},
        "sorts": [(key, one.label, key == filters.sort) for key, one in SORTS.items()],
        "columns": [(column.key, column.label, column in filters.columns) for column in COLUMNS.values()],
        "table": _table(page.rows, filters, today, address, may_act=may_act),
        "pager": _pager(filters, address, page, total),
        "views": _views(request, filters, address),
        "may_act": may_act,
        "export_url": reverse("export"),
        "may_draft": request.post.role in {Role.LIAISON, Role.HEAD, Role.DESK, Role.HANDLER, Role.DEPARTMENT_HEAD},
        "printed_at": timezone.localtime(),
    }
    return render(request, "workspace/problems.html", context)


_SHOWN_IN_FORM = {"q", *MAIN_FILTERS, *MORE_FILTERS, *DATE_FILTERS}


def _asked(filters: Filters) -> list[str]:
    """The filters in force but the campaigns that are meant unasked."""
    return [key for key, given in filters.values.items() if (key, given) != ("campaign", [REAL])]


def _practice(request: Request, filters: Filters, address: str) -> dict[str, Any] | None:
    """Nothing real fits: say how much does when practice is counted, so that whoever only practises finds it."""
    if filters.values.get("campaign") != [REAL] or filters.faults:
        return None
    query = filters.query(campaign=ALL)
    found, _filters = filtered_problems(request.post, QueryDict(query), today=filters.today)
    total = total_of(found)
    return {"total": total, "url": f"{address}?{query}"} if total else None


def _views(request: Request, filters: Filters, address: str) -> list[dict[str, Any]]:
    shown = _without_scope(filters.query())
    return [
        {
            "name": view.name, "url": f"{address}?{view.query}", "id": view.pk,
            "current": _without_scope(view.query) == shown,
        }
        for view in SavedView.objects.filter(person=request.user.pk)
    ]  # fmt: skip


def _without_scope(query: str) -> QueryDict:
    """A view that names no campaign means the real ones, like one that says so."""
    parts = QueryDict(query, mutable=True)
    if parts.getlist("campaign") == [REAL]:
        del parts["campaign"]
    return parts


def _tabs(filters: Filters, address: str) -> list[dict[str, Any]]:
    """The five stages asked for most; the other filters stay."""
    current = filters.values.get("stage", ["all"])
    return [
        {
            "label": STAGES[key][0],
            "url": f"{address}?{filters.query(stage=key)}",
            "current": current == [key],
        }
        for key in TABS
    ]


def _has_choice(filters: Filters, key: str) -> bool:
    return len(filters.options.get(key, ())) >= (1 if key in OFFERED_ALONE else 2)


def _select(filters: Filters, key: str) -> dict[str, Any]:
    given = filters.values.get(key, [])
    options = [(value, label, value in given) for value, label in filters.options[key]]
    return {
        "key": key,
        "label": PARTS[key].label,
        "options": options,
        "several": given if len(given) > 1 else [],
        "joined": ",".join(given),
        "words": filters.words(key),
    }


def _table(rows: list[Problem], filters: Filters, today: date, address: str, *, may_act: bool) -> dict[str, Any]:
    shows_lights = any(column.key == "light" for column in filters.columns)
    lights = lights_of(rows, today) if shows_lights else {}
    return {
        "select_name": "id" if may_act else "",
        "select_form": "bulk",
        "columns": [_head(column, filters, address) for column in filters.columns],
        "rows": [
            {
                "id": row.pk,
                "name": row.number or row.title,
                "cells": [_cell(column, row, lights) for column in filters.columns],
            }
            for row in rows
        ],
    }


def _head(column: Column, filters: Filters, address: str) -> dict[str, Any]:
    head: dict[str, Any] = {"label": column.label}
    if column.sort:
        current = SORTS[filters.sort]
        is_current = current.column == SORTS[column.sort].column
        head["url"] = f"{address}?{filters.query(sort=current.opposite or column.sort if is_current else column.sort)}"
        if is_current:
            head["sorted"] = "descending" if current.is_down else "ascending"
    return head


def _cell(column: Column, row: Problem, lights: Mapping[UUID, LightView]) -> dict[str, Any]:
    if column.key == "light":
        return {"light": lights[row.pk]}
    cell: dict[str, Any] = {"text": column.text(row), "extra": column.is_extra}
    if column.key == "title":
        return cell | {"main": True, "url": reverse("problem", args=[row.pk]), "second": row.source_unit.short_name}
    if column.key in {"number", "solver", "acting", "due", "state", "drafted", "listed", "written_off", "due_original"}:
        cell["nowrap"] = True
    return cell


def _pager(filters: Filters, address: str, page: Page[Problem], total: int) -> dict[str, Any]:
    base = filters.query()

    def link(name: str, key: str | None) -> str:
        place = QueryDict(mutable=True)
        place[name] = key or ""
        return f"{address}?{base}&{place.urlencode()}" if key else ""

    return {
        "shown": len(page.rows) if total <= MOST_COUNTED else None,
        "total": total if total <= MOST_COUNTED else None,
        "earlier_url": link("before", page.earlier),
        "later_url": link("after", page.later),
    }


@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the selection shown under a name."""
    query = request.POST.get("query", "")
    try:
        view = save_view(actor=request.post, at=timezone.now(), name=request.POST.get("name", ""), query=query)
    except Refused as refused:
        if refused.why != Why.VALUE:
            raise
        messages.error(request, str(refused.sentence))
        return _back_to(query)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _back_to(view.query)


@require_POST
def drop(request: Request, view_id: UUID) -> HttpResponse:
    """Throw a saved view away."""
    drop_view(view_id, actor=request.post, at=timezone.now())
    messages.success(request, _("The view is gone; the problems are untouched."))
    return _back_to(request.POST.get("query", ""))


def _back_to(query: str) -> HttpResponseRedirect:
    return redirect(f"{reverse('problems')}?{QueryDict(query).urlencode()}")
