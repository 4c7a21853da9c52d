"""The unit that raised a problem is asked whether it is solved: who may answer, until when, and what silence is."""

from datetime import date

from django.utils.translation import gettext as _

from jianfa.acceptance.models import ClosureApplication, PanelMember, SourceAnswer
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, UnitKind
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

SAME, CITY, SILENT = "same", "city", "none"
"""Nobody is asked because the unit applied itself, or because no county raised it; and 未答复."""


def asks_nobody(problem: Problem) -> str:
    """Return why nobody is asked, "" where the source unit is.

    Whoever works on what they raised themselves has answered by applying, and is not asked twice; what the city's own
    units raised has no county that could answer.
    """
    if problem.source_unit_id == problem.acting_unit_id:
        return SAME
    return "" if problem.source_unit.kind == UnitKind.COUNTY_UNION else CITY


def application_of(problem: Problem) -> ClosureApplication | None:
    """Return the application that is being dealt with, with its answer."""
    found = problem.applications.filter(ended_at=None).select_related("source_answer")
    return found.first()


def answer_given(application: ClosureApplication | None) -> SourceAnswer | None:
    """Return what the source unit has said to an application, if anything."""
    return getattr(application, "source_answer", None) if application else None


def answer_standing(problem: Problem, application: ClosureApplication) -> str:
    """Return the answer as it stands: solved, partly, unsolved, none, or why nobody was asked."""
    answer = answer_given(application)
    return answer.answer if answer else asks_nobody(problem) or SILENT


def is_called_unsolved(problem: Problem) -> bool:
    """Say whether whoever raised it has answered: not solved; then the leader writes why to go on."""
    answer = answer_given(application_of(problem))
    return answer is not None and answer.answer == SourceAnswer.Answer.UNSOLVED


def may_respond(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may answer for the source unit: once, and nobody who applied or verifies."""
    application = application_of(problem)
    if application is None:
        return Denied(_("There is no application for this problem."), Why.STATE)
    if answer_given(application):
        return Denied(_("The unit that raised it has already answered."), Why.STATE)
    if asks_nobody(problem):
        return Denied(
            _("Nobody is asked here: the unit that raised it works on it itself, or the city raised it."), Why.STATE
        )
    verifies = PanelMember.objects.filter(panel__application=application, person__in=post.stands_for)
    if application.applicant_id in post.stands_for or verifies.exists():
        return Denied(_("Whoever applied or verifies does not answer for the unit that raised it."))
    return Allowed()


def waits_for_answer(application: ClosureApplication | None, today: date) -> bool:
    """Say whether the source unit still has time to answer and has not."""
    if application is None or application.asked_until is None or answer_given(application):
        return False
    return today <= application.asked_until
