"""Nodes (节点): the dates on the way to the due date; which of them are late.

A node is a task in force that is marked as milestone, or a measure in force without tasks: it is its own task.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from jianfa.ledger.models import Measure, Problem
from jianfa.supervision.models import Task
from jianfa.supervision.rules.lights import MOVING


@dataclass(frozen=True)
class Node:
    """A node of a problem: its text as the plan has it, and the day until whose end it counts as met."""

    problem_id: UUID
    text: str
    due: date


def open_measures() -> QuerySet[Measure]:
    """Return measures that are nodes themselves and not finished, whatever their date."""
    tasks = Task.objects.filter(measure=OuterRef("pk"), ended_at=None)
    return Measure.objects.filter(~Exists(tasks), ended_at=None, finished_on=None).exclude(due_current=None)


def open_milestones() -> QuerySet[Task]:
    """Return milestones in force that are not finished, whatever their date."""
    return Task.objects.filter(ended_at=None, finished_on=None, is_milestone=True)


def late_nodes(problem_ids: Iterable[UUID], today: date) -> dict[UUID, Node]:
    """Return for each problem the node that has been late longest; two queries, whatever the number of problems."""
    ids = list(problem_ids)
    late: dict[UUID, Node] = {}
    for rows in (open_measures(), open_milestones()):
        behind = rows.filter(problem__in=ids, due_current__lt=today).order_by("due_current", "position")
        for problem_id, text, due in behind.values_list("problem_id", "text", "due_current"):
            if due is not None and (problem_id not in late or due < late[problem_id].due):
                late[problem_id] = Node(problem_id, text, due)
    return late


def is_behind(today: date) -> Q:
    """Return the condition for problems under way of which a node is late."""
    # By id, not by EXISTS: late ones are few and an index finds them, whatever the number of problems.
    measures = open_measures().filter(due_current__lt=today).order_by().values("problem")
    milestones = open_milestones().filter(due_current__lt=today).order_by().values("problem")
    return Q(state__in=MOVING) & (Q(pk__in=measures) | Q(pk__in=milestones))


def lit_by_nodes(problems: Iterable[Problem], today: date) -> dict[UUID, Node]:
    """Return the late nodes of those problems whose light depends on them."""
    return late_nodes([problem.pk for problem in problems if problem.state in MOVING], today)
