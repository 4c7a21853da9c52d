"""What the timer finds ripe in supervision."""

from datetime import date

from jianfa.ledger.models import Campaign, Problem, ProblemQuerySet
from jianfa.ledger.states import State


def ripe_for_review(today: date) -> ProblemQuerySet:
    """Return suspended problems whose review date has come; a closed campaign's wait to be carried over."""
    suspended = Problem.objects.filter(state=State.SUSPENDED, review_on__lte=today)
    return suspended.exclude(campaign__state=Campaign.State.CLOSED)
