"""Remedies: lists of policies, petitions, grants and pairings, each thing with its steps, and what is begun anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.organisations.policy import Why, not_found, require
from jianfa.remedies.forms import NEW_FORMS, StepForm, form_for, possible_steps
from jianfa.remedies.policy import may_read_remedies
from jianfa.remedies.queries import LISTED, load_thing, rows_of
from jianfa.workspace.queries.paging import Sort, page_of
from jianfa.workspace.queries.remedies import (
    facts_of_thing,
    grants_page,
    heading_of,
    heads_of,
    next_of_thing,
    row_cells,
    tables_of_thing,
    with_parts,
)
from jianfa.workspace.views import Request
from jianfa.workspace.views.sending import DONE, carried_out, password_form

NAMES: dict[str, Promise] = {
    "policies": gettext_lazy("Policy measures"), "petitions": gettext_lazy("Petitions"),
    "grants": gettext_lazy("Quota grants"), "pairings": gettext_lazy("Link pairing"),
    "effects": gettext_lazy("Effects"), "services": gettext_lazy("Targeted services"),
}  # fmt: skip
TABS = ("policies", "petitions", "grants", "pairings")
SORTS = {
    "policies": Sort(gettext_lazy("newest first"), "document_on", datetime.fromisoformat, is_down=True),
    "petitions": Sort(gettext_lazy("newest first"), "drafted_at", datetime.fromisoformat, is_down=True),
    "pairings": Sort(gettext_lazy("newest first"), "made_at", datetime.fromisoformat, is_down=True),
}
EMPTY: dict[str, Promise] = {
    "policies": gettext_lazy("No policy has been entered yet. The desk and the departments enter documents here."),
    "petitions": gettext_lazy("There is no petition for you to read. They are drafted here or on a problem's page."),
    "grants": gettext_lazy("Nothing has been granted yet. Grants are entered on a petition with a reply."),
    "pairings": gettext_lazy("No county has been paired yet. The desk says who answers for which county."),
}


@require_safe
def remedies(request: Request) -> HttpResponse:
    """Show the first list."""
    return remedies_of(request, "policies")


@require_safe
def remedies_of(request: Request, kind: str) -> HttpResponse:
    """List the things of one kind that the post may see; grants with their totals."""
    require(may_read_remedies(request.post))
    if kind not in TABS:
        raise not_found()
    context: dict[str, Any] = {
        "kind": kind,
        "name": NAMES[kind],
        "why": EMPTY[kind],
        "tabs": [
            {"label": NAMES[one], "url": reverse("remedies_of", args=[one]), "current": one == kind} for one in TABS
        ],
        "new": NEW_FORMS[kind] if kind in NEW_FORMS and NEW_FORMS[kind].verdict(request.post) else None,
        "as_of": timezone.localtime(),
    }
    if kind in LISTED:
        rows = with_parts(kind, rows_of(request.post, kind))
        page = page_of(rows, SORTS[kind], after=request.GET.get("after", ""), before=request.GET.get("before", ""))
        address = reverse("remedies_of", args=[kind])
        context["table"] = {"heads": heads_of(kind), "rows": [row_cells(kind, row) for row in page.rows]}
        context["pager"] = {
            "earlier_url": f"{address}?before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}?after={page.later}" if page.later else "",
        }
    else:
        context |= grants_page(request.post, request.GET)
    return render(request, "workspace/remedies.html", context)


@require_http_methods(["GET", "POST"])
def remedy_new(request: Request, kind: str) -> HttpResponse:
    """Enter a policy, draft a petition, pair a county."""
    if kind not in NEW_FORMS:
        raise not_found()
    require(may_read_remedies(request.post))
    require(NEW_FORMS[kind].verdict(request.post))
    form, status = NEW_FORMS[kind](request.POST or None, post=request.post), DONE
    if request.method == "POST":
        form = NEW_FORMS[kind](request.POST, post=request.post)
        row, status = carried_out(form, lambda: form.perform(timezone.now()))
        if row is not None:
            messages.success(request, _("%(verb)s: done.") % {"verb": form.name})
            return redirect("remedy", kind, row.pk)
    context = {"form": form, "kind": kind, "list_name": NAMES[kind]}
    return render(request, "workspace/remedy_new.html", context, status=status)


@require_safe
def remedy(request: Request, kind: str, remedy_id: UUID) -> HttpResponse:
    """Show one thing with its facts, its rows and what can be done."""
    return render(request, "workspace/remedy.html", _context(request, kind, load_thing(request.post, kind, remedy_id)))


def _context(
    request: Request, kind: str, found: Any, form: StepForm | None = None, password: Form | None = None
) -> dict[str, Any]:  # fmt: skip
    steps = possible_steps(kind, found, request.post)
    next_step = next((step for step in steps if step.is_asked(found)), None)
    return {
        "kind": kind,
        "thing": found,
        "heading": heading_of(kind, found),
        "list_name": NAMES[kind],
        "list_url": reverse("remedies_of", args=[kind]) if kind in LISTED else "",
        "facts": facts_of_thing(kind, found, request.post),
        "tables": tables_of_thing(kind, found, request.post),
        "steps": steps,
        "next_step": next_step,
        "elsewhere": "" if next_step else next_of_thing(kind, found),
        "form": form,
        "password": password,
        "back_url": reverse("remedy", args=[kind, found.pk]),
    }


@require_http_methods(["GET", "POST"])
def remedy_step(request: Request, kind: str, remedy_id: UUID, verb: str) -> HttpResponse:
    """Carry out one step of a thing."""
    found = load_thing(request.post, kind, remedy_id)
    form_class = form_for(kind, verb)
    if form_class is None:
        raise not_found()
    require(form_class.verdict(found, request.post))
    is_sent = request.method == "POST"
    form, status = form_class(request.POST if is_sent else None, thing=found, post=request.post), DONE
    password = password_form(request, form)
    if is_sent and password is not None and not password.is_valid():
        form.is_valid()  # what else is wrong is said at once
        status = Why.VALUE.value
    elif is_sent:
        event, status = carried_out(form, lambda: form.perform(timezone.now()))
        if event is not None:
            messages.success(request, _("%(verb)s: done.") % {"verb": form.heading})
            return redirect("remedy", kind, found.pk)
    found = load_thing(request.post, kind, remedy_id)
    return render(request, "workspace/remedy.html", _context(request, kind, found, form, password), status=status)
