"""Approve, publicise, object, uphold, write off, relapse; and the opening balance."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.acceptance.actions.asking import gone_on
from jianfa.acceptance.actions.publicity import approved_publicity
from jianfa.acceptance.actions.verifying import (
    _ended,
    _text,
    back_to_work,
    open_application,
    open_panel,
)
from jianfa.acceptance.models import Decision, Escalation, Objection, Objector, WriteOff
from jianfa.acceptance.policy import may_answer, may_decide, may_object, may_stand, may_uphold, may_write_off
from jianfa.acceptance.queries.looking import last_decision
from jianfa.acceptance.rules import ONE_LEVEL_UP, SECOND_RELAPSE
from jianfa.calendar.queries import hold, is_working
from jianfa.journal.models import Change, Event
from jianfa.journal.queries import write_offs_are_open
from jianfa.kit.workdays import add_workdays
from jianfa.ledger.actions import local_day, move, propose
from jianfa.ledger.actions.listing import amendment, number_for
from jianfa.ledger.models import Amendment, Problem
from jianfa.ledger.policy import may
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Post, Proposal
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.remedies.actions import expected_anew
from jianfa.supervision.queries import class_of
from jianfa.supervision.states import OnTime


def approve(
    problem: Problem, *, actor: Post, at: datetime, decision_no: str, exemption: str = "", over_unsolved: str = "",
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Approve what was verified; publicity begins, or with an exemption reason it is written off at once."""
    _require_whole_record()
    decider = proposal.recorded_for if proposal and proposal.recorded_for else actor
    if proposal is None:
        require(may(actor, "approve", problem))
    noted = decided_so(problem, decider, decision_no, exemption, over_unsolved)
    application = open_application(problem)
    decision = Decision(
        application=application, applicant_id=application.applicant_id, post=decider, decider=decider.person,
        decided_at=at, decision_no=decision_no, exemption=exemption,
    )  # fmt: skip
    with transaction.atomic():
        hold()
        ends_on = add_workdays(local_day(at), problem.campaign.publicity_days, is_working)
        words = approved_publicity(problem, decision, at=at, is_exempt=bool(exemption.strip()))
        event = move(
            problem, "approve", actor=actor, at=at, proposal=proposal, also=[Change(decision), *noted, *words],
            said={"exemption": exemption} if exemption else None, approver=decider.person, approved_at=at,
            decision_no=decision_no, publicity_ends_on=None if exemption.strip() else ends_on,
        )  # fmt: skip
        if exemption.strip():
            event = _strike(problem, actor=decider, at=at)
    return event


def decided_so(
    problem: Problem, decider: Post, decision_no: str, exemption: str, over_unsolved: str
) -> list[Change]:  # fmt: skip
    """Refuse what cannot be decided so, by that leader or in these words; return what notes why it goes on."""
    require(may_decide(problem, decider))
    _text(decision_no, "decision_no", _("Please give the number of the decision."))
    refuse_secrets({"exemption": exemption})
    if problem.sensitivity == Sensitivity.SENSITIVE and not exemption.strip():
        sentence = _("It is sensitive and never publicised: please give the reason for no publicity.")
        raise Refused(sentence, Why.VALUE, field="exemption")
    require(may_stand(problem, open_panel(problem)))
    return gone_on(problem, over_unsolved)


def write_off(problem: Problem, *, actor: ActingPost, at: datetime) -> Event:
    """Strike an accepted problem off the list (销账) when publicity is over and no objection is open."""
    _require_whole_record()
    require(may_write_off(problem, actor, local_day(at)))
    return _strike(problem, actor=actor, at=at)


def _require_whole_record() -> None:
    """While a finding waits for the auditor's correction nothing is approved or struck off (docs/checkpoints.md)."""
    if not write_offs_are_open():
        raise Refused(
            _("The record does not fit itself: until the auditor has answered the finding, nothing is written off.")
        )


def _strike(problem: Problem, *, actor: ActingPost, at: datetime) -> Event:
    found = class_of(problem)
    row = WriteOff(
        problem=problem, cycle=problem.cycle, at=at, is_on_time=found != OnTime.OVERDUE,
        on_time=found.value if found else "", is_first_pass=problem.sent_back_times == 0, basis=problem.decision_no,
    )  # fmt: skip
    also = [Change(row)] + [Change(seen, ended_at=at) for seen in problem.invitations.filter(ended_at=None)]
    facts = {
        "number": problem.number,
        "publicity_ended_on": problem.publicity_ends_on,
    }  # the day the rule names, however late it is written
    return move(problem, "write_off", actor=actor, at=at, also=also, written_off_at=at, facts=facts)


def object_to(
    problem: Problem, *, actor: Post, at: datetime, text: str, name: str = "", contact: str = ""
) -> Event:  # fmt: skip
    """Enter an objection that came in during publicity; who objected is kept apart, for the few who may know."""
    require(may_object(problem, actor))
    _text(text, "text", _("Please say what the objection is."))
    row = Objection(problem=problem, cycle=problem.cycle, entered_by=actor, raised_at=at, text=text)
    changes = [Change(row)]
    if name.strip() or contact.strip():
        changes.append(Change(Objector(objection=row, name=name.strip(), contact=contact.strip())))
    return write(problem.subject, "object", actor=actor, at=at, changes=changes)


