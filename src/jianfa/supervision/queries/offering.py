"""What supervision lets a post do next."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may_as, may_plan, offices_of
from jianfa.ledger.queries import Offer, move_offers, open_proposal
from jianfa.ledger.states import Office, State
from jianfa.organisations.models import Post, Role
from jianfa.supervision.models import Task
from jianfa.supervision.policy import REMINDED, in_time, may_urge
from jianfa.supervision.policy.ordering import may_instruct

RULES = {
    "suspend": gettext_lazy("For a cause outside the unit, at most 90 days; a city leader confirms it."),
    "urge": gettext_lazy("The unit's clerk and head are told at once; once a working day, kept with who has read it."),
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
    found = []
    if may_instruct(post, problem):
        rule = _("It stands on the desk of those it is addressed to until they have answered.")
        found.append(Offer("instruct", _("Write an instruction"), rule, 70))
    if problem.state not in {State.DISPATCHED, State.PLANNING, State.IN_PROGRESS, State.SUSPENDED}:
        return found
    offices = offices_of(post, problem)
    found += _task_offers(problem, offices) + _urging(problem, post)
    if problem.state == State.DISPATCHED:
        return found
    ranks = RANKS
    if not in_time(problem, today or timezone.localdate()):
        ranks = {verb: rank for verb, rank in RANKS.items() if verb != "extend"}
    return found + move_offers(problem, offices, ranks, RULES, open_proposal(problem))


def _task_offers(problem: Problem, offices: frozenset[Office]) -> list[Offer]:
    """Divide the plan into tasks; finish one of them."""
    found = []
    if may_plan(offices, problem) and problem.due_current and problem.measures.filter(ended_at=None).exists():
        rule = _("Durations and what comes after what; the dates are counted back from the due date.")
        found.append(Offer("schedule", _("Divide into tasks"), rule, 37))
    if problem.state == State.IN_PROGRESS and may_as(offices, "report", problem):
        unfinished = Task.objects.filter(problem=problem, ended_at=None, finished_on=None)
        if unfinished.exists():
            found.append(Offer("finish_task", _("Finish a task"), _("With its last task a measure is finished."), 38))
    return found


def _urging(problem: Problem, post: Post) -> list[Offer]:
    if post.role != Role.DESK or problem.state not in REMINDED:
        return []
    if not may_urge(post, problem, timezone.localdate()):
        return []
    return [Offer("urge", _("Urge"), str(RULES["urge"]), 40)]
