"""The same verb for many rows: first what would happen, then doing it, then what became of each row."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jianfa.ledger.forms.base import UNION_KINDS
from jianfa.ledger.models import Problem
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Role
from jianfa.organisations.policy import Refused, Why
from jianfa.workspace.actions import BULK_LIMIT, Outcome, act_on_all, rehearse
from jianfa.workspace.forms import BULK_FORMS, BULK_NAMES
from jianfa.workspace.queries.filters import filtered_problems
from jianfa.workspace.queries.triage import choices
from jianfa.workspace.views import Request

SHOWN_WITH = ("campaign", "template", "dimension", "source_unit", "lead", "driver", "sponsor", "drafted_by")


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: Request) -> HttpResponse:
    """Rehearse a verb on the ticked rows, or carry it out after the rehearsal was seen."""
    if request.post.role != Role.DESK:
        raise Refused(_("Bulk actions are the city desk's."), Why.OFFICE)
    if request.method != "POST":
        return redirect("problems")
    verb = request.POST.get("verb", "")
    if verb not in BULK_FORMS:
        raise Refused(_("There is no such bulk action: %(verb)s") % {"verb": verb}, Why.VALUE, field="verb")
    problems = _chosen(request)
    options = choices()
    step = request.POST.get("step", "")
    form = BULK_FORMS[verb](options, problems, request.POST if step else None)
    context: dict[str, Any] = {
        "verb": verb,
        "name": BULK_NAMES.get(verb) or MOVES[verb].name,
        "form": form,
        "ids": [problem.pk for problem in problems],
        "units": [unit for unit in options.units if unit.kind in UNION_KINDS] if verb == "dispatch" else [],
        "query": _query(request),
        "back_url": f"{reverse('problems')}?{_query(request)}",
        "is_checked": bool(step),
    }
    given = form.cleaned_data if step and form.is_valid() else dict.fromkeys(form.fields, "")
    if step == "do" and form.is_valid():
        outcomes = act_on_all(verb, problems, given, actor=request.post, at=timezone.now())
        return render(request, "workspace/bulk_result.html", context | _sorted(outcomes))
    outcomes = rehearse(verb, problems, given, actor=request.post, at=timezone.now())
    return render(
        request, "workspace/bulk.html", context | _sorted(outcomes), status=400 if step and form.errors else 200
    )


def _query(request: Request) -> str:
    return QueryDict(request.POST.get("query", "")).urlencode()


def _chosen(request: Request) -> list[Problem]:
    """Return the ticked rows, or all that fit the filters; only what the post may see, and not too many."""
    if request.POST.get("all") == "yes":
        found, _filters = filtered_problems(request.post, QueryDict(_query(request)))
    else:
        try:
            keys = [UUID(value) for value in request.POST.getlist("id")]
        except ValueError as error:
            raise Refused(_("This form cannot be read; please tick the rows again."), Why.VALUE) from error
        if not keys:
            raise Refused(_("Please tick at least one row first."), Why.VALUE, field="id")
        found = Problem.objects.visible_to(request.post).filter(pk__in=keys[: BULK_LIMIT + 1])
    order = (F("number_order").asc(nulls_last=True), F("submitted_at").asc(nulls_last=True), "pk")
    problems = list(found.select_related(*SHOWN_WITH).order_by(*order)[: BULK_LIMIT + 1])
    if len(problems) > BULK_LIMIT:
        raise Refused(_("At most %(n)s rows at a time; please narrow the filters.") % {"n": BULK_LIMIT}, Why.VALUE)
    if not problems:
        raise Refused(_("None of these rows is there any more."), Why.STATE)
    return problems


def _sorted(outcomes: list[Outcome]) -> dict[str, Any]:
    """Return the rows that go, and the others by reason."""
    reasons: dict[str, list[Problem]] = {}
    for outcome in outcomes:
        if not outcome.is_done:
            reasons.setdefault(outcome.refusal, []).append(outcome.problem)
    return {
        "done": [outcome.problem for outcome in outcomes if outcome.is_done],
        "reasons": list(reasons.items()),
        "refused": sum(len(rows) for rows in reasons.values()),
    }
