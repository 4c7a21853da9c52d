"""Schedules for tests, written as rows: what is asked here is not how they are made."""

from collections.abc import Sequence
from datetime import date

from jianfa.journal.actions import write
from jianfa.journal.models import Change
from jianfa.ledger.models import Problem
from jianfa.supervision.models import Schedule, Task
from tests.world import NOW, World


def scheduled(world: World, problem: Problem, due: date, dates: Sequence[tuple[date, date]]) -> list[Task]:
    """Give a problem a schedule in force, a task for each pair of dates."""
    measure = problem.measures.filter(ended_at=None).earliest("position")
    schedule = Schedule(problem=problem, version=1, due=due, made_by=world.handler, made_at=NOW)
    tasks = [
        Task(
            problem=problem, schedule=schedule, measure=measure, position=n, text=f"示例任务{n}", starts_on=starts,
            due_original=ends, due_current=ends,
        )
        for n, (starts, ends) in enumerate(dates, 1)
    ]  # fmt: skip
    starts, ends = min(first for first, _last in dates), max(last for _first, last in dates)
    span = Change(measure, starts_on=starts, due_current=ends)  # as scheduling does: from its first task to its last
    changes = [Change(schedule), *(Change(task) for task in tasks), span]
    facts = {"version": 1, "tasks": len(tasks)}
    write(problem.subject, "schedule", actor=world.handler, at=world.tick(), changes=changes, facts=facts)
    return tasks
