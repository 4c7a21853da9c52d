"""The list of supervision orders: what is asked for, and the rows."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from jianfa.organisations.models import Post
from jianfa.supervision.models import OrderState, SupervisionOrder
from jianfa.supervision.models.ordering import UNANSWERED

LATE = "late"
"""A value of the filter ``state``: the answer is overdue."""


def orders_asked_for(post: Post, asked: dict[str, Any], today: date) -> QuerySet[SupervisionOrder]:
    """Return the papers the post may see that fit; withdrawn drafts only where they are asked for."""
    rows = SupervisionOrder.objects.visible_to(post).select_related("unit")
    state = asked.get("state")
    if state == LATE:
        rows = rows.filter(state__in=UNANSWERED, answer_by__lt=today)
    elif state:
        rows = rows.filter(state=state)
    else:
        rows = rows.exclude(state=OrderState.WITHDRAWN)
    if asked.get("month"):
        rows = rows.filter(month=date.fromisoformat(f"{asked['month']}-01"))
    columns = {name: asked[name] for name in ("unit", "colour", "kind") if asked.get(name)}
    return rows.filter(**columns).annotate(n_items=Count("items", filter=Q(items__ended_at=None)))


def months_of(post: Post) -> list[date]:
    """Return the months of which the post sees papers, the newest first."""
    return list(SupervisionOrder.objects.visible_to(post).order_by("-month").values_list("month", flat=True).distinct())
