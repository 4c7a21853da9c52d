"""Petitions: drafted by desk or department, signed by a leader who did not draft it, followed by who drafted."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import closed_campaign, may_clerk, stands_still
from jianfa.ledger.states import ON_LIST, State
from jianfa.organisations.models import DEPARTMENT_ROLES, ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.remedies.models import Petition, QuotaGrant
from jianfa.remedies.models.policies import READERS
from jianfa.remedies.states import PetitionState, Result

DRAFTERS = DEPARTMENT_ROLES | {Role.DESK}


def may_read_remedies(post: Post) -> Verdict:
    """Say whether policies, petitions and pairing are this post's business at all."""
    if Role(post.role) in READERS:
        return Allowed()
    return Denied(_("Remedies are for those who work on problems; your post has no part in them."))


def may_draft_petition(post: ActingPost, problem: Problem | None = None) -> Verdict:
    """The desk writes for the federation, a department for itself; about what is struck off nothing is asked."""
    verdict = _may_write_about(post, problem)
    if verdict and problem is not None and problem.state == State.WRITTEN_OFF:
        return Denied(_("The problem is “%(state)s”.") % {"state": problem.get_state_display()}, Why.STATE)
    return verdict


def _may_write_about(post: ActingPost, problem: Problem | None) -> Verdict:
    if not isinstance(post, Post) or post.role not in DRAFTERS:
        return Denied(_("Petitions are drafted by the city desk and the departments, and signed by a city leader."))
    if problem is not None and problem.state not in ON_LIST:
        return Denied(_("The problem is “%(state)s”.") % {"state": problem.get_state_display()}, Why.STATE)
    if problem is not None and stands_still(problem):
        return closed_campaign(problem)
    return Allowed()


def may_take_up(post: ActingPost, problem: Problem) -> Verdict:
    """The letter of a petitioned problem gets a page of its own: once, its number and signature are known."""
    verdict = _may_write_about(post, problem)
    if not verdict:
        return verdict
    if not problem.letter_no:
        return Denied(_("No letter has been sent about this problem."), Why.STATE)
    if Petition.objects.filter(problem=problem, letter_no=problem.letter_no).exists():
        return Denied(_("The letter %(no)s is followed already.") % {"no": problem.letter_no}, Why.STATE)
    return Allowed()


def _keeps(post: ActingPost, petition: Petition) -> Verdict:
    """The desk, or whoever works in the unit it goes out from."""
    is_desk = isinstance(post, Post) and post.role == Role.DESK
    is_own = isinstance(post, Post) and post.role in DEPARTMENT_ROLES and post.unit_id == petition.from_unit_id
    if is_desk or is_own:
        return Allowed()
    return Denied(
        _("This petition is followed by the city desk and %(unit)s.") % {"unit": petition.from_unit.name}
    )  # fmt: skip


def _in(petition: Petition, *states: PetitionState) -> Verdict:
    if petition.state in states:
        return Allowed()
    return Denied(_("The petition is “%(state)s”.") % {"state": petition.get_state_display()}, Why.STATE)


def may_amend_petition(post: ActingPost, petition: Petition) -> Verdict:
    """While it is a draft, whoever keeps it may change it."""
    verdict = _keeps(post, petition)
    return _in(petition, PetitionState.DRAFTED) if verdict else verdict


def may_drop_petition(post: ActingPost, petition: Petition) -> Verdict:
    """Whoever keeps it drops a draft; what is signed and has not gone out, a city leader calls back."""
    if petition.state != PetitionState.SIGNED:
        return may_amend_petition(post, petition)
    if not isinstance(post, Post) or post.role != Role.LEADER:
        return Denied(_("What a leader has signed is called back by a city leader."))
    return Allowed()


