"""When results are recorded, a verification concluded, sent back or repeated."""

from datetime import date

from django.utils.translation import gettext as _

from jianfa.acceptance.models import Panel, PanelMember
from jianfa.acceptance.policy.asking import application_of, waits_for_answer
from jianfa.calendar.queries import noted_day
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.remedies.policy import may_apply_with

# What a table of moves cannot hold -------------------------------------------------------------------------


def panel_of(problem: Problem) -> Panel | None:
    """Return the panel at work on the open application, if there is one."""
    return Panel.objects.filter(
        application__problem=problem, application__ended_at=None, ended_at=None
    ).first()  # fmt: skip


def verdicts_of(problem: Problem) -> list[str]:
    """Return what the members of the panel have found; "" for who has not recorded yet."""
    panel = panel_of(problem)
    return list(panel.members.filter(left_at=None).values_list("verdict", flat=True)) if panel else []


def open_objections(problem: Problem) -> bool:
    """Say whether an objection of this cycle waits for its answer."""
    return problem.objections.filter(cycle=problem.cycle, answered_at=None).exists()


def may_apply(problem: Problem, post: ActingPost) -> Verdict:
    """Say whether the post may apply: the table of moves allows it, and every county has the effect."""
    verdict = may(post, "apply", problem)
    return may_apply_with(problem) if verdict else verdict


def may_record(problem: Problem, decider: Post) -> Verdict:
    """Say whether the post still owes the panel its result."""
    panel = panel_of(problem)
    member = panel.members.filter(person=decider.person_id).first() if panel else None
    if member is None or member.left_at is not None:
        return Denied(_("Only a member of the panel records a result."))
    if member.recorded_at is not None:
        return Denied(_("This member has already recorded a result."), Why.STATE)
    return Allowed()


def may_step_aside(problem: Problem, post: Post) -> Verdict:
    """Say whether the post sits on the panel and has not recorded; a result is not taken back."""
    verdict = may(post, "step_aside", problem)
    return verdict and may_record(problem, post)


def vacant_seats(problem: Problem) -> list[PanelMember]:
    """Return the members who have left and for whom nobody has been named."""
    panel = panel_of(problem)
    return list(panel.members.filter(PanelMember.vacant()).select_related("post__person")) if panel else []


def may_replace(problem: Problem, post: Post) -> Verdict:
    """Say whether there is a member for whom another may be named: left, or not recorded yet."""
    verdict = may(post, "replace_member", problem)
    panel = panel_of(problem) if verdict else None
    if verdict and (panel is None or not panel.members.filter(recorded_at=None, replaced_by=None).exists()):
        return Denied(_("All members have recorded their results; nobody can be replaced."), Why.STATE)
    return verdict


def may_conclude(problem: Problem, post: ActingPost, today: date) -> Verdict:
    """Say whether the verification can be closed: all have recorded, not all found it unmet, the source unit was heard.

    Heard means: it has answered, or its term is over (未答复).
    """
    verdict = may(post, "conclude", problem)
    if not verdict:
        return verdict
    verdicts = verdicts_of(problem)
    if missing := verdicts.count(""):
        return Denied(_("%(n)s members of the panel have not recorded their results yet.") % {"n": missing}, Why.STATE)
    if seats := vacant_seats(problem):
        return Denied(
            _("%(name)s has left the panel; please name another member first.") % {"name": seats[0].post.person.name},
            Why.STATE,
        )
    if set(verdicts) == {PanelMember.Verdict.FAILED.value}:
        return Denied(_("All members found it not met; please send it back."), Why.STATE)
    application = application_of(problem)
    if application and application.asked_until and waits_for_answer(application, today):
        return Denied(
            _("%(unit)s has until %(day)s to say whether it is solved.")
            % {"unit": problem.source_unit.name, "day": noted_day(application.asked_until)}, Why.STATE,
        )  # fmt: skip
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
