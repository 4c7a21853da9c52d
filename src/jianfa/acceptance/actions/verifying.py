"""Apply, take back, name the panel, record results, conclude, send back, recheck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.acceptance.models import (
    ClosureApplication,
    CriterionAnswer,
    CriterionResult,
    Panel,
    PanelMember,
    SigningLink,
)
from jianfa.acceptance.policy import (
    answer_standing,
    asks_nobody,
    may_apply,
    may_conclude,
    may_name_panel,
    may_recheck,
    may_record,
    may_send_back,
    may_sit,
    may_verify,
    sitting_posts,
    verdicts_of,
)
from jianfa.calendar.queries import hold, is_working
from jianfa.journal.models import Change, Event
from jianfa.kit.workdays import add_workdays
from jianfa.ledger.actions import asked_of, invite, local_day, move
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.ledger.rules import SHORTEST_REQUIREMENT, moved_due
from jianfa.ledger.states import Method
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.actions import is_over


@dataclass(frozen=True)
class Answer:
    """How one criterion was met; a document's number or a row in the system is enough."""

    text: str
    document_no: str = ""


@dataclass(frozen=True)
class Finding:
    """A member's finding on one criterion."""

    has_passed: bool
    note: str = ""


def apply(problem: Problem, *, actor: Post, at: datetime, statement: str, answers: Mapping[UUID, Answer]) -> Event:
    """Apply for write-off: the acting unit's head answers every criterion; the clock stops.

    Refused while a county still has to confirm that what was done for all has arrived there.
    """
    require(may_apply(problem, actor))
    criteria = list(problem.criteria.filter(ended_at=None))
    _text(statement, "statement", _("Please say in a sentence what was done."))
    for criterion in criteria:
        answer = answers.get(criterion.pk)
        if answer is None or not answer.text.strip():
            raise Refused(
                _("Criterion %(n)s has no answer.") % {"n": criterion.position}, Why.VALUE,
                field=f"criterion-{criterion.position}",
            )  # fmt: skip
    refuse_secrets({f"criterion {n}": answer.text for n, answer in enumerate(answers.values(), 1)})
    application = ClosureApplication(
        problem=problem, cycle=problem.cycle, post=actor, applicant=actor.person, applied_at=at, statement=statement
    )
    also = [Change(application)]
    also += [
        Change(
            CriterionAnswer(
                application=application, criterion=criterion, text=answers[criterion.pk].text,
                document_no=answers[criterion.pk].document_no,
            )
        )
        for criterion in criteria
    ]  # fmt: skip
    today = local_day(at)
    with transaction.atomic():
        hold()
        until = application.asked_until = asked_until(problem, today)
        if until is not None:
            also += asked_of(problem, "apply", problem.source_unit, actor=actor, at=at, due=until)
        return move(
            problem, "apply", actor=actor, at=at, also=also, applicant=actor.person, applied_at=at, stopped_on=today,
            was_overdue=problem.was_overdue or is_over(problem, today),
        )  # fmt: skip


def asked_until(problem: Problem, today: date) -> date | None:
    """Return the last day on which whoever raised it may answer; None where nobody is asked."""
    if asks_nobody(problem):
        return None
    return add_workdays(today, problem.campaign.answer_days, is_working)


def open_application(problem: Problem) -> ClosureApplication:
    """Return the application that is being dealt with."""
    found = problem.applications.filter(ended_at=None).first()
    if found is None:
        raise Refused(_("There is no application for this problem."))
    return found


def open_panel(problem: Problem) -> Panel:
    """Return the panel that verifies the open application."""
    found = open_application(problem).panels.filter(ended_at=None).first()
    if found is None:
        raise Refused(_("No panel has been named for this problem."))
    return found


