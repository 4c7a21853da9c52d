"""What one paste or one file brought in, so that it can be taken back as a whole."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from jianfa.intake.models import Demand, same_side
from jianfa.intake.policy import may
from jianfa.intake.queries.loading import SHOWN_WITH
from jianfa.intake.states import State
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

MOST_BATCHES = 5
LOOKED_AT = 1_000
"""So many of an office's newest demands from lists are looked at for the newest batches."""
RAISED = 1
"""The version of a demand nobody has done anything with since it came in."""


@dataclass(frozen=True)
class Batch:
    """What came in together: when, all of it, and what of it can still be taken back."""

    id: UUID
    at: datetime
    demands: list[Demand]
    untouched: list[Demand]

    @property
    def withdrawn(self) -> int:
        return sum(row.state == State.WITHDRAWN for row in self.demands)

    @property
    def touched(self) -> int:
        return len(self.demands) - len(self.untouched) - self.withdrawn


def batch_of(post: Post, batch: UUID) -> Batch:
    """Return a batch this post's office brought in; raise Refused (404) for everybody else's as for none."""
    rows = Demand.objects.visible_to(post).filter(_by_office(post), batch=batch).select_related(*SHOWN_WITH)
    demands = list(rows.order_by("receipt_no"))
    if not demands:
        raise not_found()
    untouched = [row for row in demands if row.version == RAISED and may(post, "withdraw", row)]
    return Batch(batch, demands[0].raised_at, demands, untouched)


def latest_batches(post: Post) -> list[tuple[UUID, datetime, int]]:
    """Return the newest batches of a post's office: id, when, how many; two queries."""
    rows = Demand.objects.filter(_by_office(post), batch__isnull=False).order_by("-raised_at", "-pk")
    found: dict[UUID, datetime] = {}
    for batch, at in rows.values_list("batch", "raised_at")[:LOOKED_AT]:
        if batch is not None:
            found.setdefault(batch, at)
    newest = list(found.items())[:MOST_BATCHES]
    counted = Demand.objects.filter(batch__in=[batch for batch, _at in newest]).order_by().values("batch")
    counts = {row["batch"]: row["n"] for row in counted.annotate(n=Count("pk"))}
    return [(batch, at, counts[batch]) for batch, at in newest]


def _by_office(post: Post) -> Q:
    return Q(drafted_by__unit=post.unit_id, drafted_by__role__in=same_side(post.role))
