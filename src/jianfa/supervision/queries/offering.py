"""What supervision lets a post do next."""

from django.utils.translation import gettext_lazy

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import offices_of
from jianfa.ledger.queries import Offer, move_offers, open_proposal
from jianfa.organisations.models import Post

RULES = {
    "suspend": gettext_lazy("For a cause outside the unit, at most 90 days; a city leader confirms it."),
    "resume": gettext_lazy("The due date moves by exactly the days it stood still."),
}


def offers(problem: Problem, post: Post) -> list[Offer]:
    """Return what supervision lets this post do next."""
    if problem.state not in {"in_progress", "suspended"}:
        return []
    ranks = {"resume": 10, "suspend": 60}
    return move_offers(problem, offices_of(post, problem), ranks, RULES, open_proposal(problem))
