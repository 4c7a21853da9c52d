"""Who may do what to a problem: the table of moves, and the few conditions a table cannot hold."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import add_workdays
from jianfa.ledger.models import Campaign, Invitation, Origin, Problem
from jianfa.ledger.policy.conditions import CONDITIONS, needs_plan_approval
from jianfa.ledger.rules import REFUSAL_WORKDAYS
from jianfa.ledger.states import INSTEAD, MOVES, OFFICE_NAMES, ON_LIST, Move, Office, State
from jianfa.organisations.models import COUNTY_ROLES, ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

UNIT_ROLES = COUNTY_ROLES | {Role.HANDLER, Role.DEPARTMENT_HEAD}
HEADS = frozenset({Role.HEAD, Role.DEPARTMENT_HEAD})


def offices_of(post: ActingPost, problem: Problem) -> frozenset[Office]:
    """Return everything this post is to this problem."""
    if not isinstance(post, Post):
        return frozenset({Office.TIMER})
    found: set[Office] = set()
    drafted_by = problem.drafted_by
    is_drafter = post.person_id == drafted_by.person_id
    holds_the_post = (post.unit_id, post.role) == (drafted_by.unit_id, drafted_by.role)
    if is_drafter or holds_the_post or (post.role == Role.DESK and problem.origin != Origin.COUNTY):
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
        if problem.sponsor is None or not problem.sponsor.stands_for & post.stands_for:
            found.add(Office.LEADER_NOT_SPONSOR)
        if problem.approver_id not in post.stands_for:
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
    return may_as(offices_of(post, problem), verb, problem)


def may_as(offices: frozenset[Office], verb: str, problem: Problem) -> Verdict:
    """Say the same for whoever holds these offices, so that many verbs can be asked after one look."""
    move = MOVES[verb]
    if not offices & {*move.who, *move.proposed_by}:
        return not_your_office(move, state_key(problem, verb))
    if problem.state not in move.sources:
        return wrong_state(move, problem)
    if stands_still(problem, verb):
        return closed_campaign(problem)
    allowed = offices & set(move.offices(state_key(problem, verb)))
    if not allowed:
        return not_your_office(move, state_key(problem, verb))
    condition = CONDITIONS.get(verb)
    denied = condition(problem, frozenset(allowed)) if condition else None
    return Allowed() if denied is None else denied  # not "or": a refusal counts as false


def may_confirm(post: ActingPost, proposal: Proposal, problem: Problem) -> Verdict:
    """Say whether the post may confirm what another office proposed, and a third has checked where that is needed."""
    move = MOVES[proposal.verb]
    verdict = _may_answer(post, proposal, problem, move.confirmed_by)
    if not verdict:
        return verdict
    if proposal.waits_for_check:
        return Denied(
            _("“%(verb)s” is first checked by %(offices)s.")
            % {"verb": move.name, "offices": office_names(move.checked_by)}, Why.STATE,
        )  # fmt: skip
    if isinstance(post, Post) and proposal.checker_id == post.person_id:
        return Denied(_("Whoever checked it cannot decide on it, in whatever post."))
    return _still_possible(proposal, problem)


def may_check(post: ActingPost, proposal: Proposal, problem: Problem) -> Verdict:
    """Say whether the post is the office that looks at a proposal before it is decided on."""
    move = MOVES[proposal.verb]
    if not proposal.needs_check or proposal.is_recorded:
        return Denied(_("Nobody checks this proposal; it is confirmed by %(offices)s.") % {
            "offices": office_names(move.confirmed_by),
        })  # fmt: skip
    if proposal.checker_id is not None:
        return Denied(_("This proposal has already been checked."), Why.STATE)
    return _may_answer(post, proposal, problem, move.checked_by) and _still_possible(proposal, problem)


def _may_answer(post: ActingPost, proposal: Proposal, problem: Problem, offices: tuple[Office, ...]) -> Verdict:
    """One of these offices, another person than the proposer, and the proposal still waits."""
    move = MOVES[proposal.verb]
    if not isinstance(post, Post) or not offices_of(post, problem) & set(offices):
        template = _("“%(verb)s” is confirmed by %(offices)s.")
        if offices == move.checked_by:
            template = _("“%(verb)s” is first checked by %(offices)s.")
        return Denied(template % {"verb": move.name, "offices": office_names(offices)})
    if proposal.state != Proposal.State.OPEN:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    if proposal.proposer_id == post.person_id:
        return Denied(_("Whoever proposed it cannot confirm it, in whatever post."))
    if problem.state not in move.sources:
        return wrong_state(move, problem)
    return closed_campaign(problem) if stands_still(problem, proposal.verb) else Allowed()


def _still_possible(proposal: Proposal, problem: Problem) -> Verdict:
    """What is asked for with a check between is asked about again: its limits must hold when it is decided."""
    condition = CONDITIONS.get(proposal.verb) if MOVES[proposal.verb].checked_by else None
    denied = condition(problem, frozenset()) if condition else None
    return Allowed() if denied is None else denied


AFTER_CLOSING = frozenset({"submit", "withdraw", "return_", "decline", "appeal", "relapse"})
"""What a closed campaign still knows: papers that are not on its list, and that something struck off is back."""


def stands_still(problem: Problem, verb: str = "") -> bool:
    """Say whether the problem waits to be carried over: closing freezes the figures, so nothing moves on the list."""
    return problem.campaign.state == Campaign.State.CLOSED and verb not in AFTER_CLOSING


def closed_campaign(problem: Problem) -> Denied:
    return Denied(
        _("The campaign “%(name)s” is closed. Work goes on when the city desk has carried the problem over.")
        % {"name": problem.campaign.name},
        Why.STATE,
    )


CLERKS = frozenset({Role.DESK, Role.LIAISON, Role.HANDLER})


def may_enter_from_paper(post: Post) -> Verdict:
    """Say whether decisions on paper are this post's business at all; ``may_clerk`` then asks whose decision."""
    if Role(post.role) in CLERKS:
        return Allowed()
    return Denied(_("A decision on paper is entered by the city desk or by a clerk of the decider's own unit."))


