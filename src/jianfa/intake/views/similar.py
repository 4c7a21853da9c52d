"""Similar demands and problems: while typing, beside a demand or problem, two texts side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.policy.demands import may_read_demands
from jianfa.intake.policy.likeness import may_confirm_like
from jianfa.intake.queries.likeness import beside, link_between, load_thing
from jianfa.intake.queries.loading import demand_of
from jianfa.intake.queries.similar import LONGEST, Asked, similar_to
from jianfa.intake.queries.suggesting import suggested_for_demand
from jianfa.intake.queries.texts import DEMAND, key_of, still_reading
from jianfa.intake.queries.words import words_of
from jianfa.intake.views import Request
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.policy import not_found, require

FEWEST_CHARACTERS = 4
"""Shorter than that a text is like everything."""


@require_http_methods(["GET", "HEAD", "POST"])
def similar_typing(request: Request) -> HttpResponse:
    """Show what is like the text being typed; sent, so that it stands in no address. In place or as a page."""
    require(may_read_demands(request.post))
    head = request.POST.get("title", "").strip()[:200]
    body = (request.POST.get("text") or request.POST.get("description") or "").strip()[:LONGEST]
    is_enough = len(head) + len(body) >= FEWEST_CHARACTERS
    practice = _practice_of(request.POST.get("campaign", ""))
    asked = Asked(request.post, head, body, is_practice=practice) if head else Asked(request.post, body)
    context = {
        "found": similar_to(asked) if is_enough else [], "is_asked": is_enough, "title": head, "text": body,
        "still_reading": still_reading(),
    }  # fmt: skip
    return render(request, "intake/_similar_found.html" if request.htmx else "intake/similar.html", context)


def _practice_of(campaign: str) -> bool:
    """Say whether what is typed is for practice; a form with no choice of campaigns is for a real one."""
    try:
        return Campaign.objects.filter(pk=UUID(campaign), is_practice=True).exists()
    except ValueError:
        return False


@require_safe
def demand_similar(request: Request, demand_id: UUID) -> HttpResponse:
    """Show what is like a demand, and what earlier problems suggest for it; in place or as a page of its own."""
    found = demand_of(request.post, demand_id)
    words = words_of(found, request.post)
    asked = Asked(
        request.post, words.title, words.text, is_practice=found.campaign.is_practice,
        besides=(key_of(DEMAND, found.pk),),
    )  # fmt: skip
    is_silent = words.is_missing or found.sensitivity == Sensitivity.SENSITIVE
    context = {
        "demand": found, "words": words, "own_kind": DEMAND, "own_id": found.pk, "is_asked": True,
        "found": [] if is_silent else similar_to(asked),
        "suggestions": [] if is_silent else suggested_for_demand(found, request.post),
        "still_reading": still_reading(),
    }  # fmt: skip
    name = "intake/_similar_found.html" if request.htmx else "intake/demand_similar.html"
    return render(request, name, context)


@require_http_methods(["GET", "HEAD", "POST"])
def alike(request: Request, kind: str, one_id: UUID, other_kind: str, other_id: UUID) -> HttpResponse:
    """Show two texts side by side with what both say marked; on POST put on record that they are alike."""
    one = load_thing(request.post, kind, one_id)
    other = load_thing(request.post, other_kind, other_id)
    if one.pk == other.pk:
        raise not_found()
    demands = [row for row in (one, other) if isinstance(row, Demand)]
    if request.method == "POST":
        return _confirm(request, one, other)
    link = link_between(one, other)
    context: dict[str, Any] = {
        "sides": beside(one, other, request.post),
        "link": link,
        "verdict": may_confirm_like(request.post, *demands) if demands else None,
        "back_url": reverse(kind, args=[one.pk]),
        "merge_url": _merge_url(one),
    }
    return render(request, "intake/alike.html", context)


def _confirm(request: Request, one: Demand | Problem, other: Demand | Problem) -> HttpResponse:
    demand, second = (one, other) if isinstance(one, Demand) else (other, one)
    if isinstance(demand, Problem):
        raise not_found()
    actions.confirm_like(demand, second, actor=request.post, at=timezone.now())
    messages.success(request, _("Put on record that the two are alike; both pages show it."))
    return redirect(request.path)


def _merge_url(one: Demand | Problem) -> str:
    """Return where merging is asked for; a person does that, on the page of the verb."""
    if isinstance(one, Demand):
        return reverse("demand_step", args=[one.pk, "merge"])
    return reverse("move", args=[one.pk, "merge"])


@require_POST
def alike_end(request: Request, kind: str, one_id: UUID, other_kind: str, other_id: UUID) -> HttpResponse:
    """Take a confirmed likeness back."""
    one = load_thing(request.post, kind, one_id)
    other = load_thing(request.post, other_kind, other_id)
    link = link_between(one, other)
    if link is None:
        raise not_found()
    actions.end_like(link, actor=request.post, at=timezone.now(), reason=request.POST.get("reason", "")[:200])
    messages.success(request, _("Taken back; that it was confirmed stays in the record."))
    return redirect("alike", kind, one_id, other_kind, other_id)
