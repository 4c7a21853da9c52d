"""Services: offered by the desk or a department, visited by the department, judged by the county that raised it."""

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import closed_campaign, stands_still
from jianfa.ledger.states import ON_LIST, Nature, State
from jianfa.organisations.models import COUNTY_ROLES, DEPARTMENT_ROLES, ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.remedies.models import TargetedService


def may_offer(post: ActingPost, problem: Problem) -> Verdict:
    """The desk names a department; a department offers its own service where it can see the problem."""
    if not isinstance(post, Post) or post.role not in DEPARTMENT_ROLES | {Role.DESK}:
        return Denied(_("A service is arranged by the city desk or the department that gives it."))
    if problem.nature == Nature.COMMON:
        return Denied(_("A service is for one county; a common problem is solved by a policy for all."), Why.STATE)
    if problem.state == State.WRITTEN_OFF:
        return Denied(_("The problem is “%(state)s”.") % {"state": problem.get_state_display()}, Why.STATE)
    return _on_list(problem)


def _on_list(problem: Problem) -> Verdict:
    """A service goes on, and is judged, while its problem is on the list of a campaign that runs."""
    if problem.state not in ON_LIST:
        return Denied(_("The problem is “%(state)s”.") % {"state": problem.get_state_display()}, Why.STATE)
    return closed_campaign(problem) if stands_still(problem) else Allowed()


def may_visit(post: ActingPost, service: TargetedService) -> Verdict:
    """Whoever works in the serving department notes its visits."""
    if isinstance(post, Post) and post.role in DEPARTMENT_ROLES and post.unit_id == service.unit_id:
        return _on_list(service.problem)
    return Denied(_("Visits are noted by %(unit)s.") % {"unit": service.unit.name})


def may_judge(post: ActingPost, service: TargetedService) -> Verdict:
    """The county that raised the problem says whether it helped; once, and again after another visit."""
    problem = service.problem
    if not isinstance(post, Post) or post.role not in COUNTY_ROLES or post.unit_id != problem.source_unit_id:
        return Denied(_("Whether it helped is said by %(unit)s.") % {"unit": problem.source_unit.name})
    if not (verdict := _on_list(problem)):
        return verdict
    last = max((row.recorded_at for row in service.visits.all()), default=None)
    if last is None:
        return Denied(_("No visit has been noted yet."), Why.STATE)
    if service.judged_at is not None and last <= service.judged_at:
        return Denied(_("The county has said its word; it can do so again after another visit."), Why.STATE)
    return Allowed()
