"""Who decides that the portal is open, who keeps what its first screen says, who prints a unit's sheet."""

from datetime import date

from django.utils.translation import gettext as _

from jianfa.ledger.policy import may_clerk
from jianfa.organisations.models import ActingPost, Post, Proposal, Role, Unit
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.portal.models import Portal

SEE = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})
OPEN = "open_portal"


def may_see(post: ActingPost) -> Verdict:
    """Say whether the post may see how the portal stands."""
    if isinstance(post, Post) and post.role in SEE:
        return Allowed()
    return Denied(_("The worker portal is kept by the city desk."))


def may_keep(post: ActingPost) -> Verdict:
    """Say whether the post may change hotlines and urgent words."""
    if isinstance(post, Post) and post.role == Role.DESK:
        return Allowed()
    return Denied(_("The worker portal is kept by the city desk."))


def may_propose(post: ActingPost, portal: Portal, waiting: Proposal | None) -> Verdict:
    """Say whether the post may put it before a leader to open the portal, or enter that one has decided so."""
    verdict = may_keep(post)
    if verdict and portal.is_on:
        return Denied(_("The portal is open."), Why.STATE)
    if verdict and waiting is not None:
        return Denied(_("Opening waits for a leader's decision already."), Why.STATE)
    return verdict


def may_settle(post: ActingPost, proposal: Proposal | None) -> Verdict:
    """Say whether the post may open the portal as proposed: a leader, or the second clerk of a paper."""
    if not isinstance(post, Post) or post.role not in {Role.LEADER, Role.DESK}:
        return Denied(_("The portal is opened by a city leader."))
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Denied(_("No decision about the portal is waiting."), Why.STATE)
    if proposal.recorded_for is None:
        if post.role == Role.LEADER and proposal.proposer_id not in post.stands_for:
            return Allowed()
        return Denied(_("The portal is opened by a city leader."))
    if proposal.proposer_id in post.stands_for:
        return Denied(_("A second clerk confirms what the first has entered."))
    return may_enter(post, proposal.recorded_for)


def may_take_back(post: ActingPost, proposal: Proposal | None) -> Verdict:
    """Say whether the post may withdraw what it has put forward."""
    if proposal is None or proposal.state != Proposal.State.OPEN:
        return Denied(_("No decision about the portal is waiting."), Why.STATE)
    if isinstance(post, Post) and post.person_id == proposal.proposer_id:
        return Allowed()
    return Denied(_("A proposal is taken back by whoever made it."))


def may_close(post: ActingPost, portal: Portal) -> Verdict:
    """Say whether the post may close the portal: nothing is lost by it, so one person is enough."""
    if not isinstance(post, Post) or post.role not in {Role.DESK, Role.LEADER}:
        return Denied(_("The portal is closed by the city desk or a leader."))
    if not portal.is_on:
        return Denied(_("The portal is closed."), Why.STATE)
    return Allowed()


def may_enter(clerk: ActingPost, decider: Post) -> Verdict:
    """Say whether the post may be a clerk of this decider's paper; nor may it stand in for the decider."""
    if isinstance(clerk, Post) and decider.person_id in clerk.stands_for:
        return Denied(_("Whoever decided cannot also be the clerk who enters it."))
    return may_clerk(clerk, decider)


def may_be_decider(decider: Post, day: date) -> Verdict:
    """Say whether this is somebody who can have decided it on paper: a leader who is one on that day."""
    if decider.role != Role.LEADER:
        return Denied(_("The portal is opened by a city leader."), Why.VALUE)
    if not decider.is_held_on(day):
        return Denied(_("Whoever is named as having decided is not in this office on that day."), Why.VALUE)
    return Allowed()


def may_print(post: ActingPost, unit: Unit) -> Verdict:
    """Say whether the post may print the sheet of a unit: the city any, a county union its own."""
    if may_see(post) or (isinstance(post, Post) and post.unit_id == unit.pk and post.role in {Role.LIAISON, Role.HEAD}):
        return Allowed()
    return Denied(_("A county union prints its own sheet, the city desk any."))
