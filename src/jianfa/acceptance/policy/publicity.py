"""Who drafts the public words, and who may know who objected."""

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import closed_campaign, stands_still
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

DRAFTED_IN = frozenset({State.CLOSING, State.VERIFYING, State.APPROVING})


def may_draft_publicity(problem: Problem, post: ActingPost) -> Verdict:
    """Say whether the post may draft how far and with which words it is publicised: the desk, before the approval."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("Scope and public title are drafted by the city desk and approved by a leader."))
    if problem.state not in DRAFTED_IN:
        sentence = _("Scope and public title are drafted between the application and the approval.")
        return Denied(sentence, Why.STATE)
    return closed_campaign(problem) if stands_still(problem) else Allowed()


def may_know_objector(post: Post) -> Verdict:
    """Say whether the post may see who objected: the desk's lead (or who stands in), and the auditor."""
    if post.role == Role.AUDITOR or (post.role == Role.DESK and post.leads):
        return Allowed()
    return Denied(_("Who objected is known only to the lead of the city desk and the auditor."))
