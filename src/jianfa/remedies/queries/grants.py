"""What was granted: rows, and totals as sums over exactly those rows."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Unit
from jianfa.remedies.models import QuotaGrant
from jianfa.remedies.states import QuotaKind

SHOWN_WITH = ("petition", "unit")


@dataclass(frozen=True)
class Total:
    """One figure: how many of a kind, for how many units; its rows are the queryset it was summed over."""

    kind: str
    label: str
    number: int
    units: int


def quota_totals(grants: QuerySet[QuotaGrant]) -> list[Total]:
    """Return a total for each kind in the order of QuotaKind; never entered, always summed. One query."""
    found = {
        row["kind"]: row
        for row in grants.order_by().values("kind").annotate(total=Sum("number"), units=Count("unit", distinct=True))
    }
    return [
        Total(kind.value, str(kind.label), found[kind.value]["total"], found[kind.value]["units"])
        for kind in QuotaKind
        if kind.value in found
    ]


def units_granted(grants: QuerySet[QuotaGrant]) -> int:
    """Return to how many units something was granted."""
    return grants.order_by().values("unit").distinct().count()


def grants_shown(
    post: Post, *, problem: Problem | None = None, unit: Unit | None = None, kind: str = ""
) -> QuerySet[QuotaGrant]:
    """Return the grants in force that the post may see, narrowed to a problem, a unit or a kind."""
    rows = QuotaGrant.objects.visible_to(post).in_force()
    if problem is not None:
        rows = rows.filter(petition__problem=problem)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related(*SHOWN_WITH)
