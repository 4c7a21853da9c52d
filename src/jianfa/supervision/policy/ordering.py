"""Who drafts, signs, answers and closes a supervision order; who writes and answers an instruction."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.policy import may_clerk
from jianfa.ledger.states import ON_LIST
from jianfa.organisations.models import UNIT_ROLES, ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.supervision.models import Addressee, Instruction, OrderKind, OrderState, SupervisionOrder
from jianfa.supervision.models.ordering import UNANSWERED, UNION_UNITS
from jianfa.supervision.rules.ordering import COLOURS, NEXT_KIND, SUPERVISED

READERS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR}) | UNIT_ROLES
HEADS = frozenset({Role.HEAD, Role.DEPARTMENT_HEAD})
DRAFTERS = frozenset({Role.DESK})


def may_read_orders(post: Post) -> Verdict:
    """Say whether supervision orders are this post's business at all."""
    if Role(post.role) in READERS:
        return Allowed()
    return Denied(_("Supervision orders are for the city and the units they are addressed to."))


def may_draft(post: ActingPost) -> Verdict:
    """Say whether the post drafts papers."""
    if isinstance(post, Post) and post.role in DRAFTERS:
        return Allowed()
    return Denied(_("Supervision orders are drafted by the city desk and signed by a city leader."))


def may_supervise(problem: Problem, light: str) -> Verdict:
    """Say whether a problem can stand on a paper: with a union unit, late or near, in a campaign that runs."""
    name = problem.number or problem.title
    if problem.campaign.is_practice:
        return Denied(_("%(name)s is for practice; no paper is written about it.") % {"name": name}, Why.VALUE)
    if problem.campaign.state != Campaign.State.OPEN:
        return Denied(_("The campaign of %(name)s is closed.") % {"name": name}, Why.STATE)
    unit = problem.acting_unit
    if unit is None or unit.kind not in UNION_UNITS:
        return Denied(
            _("%(name)s is with no union unit; a Party or government body never gets a supervision order.")
            % {"name": name}, Why.VALUE,
        )  # fmt: skip
    if problem.state not in SUPERVISED or light not in COLOURS:
        return Denied(_("%(name)s is neither overdue nor behind nor near its due date.") % {"name": name}, Why.STATE)
    return Allowed()


def may_amend(post: ActingPost, order: SupervisionOrder) -> Verdict:
    """Say whether the post may change a paper that is not signed yet."""
    verdict = may_draft(post)
    if verdict and order.state != OrderState.DRAFT:
        return Denied(_("The paper is “%(state)s”; only a draft is changed.") % {"state": order.get_state_display()},
                      Why.STATE)  # fmt: skip
    return verdict


def may_put_forward(post: ActingPost, order: SupervisionOrder, proposal: Proposal | None) -> Verdict:
    """Say whether a rejected draft can be put before a leader again."""
    verdict = may_amend(post, order)
    if verdict and proposal is not None:
        return Denied(_("It is before a leader already."), Why.STATE)
    return verdict


def may_record(post: ActingPost, order: SupervisionOrder, proposal: Proposal | None) -> Verdict:
    """Say whether the post may enter that a leader has signed on paper (代录)."""
    verdict = may_amend(post, order)
    if verdict and proposal is not None and proposal.is_recorded:
        return Denied(_("A signature on paper has been entered already; a second clerk confirms it."), Why.STATE)
    return verdict


def may_sign(
    post: ActingPost, order: SupervisionOrder, proposal: Proposal | None, adders: Iterable[object] = ()
) -> Verdict:
    """Say whether the post may sign or reject what the desk has drafted; ``adders`` are persons who put items on."""
    if not isinstance(post, Post) or post.role != Role.LEADER:
        return Denied(_("Supervision orders are drafted by the city desk and signed by a city leader."))
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Denied(_("Nothing on this paper waits for a signature now."), Why.STATE)
    if proposal.is_recorded:
        return Denied(_("It was signed on paper; a second clerk confirms what the first has entered."), Why.STATE)
    return may_be_signer(post, order, proposal, adders)


def may_be_signer(
    leader: Post, order: SupervisionOrder, proposal: Proposal | None, adders: Iterable[object] = ()
) -> Verdict:
    """Two persons: whoever drafted any part of it cannot sign, in whatever post."""
    if leader.role != Role.LEADER:
        return Denied(_("Supervision orders are drafted by the city desk and signed by a city leader."))
    drafters = {order.drafter_id, *adders, *([proposal.proposer_id] if proposal else [])}
    if leader.stands_for & drafters:  # a substitute is bound by what binds the one stood in for
        return Denied(_("Whoever drafted the paper cannot sign it, in whatever post."))
    return Allowed()


