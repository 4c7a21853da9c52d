"""Where the days of a problem went, and which of the city's own steps are over their term."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jianfa.calendar.queries import is_working
from jianfa.ledger.models import Campaign, Problem, Standing
from jianfa.ledger.models.campaign import CITY_TERMS
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Proposal, UnitKind
from jianfa.supervision.rules.city import (
    REQUEST,
    REQUEST_TERM,
    STEP_TERMS,
    Place,
    Stay,
    Step,
    days_by_place,
    late_since,
    since,
    step,
)

STEP_NAMES: dict[str, Promise] = {
    "submitted": gettext_lazy("judging"),
    "listed": gettext_lazy("dispatching"),
    "closing": gettext_lazy("naming a panel"),
    "verifying": gettext_lazy("verifying"),
    "approving": gettext_lazy("deciding"),
    REQUEST: gettext_lazy("answering a request"),
}
REQUEST_VERBS = tuple(move.verb for move in MOVES.values() if move.checked_by)
Stays = Mapping[UUID, Sequence[Stay]]


def stays_of(problem_ids: Iterable[UUID]) -> Stays:
    """Return where each of these problems stood when, in order; one query for all."""
    found: dict[UUID, list[Stay]] = defaultdict(list)
    rows = Standing.objects.filter(problem__in=list(problem_ids)).order_by("problem", "seq")
    columns = ("problem_id", "state", "from_day", "until_day", "acting_unit__kind")
    for problem_id, state, from_day, until_day, kind in rows.values_list(*columns):
        found[problem_id].append(Stay(state, from_day, until_day, kind == UnitKind.COUNTY_UNION))
    return found


def days_of(problem: Problem, today: date, stays: Stays | None = None) -> dict[Place, int]:
    """Return the days in the county, at the city's and stopped, over the whole life of a problem."""
    found = stays if stays is not None else stays_of([problem.pk])
    return days_by_place(found.get(problem.pk, ()), today)


def city_steps_of(problems: Sequence[Problem], today: date, stays: Stays | None = None) -> dict[UUID, list[Step]]:
    """Return the steps of the city that run for each of these problems, the most late first; two queries for all."""
    found = stays if stays is not None else stays_of([row.pk for row in problems])
    asked = open_requests(problems)
    steps: dict[UUID, list[Step]] = {}
    for row in problems:
        steps[row.pk] = []
        term = STEP_TERMS.get(row.state)
        begun = since(found.get(row.pk, ()))
        if term and begun and not row.is_opening_balance and row.campaign.state != Campaign.State.CLOSED:
            steps[row.pk].append(step(row.state, begun, getattr(row.campaign, term), today, is_working))
        if row.pk in asked:
            steps[row.pk].append(step(REQUEST, asked[row.pk], getattr(row.campaign, REQUEST_TERM), today, is_working))
        steps[row.pk].sort(key=lambda one: one.last_day)
    return steps


def open_requests(problems: Sequence[Problem]) -> dict[UUID, date]:
    """Return the day since which a request of these problems waits for its answer."""
    waiting = Proposal.objects.filter(
        subject_kind="problem", subject_id__in=[row.pk for row in problems], state=Proposal.State.OPEN,
        verb__in=REQUEST_VERBS, recorded_for=None,
    )  # fmt: skip
    return {pk: timezone.localdate(at) for pk, at in waiting.values_list("subject_id", "proposed_at")}


def city_overdue(today: date) -> Q:
    """Return the condition for problems with a step of the city over its term; costs one query, for the terms.

    Equal to ``city_steps_of``: each campaign by its own terms.
    """
    found = Q(pk=None)
    for row in Campaign.objects.exclude(state=Campaign.State.CLOSED).order_by().values(*CITY_TERMS).distinct():
        of_campaign = Q(**{f"campaign__{name}": days for name, days in row.items()})
        late = Q(pk=None)
        for state, term in STEP_TERMS.items():
            late |= Q(state=state, is_opening_balance=False) & stands_since(late_since(today, row[term], is_working))
        last = late_since(today, row[REQUEST_TERM], is_working)
        asked = Proposal.objects.filter(
            subject_kind="problem", subject_id=OuterRef("pk"), state=Proposal.State.OPEN, verb__in=REQUEST_VERBS,
            recorded_for=None, proposed_at__date__lte=last,
        )  # fmt: skip
        found |= of_campaign & (late | Q(Exists(asked)))
    return found


def stands_since(day: date) -> Q:
    """Return the condition that a problem has stood in its present state without a break since that day or longer."""
    stood = Standing.objects.filter(problem=OuterRef("pk"))
    elsewhere = stood.filter(until_day__gt=day).exclude(state=OuterRef("state"))
    return ~Q(Exists(elsewhere)) & Q(Exists(stood.filter(from_day__lte=day)))
