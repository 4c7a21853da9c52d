"""Reads of instructions: one, those on a problem, whom they can be addressed to."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Role, Unit, UnitKind
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.single import one_of
from jianfa.supervision.models import Addressee, Instruction
from jianfa.supervision.models.ordering import UNION_UNITS

OFFICER_KINDS = frozenset({*UNION_UNITS, UnitKind.FEDERATION})
OFFICERS = (Role.HEAD, Role.DEPARTMENT_HEAD, Role.LIAISON, Role.HANDLER)
SHOWN_WITH = ("problem", "post__person", "post__unit", "closed_by__person")


def load_instruction(post: Post, instruction_id: UUID) -> Instruction:
    """Return an instruction the post may see; raise Refused (404) with the words for one that is not there."""
    found = one_of(Instruction.objects.visible_to(post).filter(pk=instruction_id).select_related(*SHOWN_WITH))
    if found is None:
        raise not_found()
    return found


def instructions_of(problem: Problem, post: Post) -> list[Instruction]:
    """Return the instructions on a problem that the post may see, the newest first, with their addressees."""
    rows = Instruction.objects.visible_to(post).filter(problem=problem).select_related(*SHOWN_WITH)
    return list(rows.prefetch_related("addressees__unit", "addressees__post__person", "addressees__post__unit"))


def addressees_of(instruction: Instruction) -> list[Addressee]:
    """Return whom it is addressed to and what they have answered."""
    return list(
        instruction.addressees.select_related("unit", "post__person", "post__unit", "answered_by__person").order_by(
            "position"
        )
    )


def row_of(instruction: Instruction, post: Post) -> Addressee | None:
    """Return the row that addresses this post: by name first, else through its unit; None for others."""
    rows = Addressee.objects.of(post).filter(instruction=instruction).order_by("answered_at", "unit", "position")
    found = list(rows)
    waiting = [row for row in found if row.answered_at is None]
    return next(iter(waiting or found), None)


def asked_to_answer(instructions: Sequence[Instruction], post: Post) -> set[UUID]:
    """Return which of these instructions still wait for the post's answer; one query."""
    is_open = [row.pk for row in instructions if row.state != Instruction.State.CLOSED]
    rows = Addressee.objects.of(post).filter(instruction__in=is_open, answered_at=None)
    return set(rows.order_by().values_list("instruction", flat=True)) if is_open else set()


def units_to_address() -> QuerySet[Unit]:
    """Return the union units an instruction can be addressed to."""
    units: QuerySet[Unit] = Unit.objects.filter(kind__in=UNION_UNITS, valid_until=None)
    return units


def officers_to_address(today: date) -> QuerySet[Post]:
    """Return the union officers of today an instruction can be addressed to, by unit."""
    posts = Post.objects.filter(role__in=OFFICERS, unit__kind__in=OFFICER_KINDS, from_day__lte=today)
    held = posts.exclude(until_day__lt=today)
    return held.select_related("person", "unit").order_by("unit__position", "unit__code", "role")


def is_overdue(instruction: Instruction, today: date) -> bool:
    """Say whether an answer is overdue; a written date lasts until 24:00."""
    return instruction.state == Instruction.State.OPEN and instruction.due is not None and today > instruction.due
