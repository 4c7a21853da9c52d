"""Policy measures are entered by the desk and by departments; a problem is served by those who work on it."""

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import closed_campaign, stands_still
from jianfa.ledger.states import ON_LIST, State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.remedies.models import PolicyMeasure

ENTERERS = frozenset({Role.DESK, Role.HANDLER, Role.DEPARTMENT_HEAD})


def may_enter_policy(post: ActingPost) -> Verdict:
    """The desk and departments enter policy documents."""
    if isinstance(post, Post) and post.role in ENTERERS:
        return Allowed()
    return Denied(_("Policy measures are entered by the city desk and the departments."))


def may_work_on_policy(post: ActingPost, policy: PolicyMeasure) -> Verdict:
    """The desk, or the unit that entered it, while it holds."""
    verdict = may_enter_policy(post)
    if not verdict:
        return verdict
    if isinstance(post, Post) and post.role != Role.DESK and post.unit_id != policy.entered_by.unit_id:
        return Denied(_("This policy is kept by %(unit)s.") % {"unit": policy.entered_by.unit.name})
    if policy.ended_on is not None:
        return Denied(
            _("The end of this policy is noted already: %(day)s.") % {"day": policy.ended_on.isoformat()}, Why.STATE
        )
    return Allowed()


def may_link(post: ActingPost, problem: Problem) -> Verdict:
    """The desk, or the department that works on the problem, says which policy serves it."""
    is_staff = isinstance(post, Post) and post.role in ENTERERS
    if not is_staff or not (
        isinstance(post, Post) and (post.role == Role.DESK or post.unit_id in {problem.acting_unit_id, problem.lead_id})
    ):
        return Denied(_("Which policy serves a problem is said by the city desk or the department that works on it."))
    if problem.state not in ON_LIST or problem.state == State.WRITTEN_OFF:
        return Denied(_("The problem is “%(state)s”.") % {"state": problem.get_state_display()}, Why.STATE)
    if stands_still(problem):
        return closed_campaign(problem)
    return Allowed()
