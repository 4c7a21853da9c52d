"""What a unit asks for and a leader grants: extension, change of clock; and the transfer to another unit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import asked_of, local_day, move, propose
from jianfa.ledger.actions.listing import UNION_UNITS
from jianfa.ledger.actions.moving import index_text
from jianfa.ledger.models import Criterion, Problem
from jianfa.ledger.policy import may
from jianfa.ledger.rules import is_driven
from jianfa.ledger.states import Clock
from jianfa.organisations.models import Post, Proposal, Unit
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.actions.suspending import is_over
from jianfa.supervision.models import ClockChange, Extension
from jianfa.supervision.policy import in_time, may_extend


def extend(
    problem: Problem, *, actor: Post, at: datetime, reason: str, until: date, granted_until: date | None = None,
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Ask for a later due date (延期), or grant it: an explicit date, not later than the one asked for.

    The acting unit's head asks before the due date is over, the desk checks, a leader grants; at most twice a cycle.
    """
    if proposal is None:
        require(may_extend(problem, actor, local_day(at)))
    check_extension(problem, until=until, reason=reason)
    if proposal is None:
        params = {"until": until.isoformat()}
        return propose(problem, "extend", actor=actor, at=at, params=params, wording={"reason": reason})
    asked_on = asked_on_of(proposal)
    require(in_time(problem, asked_on))
    due = check_grant(problem, until=until, granted_until=granted_until)
    row = Extension(
        nth=problem.extensions + 1, requested_until=until, granted_until=due,
        **_granted(problem, proposal, actor=actor, at=at, reason=reason),
    )  # fmt: skip
    return move(
        problem, "extend", actor=actor, at=at, proposal=proposal, also=[Change(row)], said={"reason": reason},
        due_current=due, due_base=problem.due_base or problem.due_current, extensions=problem.extensions + 1,
        facts={"nth": row.nth, "due_before": problem.due_current, "requested_until": until, "granted_until": due},
    )  # fmt: skip


def check_extension(problem: Problem, *, until: date, reason: str) -> None:
    """Raise Refused when the date asked for or the reason will not do."""
    _need({"reason": (reason, _("Please say why more time is needed."))})
    if problem.due_current is not None and until <= problem.due_current:
        raise Refused(
            _("The date asked for must be later than the due date %(due)s.")
            % {"due": problem.due_current.isoformat()}, Why.VALUE, field="until",
        )  # fmt: skip


def check_grant(problem: Problem, *, until: date, granted_until: date | None) -> date:
    """Return the date granted; raise Refused where none is named, or it is not one that can be granted."""
    if granted_until is None:
        raise Refused(_("Please name the date that is granted."), Why.VALUE, field="granted_until")
    if problem.due_current is not None and granted_until <= problem.due_current:
        raise Refused(
            _("The date granted must be later than the due date %(due)s.")
            % {"due": problem.due_current.isoformat()}, Why.VALUE, field="granted_until",
        )  # fmt: skip
    if granted_until > until:
        raise Refused(
            _("The date granted cannot be later than %(until)s, which was asked for.") % {"until": until.isoformat()},
            Why.VALUE, field="granted_until",
        )  # fmt: skip
    return granted_until


@dataclass(frozen=True)
class Stage:
    """What a continuous clock is given in place of a due date that will not hold."""

    goal: str
    review_on: date
    expected_end: date


def change_clock(
    problem: Problem, *, actor: Post, at: datetime, reason: str, stage: Stage, proposal: Proposal | None = None
) -> Event:
    """Ask for a continuous clock (改为持续), or grant it; the stage goal becomes a criterion of acceptance.

    The due date moves to the expected end. What was overdue when it was asked for keeps that in its record.
    """
    if proposal is None:
        require(may(actor, "change_clock", problem))
    _check_stage(problem, stage, reason, local_day(proposal.proposed_at) if proposal else local_day(at))
    if proposal is None:
        params = {"review_on": stage.review_on.isoformat(), "expected_end": stage.expected_end.isoformat()}
        wording = {"reason": reason, "stage_goal": stage.goal}
        return propose(problem, "change_clock", actor=actor, at=at, params=params, wording=wording)
    last = problem.criteria.order_by("-position").values_list("position", flat=True).first() or 0
    criterion = Criterion(problem=problem, position=last + 1, text=stage.goal)
    row = ClockChange(
        criterion=criterion, stage_goal=stage.goal, review_on=stage.review_on, expected_end=stage.expected_end,
        **_granted(problem, proposal, actor=actor, at=at, reason=reason),
    )  # fmt: skip
    return move(
        problem, "change_clock", actor=actor, at=at, proposal=proposal, also=[Change(criterion), Change(row)],
        said={"reason": reason, "stage_goal": stage.goal}, clock=Clock.CONTINUOUS.value,
        due_current=stage.expected_end, due_base=problem.due_base or problem.due_current,
        was_overdue=problem.was_overdue or is_over(problem, asked_on_of(proposal)),
        facts={
            "due_before": problem.due_current, "clock_before": problem.clock, "review_on": stage.review_on,
            "expected_end": stage.expected_end,
        },
    )  # fmt: skip


