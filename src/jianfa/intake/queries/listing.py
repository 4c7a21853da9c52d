"""The list of demands: what is asked for; and how many wait."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from jianfa.intake.models import Demand, DemandLink, DemandQuerySet, ReceiptSeries
from jianfa.intake.policy import works_for
from jianfa.intake.queries.loading import LISTED_WITH
from jianfa.intake.rules.demands import receipts_meant
from jianfa.intake.states import CLOSED, OPEN, LinkKind, State
from jianfa.organisations.models import Post, Role, UnitKind

OPEN_ONES, MINE, OFFERED, UNRATED = "open", "mine", "offered", "unrated"
"""Values of the filter ``state`` beside the states: not answered yet; with the asker's own unit and not answered yet;
offered to the asker's unit; answered, and the asker's unit has not said yet what it thinks of the answer."""


def demands_asked_for(post: Post, asked: dict[str, Any]) -> DemandQuerySet:
    """Return the demands the post may see that fit; withdrawn ones only where they are asked for."""
    rows = Demand.objects.visible_to(post).select_related(*LISTED_WITH)
    state = asked.get("state")
    if state == OPEN_ONES:
        rows = rows.filter(state__in=OPEN)
    elif state in OF_ASKER:
        rows = rows.filter(OF_ASKER[state](post))
    elif state:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=State.WITHDRAWN)
    unit = asked.get("unit")
    if unit is not None:
        rows = rows.filter(Q(source_unit=unit) | Q(owner=unit))
    if asked.get("channel"):
        rows = rows.filter(channel=asked["channel"])
    if number := str(asked.get("number") or "").strip():
        years = ReceiptSeries.objects.exclude(year=0).values_list("year", flat=True)
        rows = rows.filter(receipt_no__in=receipts_meant(number, years))
    return rows


def with_us(post: Post) -> Q:
    """Say which demands wait for an answer of this post's side."""
    return Q(state=State.RECEIVED) & held_by(post)


def offered_to(post: Post) -> Q:
    """Say which demands are offered to this post's side and wait for its word."""
    mine = Q(handed_to__kind=UnitKind.FEDERATION) if post.role == Role.DESK else Q(handed_to=post.unit_id)
    return Q(state=State.HANDING_OVER) & mine


def unrated_by(post: Post) -> Q:
    """Say which answers this post's unit has not rated yet; what is a problem now is asked about there."""
    linked = DemandLink.objects.filter(demand=OuterRef("pk"), ended_at=None).exclude(kind=LinkKind.LIKE)
    return Q(~Exists(linked), source_unit=post.unit_id, is_from_worker=False, state__in=CLOSED, satisfaction="")


def held_by(post: Post) -> Q:
    """Say which demands this post's side has: the desk the federation's, everybody else those of the own unit."""
    if post.role == Role.DESK:
        return Q(owner__kind=UnitKind.FEDERATION)
    return Q(owner=post.unit_id)


def is_with(post: Post, demand: Demand) -> bool:
    """Say whether it is this post's side that has the demand."""
    return works_for(post, demand.owner)


OF_ASKER: dict[str, Callable[[Post], Q]] = {MINE: with_us, OFFERED: offered_to, UNRATED: unrated_by}
"""Filters that depend on who asks."""
