"""Who looks back at a write-off: nobody of the unit that acted, nobody who had to do with it."""

from django.utils.translation import gettext as _

from jianfa.acceptance.models import Decision, LookBack
from jianfa.acceptance.policy.independence import former_units, matter_of, unit_parents, units_held
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.organisations.rules import line_of

LOOKERS = frozenset({Role.DESK, Role.AUDITOR})


def open_look_back(problem: Problem) -> LookBack | None:
    """Return the look-back that waits for its result, the earliest first."""
    waiting = LookBack.objects.filter(problem=problem, outcome="", write_off__cycle=problem.cycle)
    return waiting.order_by("months").first()


def may_look_back(problem: Problem, post: ActingPost) -> Verdict:
    """Say whether the post may record what was found: desk or auditor, independent of the acting unit."""
    if not isinstance(post, Post) or post.role not in LOOKERS:
        return Denied(_("A look-back is recorded by the city desk or the auditor."))
    if problem.state != State.WRITTEN_OFF or open_look_back(problem) is None:
        return Denied(_("No look-back is due for this problem."), Why.STATE)
    decided = Decision.objects.filter(application__problem=problem, decider__in=post.stands_for).exists()
    if decided or post.stands_for & matter_of(problem).persons:
        return Denied(_("Whoever worked on the problem or decided it does not look back at it."))
    acted = {problem.lead_id, problem.driver_id, problem.acting_unit_id} | former_units(problem)
    acted |= set(problem.assists.values_list("unit_id", flat=True))
    parents = unit_parents()
    for unit in set().union(*units_held(post.stands_for).values()):
        if line_of(unit, parents) & acted:
            return Denied(_("Whoever belongs or belonged to the unit that acted does not look back at it."))
    return Allowed()
