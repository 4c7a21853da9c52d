"""Remind by the ladder, urge by hand, and note that a reminder was read."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import asked_of, local_day
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Post, Timer
from jianfa.organisations.policy import Refused, Why, require
from jianfa.supervision.models import Receipt, Reminder
from jianfa.supervision.policy import may_urge, urged_for
from jianfa.supervision.queries.reminding import Addressee, DueReminder, addressees_of
from jianfa.supervision.rules.reminding import LADDER, Kind


def remind(due: DueReminder, *, actor: ActingPost, at: datetime) -> Event:
    """Send a step of the ladder, once for each due date; raise Stale when it was sent, or the problem has moved."""
    if not isinstance(actor, Timer):
        raise Refused(_("Reminders are sent by the system; the desk urges."), Why.OFFICE)
    problem = due.problem
    row = Reminder(problem=problem, kind=due.kind.value, due=problem.due_current, day=due.day, sent_at=at)
    return _send(row, due.addressees, actor=actor, at=at)


def urge(problem: Problem, *, actor: Post, at: datetime, words: str = "") -> Event:
    """Urge the unit that has the next step (催办): the desk, at most once a problem and working day."""
    today = local_day(at)
    require(may_urge(actor, problem, today))
    told = [one for one in addressees_of([problem], today)[problem.pk] if one.level in LADDER[Kind.URGE]]
    if not told:
        raise Refused(_("Nobody holds a post in this unit today; please ask the administrator."))
    row = Reminder(
        problem=problem, kind=Kind.URGE.value, due=problem.due_current, day=urged_for(today), urged_by=actor,
        words=words.strip(), sent_at=at,
    )  # fmt: skip
    asked = asked_of(problem, "urge", problem.acting_unit, actor=actor, at=at)
    return _send(row, told, actor=actor, at=at, asked=asked)


def _send(
    row: Reminder, told: Sequence[Addressee], *, actor: ActingPost, at: datetime, asked: Sequence[Change] = ()
) -> Event:
    problem = row.problem
    guard: dict[str, Any] = {"state": problem.state, "due_current": problem.due_current}
    changes = [Change(problem, guard), Change(row), *asked]
    changes += [
        Change(Receipt(problem=problem, reminder=row, post=one.post, person=one.post.person, level=one.level.value))
        for one in told
    ]
    facts = {"due": row.due, "since": row.day, "told": len(told)}
    return write(problem.subject, row.kind, actor=actor, at=at, changes=changes, facts=facts)


def note_read(person: UUID, reminders: Collection[UUID], *, at: datetime) -> int:
    """Note that a person has read reminders; the first time counts. No event: it is a receipt, not an act."""
    return Receipt.objects.filter(person=person, reminder__in=reminders, read_at=None).update(read_at=at)
