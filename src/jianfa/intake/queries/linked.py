"""What a demand is linked with, as far as a post may see it; where that stands now is read from the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from jianfa.intake.models import Demand, DemandLink
from jianfa.intake.queries.words import title_of
from jianfa.intake.states import LinkKind
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State as ProblemState
from jianfa.organisations.models import Post


@dataclass(frozen=True)
class Linked:
    """One link in words; ``url`` is empty where the post may not see what stands at its other end."""

    kind: str
    number: str
    title: str
    state: str
    url: str
    is_solved: bool


def links_of(demand: Demand, post: Post) -> list[Linked]:
    """Return the links in force from this demand; three queries."""
    rows = list(demand.links.filter(ended_at=None).exclude(kind=LinkKind.LIKE).select_related("problem", "other"))
    problems = {row.pk: row for row in Problem.objects.visible_to(post).filter(pk__in=[row.problem_id for row in rows])}
    others = {row.pk: row for row in Demand.objects.visible_to(post).filter(
        pk__in=[row.other_id for row in rows]).select_related("first_receiver")}  # fmt: skip
    return [_linked(row, problems, others, post) for row in rows]


def _linked(row: DemandLink, problems: Mapping[UUID, Problem], others: Mapping[UUID, Demand], post: Post) -> Linked:
    """Of what the post may not see, only the number and the state: a submitter must learn what became of it."""
    kind = str(row.get_kind_display())
    if row.problem is not None:
        seen = row.problem_id in problems
        is_off = row.problem.state == ProblemState.WRITTEN_OFF
        url = reverse("problem", args=[row.problem_id]) if seen else ""
        title = row.problem.title if seen else ""
        return Linked(kind, row.problem.number or "", title, row.problem.get_state_display(), url, is_off)
    assert row.other is not None  # demand_link_is_one
    other = others.get(row.other.pk)
    url = reverse("demand", args=[row.other_id]) if other else ""
    title = title_of(other, post) if other else ""
    return Linked(kind, row.other.receipt_no or "", title, row.other.get_state_display(), url, is_solved=False)


def linked_here(demand: Demand, post: Post) -> list[Demand]:
    """Return the demands merged into this one that the post may see."""
    merged = Q(links__other=demand, links__kind=LinkKind.MERGED, links__ended_at=None)
    return list(Demand.objects.visible_to(post).filter(merged).select_related("first_receiver", "source_unit")[:50])


def demands_of_problem(problem: Problem, post: Post) -> list[Demand]:
    """Return the demands that became this problem or were merged into it, of those the post may see."""
    linked = Q(links__problem=problem, links__ended_at=None) & ~Q(links__kind=LinkKind.LIKE)
    rows = Demand.objects.visible_to(post).filter(linked).select_related("first_receiver", "source_unit")
    return list(rows.order_by("raised_at")[:50])
