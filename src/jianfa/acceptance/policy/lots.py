"""Where panels are drawn by lot: whether anybody may still choose, and which lot stands."""

from django.utils.translation import gettext as _

from jianfa.acceptance.models import Lot
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.organisations.models import ActingPost
from jianfa.organisations.policy import Denied, Verdict, Why


def lot_of(problem: Problem) -> Lot | None:
    """Return the lot that stands for the open application, drawn or not."""
    return Lot.objects.filter(
        application__problem=problem, application__ended_at=None, ended_at=None
    ).first()  # fmt: skip


def may_name_panel(problem: Problem, post: ActingPost) -> Verdict:
    """Say whether the desk may choose the members: not where the lot is set, and not once one was called."""
    verdict = may(post, "name_panel", problem)
    if not verdict:
        return verdict
    if problem.campaign.draws_lots or lot_of(problem) is not None:
        return Denied(
            _("In this campaign panels are drawn by lot; nobody chooses them."),
            Why.STATE,
        )
    return verdict
