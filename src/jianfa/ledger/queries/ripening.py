"""What the timer finds ripe on the list."""

from datetime import date, datetime, time

from django.utils import timezone

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import ONE_DAY, add_workdays
from jianfa.ledger.models import Campaign, Problem, ProblemQuerySet
from jianfa.ledger.rules import REFUSAL_WORKDAYS
from jianfa.ledger.states import State


def ripe_for_signing(today: date) -> ProblemQuerySet:
    """Return dispatched problems whose term for a refusal is over; a closed campaign's wait to be carried over."""
    day = today
    while add_workdays(day, REFUSAL_WORKDAYS, is_working) >= today:
        day -= ONE_DAY
    end_of_day = timezone.make_aware(datetime.combine(day + ONE_DAY, time()))
    dispatched = Problem.objects.filter(state=State.DISPATCHED, dispatched_at__lt=end_of_day)
    return dispatched.exclude(campaign__state=Campaign.State.CLOSED)
