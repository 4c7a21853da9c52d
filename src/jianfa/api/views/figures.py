"""The figures of the board, of today or of any past day; each with what it counts."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from jianfa.api.policy import post_of
from jianfa.api.views import plan_schemas, schemas
from jianfa.ledger.policy import may_read_figures
from jianfa.ledger.queries import load_campaign
from jianfa.ledger.queries.figures import DONE, AsOf, tally_of
from jianfa.ledger.queries.walk import walk_of
from jianfa.ledger.states import Solver
from jianfa.organisations.models import Unit
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.supervision.policy import may_read_load, sees_every_load
from jianfa.supervision.queries.load import Cell, load_of
from jianfa.supervision.rules.load import Week

ERRORS = schemas.READ_ERRORS
router = Router(tags=["figures"])


@router.get("/figures", response={200: schemas.FiguresOut, **ERRORS})
def read_figures(request: HttpRequest, campaign: UUID, on: date | None = None) -> dict[str, Any]:
    """Read total − done = left with its parts; ``on`` asks for the end of a past day."""
    post = post_of(request)
    require(may_read_figures(post))
    if on is not None and on > timezone.localdate():
        raise Refused(_("Figures of a day to come do not exist yet."), Why.VALUE, field="on")
    as_of = AsOf(load_campaign(post, campaign), on)
    tally = tally_of(as_of)
    done, total = tally.pair()
    walk = walk_of(as_of, total)
    return {
        "campaign": campaign,
        "as_of": as_of.end,
        "headline": as_of.campaign.headline,
        "total": total,
        "done": done,
        "left": total - done,
        **{name: tally.count(states) for name, states in DONE.items()},
        "opening_balance": tally.count(is_opening=True),
        "relapsed": tally.relapsed,
        "by_solver": {
            value: {"done": pair[0], "total": pair[1]} for value in Solver.values for pair in [tally.pair(solver=value)]
        },
        "baseline": walk.baseline.count if walk.baseline else None,
        "amendments": walk.steps,
    }


@router.get("/load", response={200: list[plan_schemas.UnitLoadOut], **ERRORS})
def read_load(request: HttpRequest, unit: UUID | None = None) -> list[dict[str, Any]]:
    """Read the open work of the units by week, or of one; who does not see the whole city reads the own unit's."""
    post = post_of(request)
    require(may_read_load(post))
    wanted = unit if sees_every_load(post) else unit or post.unit_id
    if wanted is not None and (not may_read_load(post, wanted) or not Unit.objects.filter(pk=wanted).exists()):
        raise not_found()
    found = load_of(post, timezone.localdate(), units=None if wanted is None else [wanted])
    return [
        {
            "unit": {"id": row.unit.pk, "name": row.unit.name}, "capacity": row.capacity,
            "weeks": _weeks(found.weeks, row.cells),
            "owners": [
                {"owner_name": name, "weeks": _weeks(found.weeks, cells)} for name, cells in row.owners.items()
            ],
        }
        for row in found.units
    ]  # fmt: skip


def _weeks(weeks: list[Week], cells: list[Cell]) -> list[dict[str, Any]]:
    return [{"monday": week.monday} | vars(cell) for week, cell in zip(weeks, cells, strict=True)]