def may_check(post: ActingPost, proposal: Proposal | None) -> Verdict:
    """Say whether the post is the second clerk of a signature on paper."""
    verdict = may_draft(post)
    if not verdict:
        return verdict
    if proposal is None or proposal.state != Proposal.State.OPEN or proposal.recorded_for is None:
        return Denied(_("No signature on paper waits to be checked."), Why.STATE)
    if isinstance(post, Post) and proposal.proposer_id in post.stands_for:
        return Denied(_("A second clerk confirms what the first has entered."))
    return may_clerk(post, proposal.recorded_for)


def may_receive(post: ActingPost, order: SupervisionOrder) -> Verdict:
    """Say whether the post signs for the paper: the head of the unit it is addressed to."""
    if not isinstance(post, Post) or post.unit_id != order.unit_id or post.role not in HEADS:
        return Denied(_("It is signed for by the head of the unit it is addressed to."))
    if order.state != OrderState.SIGNED:
        return _not_now(order)
    return Allowed()


def may_answer(post: ActingPost, order: SupervisionOrder) -> Verdict:
    """Say whether the post answers: the unit's head, or a clerk with the number of the sealed reply."""
    if not isinstance(post, Post) or post.unit_id != order.unit_id or post.role not in UNIT_ROLES:
        return Denied(_("It is answered by the unit it is addressed to."))
    return Allowed() if order.state in UNANSWERED else _not_now(order)


def may_return(post: ActingPost, order: SupervisionOrder) -> Verdict:
    """Say whether the post may send an answer back that is not enough."""
    verdict = may_draft(post)
    if verdict and order.state != OrderState.ANSWERED:
        return _not_now(order)
    return verdict


def may_close(post: ActingPost, order: SupervisionOrder) -> Verdict:
    """Say whether the post may close a signed paper."""
    verdict = may_draft(post)
    if verdict and order.state not in {*UNANSWERED, OrderState.ANSWERED}:
        return _not_now(order)
    return verdict


def may_copy(post: ActingPost, order: SupervisionOrder, proposal: Proposal | None) -> Verdict:
    """Say whether the desk may draft a letter that sends a copy to a Party committee."""
    verdict = may_draft(post)
    if verdict and order.state not in {*UNANSWERED, OrderState.ANSWERED}:
        return _not_now(order)
    if verdict and proposal is not None:
        return Denied(_("Another paper on this matter waits for a signature."), Why.STATE)
    return verdict


def may_escalate(post: ActingPost, order: SupervisionOrder) -> Verdict:
    """Say whether the next step of the ladder can be drafted: from a signed paper with something still overdue."""
    verdict = may_draft(post)
    if not verdict:
        return verdict
    if order.kind not in NEXT_KIND:
        return Denied(_("After a talk there is no further step here."), Why.STATE)
    if order.state not in {*UNANSWERED, OrderState.ANSWERED, OrderState.CLOSED}:
        return _not_now(order)
    return Allowed()


def _not_now(order: SupervisionOrder) -> Denied:
    return Denied(
        _("The paper is “%(state)s” now; this is not possible.") % {"state": order.get_state_display()}, Why.STATE
    )


def kind_name(kind: str) -> str:
    return str(OrderKind(kind).label)


# Instructions ----------------------------------------------------------------------------------------------


def may_instruct(post: ActingPost, problem: Problem) -> Verdict:
    """Say whether the post may write an instruction on the problem."""
    if not isinstance(post, Post) or post.role != Role.LEADER:
        return Denied(_("Instructions are written by city leaders."))
    if problem.state not in ON_LIST:
        return Denied(_("Instructions are written on what is on the list."), Why.STATE)
    if problem.campaign.state != Campaign.State.OPEN:
        return Denied(_("The campaign of %(name)s is closed.") % {"name": problem.number}, Why.STATE)
    return Allowed()


def may_answer_instruction(post: ActingPost, instruction: Instruction, mine: Addressee | None) -> Verdict:
    """Say whether the post answers; ``mine`` is the row that addresses it, if there is one."""
    if not isinstance(post, Post) or mine is None:
        return Denied(_("It is answered by those it is addressed to."))
    if instruction.state == Instruction.State.CLOSED:
        return Denied(_("The instruction is closed."), Why.STATE)
    if mine.answered_at is not None:
        return Denied(_("This has been answered already."), Why.STATE)
    return Allowed()


def may_close_instruction(post: ActingPost, instruction: Instruction) -> Verdict:
    """Say whether the post closes it: the leader who wrote it, or the desk."""
    is_author = isinstance(post, Post) and post.role == Role.LEADER and post.person_id == instruction.leader_id
    if not is_author and not (isinstance(post, Post) and post.role == Role.DESK):
        return Denied(_("It is closed by the leader who wrote it or by the city desk."))
    if instruction.state == Instruction.State.CLOSED:
        return Denied(_("The instruction is closed."), Why.STATE)
    return Allowed()
