"""Everything that is done about one problem beyond its plan, for its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.remedies.models import Effect, Petition, Serving, TargetedService
from jianfa.remedies.policy import (
    may_answer_effect,
    may_judge,
    may_reply,
    may_sign_petition,
    may_visit,
    signed_on_paper,
)
from jianfa.remedies.queries.effects import effects_of
from jianfa.remedies.queries.grants import Total, grants_shown, quota_totals, units_granted
from jianfa.remedies.states import OPEN_EFFECTS


@dataclass(frozen=True)
class Remedies:
    """What the page of a problem shows; empty parts are left out."""

    effects: Sequence[Effect]
    servings: Sequence[Serving]
    services: Sequence[TargetedService]
    petitions: Sequence[Petition]
    totals: Sequence[Total]
    units: int
    mine: frozenset[object] = frozenset()
    """Ids of what waits for the reader."""
    own: Effect | None = None
    """The row of the reader's own county whose word is waited for: the reader's one next step here."""

    def __bool__(self) -> bool:
        return bool(self.effects or self.servings or self.services or self.petitions)

    @property
    def missing(self) -> int:
        return sum(row.state in OPEN_EFFECTS for row in self.effects)


def remedies_of(problem: Problem, post: Post) -> Remedies:
    """Return what is done about a problem, as far as the post may see it; a constant number of queries."""
    effects = list(effects_of(problem))
    servings = list(problem.servings.filter(ended_at=None).select_related("policy").order_by("policy__document_on"))
    services = list(problem.services.select_related("unit").prefetch_related("visits").order_by("offered_at"))
    rows = Petition.objects.visible_to(post).filter(problem=problem).exclude(state="dropped")
    petitions = list(rows.select_related("addressee", "from_unit"))
    grants = grants_shown(post, problem=problem)
    totals = quota_totals(grants) if petitions else []
    own = next((row for row in effects if row.state in OPEN_EFFECTS and _asks(row, problem, post)), None)
    mine: set[object] = {own.pk} if own else set()
    paper = signed_on_paper(petitions) if petitions else frozenset()
    mine |= {
        row.pk for row in petitions
        if may_sign_petition(post, row, is_on_paper=row.pk in paper) or may_reply(post, row)
    }  # fmt: skip
    mine |= {row.pk for row in services if not row.judged_at and (may_visit(post, row) or _judges(row, problem, post))}
    return Remedies(
        effects, servings, services, petitions, totals, units_granted(grants) if totals else 0, frozenset(mine), own
    )  # fmt: skip


def _asks(row: Effect, problem: Problem, post: Post) -> bool:
    row.problem = problem
    return bool(may_answer_effect(post, row))


def _judges(row: TargetedService, problem: Problem, post: Post) -> bool:
    row.problem = problem
    return bool(row.visits.all()) and post.unit_id == problem.source_unit_id and bool(may_judge(post, row))
