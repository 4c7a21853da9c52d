"""What a page shows of one cycle's closing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.acceptance.models import (
    ClosureApplication,
    CriterionAnswer,
    CriterionResult,
    Decision,
    LookBack,
    Objection,
    Panel,
    PanelMember,
    Publicity,
    SourceAnswer,
    WriteOff,
)
from jianfa.acceptance.policy import CITY, SAME, SILENT, answer_given, answer_standing, waits_for_answer
from jianfa.acceptance.queries.looking import look_backs_of
from jianfa.acceptance.queries.lots import ShownLot, shown_lot
from jianfa.acceptance.queries.offering import SOURCE_ANSWERS
from jianfa.acceptance.queries.publicity import standing_publicity
from jianfa.calendar.queries import noted_day, provisional_note
from jianfa.ledger.models import Criterion, Problem
from jianfa.ledger.states import State


@dataclass(frozen=True)
class Compared:
    """One criterion with what each sitting member found, in the order of the members; None: an older criterion."""

    criterion: Criterion
    findings: list[tuple[PanelMember, CriterionResult | None]]


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
    source: SourceAnswer | None = None
    """What the unit that raised it has said, if anything."""
    silence: str = ""
    """Where it has said nothing: until when it may, that its term is over, or why nobody is asked."""
    compared: list[Compared] = field(default_factory=list)
    """What the members found, side by side, once the verification is concluded."""

    @property
    def sitting(self) -> list[PanelMember]:
        """Return the members who count."""
        return [member for member in self.members if member.left_at is None]

    words: Publicity | None = None
    """Scope and public title of this cycle, drafted or approved."""
    look_backs: Sequence[LookBack] = ()
    lot: ShownLot | None = None
    """Where the panel is drawn by lot: candidates, and what was drawn."""


def closing_of(problem: Problem) -> Closing:
    """Return the application being dealt with (or last), its panel, decision and objections."""
    application = (
        problem.applications.filter(ended_at=None)
        .select_related("post__person", "post__unit", "source_answer__post__person", "source_answer__post__unit")
        .first()
    )
    panel = application.panels.filter(ended_at=None).first() if application else None
    decisions = Decision.objects.filter(application=application, revoked_at=None) if application else None
    objections = problem.objections.filter(cycle=problem.cycle).select_related("entered_by__unit", "answered_by__unit")
    members = list(_members(panel)) if panel else []
    return Closing(
        application=application,
        answers=list(application.answers.select_related("criterion")) if application else [],
        panel=panel,
        members=members,
        decision=decisions.select_related("post__person", "post__unit").first() if decisions is not None else None,
        objections=list(objections),
        write_offs=list(problem.write_offs.all()),
        source_answer=str(SOURCE_ANSWERS.get(panel.source_answer, "")) if panel and panel.concluded_at else "",
        publicity_note=provisional_note(problem.publicity_ends_on),
        source=answer_given(application),
        silence=_silence(problem, application) if application else "",
        compared=compare(members) if panel and panel.concluded_at else [],
        words=standing_publicity(problem),
        look_backs=look_backs_of(problem) if problem.cycle > 1 or problem.state == State.WRITTEN_OFF else (),
        lot=shown_lot(application, timezone.now()),
    )


def compare(members: Sequence[PanelMember]) -> list[Compared]:
    """Return what the sitting members found criterion by criterion."""
    sitting = [member for member in members if member.left_at is None]
    found = [(member, {result.criterion_id: result for result in member.results.all()}) for member in sitting]
    criteria = {result.criterion_id: result.criterion for _member, results in found for result in results.values()}
    ordered = sorted(criteria.values(), key=lambda criterion: criterion.position)
    return [Compared(row, [(member, results.get(row.pk)) for member, results in found]) for row in ordered]


def _silence(problem: Problem, application: ClosureApplication) -> str:
    """Say why there is no answer of the unit that raised it; "" where there is one."""
    standing = answer_standing(problem, application)
    if standing in {SAME, CITY}:
        return str(SOURCE_ANSWERS[standing])
    if standing != SILENT:
        return ""
    if waits_for_answer(application, timezone.localdate()):
        return _("asked, may answer until %(day)s") % {
            "day": noted_day(application.asked_until) if application.asked_until else ""
        }
    return str(SOURCE_ANSWERS[SILENT])


def _members(panel: Panel) -> "QuerySet[PanelMember]":
    results = CriterionResult.objects.select_related("criterion")
    return (
        panel.members.select_related("post__person", "post__unit")
        .prefetch_related(Prefetch("results", queryset=results))
        .order_by("post__unit__position", "pk")
    )
