"""The first day: the city is named, units and people are pasted from sheets; checked first, then entered at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from jianfa.organisations import actions
from jianfa.organisations.actions import NewPerson, NewUnit
from jianfa.organisations.forms import CityForm, PasteForm, carry
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused
from jianfa.organisations.queries import PROVISIONAL_CODE, Pasted, federation, pasted_people, pasted_units
from jianfa.organisations.views.administration import keeper

UNIT_EXAMPLE = (
    "编码\t单位名称\t简称\t类别\t行政区划代码\t别名\n01\t示例区总工会\t示例区\t县级工会\t\t示例区工会、示例工会"
)
PERSON_EXAMPLE = "姓名\t单位\t岗位\t手机\n张示例\t示例区总工会\t联络员\t00000000000"


@require_http_methods(["GET", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """Name the city federation."""
    post = keeper(request)
    unit = federation()
    if unit is None:
        raise Refused(_("There is no city federation yet; run “jianfa init” first."))
    is_new = unit.code == PROVISIONAL_CODE
    initial = {} if is_new else {name: getattr(unit, name) for name in CityForm.base_fields}
    form = CityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.found_city(unit, actor=post, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("The city is %(name)s.") % {"name": form.cleaned_data["name"]})
            return redirect("start")
    return render(request, "organisations/city.html", {"form": form}, status=400 if form.errors else 200)


@dataclass(frozen=True)
class Sheet:
    """One kind of rows that can be pasted: how they are read, entered and shown."""

    read: Callable[[str, date], Pasted]
    enter: Callable[[HttpRequest, Pasted, Post], HttpResponse]
    template: str
    columns: dict[str, str]
    """Name in the pasted row → heading."""
    example: str


@require_http_methods(["GET", "POST"])
def paste_units(request: HttpRequest) -> HttpResponse:
    """Check pasted units, and enter them when nothing is doubtful any more."""
    columns = {
        "code": _("Unit code"), "name": _("Official name"), "short_name": _("Short name"), "kind_label": _("Kind"),
        "area_code": _("Area code"), "aliases": _("Other names"),
    }  # fmt: skip
    return _paste(request, Sheet(pasted_units, _enter_units, "organisations/paste_units.html", columns, UNIT_EXAMPLE))


@require_http_methods(["GET", "POST"])
def paste_people(request: HttpRequest) -> HttpResponse:
    """Check pasted people with their posts, and enter them when nothing is doubtful any more."""
    columns = {
        "name": pgettext("person", "Name"), "username": _("User name"), "unit": _("Unit"), "role_label": _("Role"),
        "title": _("Title of the post"), "mobile": _("Mobile"),
    }  # fmt: skip
    return _paste(
        request, Sheet(pasted_people, _enter_people, "organisations/paste_people.html", columns, PERSON_EXAMPLE)
    )


def _enter_units(request: HttpRequest, pasted: Pasted, post: Post) -> HttpResponse:
    kept = NewUnit.__dataclass_fields__
    rows = [NewUnit(**{name: row[name] for name in kept}) for row in pasted.rows]
    count = len(actions.enter_units(rows, actor=post, at=timezone.now()))
    messages.success(request, ngettext("%(n)s unit entered.", "%(n)s units entered.", count) % {"n": count})
    return redirect("units")


def _enter_people(request: HttpRequest, pasted: Pasted, post: Post) -> HttpResponse:
    kept = NewPerson.__dataclass_fields__
    rows = [NewPerson(**{name: row[name] for name in kept}) for row in pasted.rows]
    count = len(actions.enter_people(rows, actor=post, at=timezone.now()))
    messages.success(
        request,
        ngettext(
            "%(n)s person entered. Tick whom to print an activation slip for.",
            "%(n)s people entered. Tick whom to print activation slips for.",
            count,
        )
        % {"n": count},
    )
    return redirect(reverse("people") + "?new=1")


def _paste(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Show the form, what was understood of it, or enter it; the text stays in the form until all is in."""
    post = keeper(request)
    form = PasteForm(request.POST or None)
    pasted = None
    if request.method == "POST" and form.is_valid():
        pasted = sheet.read(form.cleaned_data["text"], timezone.localdate())
        if request.POST.get("do") == "enter" and pasted.may_be_entered:
            try:
                return sheet.enter(request, pasted, post)
            except Refused as refused:
                form.add_error("text", str(refused.sentence))
        if not pasted.rows:
            form.add_error("text", _("No row was found. Copy the rows in Excel or WPS and paste them here."))
    context = {"form": form, "pasted": pasted, "table": _preview(pasted, sheet.columns), "example": sheet.example}
    is_refused = form.errors or (request.POST.get("do") == "enter")
    return render(request, sheet.template, context, status=400 if is_refused else 200)


def _preview(pasted: Pasted | None, columns: dict[str, str]) -> dict[str, Any] | None:
    """Return what was understood as a table, the row as pasted first."""
    if pasted is None or not pasted.rows:
        return None
    rows = []
    for row in pasted.rows:
        cells: list[dict[str, Any]] = [{"label": _("Row"), "text": row["row"], "number": True}]
        for name, label in columns.items():
            value = _(", ").join(row[name]) if isinstance(row[name], tuple) else row[name] or ""
            cells.append({"label": label, "text": value, "main": name == "name"})
        rows.append({"id": row["row"], "cells": cells})
    headings = [{"label": _("Row"), "number": True}, *({"label": label} for label in columns.values())]
    return {"columns": headings, "rows": rows}
