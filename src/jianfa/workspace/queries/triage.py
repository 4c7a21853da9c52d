"""What the triage table reads: rows to be judged, what they may become, and what was decided."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from rapidfuzz import fuzz, process

from jianfa.journal.models import Event
from jianfa.kit.grams import folded
from jianfa.ledger.models import Assist, Baseline, Campaign, ClassTemplate, Dimension, Problem, ProblemQuerySet
from jianfa.ledger.states import State
from jianfa.organisations.models import Alias, Post, Proposal, Unit

ROWS_A_PAGE = 100
MOST_IN_MINUTES = 500


def to_judge(post: Post) -> ProblemQuerySet:
    """Return what has been handed in and is neither listed, returned nor declined; opening balances go another way."""
    return (
        Problem.objects.visible_to(post)
        .filter(state=State.SUBMITTED, is_opening_balance=False, campaign__state=Campaign.State.OPEN)
        .select_related("campaign", "dimension", "template", "source_unit", "lead", "drafted_by")
        .prefetch_related(
            Prefetch("assists", Assist.objects.filter(ended_at=None).select_related("unit"), to_attr="open_assists")
        )
    )


def proposals_on(problems: Collection[Problem]) -> dict[UUID, Proposal]:
    """Return the proposal that waits for an answer on each of these problems."""
    found = Proposal.objects.filter(
        subject_kind="problem", subject_id__in=[row.pk for row in problems], state=Proposal.State.OPEN
    )
    return {proposal.subject_id: proposal for proposal in found.select_related("proposer")}


@dataclass
class Choices:
    """What a row may be given, by campaign; units by every name they go by. Five queries, whatever the rows."""

    dimensions: dict[UUID, list[Dimension]] = field(default_factory=dict)
    templates: dict[UUID, list[ClassTemplate]] = field(default_factory=dict)
    signed: frozenset[UUID] = frozenset()
    """Campaigns whose list has been signed off: listing there is an amendment and asks for a reason."""
    units: list[Unit] = field(default_factory=list)
    by_name: dict[str, list[Unit]] = field(default_factory=dict)

    def unit_named(self, name: str) -> Unit | None:
        """Return the one unit that goes by this name, else None."""
        found = self.by_name.get(folded(name), [])
        return found[0] if len(found) == 1 else None

    def nearest_name(self, name: str) -> str:
        """Return the known name most like a wrong one, or nothing."""
        names = {folded(unit.name): unit.name for unit in self.units}
        best = process.extractOne(folded(name), list(names), scorer=fuzz.WRatio, score_cutoff=50)
        return names[best[0]] if best else ""


def choices() -> Choices:
    """Read the dictionaries the triage table and bulk listing choose from."""
    found = Choices(
        signed=frozenset(Baseline.objects.order_by().values_list("campaign", flat=True).distinct()),
        units=list(Unit.objects.filter(valid_until=None)),
    )
    for dimension in Dimension.objects.all():
        found.dimensions.setdefault(dimension.campaign_id, []).append(dimension)
    for template in ClassTemplate.objects.filter(ended_at=None).select_related("dimension"):
        found.templates.setdefault(template.campaign_id, []).append(template)
    by_id = {unit.pk: unit for unit in found.units}
    names = [(folded(name), unit) for unit in found.units for name in {unit.name, unit.short_name}]
    aliases = Alias.objects.filter(ended_at=None, unit__in=by_id).values_list("key", "unit")
    names += [(key, by_id[unit]) for key, unit in aliases]
    for key, unit in names:
        known = found.by_name.setdefault(key, [])
        if unit not in known:
            known.append(unit)
    return found


@dataclass(frozen=True)
class Judged:
    """One line of the minutes: a problem and what was decided on it on that day."""

    problem: Problem
    verb: str
    at: datetime
    clerk: UUID | None


def judged_on(day: date, post: Post) -> list[Judged]:
    """Return what was listed, returned or proposed to be declined on a day, in the order it was decided."""
    start = timezone.make_aware(datetime.combine(day, time()))
    span: dict[str, Any] = {"at__gte": start, "at__lt": start + timedelta(days=1)}
    events = Event.objects.filter(verb__in=("list", "return_"), chain__kind="problem", **span)
    declines = Proposal.objects.filter(
        verb="decline", subject_kind="problem", proposed_at__gte=span["at__gte"], proposed_at__lt=span["at__lt"]
    ).select_related("proposed_by")[:MOST_IN_MINUTES]
    events = events.order_by("at", "pk")[:MOST_IN_MINUTES]
    lines = [(event.chain_id, event.verb, event.at, event.person) for event in events]
    lines += [(row.subject_id, "decline", row.proposed_at, row.proposer_id) for row in declines]
    problems = (
        Problem.objects.visible_to(post)
        .filter(pk__in=[line[0] for line in lines])
        .select_related("source_unit", "lead", "campaign", "dimension")
        .in_bulk()
    )
    lines.sort(key=lambda line: line[2])
    return [Judged(problems[key], verb, at, person) for key, verb, at, person in lines if key in problems]
