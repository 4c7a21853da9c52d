"""Stop the clock and let it run again: suspend, resume."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Event
from jianfa.ledger.actions import local_day, move, propose
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.ledger.rules import LONGEST_SUSPENSION_DAYS, moved_due
from jianfa.organisations.models import ActingPost, Post, Proposal, Timer
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.queries.lights import awaits_answer


def suspend(
    problem: Problem, *, actor: Post, at: datetime, cause: str, document_no: str, review_on: date,
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Stop the clock for a cause outside the unit (暂缓): desk proposes, leader confirms; at most 90 days."""
    if proposal is None:
        require(may(actor, "suspend", problem))
    refuse_secrets({"cause": cause})
    today = local_day(at)
    if not cause.strip():
        raise Refused(_("Please name the cause; it must lie outside the unit."), Why.VALUE, field="cause")
    if not document_no.strip():
        raise Refused(_("Please give the document that shows the cause."), Why.VALUE, field="document_no")
    if not 0 < (review_on - today).days <= LONGEST_SUSPENSION_DAYS:
        raise Refused(
            _("The review date must lie within the next %(days)s days.") % {"days": LONGEST_SUSPENSION_DAYS},
            Why.VALUE, field="review_on",
        )  # fmt: skip
    if proposal is None:
        params = {"document_no": document_no, "review_on": review_on.isoformat()}
        return propose(problem, "suspend", actor=actor, at=at, params=params, wording={"cause": cause})
    return move(
        problem, "suspend", actor=actor, at=at, proposal=proposal, said={"cause": cause},
        facts={"document_no": document_no}, stopped_on=today, review_on=review_on, suspend_reason=cause[:200],
        was_overdue=problem.was_overdue or is_over(problem, today),
    )  # fmt: skip


def resume(problem: Problem, *, actor: ActingPost, at: datetime) -> Event:
    """Let the clock run again; the due date moves by exactly the stopped days."""
    require(may(actor, "resume", problem))
    today = local_day(at)
    if isinstance(actor, Timer) and problem.review_on:
        if today < problem.review_on:
            raise Refused(_("The review date has not come yet."))
        today = problem.review_on  # the clock runs from that day on, also when the timer was down
    stopped_on = problem.stopped_on or today
    due, base = (moved_due(day, stopped_on, today) for day in (problem.due_current, problem.due_base))
    return move(
        problem, "resume", actor=actor, at=at, due_current=due, due_base=base, stopped_on=None, review_on=None,
        suspend_reason="",
        facts={"due_before": problem.due_current, "stopped_days": (today - stopped_on).days, "resumed_on": today},
    )  # fmt: skip


def is_over(problem: Problem, today: date) -> bool:
    """Say whether the problem was past its due date on that day, and not only because the city owed it an answer."""
    if problem.due_current is None or today <= problem.due_current:
        return False
    return not Problem.objects.filter(awaits_answer(today), pk=problem.pk).exists()
