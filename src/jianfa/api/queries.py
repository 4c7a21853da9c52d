"""Reads for the API: filters, pages by key, and what a problem looks like from outside."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from jianfa.acceptance.models import Session
from jianfa.intake.models import Demand
from jianfa.intake.queries import LISTED_WITH as DEMANDS_LISTED_WITH
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import LISTED_WITH, open_proposal, searched
from jianfa.organisations.models import Post, Proposal, Unit
from jianfa.supervision.models import SupervisionOrder
from jianfa.supervision.queries import asked_of, city_steps_of, days_of, grants_of, stays_of, with_light, with_on_time

LARGEST_PAGE = 200


@dataclass(frozen=True)
class Filter:
    """The columns the API filters by; None leaves a column open, but for ``campaign``: practice only when asked for."""

    campaign: str | None = None
    """An id, or "all"."""
    state: str | None = None
    solver: str | None = None
    nature: str | None = None
    light: str | None = None
    source_unit: UUID | None = None
    acting_unit: UUID | None = None
    number: str | None = None


def problems_page(
    post: Post, chosen: Filter, *, q: str, after: UUID | None, limit: int, today: date
) -> tuple[list[Problem], UUID | None]:
    """Return a page of what the post may see, by key, and the key of the next page."""
    visible = Problem.objects.visible_to(post)
    columns = {name: value for name, value in vars(chosen).items() if value is not None}
    if columns.get("campaign") == "all":
        del columns["campaign"]
    elif "campaign" not in columns:
        visible = visible.without_practice()
    rows = with_light(searched(visible, q) if q else visible, today).filter(**columns)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = with_on_time(rows)
    found = list(rows.select_related(*LISTED_WITH).order_by("pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], found[limit - 1].pk if more else None


def orders_page(
    post: Post, chosen: dict[str, Any], after: UUID | None, limit: int
) -> tuple[list[SupervisionOrder], UUID | None]:
    """Return a page of the papers the post may see, by key, and the key of the next page."""
    rows = SupervisionOrder.objects.visible_to(post).filter(**chosen)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, LARGEST_PAGE))
    found = list(rows.select_related("unit").order_by("pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], found[limit - 1].pk if more else None


def demands_page(
    post: Post, chosen: dict[str, Any], after: UUID | None, limit: int
) -> tuple[list[Demand], UUID | None]:
    """Return a page of the demands the post may see, by key, and the key of the next page."""
    rows = Demand.objects.visible_to(post).filter(**chosen)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, LARGEST_PAGE))
    found = list(rows.select_related(*DEMANDS_LISTED_WITH).order_by("pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], found[limit - 1].pk if more else None


def sessions_page(post: Post, after: UUID | None, limit: int) -> tuple[list[Session], UUID | None]:
    """Return a page of the sessions the post may see, by key, and the key of the next page."""
    rows = Session.objects.visible_to(post)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, LARGEST_PAGE))
    found = list(rows.order_by("pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], found[limit - 1].pk if more else None


def named(unit: Unit | None) -> dict[str, Any] | None:
    return {"id": unit.pk, "name": unit.name} if unit else None


def plain_problem(problem: Problem, light: str, on_time: str) -> dict[str, Any]:
    """Return a problem's columns for the API."""
    columns = (
        "number", "version", "cycle", "state", "title", "description", "solver", "nature", "clock", "weight",
        "sensitivity", "owner_name", "due_original", "due_current", "due_text", "listed_at", "applied_at",
        "approved_at", "written_off_at", "is_opening_balance", "extensions", "was_overdue",
        "campaign_id", "cause", "goal", "method", "grade", "needs_publicity",
    )  # fmt: skip
    shown: dict[str, Any] = {name: getattr(problem, name) for name in columns}
    return shown | {
        "id": problem.pk,
        "light": light,
        "on_time": on_time,
        "dimension": problem.dimension.name if problem.dimension else None,
        "source_unit": named(problem.source_unit),
        "lead": named(problem.lead),
        "driver": named(problem.driver),
        "acting_unit": named(problem.acting_unit),
    }


def dates_of(problem: Problem, today: date) -> dict[str, Any]:
    """Return what was asked for and granted, where the days went, the city's steps, and whether a report is due."""
    stays, grants, proposal = stays_of([problem.pk]), grants_of(problem), open_proposal(problem)
    asked = asked_of([problem], today).get(problem.pk)
    return {
        "request": plain_request(proposal) if proposal else None,
        "granted_extensions": grants.extensions,
        "clock_changes": grants.clock_changes,
        "days": {place.value: n for place, n in days_of(problem, today, stays).items()},
        "city_steps": [vars(step) for step in city_steps_of([problem], today, stays)[problem.pk]],
        "report_due": vars(asked) if asked else None,
    }


def plain_request(proposal: Proposal) -> dict[str, Any]:
    return {
        "verb": proposal.verb, "proposed_at": proposal.proposed_at, "proposed_by": proposal.proposed_by.person.name,
        "is_recorded": proposal.is_recorded, "waits_for_check": proposal.waits_for_check,
        "checked_at": proposal.checked_at, "fields": {**proposal.params, **proposal.wording},
    }  # fmt: skip
