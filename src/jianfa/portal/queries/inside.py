"""How the portal stands, for the desk; and what a demand's card says."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from jianfa.intake.models import Demand, DemandLink
from jianfa.intake.policy import may
from jianfa.intake.states import LinkKind
from jianfa.intake.states import State as DemandState
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import State as ProblemState
from jianfa.organisations.models import TIMER, Post, Proposal, Role, Unit, UnitKind
from jianfa.organisations.policy import not_found
from jianfa.portal.models import PORTAL_ID, Card, Feedback, Portal, PortalUnit, Submission
from jianfa.portal.queries.public import first_lists
from jianfa.portal.states import Said, Seen

LATE = timedelta(hours=2)
"""What has waited longer was not taken in by the timer: `sent_at` is the hour, so the rest is a whole hour."""


def current_portal() -> Portal:
    """Return the portal; before anything was decided one that is closed, with the lists it begins with."""
    return Portal.objects.first() or Portal(**deepcopy(first_lists()))


def waiting_decision() -> Proposal | None:
    """Return the proposal to open the portal that nobody has answered."""
    waiting = Proposal.objects.filter(subject_kind="portal", subject_id=PORTAL_ID, state=Proposal.State.OPEN)
    return waiting.select_related("proposed_by__person", "proposed_by__unit", "recorded_for__person").first()


def leaders(at: datetime) -> QuerySet[Post]:
    """Return the posts of those who can have decided: leaders on that day in China."""
    held: QuerySet[Post] = Post.objects.on(timezone.localdate(at)).filter(role=Role.LEADER)
    return held.select_related("person", "unit")


def served_units() -> QuerySet[Unit]:
    """Return the units a worker's demand can be about: the county unions there are, in the order of the city."""
    found: QuerySet[Unit] = Unit.objects.filter(kind=UnitKind.COUNTY_UNION, valid_until=None)
    return found.order_by("position", "code")


def unit_of(unit_id: UUID) -> Unit:
    """Return one of them, or refuse as for one that is not there."""
    found = served_units().filter(pk=unit_id).first()
    if found is None:
        raise not_found()
    return found


def code_of(unit: Unit) -> str:
    """Return the short name of a unit in addresses."""
    return PortalUnit.objects.filter(unit=unit.pk).values_list("code", flat=True).first() or unit.code


@dataclass(frozen=True)
class Waiting:
    """How many rows of the inbox wait, since which hour, and why the last one could not be taken in."""

    count: int
    since: datetime | None
    refusal: str


def waiting() -> Waiting:
    """Return what has not been taken in yet, demands and words together."""
    kinds: tuple[type[Submission] | type[Feedback], ...] = (Submission, Feedback)
    found = [
        kind.objects.filter(taken_at=None).aggregate(count=Count("pk"), since=Min("sent_at"), why=Max("refusal"))
        for kind in kinds
    ]
    since = [row["since"] for row in found if row["since"]]
    why = next((row["why"] for row in found if row["why"]), "")
    return Waiting(sum(row["count"] for row in found), min(since) if since else None, why)


@dataclass(frozen=True)
class RefusedAppeal:
    """Words of a worker that could not be put on record, and the number of the demand they are about."""

    row: Feedback
    receipt_no: str


SHOWN_AT_ONCE = 50


def refused_appeals() -> list[RefusedAppeal]:
    """Return the refused appeals that the desk has not read, the oldest first, in two queries."""
    unread = Feedback.objects.filter(taken_at__isnull=False, said=Said.APPEAL).exclude(text="")
    rows = list(unread.order_by("sent_at", "pk")[:SHOWN_AT_ONCE])
    cards = Card.objects.filter(digest__in=[row.digest for row in rows]).values_list("digest", "receipt_no")
    numbers = dict(cards) if rows else {}
    return [RefusedAppeal(row, numbers.get(row.digest, "")) for row in rows]


def campaign_of_workers() -> Campaign | None:
    """Return the campaign that workers' demands come into: the open one that began last, practice apart."""
    running = Campaign.objects.filter(state=Campaign.State.OPEN, is_practice=False)
    return running.order_by("-starts_on", "name").first()


# Cards -----------------------------------------------------------------------------------------------------

SEEN: dict[DemandState, Seen] = {
    DemandState.RECEIVED: Seen.RECEIVED, DemandState.HANDING_OVER: Seen.RECEIVED, DemandState.ANSWERED: Seen.ANSWERED,
    DemandState.PASSED_ON: Seen.PASSED_ON, DemandState.PROMOTED: Seen.IN_HAND, DemandState.MERGED: Seen.IN_HAND,
    DemandState.DECLINED: Seen.DECLINED, DemandState.WITHDRAWN: Seen.CLOSED,
}  # fmt: skip


def card_values(demand: Demand, solved: frozenset[UUID]) -> dict[str, Any]:
    """Return what the card of a demand says; ``solved`` are the demands whose problem has been struck off."""
    seen = SEEN[DemandState(demand.state)]
    return {
        "seen": (Seen.SOLVED if seen == Seen.IN_HAND and demand.pk in solved else seen).value,
        "receipt_no": demand.receipt_no or "",
        "unit_name": demand.owner.name,
        "answer": demand.answer,
        "urgent": demand.urgent,
        "said": demand.satisfaction,
        "may_rate": bool(may(TIMER, "rate", demand)),
        "may_appeal": bool(may(TIMER, "appeal", demand)),
        "has_appealed": demand.has_appealed,
    }


def demands_of(chains: Iterable[UUID]) -> set[UUID]:
    """Return the demands whose card may say something else after something happened on these chains."""
    ids = set(chains)
    touched = DemandLink.objects.filter(problem__in=ids).values_list("demand", flat=True)
    return ids | set(touched)


def solved_among(demands: Sequence[Demand]) -> frozenset[UUID]:
    """Return those of the demands whose problem has been struck off."""
    links = DemandLink.objects.filter(
        demand__in=demands, ended_at=None, problem__state=ProblemState.WRITTEN_OFF
    ).exclude(kind=LinkKind.LIKE)
    return frozenset(links.values_list("demand", flat=True))
