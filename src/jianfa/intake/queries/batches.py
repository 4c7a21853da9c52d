"""What one paste or one file brought in: found again through its events, so that it can be taken back as a whole."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from jianfa.intake.models import Demand, same_side
from jianfa.intake.policy import may
from jianfa.intake.queries.loading import SHOWN_WITH
from jianfa.intake.states import Channel, State
from jianfa.journal.models import Event
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

MOST_BATCHES = 5
LOOKED_AT = 1_000
"""So many of an office's newest demands from lists are looked at for the batches they came in."""
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
    raised = [(chain, at) for chain, at, found in _raised_by(post) if found == batch]
    if not raised:
        raise not_found()
    rows = Demand.objects.visible_to(post).filter(pk__in=[chain for chain, _at in raised]).select_related(*SHOWN_WITH)
    demands = list(rows.order_by("receipt_no"))
    untouched = [row for row in demands if row.version == RAISED and may(post, "withdraw", row)]
    return Batch(batch, raised[0][1], demands, untouched)


def batch_id_of(demand: Demand) -> UUID | None:
    """Return the batch a demand came in with, if it came in with others."""
    body = Event.objects.filter(chain=demand.pk, seq=1).values_list("body", flat=True).get()
    return _batch_in(body)


def _batch_in(body: bytes | memoryview) -> UUID | None:
    found = json.loads(bytes(body))["facts"].get("batch")
    return UUID(found) if found else None


def latest_batches(post: Post) -> list[tuple[UUID, datetime, int]]:
    """Return the newest batches of a post's office: id, when, how many; two queries."""
    counts: dict[UUID, tuple[datetime, int]] = {}
    for _chain, at, batch in _raised_by(post):
        if batch is not None:
            first, n = counts.get(batch, (at, 0))
            counts[batch] = (first, n + 1)
    return [(batch, at, n) for batch, (at, n) in list(counts.items())[:MOST_BATCHES]]


def _raised_by(post: Post) -> list[tuple[UUID, datetime, UUID | None]]:
    """Return chain, time and batch of what the post's office took in from lists, the newest first."""
    by_office = Q(drafted_by__unit=post.unit_id, drafted_by__role__in=same_side(post.role))
    rows = Demand.objects.filter(by_office, channel=Channel.IMPORT).order_by("-raised_at", "-pk")
    chains = list(rows.values_list("pk", flat=True)[:LOOKED_AT])
    events = Event.objects.filter(chain__in=chains, seq=1).order_by("-pk").values_list("chain", "at", "body")
    return [(chain, at, _batch_in(body)) for chain, at, body in events]
