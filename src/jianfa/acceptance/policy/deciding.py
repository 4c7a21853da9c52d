"""When it may be approved, objected to and struck off."""

from datetime import date

from django.utils.translation import gettext as _

from jianfa.acceptance.models import Objection
from jianfa.acceptance.policy.independence import may_decide
from jianfa.acceptance.policy.verifying import open_objections
from jianfa.calendar.queries import noted_day
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may, may_read
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why


def may_approve(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may approve now."""
    return may(post, "approve", problem) and may_decide(problem, post)


def may_uphold(problem: Problem, post: Post) -> Verdict:
    """Say whether there is an objection that the post may uphold."""
    verdict = may(post, "uphold", problem)
    if verdict and not open_objections(problem):
        return Denied(_("There is no open objection to uphold."), Why.STATE)
    return verdict


def may_write_off(problem: Problem, post: ActingPost, today: date) -> Verdict:
    """Say whether it can be struck off: publicity over, no objection open."""
    verdict = may(post, "write_off", problem)
    if not verdict:
        return verdict
    ends_on = problem.publicity_ends_on
    if ends_on is not None and today <= ends_on:
        return Denied(_("Publicity lasts until the end of %(day)s.") % {"day": noted_day(ends_on)}, Why.STATE)
    if open_objections(problem):
        return Denied(_("An objection has not been answered yet."), Why.STATE)
    return Allowed()


def may_object(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may enter an objection that came in."""
    if post.role not in {Role.DESK, Role.AUDITOR, Role.LIAISON, Role.HEAD}:
        return Denied(_("Objections are entered by a county union, the desk or the auditor."))
    if not may_read(post, problem):
        return Denied(_("Not found, or you may not see it."), Why.HIDDEN)
    if problem.state != State.PUBLICISED:
        return Denied(_("Objections are possible while it is publicised."), Why.STATE)
    return Allowed()


def may_answer(objection: Objection, post: Post) -> Verdict:
    """Say whether the post may answer this objection without upholding it."""
    if post.role not in {Role.DESK, Role.LEADER} or post.person_id == objection.entered_by.person_id:
        return Denied(_("An objection is answered by the desk or a leader, not by whoever entered it."))
    if objection.answered_at is not None:
        return Denied(_("This objection has already been answered."), Why.STATE)
    return Allowed()
