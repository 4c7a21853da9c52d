"""Every light with its reason: what is overdue, behind, near, stopped, waiting; the most urgent first."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Role
from jianfa.organisations.policy import not_found
from jianfa.supervision.queries import SYMBOLS, WORDS, LightView, lights_noted, lights_of
from jianfa.workspace.queries.lights import ROWS_A_LIGHT, light_groups
from jianfa.workspace.queries.summing import campaigns_of, chosen_campaign
from jianfa.workspace.views import Request
from jianfa.workspace.views.solvers import list_url


@require_safe
def lights(request: Request) -> HttpResponse:
    """Show the lights of one campaign, grouped, each with the reason in words and since when it is so."""
    if request.post.role == Role.ADMINISTRATOR:
        raise not_found()
    campaigns = campaigns_of(request.post)
    if not campaigns:
        return render(request, "workspace/lights.html", {"groups": [], "total": 0})
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    today = timezone.localdate()
    groups = light_groups(request.post, campaign, today)
    shown = [problem for group in groups for problem in group.rows]
    views = lights_of(shown, today)
    noted = lights_noted([problem.pk for problem in shown], today)
    context = {
        "campaign": campaign,
        "campaigns": [(row.pk, row.name, row == campaign) for row in campaigns] if len(campaigns) > 1 else [],
        "total": sum(group.total for group in groups),
        "total_url": list_url(campaign, stage="on_list"),
        "groups": [
            {
                "key": group.light.value,
                "symbol": SYMBOLS[group.light],
                "word": WORDS[group.light],
                "total": group.total,
                "url": list_url(campaign, light=group.light.value),
                "has_more": group.total > ROWS_A_LIGHT,
                "rows": [_row(problem, views[problem.pk], noted.get(problem.pk)) for problem in group.rows],
            }
            for group in groups
        ],
        "as_of": timezone.localtime(),
    }
    return render(request, "workspace/lights.html", context)


def _row(problem: Problem, light: LightView, noted: tuple[str, date] | None) -> dict[str, Any]:
    whose = problem.acting_unit or problem.source_unit
    parts = [whose.short_name or whose.name]
    if problem.due_current:
        parts.append(_("due %(day)s") % {"day": problem.due_current.isoformat()})
    if noted and noted[0] == light.name:
        parts.append(_("so since %(day)s") % {"day": noted[1].isoformat()})
    return {
        "number": problem.number,
        "title": problem.title,
        "url": reverse("problem", args=[problem.pk]),
        "second": " · ".join(parts),
        "light": light,
    }
