"""Counts of the pages on who must solve and on a unit; each stands for a filter of the list."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from jianfa.ledger.models import Assist, Campaign, Headline, Problem
from jianfa.ledger.queries import LISTED_WITH
from jianfa.ledger.states import ACCEPTED, ON_LIST, SOLVED, Solver, State
from jianfa.organisations.models import Alias, Post, Role, Unit
from jianfa.organisations.policy import not_found

OPEN_ROWS = 12
SEES_ALL_UNITS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR, Role.ASSESSOR})
SEES_OWN_UNIT = frozenset({Role.LIAISON, Role.HEAD, Role.HANDLER, Role.DEPARTMENT_HEAD})
DONE_STATES: dict[str, tuple[State, ...]] = {
    Headline.SOLVED: SOLVED, Headline.ACCEPTED: ACCEPTED, Headline.WRITTEN_OFF: (State.WRITTEN_OFF,),
}  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """How many are on the list, and how many of them are done in the campaign's headline word."""

    total: int
    done: int

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class SolverColumn:
    """One of the three columns: who must solve it, the counts, and the first rows still open."""

    solver: Solver
    tally: Tally
    rows: list[Problem]


def campaigns_of(post: Post) -> list[Campaign]:
    """Return the campaigns a page may be turned to; the one that runs comes first, closed ones last."""
    if post.role == Role.ADMINISTRATOR:
        return []
    return sorted(Campaign.objects.all(), key=lambda row: (row.is_practice, row.state == Campaign.State.CLOSED))


def chosen_campaign(campaigns: list[Campaign], wanted: str) -> Campaign:
    """Return the campaign asked for, else the first; raise Refused (404) where there is none."""
    for campaign in campaigns:
        if not wanted or str(campaign.pk) == wanted:
            return campaign
    raise not_found()


def solver_columns(post: Post, campaign: Campaign) -> list[SolverColumn]:
    """Return the three columns with their counts and open rows; four queries."""
    done = DONE_STATES[campaign.headline]
    problems = Problem.objects.visible_to(post).filter(campaign=campaign, state__in=ON_LIST)
    counted = (
        problems.order_by()
        .values("solver")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(state__in=done)))
        .values_list("solver", "total", "done")
    )
    tallies = {solver: Tally(total, number) for solver, total, number in counted}
    return [
        SolverColumn(
            solver,
            tallies.get(solver.value, Tally(0, 0)),
            list(
                problems.filter(solver=solver)
                .exclude(state__in=done)
                .select_related(*LISTED_WITH)
                .order_by(F("due_current").asc(nulls_last=True), "number_order", "pk")[:OPEN_ROWS]
            ),
        )
        for solver in Solver
    ]


def load_unit(post: Post, unit_id: UUID) -> Unit:
    """Return a unit whose page the post may see; raise Refused (404) in the same words as for one not there.

    The city's offices and the assessor see every unit, a county and a department their own.
    """
    if post.role in SEES_ALL_UNITS or (post.role in SEES_OWN_UNIT and post.unit_id == unit_id):
        found: Unit | None = Unit.objects.filter(pk=unit_id).select_related("parent", "successor").first()
        if found is not None:
            return found
    raise not_found()


def units_found(post: Post, words: list[str]) -> list[Unit]:
    """Return units whose names or aliases contain all the words, of those whose page the post may see.

    A city has some hundred units: a dictionary, not a list, so they are read and compared.
    """
    if post.role not in SEES_ALL_UNITS | SEES_OWN_UNIT or not words:
        return []
    units = Unit.objects.all() if post.role in SEES_ALL_UNITS else Unit.objects.filter(pk=post.unit_id)
    for word in words:
        known = Alias.objects.filter(unit=OuterRef("pk"), ended_at=None, key__contains=word)
        named = Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__iexact=word)
        units = units.filter(named | Exists(known))
    return list(units[:20])


def unit_tallies(post: Post, unit: Unit, campaign: Campaign) -> dict[str, Tally]:
    """Return what the unit raised, leads, drives and assists, and all it is involved in, in one query.

    The keys are those of the list's filters: source, lead, driver, assist, involved.
    """
    done = Q(state__in=DONE_STATES[campaign.headline])
    assists = Q(Exists(Assist.objects.filter(problem=OuterRef("pk"), unit=unit.pk, ended_at=None)))
    part = {
        "source": Q(source_unit=unit.pk), "lead": Q(lead=unit.pk), "driver": Q(driver=unit.pk), "assist": assists,
        "involved": Q(lead=unit.pk) | Q(driver=unit.pk) | assists,
    }  # fmt: skip
    wanted = {f"{key}_total": Count("pk", filter=condition) for key, condition in part.items()}
    wanted |= {f"{key}_done": Count("pk", filter=condition & done) for key, condition in part.items()}
    counts = (
        Problem.objects.visible_to(post)
        .filter(campaign=campaign, state__in=ON_LIST)
        .filter(part["source"] | part["involved"])
        .aggregate(**wanted)
    )
    return {key: Tally(counts[f"{key}_total"], counts[f"{key}_done"]) for key in part}


def posts_of(unit: Unit, today: date) -> list[Post]:
    """Return who holds a post in the unit today."""
    return list(unit.posts.on(today).select_related("person").order_by("role", "person__name"))
