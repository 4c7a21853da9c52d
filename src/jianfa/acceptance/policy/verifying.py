"""When results are recorded, a verification concluded, sent back or repeated."""

from django.utils.translation import gettext as _

from jianfa.acceptance.models import Panel, PanelMember
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

# What a table of moves cannot hold -------------------------------------------------------------------------


def panel_of(problem: Problem) -> Panel | None:
    """Return the panel at work on the open application, if there is one."""
    return Panel.objects.filter(
        application__problem=problem, application__ended_at=None, ended_at=None
    ).first()  # fmt: skip


def verdicts_of(problem: Problem) -> list[str]:
    """Return what the members of the panel have found; "" for who has not recorded yet."""
    panel = panel_of(problem)
    return list(panel.members.values_list("verdict", flat=True)) if panel else []


def open_objections(problem: Problem) -> bool:
    """Say whether an objection of this cycle waits for its answer."""
    return problem.objections.filter(cycle=problem.cycle, answered_at=None).exists()


def may_record(problem: Problem, decider: Post) -> Verdict:
    """Say whether the post still owes the panel its result."""
    panel = panel_of(problem)
    member = panel.members.filter(person=decider.person_id).first() if panel else None
    if member is None:
        return Denied(_("Only a member of the panel records a result."))
    if member.recorded_at is not None:
        return Denied(_("This member has already recorded a result."), Why.STATE)
    return Allowed()


def may_conclude(problem: Problem, post: ActingPost) -> Verdict:
    """Say whether the verification can be closed: all have recorded, and not all found it unmet."""
    verdict = may(post, "conclude", problem)
    if not verdict:
        return verdict
    verdicts = verdicts_of(problem)
    if missing := verdicts.count(""):
        return Denied(_("%(n)s members of the panel have not recorded their results yet.") % {"n": missing}, Why.STATE)
    if set(verdicts) == {PanelMember.Verdict.FAILED.value}:
        return Denied(_("All members found it not met; please send it back."), Why.STATE)
    return Allowed()


def may_send_back(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may send it back; a panel does so only with one voice."""
    verdict = may(post, "send_back", problem)
    if not verdict or problem.state != State.VERIFYING or post.role == Role.LEADER:
        return verdict
    if set(verdicts_of(problem)) != {PanelMember.Verdict.FAILED.value}:
        return Denied(_("The panel sends it back only when all its members found it not met."), Why.STATE)
    return Allowed()


def may_recheck(problem: Problem, post: Post) -> Verdict:
    """Say whether another check may be asked for; during publicity the desk needs an objection for it."""
    verdict = may(post, "recheck", problem)
    if verdict and problem.state == State.PUBLICISED and post.role == Role.DESK and not open_objections(problem):
        return Denied(_("During publicity the desk asks for another check only because of an objection."), Why.STATE)
    return verdict
