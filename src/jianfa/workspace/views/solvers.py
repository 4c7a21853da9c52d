"""Who must solve it: three columns with their counts, each opening its rows."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jianfa.ledger.models import Campaign
from jianfa.organisations.policy import not_found
from jianfa.supervision.queries import LightView, lights_of
from jianfa.workspace.queries.filters import STAGES
from jianfa.workspace.queries.summing import SolverColumn, campaigns_of, chosen_campaign, solver_columns
from jianfa.workspace.views import Request

NOT_DONE = {"solved": "not_solved", "accepted": "not_accepted", "written_off": "not_written_off"}


@require_safe
def solvers(request: Request) -> HttpResponse:
    """Show the three columns of one campaign."""
    campaigns = campaigns_of(request.post)
    if not campaigns and request.post.role == "administrator":
        raise not_found()
    if not campaigns:
        return render(request, "workspace/solvers.html", {"columns": []})
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", ""))
    columns = solver_columns(request.post, campaign)
    lights = lights_of((row for column in columns for row in column.rows), timezone.localdate())
    context = {
        "campaign": campaign,
        "campaigns": [(row.pk, row.name, row == campaign) for row in campaigns] if len(campaigns) > 1 else [],
        "total": sum(column.tally.total for column in columns),
        "total_url": list_url(campaign, stage="on_list"),
        "headline": campaign.get_headline_display(),
        "columns": [_column(column, campaign, lights) for column in columns],
        "as_of": timezone.localtime(),
    }
    return render(request, "workspace/solvers.html", context)


def list_url(campaign: Campaign, **filters: str) -> str:
    """Return the address of the list's rows behind a count."""
    return f"{reverse('problems')}?{urlencode({'campaign': str(campaign.pk), **filters})}"


def _column(column: SolverColumn, campaign: Campaign, lights: dict[UUID, LightView]) -> dict[str, Any]:
    key = column.solver.value
    return {
        "name": column.solver.label,
        "key": key,
        "tally": column.tally,
        "total_url": list_url(campaign, stage="on_list", solver=key),
        "done_url": list_url(campaign, stage=campaign.headline, solver=key),
        "left_url": list_url(campaign, stage=NOT_DONE[campaign.headline], solver=key),
        "left_label": STAGES[NOT_DONE[campaign.headline]][0],
        "has_more": column.tally.left > len(column.rows),
        "rows": [
            {
                "number": row.number,
                "title": row.title,
                "url": reverse("problem", args=[row.pk]),
                "second": row.acting_unit.name if row.acting_unit else row.source_unit.name,
                "light": lights[row.pk],
            }
            for row in column.rows
        ],
    }