def may_sign_petition(post: ActingPost, petition: Petition, *, is_on_paper: bool | None = None) -> Verdict:
    """A city leader who did not draft it, while nobody has entered that it was signed on paper.

    ``is_on_paper`` for who has looked for many at once; None: it is looked for here.
    """
    if not isinstance(post, Post) or post.role != Role.LEADER:
        return Denied(_("A petition is signed by a city leader."))
    verdict = may_be_signer(post, petition)
    if not verdict:
        return verdict
    if is_on_paper is None:
        is_on_paper = signature_on_paper(petition) is not None
    if is_on_paper:
        return Denied(_("It was signed on paper; a second clerk confirms what the first has entered."), Why.STATE)
    return _in(petition, PetitionState.DRAFTED)


def may_be_signer(leader: Post, petition: Petition) -> Verdict:
    """Two persons: whoever drafted it does not sign it, on paper neither."""
    if leader.role != Role.LEADER:
        return Denied(_("A petition is signed by a city leader."))
    if petition.drafter_id in leader.stands_for:
        return Denied(_("Whoever drafted a petition cannot sign it."))
    return Allowed()


def signed_on_paper(petitions: Iterable[Petition]) -> frozenset[object]:
    """Return the ids of those whose signature on paper waits for a second clerk; one query."""
    ids = [row.pk for row in petitions]
    waiting = Proposal.objects.filter(subject_kind="petition", subject_id__in=ids, state=Proposal.State.OPEN)
    return frozenset(waiting.values_list("subject_id", flat=True))


def signature_on_paper(petition: Petition) -> Proposal | None:
    """Return the signature on paper that waits for a second clerk, if there is one."""
    waiting = Proposal.objects.filter(subject_kind="petition", subject_id=petition.pk, state=Proposal.State.OPEN)
    return waiting.select_related("recorded_for__person", "proposed_by__person").first()


def may_record_signature(post: ActingPost, petition: Petition) -> Verdict:
    """The desk enters that a leader has signed the letter itself (代录), once."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("A signature on paper is entered by the city desk."))
    if signature_on_paper(petition) is not None:
        return Denied(_("A signature on paper has been entered already; a second clerk confirms it."), Why.STATE)
    return _in(petition, PetitionState.DRAFTED)


def may_check_signature(post: ActingPost, petition: Petition) -> Verdict:
    """Another clerk of the desk compares it with the sheet; never the leader it speaks of."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("A signature on paper is checked by the city desk."))
    proposal = signature_on_paper(petition)
    if proposal is None:
        return Denied(_("No signature on paper waits to be checked."), Why.STATE)
    if proposal.proposer_id in post.stands_for:
        return Denied(_("A second clerk confirms what the first has entered."))
    return may_clerk(post, proposal.recorded_for) if proposal.recorded_for else Allowed()


def may_send(post: ActingPost, petition: Petition) -> Verdict:
    """Number and day are given when the signed letter goes out."""
    verdict = _keeps(post, petition)
    return _in(petition, PetitionState.SIGNED) if verdict else verdict


def may_reply(post: ActingPost, petition: Petition) -> Verdict:
    """The reply is entered by whoever follows the letter."""
    verdict = _keeps(post, petition)
    return _in(petition, PetitionState.SENT) if verdict else verdict


def may_grant(post: ActingPost, petition: Petition) -> Verdict:
    """What was granted is entered once there is a reply that grants something."""
    verdict = _keeps(post, petition)
    if not verdict:
        return verdict
    verdict = _in(petition, PetitionState.REPLIED)
    if verdict and petition.result == Result.REFUSED:
        return Denied(_("The petition was refused; nothing was granted."), Why.STATE)
    return verdict


def may_end_grant(post: ActingPost, grant: QuotaGrant) -> Verdict:
    """A grant entered wrongly, or taken back by its authority, stops counting; the row stays."""
    verdict = _keeps(post, grant.petition)
    if verdict and grant.ended_at is not None:
        return Denied(_("This grant does not count any more."), Why.STATE)
    return verdict