def retract(problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Take one's application back before a panel is named; the due date moves by the stopped days."""
    require(may(actor, "retract", problem))
    return move(problem, "retract", actor=actor, at=at, **back_to_work(problem, at), also=_ended(problem, at))


def back_to_work(problem: Problem, at: datetime) -> dict[str, Any]:
    """Return the columns that start the clock again: the due date moved by exactly the stopped days."""
    today = local_day(at)
    stopped_on = problem.stopped_on or today
    return {
        "due_current": moved_due(problem.due_current, stopped_on, today),
        "due_base": moved_due(problem.due_base, stopped_on, today), "stopped_on": None, "applicant": None,
        "approver": None, "applied_at": None, "approved_at": None, "publicity_ends_on": None,
        "facts": {"due_before": problem.due_current, "stopped_days": (today - stopped_on).days},
    }  # fmt: skip


def _ended(problem: Problem, at: datetime) -> list[Change]:
    """End the application, its panel and the panellists' view of the problem."""
    application = open_application(problem)
    changes = [Change(application, {"ended_at": None}, ended_at=at)]
    changes += [Change(panel, ended_at=at) for panel in application.panels.filter(ended_at=None)]
    return changes + [Change(row, ended_at=at) for row in problem.invitations.filter(ended_at=None)]


def name_panel(problem: Problem, *, actor: Post, at: datetime, posts: Sequence[Post]) -> Event:
    """Name at least two persons from elsewhere to verify (验收组); refused where panels are drawn by lot."""
    require(may_name_panel(problem, actor))
    return seat(problem, "name_panel", actor=actor, at=at, posts=posts)


def seat(
    problem: Problem, verb: str, *, actor: Post, at: datetime, posts: Sequence[Post], also: Sequence[Change] = ()
) -> Event:
    """Seat a panel that was chosen or drawn, with every rule of panels asked."""
    check_panel(problem, posts, at)
    application = open_application(problem)
    panel = Panel(application=application, round=application.panels.count() + 1, named_by=actor, named_at=at)
    changes = [*also, Change(panel), *_members(panel, posts), *invite(problem, posts)]
    return move(problem, verb, actor=actor, at=at, also=changes, facts={"size": len(posts)})


def check_panel(problem: Problem, posts: Sequence[Post], at: datetime) -> None:
    """Refuse posts that make no panel: not independent, too few, all of ranked counties, mutual, or not held."""
    require(may_verify(problem, posts))
    require(may_sit(problem, posts, at))
    for post in posts:
        if not post.is_held_on(local_day(at)):
            raise Refused(_("%(name)s no longer holds this post.") % {"name": post.person.name}, Why.VALUE)


def _members(panel: Panel, posts: Sequence[Post]) -> list[Change]:
    return [Change(PanelMember(panel=panel, post=post, person=post.person)) for post in posts]


def record_result(
    problem: Problem, *, actor: Post, at: datetime, findings: Mapping[UUID, Finding], note: str = "",
    visited_on: date | None = None, proposal: Proposal | None = None, link: SigningLink | None = None,
) -> Event:  # fmt: skip
    """Record one member's findings, criterion by criterion, once; who records declares to have no conflict of interest.

    Where the method is a site visit, ``visited_on`` says when; whoever has a conflict steps aside instead. ``link`` is
    the one by which an outside member signs; it is used up in the same transaction.
    """
    decider = proposal.recorded_for if proposal and proposal.recorded_for else actor
    if proposal is None:
        require(may(actor, "record_result", problem))
    require(may_record(problem, decider))
    member = open_panel(problem).members.get(person=decider.person_id)
    _check_visit(problem, visited_on, local_day(at))
    also = _findings(problem, member, findings)
    has_passed = all(finding.has_passed for finding in findings.values())
    verdict = PanelMember.Verdict.PASSED if has_passed else PanelMember.Verdict.FAILED
    signed = Change(
        member, {"recorded_at": None, "left_at": None}, verdict=verdict.value, note=note, recorded_at=at,
        interest=PanelMember.Interest.NONE.value, visited_on=visited_on,
    )  # fmt: skip
    facts: dict[str, Any] = {"verdict": verdict.value}
    if link is not None:
        also.append(Change(link, {"used_at": None, "ended_at": None}, used_at=at))
        facts["link"] = link.pk
    return move(
        problem, "record_result", actor=actor, at=at, also=[*also, signed], facts=facts, proposal=proposal
    )  # fmt: skip


def _check_visit(problem: Problem, visited_on: date | None, today: date) -> None:
    """A site visit has its day, and only where the method says so."""
    if problem.method == Method.ON_SITE and visited_on is None:
        raise Refused(_("Please say on which day you were there."), Why.VALUE, field="visited_on")
    if problem.method != Method.ON_SITE and visited_on is not None:
        raise Refused(_("This problem is verified without a site visit."), Why.VALUE, field="visited_on")
    if visited_on is not None and visited_on > today:
        raise Refused(_("The day of the visit lies in the future."), Why.VALUE, field="visited_on")


def _findings(problem: Problem, member: PanelMember, findings: Mapping[UUID, Finding]) -> list[Change]:
    also: list[Change] = []
    for criterion in problem.criteria.filter(ended_at=None):
        finding = findings.get(criterion.pk)
        if finding is None:
            raise Refused(
                _("Criterion %(n)s has no result.") % {"n": criterion.position}, Why.VALUE,
                field=f"criterion-{criterion.position}",
            )  # fmt: skip
        if not finding.has_passed and not finding.note.strip():
            raise Refused(
                _("Please say what is missing under criterion %(n)s.") % {"n": criterion.position}, Why.VALUE,
                field=f"criterion-{criterion.position}",
            )  # fmt: skip
        row = CriterionResult(member=member, criterion=criterion, has_passed=finding.has_passed, note=finding.note)
        also.append(Change(row))
    return also


def conclude(problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Close the verification when all have recorded: all passed, or split (marked); all failed goes back.

    What the source unit has answered is noted; when its term is over without a word, 未答复.
    """
    require(may_conclude(problem, actor, local_day(at)))
    panel = open_panel(problem)
    is_split = len(set(verdicts_of(problem))) > 1
    answer = answer_standing(problem, open_application(problem))
    also = [Change(panel, {"concluded_at": None}, concluded_at=at, is_split=is_split, source_answer=answer)]
    return move(problem, "conclude", actor=actor, at=at, also=also, facts={"split": is_split, "source": answer})


def send_back(problem: Problem, *, actor: Post, at: datetime, requirement: str) -> Event:
    """Send it back to work with a written further requirement; after two times the leader decides."""
    require(may_send_back(problem, actor))
    if len(requirement.strip()) < SHORTEST_REQUIREMENT:
        raise Refused(
            _("Please write in at least %(n)s characters what is still to be done.") % {"n": SHORTEST_REQUIREMENT},
            Why.VALUE, field="requirement",
        )  # fmt: skip
    refuse_secrets({"requirement": requirement})
    return move(
        problem, "send_back", actor=actor, at=at, said={"requirement": requirement}, also=_ended(problem, at),
        sent_back_times=problem.sent_back_times + 1, **back_to_work(problem, at),
    )  # fmt: skip


def recheck(problem: Problem, *, actor: Post, at: datetime, reason: str) -> Event:
    """Have the same panel look again: a new round, the first one's results stay."""
    require(may_recheck(problem, actor))
    _text(reason, "reason", _("Please say what is to be checked again."))
    application = open_application(problem)
    old = application.panels.filter(ended_at=None).first()
    if old is None:
        raise Refused(_("No panel has been named for this problem."))
    revoked = [
        Change(row, {"revoked_at": None}, revoked_at=at) for row in application.decisions.filter(revoked_at=None)
    ]
    panel = Panel(application=application, round=old.round + 1, named_by=actor, named_at=at)
    posts = sitting_posts(old)
    also = [*revoked, Change(old, ended_at=at), Change(panel), *_members(panel, posts), *invite(problem, posts)]
    return move(
        problem, "recheck", actor=actor, at=at, said={"reason": reason}, also=also, approver=None, approved_at=None,
        publicity_ends_on=None,
    )  # fmt: skip


def _text(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence, Why.VALUE, field=field)
    refuse_secrets({field: text})
