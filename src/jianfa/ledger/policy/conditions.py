"""Conditions of single verbs that the table of moves cannot hold."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from jianfa.ledger.models import Origin, Problem
from jianfa.ledger.rules import MOST_EXTENSIONS, MOST_RETURNS, MOST_SEND_BACKS
from jianfa.ledger.states import OFFICE_NAMES, Clock, Office, Solver, State
from jianfa.organisations.policy import Denied, Why

Condition = Callable[[Problem, frozenset[Office]], Denied | None]


def needs_plan_approval(problem: Problem) -> bool:
    """Say whether work may start only after the desk has approved the plan, and it has not yet."""
    wanted = problem.campaign.plan_approval and problem.clock != Clock.IMMEDIATE
    return wanted and problem.plan_approved_at is None


def _submit(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if Office.COUNTY_HEAD in offices or problem.origin != Origin.COUNTY:
        return None
    return Denied(_("What a county union drafted is handed in by its own head."))


def _return(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if problem.returned_times < MOST_RETURNS:
        return None
    return Denied(_("It has been returned twice already. Please list it or decline it."), Why.STATE)


def _appeal(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    return Denied(_("An appeal is possible once only."), Why.STATE) if problem.has_appealed else None


def _dispatch(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if problem.solver == Solver.PARTY_GOV:
        return Denied(_("A Party committee or government is petitioned, never dispatched to."), Why.STATE)
    if problem.refused_times and Office.LEADER not in offices:
        return Denied(_("The unit refused it once; a city leader decides to whom it goes."))
    if not problem.refused_times and Office.DESK not in offices:
        return Denied(_("The desk dispatches; a leader decides only after a refusal."))
    return None


def _petition(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    lead_is_union = problem.lead is None or problem.lead.kind not in {"superior_union", "party_gov"}
    if problem.solver == Solver.COUNTY_UNION or (problem.solver == Solver.SUPERIOR_UNION and lead_is_union):
        return Denied(_("A petition goes to a Party committee, a government or a superior union only."), Why.STATE)
    return None


def _start(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    """At least one measure with owner and date, unless it is to be done at once."""
    if problem.clock == Clock.IMMEDIATE:
        return None
    measures = list(problem.measures.filter(ended_at=None))
    if not measures:
        return Denied(_("Please write down at least one measure first."), Why.STATE)
    for n, row in enumerate(measures, 1):
        if not row.owner_name and row.unit_id is None:
            return Denied(_("Measure %(n)s has no owner.") % {"n": n}, Why.STATE)
        if row.due_current is None and problem.clock != Clock.CONTINUOUS:
            return Denied(_("Measure %(n)s has no date.") % {"n": n}, Why.STATE)
    if needs_plan_approval(problem):
        return Denied(_("In this campaign the city desk approves the plan before work starts."), Why.STATE)
    return None


def _refuse(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if problem.refused_times:
        return Denied(_("It was refused once already and a leader decided; it cannot be refused again."), Why.STATE)
    return None


def _send_back(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if problem.sent_back_times >= MOST_SEND_BACKS and Office.LEADER not in offices:
        return Denied(_("It has been sent back twice; now a city leader decides."))
    by_state = {State.CLOSING: Office.DESK, State.VERIFYING: Office.PANELLIST, State.APPROVING: Office.LEADER}
    if Office.LEADER in offices and problem.sent_back_times >= MOST_SEND_BACKS:
        return None
    needed = by_state[State(problem.state)]
    if needed in offices:
        return None
    return Denied(_("In this state it is sent back by %(office)s.") % {"office": OFFICE_NAMES[needed]})


def _recheck(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if Office.LEADER in offices or problem.state == State.PUBLICISED:
        return None
    return Denied(_("Before the decision only the leader can ask for another check."))


def _carry_in(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if problem.is_opening_balance:
        return None
    return Denied(_("Only what was struck off before the campaign began here can be an opening balance."), Why.STATE)


def _write_off(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    is_exempt = problem.publicity_ends_on is None
    if offices == {Office.LEADER} and not is_exempt:
        return Denied(_("After publicity the desk writes it off, or the system when the period is over."))
    return None


def _extend(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    """At most twice in a cycle, and only where there is a date to extend."""
    if problem.due_current is None:
        return Denied(_("It has no due date that could be extended."), Why.STATE)
    if problem.extensions >= MOST_EXTENSIONS:
        instead = "" if problem.clock == Clock.CONTINUOUS or problem.state != State.IN_PROGRESS else "change_clock"
        return Denied(
            _("It has been extended %(n)s times already, which is the most.") % {"n": MOST_EXTENSIONS}, Why.STATE,
            instead=instead,
        )  # fmt: skip
    return None


def _change_clock(problem: Problem, offices: frozenset[Office]) -> Denied | None:
    if problem.clock == Clock.CONTINUOUS:
        return Denied(_("Its clock is continuous already."), Why.STATE, instead="extend")
    return None


CONDITIONS: dict[str, Condition] = {
    "extend": _extend,
    "change_clock": _change_clock,
    "write_off": _write_off,
    "carry_in": _carry_in,
    "submit": _submit,
    "return_": _return,
    "appeal": _appeal,
    "dispatch": _dispatch,
    "petition": _petition,
    "start": _start,
    "refuse": _refuse,
    "send_back": _send_back,
    "recheck": _recheck,
}
