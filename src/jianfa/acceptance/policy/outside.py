"""Who signs by a link: a member without an account, and only while the seat waits for a result."""

from django.utils.translation import gettext as _

from jianfa.acceptance.models import PanelMember
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why


def members_without_account(problem: Problem) -> list[PanelMember]:
    """Return the members of the panel at work who have not recorded and cannot log in."""
    rows = PanelMember.objects.filter(
        panel__application__problem=problem, panel__application__ended_at=None, panel__ended_at=None, left_at=None,
        recorded_at=None,
    ).select_related("person", "post__person", "post__unit")  # fmt: skip
    return [member for member in rows if not member.person.has_usable_password()]


def may_make_link(problem: Problem, post: Post) -> Verdict:
    """Say whether there is a member for whom the desk may make a link."""
    if post.role != Role.DESK:
        return Denied(_("Links for outside members are made by the city desk."))
    verdict = may(post, "replace_member", problem)
    if not verdict:
        return verdict
    if not members_without_account(problem):
        return Denied(_("All members who have not recorded have an account; they sign in."), Why.STATE)
    return Allowed()
