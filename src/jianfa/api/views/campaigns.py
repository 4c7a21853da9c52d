"""Campaigns, units and the table of moves."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from jianfa.api.policy import post_of
from jianfa.api.views.schemas import CampaignOut, Error, UnitOut, VerbOut
from jianfa.ledger.models import Campaign
from jianfa.ledger.queries import load_campaign
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Role, Unit
from jianfa.organisations.policy import not_found

ERRORS = {401: Error, 403: Error, 404: Error}
router = Router(tags=["campaigns and units"])


def plain_campaign(campaign: Campaign) -> dict[str, Any]:
    columns = (
        "id", "name", "state", "starts_on", "ends_on", "headline", "warn_days", "publicity_days", "is_practice",
    )  # fmt: skip
    dimensions = [{"id": row.pk, "name": row.name} for row in campaign.dimensions.all()]
    return {name: getattr(campaign, name) for name in columns} | {"dimensions": dimensions}


@router.get("/campaigns", response={200: list[CampaignOut], **ERRORS})
def list_campaigns(request: HttpRequest) -> list[dict[str, Any]]:
    """List every campaign with its dimensions."""
    if post_of(request).role == Role.ADMINISTRATOR:
        return []
    return [plain_campaign(row) for row in Campaign.objects.prefetch_related("dimensions")]


@router.get("/campaigns/{campaign_id}", response={200: CampaignOut, **ERRORS})
def read_campaign(request: HttpRequest, campaign_id: UUID) -> dict[str, Any]:
    """Read one campaign."""
    return plain_campaign(load_campaign(post_of(request), campaign_id))


@router.get("/units", response={200: list[UnitOut], **ERRORS})
def list_units(request: HttpRequest) -> list[Unit]:
    """List the units that exist; some dozens, in their order."""
    post_of(request)
    return list(Unit.objects.filter(valid_until=None))


@router.get("/units/{unit_id}", response={200: UnitOut, **ERRORS})
def read_unit(request: HttpRequest, unit_id: UUID) -> Unit:
    """Read one unit."""
    post_of(request)
    found: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if found is None:
        raise not_found()
    return found


@router.get("/verbs", response={200: list[VerbOut], **ERRORS})
def list_verbs(request: HttpRequest) -> list[dict[str, Any]]:
    """List the table of moves: which verb leads from where to where, and who may do it."""
    post_of(request)
    return [
        {
            "verb": move.verb,
            "name": str(move.name),
            "sources": list(move.sources),
            "target": move.target,
            "who": list(move.who),
            "confirmed_by": list(move.confirmed_by),
        }
        for move in MOVES.values()
    ]
