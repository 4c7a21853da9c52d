"""What supervision lets a post do next."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import offices_of
from jianfa.ledger.queries import Offer, move_offers, open_proposal
from jianfa.organisations.models import Post
from jianfa.supervision.policy import in_time

RULES = {
    "suspend": gettext_lazy("For a cause outside the unit, at most 90 days; a city leader confirms it."),
    "resume": gettext_lazy("The due date moves by exactly the days it stood still."),
    "extend": gettext_lazy("Before the due date, at most twice; the desk checks it, a city leader names the date."),
    "change_clock": gettext_lazy(
        "With a stage goal, a review and an expected end; the desk checks it, a city leader decides."
    ),
    "transfer": gettext_lazy("Both units are heard, a city leader confirms it; the clock runs on."),
}
RANKS = {"resume": 10, "extend": 54, "change_clock": 56, "transfer": 58, "suspend": 60}


def offers(problem: Problem, post: Post, today: date | None = None) -> list[Offer]:
    """Return what supervision lets this post do next."""
    if problem.state not in {"planning", "in_progress", "suspended"}:
        return []
    ranks = RANKS
    if not in_time(problem, today or timezone.localdate()):
        ranks = {verb: rank for verb, rank in RANKS.items() if verb != "extend"}
    return move_offers(problem, offices_of(post, problem), ranks, RULES, open_proposal(problem))