def may_clerk(clerk: ActingPost, decider: Post) -> Verdict:
    """Say whether the post may enter, or confirm, what the decider decided on paper."""
    if not isinstance(clerk, Post) or clerk.person_id == decider.person_id:
        return Denied(_("Whoever decided cannot also be the clerk who enters it."))
    if clerk.role == Role.DESK or (clerk.role in {Role.LIAISON, Role.HANDLER} and clerk.unit_id == decider.unit_id):
        return Allowed()
    return Denied(_("A decision on paper is entered by the city desk or by a clerk of the decider's own unit."))


def may_decide_on_paper(decider: Post, verb: str, problem: Problem) -> Verdict:
    """Check the decider as if acting; where two offices are needed the deciding one is enough on paper."""
    row = MOVES[verb]
    if not row.needs_confirmation(state_key(problem, verb)):
        return may(decider, verb, problem)
    stand_in = Proposal(verb=verb, state=Proposal.State.OPEN)
    return may_confirm(decider, stand_in, problem)


def may_settle(problem: Problem, proposal: Proposal, actor: ActingPost) -> Verdict:
    """Say whether the post may answer a proposal: the second office, or the second clerk of a paper."""
    if proposal.recorded_for is None:
        return may_confirm(actor, proposal, problem)
    if isinstance(actor, Post) and actor.person_id == proposal.proposer_id:
        return Denied(_("A second clerk confirms what the first has entered."))
    if proposal.state != Proposal.State.OPEN:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    return may_clerk(actor, proposal.recorded_for)


def may_reject(problem: Problem, proposal: Proposal, actor: ActingPost) -> Verdict:
    """Say whether the post may answer with no: whoever may confirm it, and the office that checks it first."""
    verdict = may_settle(problem, proposal, actor)
    return verdict if verdict or not may_check(actor, proposal, problem) else Allowed()


def may_edit(post: Post, problem: Problem) -> Verdict:
    """Say whether the post may change what is written of a problem."""
    own = post.role in COUNTY_ROLES and post.unit_id == problem.source_unit_id
    if problem.state in {State.DRAFT, State.RETURNED}:
        if own or Office.DRAFTER in offices_of(post, problem):
            return Allowed()
        return Denied(_("A draft is changed by whoever drafted it and the county union's head."))
    if problem.state in {State.SUBMITTED, State.LISTED, State.DISPATCHED, State.PLANNING}:
        if post.role != Role.DESK:
            return Denied(_("After it was handed in, the desk completes the entry until work starts."))
        return closed_campaign(problem) if stands_still(problem) and problem.state in ON_LIST else Allowed()
    return Denied(
        _("Work has started; what is written can no longer be changed."), Why.STATE,
        instead=INSTEAD.get(("edit", State(problem.state)), ""),
    )  # fmt: skip


