"""Instructions of leaders: written on a problem, answered by each addressee, closed by leader or desk.

They stand in the problem's chain; who may read them is in ``InstructionQuerySet.visible_to``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import asked_of, local_day
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.models import Addressee, Instruction
from jianfa.supervision.models.ordering import UNION_UNITS
from jianfa.supervision.policy.ordering import may_answer_instruction, may_close_instruction, may_instruct
from jianfa.supervision.queries.instructing import OFFICER_KINDS, row_of


def instruct(
    problem: Problem, *, actor: Post, at: datetime, text: str, units: Sequence[Unit] = (), posts: Sequence[Post] = (),
    due: date | None = None,
) -> Event:  # fmt: skip
    """Write an instruction on a problem; from now on it stands on the desk of everybody it is addressed to."""
    require(may_instruct(actor, problem))
    text, today = text.strip(), local_day(at)
    if not text:
        raise Refused(_("Please write the instruction."), Why.VALUE, field="text")
    refuse_secrets({"text": text})
    if not units and not posts:
        raise Refused(_("Please say to whom it goes."), Why.VALUE, field="units")
    if any(unit.kind not in UNION_UNITS for unit in units):
        raise Refused(_("An instruction goes to union units only."), Why.VALUE, field="units")
    if any(post.unit.kind not in OFFICER_KINDS or not post.is_held_on(today) for post in posts):
        raise Refused(_("An instruction goes to union officers only."), Why.VALUE, field="posts")
    if any(post.person_id == actor.person_id for post in posts):
        raise Refused(_("An instruction goes to somebody else."), Why.VALUE, field="posts")
    if due is not None and due < today:
        raise Refused(_("The day for the answer has already passed."), Why.VALUE, field="due")
    row = Instruction(problem=problem, post=actor, leader_id=actor.person_id, at=at, text=text, due=due)
    addressed = [Addressee(instruction=row, position=n, unit=unit) for n, unit in enumerate(units, 1)]
    addressed += [Addressee(instruction=row, position=n, post=post) for n, post in enumerate(posts, len(units) + 1)]
    changes = [Change(row), *(Change(one) for one in addressed)]
    for unit in {unit.pk: unit for unit in (*units, *(post.unit for post in posts))}.values():
        changes += asked_of(problem, "instruct", unit, actor=actor, at=at, due=due)
    return write(problem.subject, "instruct", actor=actor, at=at, changes=changes)


def answer_instruction(instruction: Instruction, *, actor: Post, at: datetime, answer: str) -> Event:
    """Answer for the unit or post it is addressed to; with the last answer it is answered."""
    mine = row_of(instruction, actor)
    require(may_answer_instruction(actor, instruction, mine))
    assert mine is not None  # the policy has said so
    answer = answer.strip()
    if not answer:
        raise Refused(_("Please write what was done."), Why.VALUE, field="answer")
    refuse_secrets({"answer": answer})
    others = instruction.addressees.filter(answered_at=None).exclude(pk=mine.pk)
    state = Instruction.State.OPEN if others.exists() else Instruction.State.ANSWERED
    changes = [
        _changed(instruction, state=state.value),
        Change(mine, {"answered_at": None}, answer=answer, answered_by=actor, answered_at=at),
    ]
    return write(instruction.problem.subject, "answer_instruction", actor=actor, at=at, changes=changes)


def close_instruction(instruction: Instruction, *, actor: Post, at: datetime, closing: str) -> Event:
    """Close an instruction; one that is not answered yet with the words why."""
    require(may_close_instruction(actor, instruction))
    closing = closing.strip()
    if not closing and instruction.state != Instruction.State.ANSWERED:
        sentence = _("Not everything has been answered; please say why it is closed.")
        raise Refused(sentence, Why.VALUE, field="closing")
    refuse_secrets({"closing": closing})
    closed = Instruction.State.CLOSED.value
    change = _changed(instruction, state=closed, closed_by=actor, closed_at=at, closing=closing)
    return write(instruction.problem.subject, "close_instruction", actor=actor, at=at, changes=[change])


def _changed(instruction: Instruction, **values: Any) -> Change:
    """Compare and set: two who answer at the same time must not both think that the other is still missing."""
    return Change(instruction, {"version": instruction.version}, version=instruction.version + 1, **values)
