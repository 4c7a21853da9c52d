"""Reads of looking back: what is due, what came back, and what a second relapse was raised to."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from jianfa.acceptance.models import Decision, Escalation, LookBack, LookBackDraw, WriteOff
from jianfa.acceptance.rules import months_before
from jianfa.journal.models import Event
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Proposal

STRUCK = ("write_off", "carry_in")


def drawn_until(campaign: Campaign) -> date:
    """Return the day until which anniversaries have been drawn; before the first draw, the day before the campaign."""
    last = LookBackDraw.objects.filter(campaign=campaign).values_list("until_day", flat=True).first()
    return last or campaign.starts_on - timedelta(days=1)


def anniversaries(campaign: Campaign, months: int, after: date, until: date) -> "QuerySet[WriteOff]":
    """Return the write-offs that still stand and are so many months old after one day and until the other."""
    first, last = months_before(after, months), months_before(until, months)
    return WriteOff.objects.filter(
        problem__campaign=campaign, problem__state=State.WRITTEN_OFF, problem__cycle=F("cycle"),
        at__gte=_end_of(first), at__lt=_end_of(last),
    ).select_related("problem__campaign")  # fmt: skip


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def hashes_of(write_offs: Iterable[WriteOff]) -> dict[UUID, bytes]:
    """Return problem → hash of the event that struck it off last; one query."""
    chains = [row.problem_id for row in write_offs]
    events = Event.objects.filter(chain__in=chains, verb__in=STRUCK).order_by("seq")
    return {chain: bytes(found) for chain, found in events.values_list("chain", "hash")}


def came_back(problem: Problem) -> LookBack | None:
    """Return the look-back that found this cycle's write-off undone, if nothing has been proposed since."""
    rows = LookBack.objects.filter(problem=problem, write_off__cycle=problem.cycle, outcome=LookBack.Outcome.BACK)
    found = rows.order_by("-looked_at").first()
    if found is None or problem.state != State.WRITTEN_OFF:
        return None
    proposed = Proposal.objects.filter(
        subject_kind="problem", subject_id=problem.pk, verb="relapse", proposed_at__gte=found.looked_at
    )
    return None if proposed.exists() else found


def look_backs_of(problem: Problem) -> list[LookBack]:
    """Return the look-backs of a problem, the earliest first."""
    return list(problem.look_backs.select_related("looked_by__person", "looked_by__unit"))


def last_decision(problem: Problem) -> Decision | None:
    """Return the approval this cycle was struck off with; None for an opening balance."""
    decisions = Decision.objects.filter(
        application__problem=problem, application__cycle=problem.cycle, revoked_at=None
    ).select_related("post")
    return decisions.order_by("-decided_at").first()


def escalation_of(problem: Problem) -> Escalation | None:
    """Return what the second relapse was raised to, as long as it is not struck off again."""
    if problem.state == State.WRITTEN_OFF or problem.cycle <= 1:
        return None
    return Escalation.objects.filter(problem=problem, cycle=problem.cycle).first()