def may_revise(offices: frozenset[Office], problem: Problem) -> Verdict:
    """Say whether what a problem was listed with may still change: by the desk, until work starts."""
    if Office.DESK not in offices:
        return Denied(_("What it was listed with is changed by the city desk."))
    if problem.state not in REVISABLE:
        return Denied(_("Only between listing and the start of work can this be changed."), Why.STATE)
    return closed_campaign(problem) if stands_still(problem) else Allowed()


REVISABLE = frozenset({State.LISTED, State.DISPATCHED, State.PLANNING})


def may_plan(offices: frozenset[Office], problem: Problem) -> Verdict:
    """Say whether whoever holds these offices may write down the measures."""
    if not offices & {Office.ACTING_UNIT, Office.ACTING_HEAD}:
        return not_your_office(MOVES["start"], problem.state)
    if problem.state not in {State.PLANNING, State.DISPATCHED, State.IN_PROGRESS}:
        return wrong_state(MOVES["start"], problem)
    return closed_campaign(problem) if stands_still(problem) else Allowed()


def may_approve_plan(offices: frozenset[Office], problem: Problem) -> Verdict:
    """Say whether whoever holds these offices may approve the plan; only where the campaign asks for it."""
    if Office.DESK not in offices:
        return Denied(_("Plans are approved by the city desk."))
    if stands_still(problem):
        return closed_campaign(problem)
    if not needs_plan_approval(problem) or problem.state != State.PLANNING:
        return Denied(_("There is no plan to approve."), Why.STATE)
    if not problem.measures.filter(ended_at=None).exists():
        return Denied(_("There is no plan to approve."), Why.STATE)
    return Allowed()


def may_add_evidence(offices: frozenset[Office], problem: Problem) -> Verdict:
    """Say whether whoever holds these offices may add what proves something."""
    if not offices & EVIDENCE_OFFICES:
        return Denied(_("Evidence is added by the units that work on the problem and by the desk."))
    if problem.state in {State.MERGED, State.VOIDED, State.DECLINED}:
        return Denied(_("It is no longer on the list; nothing can be added."), Why.STATE)
    return closed_campaign(problem) if stands_still(problem) and problem.state in ON_LIST else Allowed()


EVIDENCE_OFFICES = frozenset(
    {Office.ACTING_UNIT, Office.ACTING_HEAD, Office.ASSIST_UNIT, Office.DESK, Office.SOURCE_UNIT}
)


def refusal_ends_on(problem: Problem) -> date | None:
    """Return the last day on which the unit may refuse; after it, it counts as signed for."""
    if problem.dispatched_at is None:
        return None
    return add_workdays(timezone.localdate(problem.dispatched_at), REFUSAL_WORKDAYS, is_working)


def may_refuse(post: ActingPost, problem: Problem, today: date) -> Verdict:
    """Say whether the acting unit may still give the problem back."""
    verdict = may(post, "refuse", problem)
    last_day = refusal_ends_on(problem)
    if verdict and last_day is not None and today > last_day:
        return Denied(_("The two working days in which it could be refused are over."), Why.STATE)
    return verdict


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
        instead=INSTEAD.get((move.verb, State(problem.state)), ""),
    )


def office_names(offices: tuple[Office, ...]) -> str:
    return _(" or ").join(str(OFFICE_NAMES[office]) for office in offices)


# Figures ---------------------------------------------------------------------------------------------------

READERS = frozenset(Role) - {Role.PANELLIST, Role.ADMINISTRATOR}
SEE_EVERY_ROW = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR, Role.ASSESSOR})


def may_read_figures(post: Post) -> Verdict:
    """City totals are for everyone who works on problems; panellists and administrators have no part in them."""
    if Role(post.role) in READERS:
        return Allowed()
    return Denied(_("The board is for those who work on problems; your post has no part in it."))


def sees_every_row(post: Post) -> bool:
    """Say whether every problem on the list is visible to the post, so that each figure can open its rows."""
    return Role(post.role) in SEE_EVERY_ROW
