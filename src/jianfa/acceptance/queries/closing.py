"""What a page shows of one cycle's closing."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from jianfa.acceptance.models import (
    ClosureApplication,
    CriterionAnswer,
    CriterionResult,
    Decision,
    Objection,
    Panel,
    PanelMember,
    WriteOff,
)
from jianfa.acceptance.queries.offering import SOURCE_ANSWERS
from jianfa.calendar.queries import provisional_note
from jianfa.ledger.models import Problem


@dataclass(frozen=True)
class Closing:
    """What the page shows of one cycle's closing."""

    application: ClosureApplication | None
    answers: list[CriterionAnswer]
    panel: Panel | None
    members: list[PanelMember]
    decision: Decision | None
    objections: list[Objection]
    write_offs: list[WriteOff]
    source_answer: str = ""
    publicity_note: str = ""


def closing_of(problem: Problem) -> Closing:
    """Return the application being dealt with (or last), its panel, decision and objections."""
    application = problem.applications.filter(ended_at=None).select_related("post__person", "post__unit").first()
    panel = application.panels.filter(ended_at=None).first() if application else None
    decisions = Decision.objects.filter(application=application, revoked_at=None) if application else None
    objections = problem.objections.filter(cycle=problem.cycle).select_related("entered_by__unit", "answered_by__unit")
    return Closing(
        application=application,
        answers=list(application.answers.select_related("criterion")) if application else [],
        panel=panel,
        members=list(_members(panel)) if panel else [],
        decision=decisions.select_related("post__person", "post__unit").first() if decisions is not None else None,
        objections=list(objections),
        write_offs=list(problem.write_offs.all()),
        source_answer=str(SOURCE_ANSWERS.get(panel.source_answer, "")) if panel and panel.concluded_at else "",
        publicity_note=provisional_note(problem.publicity_ends_on),
    )


def _members(panel: Panel) -> "QuerySet[PanelMember]":
    results = CriterionResult.objects.select_related("criterion")
    return (
        panel.members.select_related("post__person", "post__unit")
        .prefetch_related(Prefetch("results", queryset=results))
        .order_by("post__unit__position", "pk")
    )
