"""Problems under way with dated measures and tasks."""

from collections.abc import Sequence
from datetime import date

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.supervision.models import Schedule, Task
from tests.world import World


def dated(world: World, first: str, first_due: date, second: str, second_due: date) -> Problem:
    """Return a problem under way in finance with two measures."""
    problem = world.problem("planning", due=second_due)
    measures = [
        ledger.NewMeasure(text, unit=world.finance, owner_name="周敏", due=due)
        for text, due in ((first, first_due), (second, second_due))
    ]
    ledger.plan(problem, measures, actor=world.handler, at=world.tick())
    ledger.start(problem, actor=world.handler, at=world.tick())
    return problem


def with_tasks(problem: Problem, world: World, tasks: Sequence[tuple[str, date, bool]]) -> None:
    """Give the first measure tasks: text, last day, whether it is a milestone. Rows only: lights read nothing else."""
    assert problem.due_current is not None
    schedule = Schedule(problem=problem, version=1, due=problem.due_current, made_by=world.handler, made_at=world.now)
    schedule.save()
    measure = problem.measures.earliest("due_current")
    for position, (text, due, is_milestone) in enumerate(tasks, 1):
        Task(
            problem=problem, schedule=schedule, measure=measure, position=position, text=text, starts_on=due,
            due_original=due, due_current=due, is_milestone=is_milestone,
        ).save()  # fmt: skip
