"""Carrying over: which open problems of a closed campaign go into which other one, rehearsed before it is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jianfa.ledger import actions
from jianfa.ledger.forms.keeping import CarryOverForm
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.policy.campaigns import may_carry_over
from jianfa.ledger.queries import LISTED_WITH, load_campaign
from jianfa.ledger.queries.campaigns import receivers, to_carry_over
from jianfa.organisations.policy import Refused, Why, require
from jianfa.workspace.views import Request


@require_http_methods(["GET", "POST"])
def carry_over(request: Request, campaign_id: UUID) -> HttpResponse:
    """Show what is open, rehearse, and carry it over."""
    source = load_campaign(request.post, campaign_id)
    require(may_carry_over(request.post, source))
    form = CarryOverForm(request.POST if request.method == "POST" else None, receivers=receivers(source))
    if request.method == "POST" and form.is_valid():
        chosen, into = _chosen(request, source), form.cleaned_data["into"]
        if not chosen:
            form.add_error(None, _("Please tick at least one problem."))
        else:
            is_rehearsal = request.POST.get("step") != "do"
            outcomes = actions.carry_over_all(
                source, chosen, actor=request.post, at=timezone.now(), into=into, is_rehearsal=is_rehearsal
            )
            if not is_rehearsal:
                return _done(request, source, into, outcomes)
            rehearsed = _sorted(outcomes) | {"into": into}
            return _page(request, source, form, rehearsed)
    return _page(request, source, form, {}, status=400 if form.errors else 200)


def _in_order(request: Request, source: Campaign) -> Any:
    order = (F("number_order").asc(nulls_last=True), F("submitted_at").asc(nulls_last=True), "pk")
    return to_carry_over(request.post, source).select_related(*LISTED_WITH).order_by(*order)


def _chosen(request: Request, source: Campaign) -> list[Problem]:
    """Return the ticked rows, of those that may be carried over; at most as many as fit into one request."""
    try:
        keys = [UUID(value) for value in request.POST.getlist("problem")]
    except ValueError as error:
        raise Refused(_("This form cannot be read; please tick the rows again."), Why.VALUE) from error
    return list(_in_order(request, source).filter(pk__in=keys[: actions.MOST_AT_ONCE]))


def _sorted(outcomes: list[actions.Carried]) -> dict[str, Any]:
    """Return how many go, the others by reason, and which names the other campaign does not know."""
    reasons: dict[str, list[Problem]] = {}
    lost: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.refusal:
            reasons.setdefault(outcome.refusal, []).append(outcome.problem)
        for name in outcome.lost:
            lost[name] = lost.get(name, 0) + 1
    refused = sum(len(rows) for rows in reasons.values())
    return {
        "is_rehearsed": True, "n": len(outcomes) - refused, "refused": refused, "reasons": list(reasons.items()),
        "lost": list(lost.items()),
    }  # fmt: skip


def _page(
    request: Request, source: Campaign, form: CarryOverForm, rehearsed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    rows = list(_in_order(request, source)[: actions.MOST_AT_ONCE])
    sent = set(request.POST.getlist("problem"))
    context = {
        "campaign": source, "form": form, "rows": rows, "total": to_carry_over(request.post, source).count(),
        "ticked": [row.pk for row in rows if request.method != "POST" or str(row.pk) in sent],
        "has_receiver": receivers(source).exists(), "back_url": reverse("campaign", args=[source.pk]), **rehearsed,
    }  # fmt: skip
    return render(request, "workspace/carry_over.html", context, status=status)


def _done(request: Request, source: Campaign, into: Campaign, outcomes: list[actions.Carried]) -> HttpResponse:
    counted = _sorted(outcomes)
    if counted["n"]:
        text = ngettext(
            "%(n)s problem was carried over into “%(into)s”.", "%(n)s problems were carried over into “%(into)s”.",
            counted["n"],
        ) % {"n": counted["n"], "into": into.name}  # fmt: skip
        messages.success(request, text)
    for sentence, rows in counted["reasons"]:
        messages.error(request, f"{len(rows)} · {sentence}")
    left = to_carry_over(request.post, source).exists()
    return redirect("carry_over" if left else "campaign", source.pk)
