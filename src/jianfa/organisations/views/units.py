"""Units: the tree, one unit, and the other names it goes by."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jianfa.organisations import actions
from jianfa.organisations.forms import AliasForm, UnitChangeForm, UnitForm, carry
from jianfa.organisations.models import Alias, Post, Unit, UnitKind
from jianfa.organisations.policy import Refused, not_found
from jianfa.organisations.queries import federation, found_units, load_unit
from jianfa.organisations.views.administration import keeper, unit_page


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Show the tree of units."""
    keeper(request)
    words, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    today = timezone.localdate()
    shown = found_units(words, kind, on=None if request.GET.get("all") else today)
    rows, pager = unit_page(request, shown.prefetch_related("aliases"))
    context = {
        "table": tree_table(rows), "pager": pager, "q": words, "kind": kind, "kinds": UnitKind.choices,
        "with_ended": bool(request.GET.get("all")), "is_filtered": bool(words or kind),
    }  # fmt: skip
    return render(request, "organisations/units.html", context)


def tree_table(units: list[Any]) -> dict[str, Any]:
    """Return the units as a table; the depth in the tree is shown by full-width spaces."""
    labels = {"code": _("Unit code"), "kind": _("Kind"), "also": _("Other names")}
    rows = []
    for unit in units:
        names = _(", ").join(alias.text for alias in unit.aliases.all() if alias.ended_at is None)
        rows.append(
            {
                "id": unit.pk,
                "cells": [
                    {
                        "text": "\u3000" * unit.tree_depth + unit.name, "url": reverse("unit_change", args=[unit.pk]),
                        "main": True, "second": ended_sentence(unit),
                    },
                    {"label": labels["code"], "text": unit.code, "nowrap": True},
                    {"label": labels["kind"], "text": unit.get_kind_display(), "nowrap": True},
                    {"label": labels["also"], "text": names, "extra": True},
                ],
            }
        )  # fmt: skip
    columns = [{"label": _("Unit")}, *({"label": label} for label in labels.values())]
    return {"columns": columns, "rows": rows}


def ended_sentence(unit: Unit) -> str:
    """Say until when a unit existed and who came after it."""
    if unit.valid_until is None:
        return ""
    if unit.successor is None:
        return _("until %(day)s") % {"day": unit.valid_until.isoformat()}
    return _("until %(day)s, then %(unit)s") % {"day": unit.valid_until.isoformat(), "unit": unit.successor.name}


@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """Add one unit."""
    post = keeper(request)
    form = UnitForm(request.POST or None, initial={"parent": federation()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        given["position"] = given["position"] or 0
        try:
            unit = actions.create_unit(actor=post, at=timezone.now(), **given)
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("%(unit)s has been entered.") % {"unit": unit.name})
            return redirect("unit_change", unit.pk)
    return render(request, "organisations/unit_new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit_change(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show and change one unit."""
    post = keeper(request)
    unit = load_unit(post, unit_id)
    names = [name for name in UnitChangeForm.base_fields if name != "parent"]
    initial = {"parent": unit.parent_id, **{name: getattr(unit, name) for name in names}}
    form = UnitChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "area_code": form.cleaned_data["area_code"] or None}
        given["position"] = given["position"] or 0
        given["short_name"] = given["short_name"] or given["name"][:30]
        changed = {name: value for name, value in given.items() if value != getattr(unit, name)}
        try:
            if changed:
                actions.change_unit(unit, actor=post, at=timezone.now(), **changed)
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("Saved."))
            return redirect("unit_change", unit.pk)
    return unit_page_of(request, unit, form, AliasForm())


def unit_page_of(request: HttpRequest, unit: Unit, form: UnitChangeForm, alias_form: AliasForm) -> HttpResponse:
    """Render the page of a unit in the administration."""
    today = timezone.localdate()
    context = {
        "unit": unit, "form": form, "alias_form": alias_form,
        "aliases": unit.aliases.filter(ended_at=None).order_by("text"),
        "posts": Post.objects.filter(unit=unit, pk__in=Post.objects.on(today)).select_related("person"),
    }  # fmt: skip
    status = 400 if form.errors or alias_form.errors else 200
    return render(request, "organisations/unit_change.html", context, status=status)


@require_POST
def alias_add(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Let a unit be recognised by one more name."""
    post = keeper(request)
    unit = load_unit(post, unit_id)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.add_alias(unit, actor=post, at=timezone.now(), text=form.cleaned_data["text"])
        except Refused as refused:
            carry(refused, form)
        else:
            return redirect("unit_change", unit.pk)
    names = [name for name in UnitChangeForm.base_fields if name != "parent"]
    initial = {"parent": unit.parent_id, **{name: getattr(unit, name) for name in names}}
    return unit_page_of(request, unit, UnitChangeForm(initial=initial), form)


@require_POST
def alias_end(request: HttpRequest, unit_id: UUID, alias_id: UUID) -> HttpResponse:
    """No longer recognise a unit by this name."""
    post = keeper(request)
    unit = load_unit(post, unit_id)
    alias = Alias.objects.filter(unit=unit, pk=alias_id).first()
    if alias is None:
        raise not_found()
    actions.end_alias(alias, actor=post, at=timezone.now())
    return redirect("unit_change", unit.pk)
