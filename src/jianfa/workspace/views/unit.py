"""A unit's page: what it raised and what it is involved in, its people, the names it goes by."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jianfa.ledger.models import Campaign
from jianfa.organisations.models import Unit
from jianfa.supervision.policy import may_read_load
from jianfa.workspace.queries.remedies import held_by
from jianfa.workspace.queries.summing import (
    Tally,
    campaigns_of,
    chosen_campaign,
    load_unit,
    posts_of,
    unit_tallies,
)
from jianfa.workspace.views import Request
from jianfa.workspace.views.papers import paper_rows, papers_url
from jianfa.workspace.views.solvers import NOT_DONE, list_url

PARTS: dict[str, Promise] = {
    "source": _("Raised by itself"),
    "involved": _("Involved in"),
    "lead": _("of these as lead unit"),
    "driver": _("of these as driving unit"),
    "assist": _("of these as assisting unit"),
}


@require_safe
def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Show one unit."""
    found = load_unit(request.post, unit_id)
    campaigns = campaigns_of(request.post)
    campaign = chosen_campaign(campaigns, request.GET.get("campaign", "")) if campaigns else None
    context = {
        "unit": found,
        "campaign": campaign,
        "campaigns": [(row.pk, row.name, row == campaign) for row in campaigns] if len(campaigns) > 1 else [],
        "lines": _lines(found, campaign, unit_tallies(request.post, found, campaign)) if campaign else [],
        "headline": campaign.get_headline_display() if campaign else "",
        "held": held_by(request.post, found),
        "posts": posts_of(found, timezone.localdate()),
        "papers": paper_rows(request.post, found),
        "papers_url": papers_url(request.post, found),
        "aliases": found.aliases.filter(ended_at=None).order_by("text").values_list("text", flat=True),
        "as_of": timezone.localtime(),
        "sees_load": may_read_load(request.post, found.pk),
    }
    return render(request, "workspace/unit.html", context)


def _lines(found: Unit, campaign: Campaign, tallies: dict[str, Tally]) -> list[dict[str, Any]]:
    """Return a line per part the unit has; each of its three numbers opens its rows."""
    return [
        {
            "label": label,
            "is_part": key in {"lead", "driver", "assist"},
            "tally": tallies[key],
            "total_url": list_url(campaign, stage="on_list", **{key: found.code}),
            "done_url": list_url(campaign, stage=campaign.headline, **{key: found.code}),
            "left_url": list_url(campaign, stage=NOT_DONE[campaign.headline], **{key: found.code}),
        }
        for key, label in PARTS.items()
    ]
