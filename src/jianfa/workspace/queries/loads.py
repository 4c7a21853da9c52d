"""The load by week as rows of a table: on its page, and beside the dispatch."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.supervision.policy import sees_every_load
from jianfa.supervision.queries.load import Cell, UnitLoad, load_of


def unit_rows(units: list[UnitLoad], *, is_linked: bool) -> list[dict[str, Any]]:
    """Return a row for each unit."""
    return [
        {
            "name": row.unit.name, "url": f"{reverse('load')}?unit={row.unit.code}" if is_linked else "",
            "limit": row.capacity, "cells": row.cells, "is_over": row.is_over,
            "over": [name or _("without a name") for name, cells in row.owners.items() if _is_over(cells)],
        }
        for row in units
    ]  # fmt: skip


def _is_over(cells: list[Cell]) -> bool:
    return any(cell.is_over for cell in cells)


def owner_rows(unit: UnitLoad, each: int) -> list[dict[str, Any]]:
    """Return a row for each owner of a unit."""
    return [
        {"name": name or _("without a name"), "limit": each, "cells": cells, "is_over": _is_over(cells)}
        for name, cells in unit.owners.items()
    ]


WEEKS_BEFORE_DISPATCH, MOST_BEFORE_DISPATCH = 4, 6


def load_before_dispatch(found: Problem, post: Post) -> dict[str, Any] | None:
    """Return the small table beside the dispatch: the unit it is meant for first, then those over capacity."""
    if not sees_every_load(post):
        return None
    seen = load_of(post, timezone.localdate(), weeks=WEEKS_BEFORE_DISPATCH)
    assists = set(found.assists.filter(ended_at=None).values_list("unit_id", flat=True))
    meant = [row for row in seen.units if row.unit.pk == found.lead_id or row.unit.pk in assists]
    meant.sort(key=lambda row: row.unit.pk != found.lead_id)
    over = [row for row in seen.units if row.is_over and row not in meant]
    return {
        "weeks": [f"{week.monday:%m-%d}" for week in seen.weeks],
        "rows": unit_rows([*meant, *over][:MOST_BEFORE_DISPATCH], is_linked=True),
        "left_out": max(len(meant) + len(over) - MOST_BEFORE_DISPATCH, 0), "is_idle": not meant and found.lead,
    }  # fmt: skip
