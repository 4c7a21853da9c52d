"""Who keeps a campaign: its rules, its opening and closing, and what is carried over (DESIGN §4)."""

from django.utils.translation import gettext as _

from jianfa.journal.models import Event
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

KEEPERS = frozenset({Role.DESK, Role.DEPARTMENT_HEAD})
CLOSERS = frozenset({Role.DEPARTMENT_HEAD, Role.LEADER})
SEE_PROPOSED_RULES = KEEPERS | {Role.LEADER, Role.AUDITOR}


def may_set_up(post: Post) -> Verdict:
    """Say whether the post may set a campaign up."""
    if post.role in KEEPERS:
        return Allowed()
    return Denied(_("Campaigns and their rules are kept by the city desk and department heads."))


def may_keep(post: Post, campaign: Campaign) -> Verdict:
    """Say whether the post may change the rules, or propose to once the campaign is open."""
    verdict = may_set_up(post)
    if verdict and campaign.state == Campaign.State.CLOSED:
        return Denied(_("The campaign is closed; its rules stay as they were."), Why.STATE)
    return verdict


def may_change(post: Post, campaign: Campaign) -> Verdict:
    """Say the same, and no once another change waits for its answer: at most one may."""
    verdict = may_keep(post, campaign)
    waiting = Proposal.objects.filter(subject_kind="campaign", subject_id=campaign.pk, state=Proposal.State.OPEN)
    if verdict and waiting.exists():
        return Denied(_("Another change of these rules waits for an answer; at most one may."), Why.STATE)
    return verdict


def may_open(post: Post, campaign: Campaign) -> Verdict:
    """Say whether the post may open the campaign, which confirms its rules; never somebody who drafted them."""
    if post.role != Role.DEPARTMENT_HEAD:
        return Denied(_("A campaign is opened by a department head, who confirms its rules."))
    if campaign.state != Campaign.State.PREPARING:
        return Denied(_("Only a campaign in preparation can be opened."), Why.STATE)
    if Event.objects.filter(chain=campaign.pk, person=post.person_id).exists():
        return Denied(_("You have drafted rules of this campaign yourself; another department head opens it."))
    return Allowed()


def may_close(post: Post, campaign: Campaign) -> Verdict:
    """Say whether the post may close the campaign."""
    if post.role not in CLOSERS:
        return Denied(_("A campaign is closed by a department head or a leader."))
    if campaign.state != Campaign.State.OPEN:
        return Denied(_("Only an open campaign can be closed."), Why.STATE)
    return Allowed()


def may_settle_rules(post: ActingPost, campaign: Campaign, proposal: Proposal | None) -> Verdict:
    """Say whether the post may confirm or reject a proposed change of the rules."""
    if not isinstance(post, Post) or post.role != Role.DEPARTMENT_HEAD:
        return Denied(_("The rules of a campaign are confirmed by a department head."))
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    if proposal.proposer_id == post.person_id:
        return Denied(_("Whoever proposed it cannot confirm it, in whatever post."))
    if campaign.state != Campaign.State.OPEN:
        return Denied(_("The campaign is closed; its rules stay as they were."), Why.STATE)
    return Allowed()


def may_take_back_rules(post: ActingPost, proposal: Proposal | None) -> Verdict:
    """Say whether the post may withdraw the proposal: the person who made it, while nobody has answered."""
    if not isinstance(post, Post) or post.role not in KEEPERS:
        return Denied(_("Campaigns and their rules are kept by the city desk and department heads."))
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    if proposal.proposer_id != post.person_id:
        return Denied(_("A proposal is taken back by whoever made it."))
    return Allowed()


def may_carry_over(post: Post, source: Campaign) -> Verdict:
    """Say whether the post may move what is open in this campaign into another one (结转)."""
    if post.role != Role.DESK:
        return Denied(_("Open problems are carried over by the city desk."))
    if source.state != Campaign.State.CLOSED:
        return Denied(_("Only a closed campaign's problems are carried over; please close it first."), Why.STATE)
    return Allowed()


def may_receive(source: Campaign, into: Campaign) -> Verdict:
    """Say whether a campaign can take over the open problems of another one."""
    if into.pk == source.pk or into.state != Campaign.State.OPEN:
        return Denied(_("Problems are carried over into another campaign that is open."), Why.VALUE)
    if into.is_practice != source.is_practice:
        return Denied(_("Practice stays practice: the two campaigns must be of the same kind."), Why.VALUE)
    return Allowed()