def _check_stage(problem: Problem, stage: Stage, reason: str, asked_on: date) -> None:
    _need({
        "reason": (reason, _("Please say why it cannot be finished by a date.")),
        "stage_goal": (stage.goal, _("Please say what is reached by the end of this stage.")),
    })  # fmt: skip
    if not asked_on < stage.review_on <= stage.expected_end:
        raise Refused(
            _("The next review must lie after today and not after the expected end."), Why.VALUE, field="review_on"
        )
    if problem.due_current is not None and stage.expected_end <= problem.due_current:
        raise Refused(
            _("The expected end must be later than the due date %(due)s.")
            % {"due": problem.due_current.isoformat()}, Why.VALUE, field="expected_end",
        )  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What is said when work passes from one unit to another; both units are heard before a leader decides."""

    reason: str
    handover: str
    giving: str
    receiving: str


def transfer(
    problem: Problem, *, actor: Post, at: datetime, to: Unit, heard: Heard, owner_name: str = "",
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Pass a problem to another unit (转办): the clock runs on, signing for it begins anew, assists stay."""
    if proposal is None:
        require(may(actor, "transfer", problem))
    _need({
        "reason": (heard.reason, _("Please say why it goes to another unit.")),
        "handover": (heard.handover, _("Please write what is handed over and how it stands.")),
        "giving": (heard.giving, _("Please write what the giving unit says.")),
        "receiving": (heard.receiving, _("Please write what the receiving unit says.")),
    })  # fmt: skip
    if to.kind not in UNION_UNITS:
        raise Refused(_("It can be transferred to a union unit only."), Why.VALUE, field="to")
    if to.pk == problem.acting_unit_id:
        raise Refused(_("This unit works on it already."), Why.VALUE, field="to")
    if proposal is None:
        params = {"to": str(to.pk), "owner_name": owner_name}
        return propose(problem, "transfer", actor=actor, at=at, params=params, wording=vars(heard))
    is_driver = is_driven(problem.solver, problem.lead.kind if problem.lead else None)
    units: dict[str, Any] = {"driver": to} if is_driver else {"lead": to, "driver": None}
    if problem.lead_id == problem.acting_unit_id:
        units["lead"] = to
    ended = [Change(row, {"ended_at": None}, ended_at=at) for row in problem.assists.filter(unit=to, ended_at=None)]
    giver = problem.acting_unit_id
    event = move(
        problem, "transfer", actor=actor, at=at, proposal=proposal, said=vars(heard), acting_unit=to,
        owner_name=owner_name, dispatched_at=at, plan_approved_at=None, **units,
        also=ended + asked_of(problem, "transfer", to, actor=actor, at=at),
        facts={"giver": str(giver) if giver else None, "receiver": str(to.pk)},
    )  # fmt: skip
    index_text(problem)
    return event


def asked_on_of(proposal: Proposal) -> date:
    """Return the day on which it was asked for: that of the paper where it was decided on paper."""
    return proposal.document_day or local_day(proposal.proposed_at)


def _granted(problem: Problem, proposal: Proposal, *, actor: Post, at: datetime, reason: str) -> dict[str, Any]:
    """Return the columns that every grant has."""
    return {
        "problem": problem, "proposal": proposal, "cycle": problem.cycle, "reason": reason,
        "due_before": problem.due_current, "asked_by": proposal.proposed_by, "asked_on": asked_on_of(proposal),
        "checked_by": proposal.checked_by, "granted_by": proposal.recorded_for or actor, "granted_at": at,
    }  # fmt: skip


def _need(texts: dict[str, tuple[str, str]]) -> None:
    for name, (text, sentence) in texts.items():
        if not text.strip():
            raise Refused(sentence, Why.VALUE, field=name)
    refuse_secrets({name: text for name, (text, _sentence) in texts.items()})
