"""Who confirms that two texts are alike, who sees themes, and who keeps the list of synonyms."""

from django.utils.translation import gettext as _

from jianfa.intake.models import WHOLE_CITY, Demand, SynonymList
from jianfa.intake.policy.demands import works_for
from jianfa.intake.states import State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

LISTENERS = WHOLE_CITY | {Role.DEPARTMENT_HEAD}
"""Who may read the list of synonyms: those who use it, and who confirms it."""


def may_confirm_like(post: ActingPost, *demands: Demand) -> Verdict:
    """Say whether the post may confirm that these are alike, or take it back: the desk, or whoever has one of them."""
    if not isinstance(post, Post) or not (
        post.role == Role.DESK or any(works_for(post, demand.owner) for demand in demands)
    ):
        return Denied(_("That two texts are alike is confirmed by the unit a demand is with, or by the city desk."))
    for demand in demands:
        if demand.state in {State.DRAFT, State.WITHDRAWN}:
            values = {"state": demand.get_state_display()}
            return Denied(_("The demand is “%(state)s”; there is nothing to compare.") % values, Why.STATE)
    return Allowed()


def may_see_themes(post: ActingPost) -> Verdict:
    """Say whether the post sees the themes of the whole city."""
    if isinstance(post, Post) and post.role in WHOLE_CITY:
        return Allowed()
    return Denied(_("Themes are worked out over the whole city; the desk, the leaders and the auditor see them."))


def may_renew_themes(post: ActingPost) -> Verdict:
    """Say whether the post may have the themes worked out again."""
    if isinstance(post, Post) and post.role == Role.DESK:
        return Allowed()
    return Denied(_("Themes are worked out again by the city desk."))


def may_see_synonyms(post: ActingPost) -> Verdict:
    """Say whether the list of synonyms is this post's business."""
    if isinstance(post, Post) and post.role in LISTENERS:
        return Allowed()
    return Denied(_("The list of synonyms is kept by the city desk and confirmed by a department head."))


def may_propose_synonyms(post: ActingPost) -> Verdict:
    """Say whether the post may propose another list of synonyms."""
    if isinstance(post, Post) and post.role == Role.DESK:
        return Allowed()
    return Denied(_("The list of synonyms is changed by the city desk."))


def may_settle_synonyms(post: ActingPost, proposed: SynonymList) -> Verdict:
    """Say whether the post may confirm or reject what was proposed: a department head, as for all rules."""
    if not isinstance(post, Post) or post.role != Role.DEPARTMENT_HEAD:
        return Denied(_("The list of synonyms is confirmed by a department head."))
    if proposed.state != SynonymList.State.PROPOSED:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    if proposed.proposer_id in post.stands_for:
        return Denied(_("Whoever proposed it cannot confirm it, in whatever post."))
    return Allowed()


def may_take_back_synonyms(post: ActingPost, proposed: SynonymList) -> Verdict:
    """Say whether the post may withdraw what was proposed: the person who proposed it."""
    verdict = may_propose_synonyms(post)
    if not verdict:
        return verdict
    if proposed.state != SynonymList.State.PROPOSED:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    if isinstance(post, Post) and post.person_id != proposed.proposer_id:
        return Denied(_("A proposal is taken back by whoever made it."))
    return Allowed()
