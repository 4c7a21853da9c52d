"""Who may do what to a problem: the table of moves, and the few conditions a table cannot hold."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from jianfa.ledger.models import Invitation, Origin, Problem
from jianfa.ledger.rules import MOST_RETURNS, MOST_SEND_BACKS
from jianfa.ledger.states import MOVES, OFFICE_NAMES, ON_LIST, Move, Office, Solver, State
from jianfa.organisations.models import ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

COUNTY_ROLES = frozenset({Role.LIAISON, Role.HEAD})
UNIT_ROLES = COUNTY_ROLES | {Role.HANDLER, Role.DEPARTMENT_HEAD}
HEADS = frozenset({Role.HEAD, Role.DEPARTMENT_HEAD})


def offices_of(post: ActingPost, problem: Problem) -> frozenset[Office]:
    """Return everything this post is to this problem."""
    if not isinstance(post, Post):
        return frozenset({Office.TIMER})
    found: set[Office] = set()
    if post.person_id == problem.drafted_by.person_id or (
        post.role == Role.DESK and problem.origin != Origin.COUNTY
    ):
        found.add(Office.DRAFTER)
    if post.role in COUNTY_ROLES and post.unit_id == problem.source_unit_id:
        found.add(Office.SOURCE_UNIT)
        if post.role == Role.HEAD:
            found.add(Office.COUNTY_HEAD)
    if post.role in UNIT_ROLES:
        if post.unit_id == problem.acting_unit_id:
            found.add(Office.ACTING_HEAD if post.role in HEADS else Office.ACTING_UNIT)
        elif problem.state in ON_LIST and problem.assists.filter(unit=post.unit_id, ended_at=None).exists():
            found.add(Office.ASSIST_UNIT)
    found |= _city_offices(post, problem)
    if problem.applicant_id == post.person_id:
        found.add(Office.APPLICANT)
    if Invitation.objects.filter(problem=problem, post__person=post.person_id, ended_at=None).exists():
        found.add(Office.PANELLIST)
    return frozenset(found)


def _city_offices(post: Post, problem: Problem) -> set[Office]:
    """Offices that come with a role of the city, whatever the problem."""
    if post.role == Role.LEADER:
        found = {Office.LEADER}
        if problem.sponsor is None or problem.sponsor.person_id != post.person_id:
            found.add(Office.LEADER_NOT_SPONSOR)
        if problem.approver_id != post.person_id:
            found.add(Office.LEADER_NOT_APPROVER)
        return found
    by_role = {
        Role.DESK: Office.DESK,
        Role.DEPARTMENT_HEAD: Office.DEPARTMENT_HEAD,
        Role.AUDITOR: Office.AUDITOR,
    }
    office = by_role.get(Role(post.role))
    return {office} if office else set()


def may(post: ActingPost, verb: str, problem: Problem) -> Verdict:
    """Say whether the post may do this now, or propose it where the verb needs a second office."""
    move = MOVES[verb]
    offices = offices_of(post, problem)
    if not offices & {*move.who, *move.proposed_by}:
        return not_your_office(move, state_key(problem, verb))
    if problem.state not in move.sources:
        return wrong_state(move, problem)
    allowed = offices & set(move.offices(state_key(problem, verb)))
    if not allowed:
        return not_your_office(move, state_key(problem, verb))
    condition = CONDITIONS.get(verb)
    return (condition(problem, frozenset(allowed)) if condition else None) or Allowed()


def may_confirm(post: ActingPost, proposal: Proposal, problem: Problem) -> Verdict:
    """Say whether the post may confirm what another office proposed."""
    move = MOVES[proposal.verb]
    offices = offices_of(post, problem)
    if not isinstance(post, Post) or not offices & set(move.confirmed_by):
        return Denied(_("“%(verb)s” is confirmed by %(offices)s.") % {
            "verb": move.name, "offices": office_names(move.confirmed_by),
        })  # fmt: skip
    if proposal.state != Proposal.State.OPEN:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    if proposal.proposer_id == post.person_id:
        return Denied(_("Whoever proposed it cannot confirm it, in whatever post."))
    if problem.state not in move.sources:
        return wrong_state(move, problem)
    return Allowed()


def may_read(post: Post, problem: Problem) -> bool:
    """Say whether the problem is among those visible to the post."""
    return Problem.objects.visible_to(post).filter(pk=problem.pk).exists()


def state_key(problem: Problem, verb: str) -> str:
    """Return the state that decides who is asked; undoing a merger asks whoever could have merged."""
    return problem.merged_from if verb == "unmerge" else problem.state


def not_your_office(move: Move, state: str) -> Denied:
    return Denied(_("“%(verb)s” is done by %(offices)s, not through the post you are acting in.") % {
        "verb": move.name, "offices": office_names(move.offices(state)),
    })  # fmt: skip


def wrong_state(move: Move, problem: Problem) -> Denied:
    states = _(", ").join(f"“{source.label}”" for source in move.sources)
    return Denied(
        _("“%(verb)s” is possible when a problem is %(states)s; this one is “%(state)s” now.")
        % {"verb": move.name, "states": states, "state": problem.get_state_display()},
        Why.STATE,
    )


def office_names(offices: tuple[Office, ...]) -> str:
    return _(" or ").join(str(OFFICE_NAMES[office]) for office in offices)


Condition = Callable[[Problem, frozenset[Office]], Denied | None]


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


CONDITIONS: dict[str, Condition] = {
    "write_off": _write_off,
    "carry_in": _carry_in,
    "submit": _submit,
    "return_": _return,
    "appeal": _appeal,
    "dispatch": _dispatch,
    "petition": _petition,
    "refuse": _refuse,
    "send_back": _send_back,
    "recheck": _recheck,
}
