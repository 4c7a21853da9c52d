"""Reads of publicity: how far a problem goes, what is publicised now, and who objected."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from jianfa.acceptance.models import Objector, Publicity, Scope
from jianfa.acceptance.policy.publicity import may_know_objector
from jianfa.ledger.models import Problem, ProblemQuerySet
from jianfa.ledger.queries import LISTED_WITH
from jianfa.ledger.states import Sensitivity, State
from jianfa.organisations.models import Post


def standing_publicity(problem: Problem) -> Publicity | None:
    """Return the draft (or approved) scope and words of this cycle."""
    return Publicity.objects.filter(problem=problem, cycle=problem.cycle, ended_at=None).first()


def publicities_of(problems: Collection[Problem]) -> dict[UUID, Publicity]:
    """Return problem → scope and words of its present cycle; one query."""
    cycles = {problem.pk: problem.cycle for problem in problems}
    rows = Publicity.objects.filter(problem__in=list(cycles), ended_at=None)
    return {row.problem_id: row for row in rows if row.cycle == cycles[row.problem_id]}


def _public() -> "QuerySet[Publicity]":
    return Publicity.objects.filter(
        problem=OuterRef("pk"), cycle=OuterRef("cycle"), scope=Scope.PUBLIC, ended_at=None, approved_at__isnull=False,
        decision__revoked_at=None,
    )  # fmt: skip


def publicised_now(post: Post) -> ProblemQuerySet:
    """Return what is publicised now and the post may see, each with its approved public title where it has one."""
    rows = Problem.objects.visible_to(post).filter(state=State.PUBLICISED).exclude(campaign__is_practice=True)
    return rows.select_related(*LISTED_WITH).annotate(public_title=Subquery(_public().values("public_title")[:1]))


def public_now() -> ProblemQuerySet:
    """Return what the public notice names: approved public titles only, never a sensitive problem."""
    rows = Problem.objects.filter(state=State.PUBLICISED).exclude(campaign__is_practice=True)
    titled = rows.annotate(public_title=Subquery(_public().values("public_title")[:1]))
    return (
        titled.exclude(public_title=None).exclude(sensitivity=Sensitivity.SENSITIVE).order_by("publicity_ends_on", "pk")
    )


def objectors_of(problem: Problem, post: Post) -> dict[UUID, Objector]:
    """Return objection → who objected, for the few who may know; nothing for everybody else."""
    if not may_know_objector(post):
        return {}
    rows = Objector.objects.filter(objection__problem=problem, erased_at=None)
    return {row.objection_id: row for row in rows}
