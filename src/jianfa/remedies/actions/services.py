"""Services to the point: arranged, visited, judged by the county; each in the problem's chain."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, require
from jianfa.remedies.actions.checking import changed, need, not_after
from jianfa.remedies.models import ServiceVisit, TargetedService
from jianfa.remedies.policy.services import may_judge, may_offer, may_visit
from jianfa.remedies.states import Helped


def offer_service(problem: Problem, unit: Unit, *, actor: Post, at: datetime, what: str) -> TargetedService:
    """Arrange that a department serves the county that raised the problem; a department arranges its own only."""
    require(may_offer(actor, problem))
    if unit.kind != UnitKind.DEPARTMENT:
        raise Refused(_("A service to the point is given by a department."), Why.VALUE, field="unit")
    if actor.role != Role.DESK and actor.unit_id != unit.pk:
        raise Refused(_("A department arranges its own services only."), Why.VALUE, field="unit")
    need(what=(what, _("Please say what the department does.")))
    row = TargetedService(problem=problem, unit=unit, what=what.strip(), offered_by=actor, offered_at=at)
    facts = {"unit": str(unit.pk)}
    write(problem.subject, "offer_service", actor=actor, at=at, changes=[Change(row)], facts=facts)
    return row


def record_visit(
    service: TargetedService, *, actor: Post, at: datetime, visited_on: date, done: str, outcome: str = ""
) -> Event:
    """Note a visit: the day, what was done, what came of it. No photograph is asked for."""
    require(may_visit(actor, service))
    need(done=(done, _("Please say what was done.")))
    not_after(visited_on, at, "visited_on")
    row = ServiceVisit(
        service=service, visited_on=visited_on, done=done.strip(), outcome=outcome.strip(), recorded_by=actor,
        recorded_at=at,
    )  # fmt: skip
    subject = service.problem.subject
    return write(subject, "record_visit", actor=actor, at=at, changes=[Change(row), changed(service)])


def judge_service(service: TargetedService, *, actor: Post, at: datetime, verdict: str, words: str = "") -> Event:
    """Say for the county whether it helped (双向赋能); words are asked for where it did not, or only in part."""
    require(may_judge(actor, service))
    if verdict not in Helped.values:
        raise Refused(_("Please say whether the service helped."), Why.VALUE, field="verdict")
    if verdict != Helped.HELPED:
        need(words=(words, _("Please say what is still missing.")))
    change = changed(service, verdict=verdict, words=words.strip(), judged_by=actor, judged_at=at)
    facts = {"verdict": verdict}
    return write(service.problem.subject, "judge_service", actor=actor, at=at, changes=[change], facts=facts)