def answer_objection(objection: Objection, *, actor: Post, at: datetime, answer: str) -> Event:
    """Answer an objection that is not upheld."""
    problem = objection.problem
    require(may_answer(objection, actor))
    _text(answer, "answer", _("Please write the answer."))
    change = Change(objection, {"answered_at": None}, answer=answer, answered_by=actor, answered_at=at)
    return write(problem.subject, "answer_objection", actor=actor, at=at, changes=[change])


def uphold(problem: Problem, *, actor: Post, at: datetime, answer: str) -> Event:
    """Uphold an objection: the problem goes back to work, the objector has an answer."""
    require(may_uphold(problem, actor))
    _text(answer, "answer", _("Please write the answer."))
    rows = list(problem.objections.filter(cycle=problem.cycle, answered_at=None))
    also = [
        Change(row, {"answered_at": None}, answer=answer, answered_by=actor, answered_at=at, is_upheld=True)
        for row in rows
    ]
    decisions = open_application(problem).decisions.filter(revoked_at=None)
    also += [Change(row, revoked_at=at) for row in decisions]
    return move(
        problem, "uphold", actor=actor, at=at, said={"answer": answer}, also=[*also, *_ended(problem, at)],
        sent_back_times=problem.sent_back_times + 1, **back_to_work(problem, at),
    )  # fmt: skip


def relapse(
    problem: Problem, *, actor: Post, at: datetime, evidence: str, due: date, raised: str = "",
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Say that a struck-off problem is back: the next cycle begins, the old write-off stays.

    ``raised``: what a second relapse goes up to (Escalation.Kind); it is proposed with it and decided by the leader.
    """
    if proposal is None:
        require(may(actor, "relapse", problem))
    _text(evidence, "evidence", _("Please say what shows that it is back."))
    if due <= local_day(at):
        raise Refused(_("Please give a new due date in the future."), Why.VALUE, field="due")
    raised = _raised(problem, raised)
    if proposal is None:
        params = {"due": due.isoformat()} | ({"raised": raised} if raised else {})
        return propose(problem, "relapse", actor=actor, at=at, params=params, wording={"evidence": evidence})
    application = problem.applications.filter(ended_at=None).first()
    also = [Change(application, {"ended_at": None}, ended_at=at)] if application else []
    if application:
        also += [Change(panel, ended_at=at) for panel in application.panels.filter(ended_at=None)]
    also += expected_anew(problem, actor=actor, at=at)
    decision = last_decision(problem)
    facts: dict[str, Any] = {}
    up: dict[str, Any] = {}
    if decision is not None:
        facts = {"approved_by": decision.post_id}
    if raised:
        decider = proposal.recorded_for or actor
        row = Escalation(
            problem=problem, cycle=problem.cycle + 1, kind=raised, decided_by=decider, decided_at=at
        )  # fmt: skip
        also.append(Change(row))
        up = _one_level_up(problem) if raised == Escalation.Kind.SOLVER else {}
        facts |= {"raised": raised}
    return move(
        problem, "relapse", actor=actor, at=at, proposal=proposal, said={"evidence": evidence}, also=also, facts=facts,
        cycle=problem.cycle + 1, due_current=due, due_base=None, extensions=0, stopped_on=None,
        applicant=None, approver=None, applied_at=None,
        approved_at=None, publicity_ends_on=None, written_off_at=None, sent_back_times=0, **up,
    )  # fmt: skip


def _raised(problem: Problem, raised: str) -> str:
    """Return what it goes up to: nothing at the first relapse, one of two at the second."""
    if problem.cycle < SECOND_RELAPSE:
        return ""
    if raised not in Escalation.Kind.values:
        sentence = _("It is back for the second time: please propose what it is raised to.")
        raise Refused(sentence, Why.VALUE, field="raised")
    if raised == Escalation.Kind.SOLVER and problem.solver not in ONE_LEVEL_UP:
        sentence = _("There is no solver one level up; please propose escalated supervision.")
        raise Refused(sentence, Why.VALUE, field="raised")
    return raised


def _one_level_up(problem: Problem) -> dict[str, Any]:
    """Return the columns of a solver one level up; whoever acts goes on as the driver, until it is transferred."""
    values: dict[str, Any] = {"solver": ONE_LEVEL_UP[problem.solver]}
    if problem.driver_id is None:
        values["driver"] = problem.acting_unit
    return values


def carry_in(problem: Problem, *, actor: Post, at: datetime, struck_off_on: date, basis: str) -> Event:
    """Enter what was struck off before Jianfa with its original date and basis (期初), by a leader's decision."""
    require(may(actor, "carry_in", problem))
    _text(basis, "basis", _("Please give the basis document."))
    if struck_off_on > local_day(at):
        raise Refused(_("The date of the write-off lies in the future."), Why.VALUE, field="struck_off_on")
    moment = timezone.make_aware(datetime.combine(struck_off_on, time(12)))
    row = WriteOff(problem=problem, cycle=problem.cycle, at=moment, is_on_time=None, is_first_pass=None, basis=basis)
    with transaction.atomic():
        number = number_for(problem, at)
        return move(
            problem, "carry_in", actor=actor, at=at,
            also=[Change(row), *amendment(problem, Amendment.Kind.ADDED, at, basis)], **number,
            written_off_at=moment, approved_at=moment, applied_at=moment, listed_at=at, decision_no=basis[:80],
            due_original=problem.due_current, facts={"struck_off_on": struck_off_on, "basis": basis},
        )  # fmt: skip


PROPOSABLE = {"relapse": relapse, "approve": approve}
