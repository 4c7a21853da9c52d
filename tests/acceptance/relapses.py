"""What tests of relapses share: problems that are back once and twice, by the real actions."""

from datetime import timedelta
from typing import Any

from jianfa.acceptance import actions
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from tests.world import World, reread


def relapsed(world: World, problem: Problem, **options: Any) -> Problem:
    """Propose and confirm a relapse."""
    at = max(world.now, world.tick())
    due = at.date() + timedelta(days=60)
    given: dict[str, Any] = {"evidence": "又缺一人", "due": due, **options}
    actions.relapse(reread(problem), actor=world.auditor, at=at, **given)
    problem = reread(problem)
    actions.relapse(
        problem, actor=world.other_leader, at=at, proposal=ledger.open_proposal(problem), **given
    )  # fmt: skip
    return reread(problem)


def struck_off_twice(world: World) -> Problem:
    """A problem that relapsed and was struck off again."""
    return struck_off(world, relapsed(world, world.problem(State.WRITTEN_OFF)))


def struck_off(world: World, problem: Problem) -> Problem:
    """Take a problem in work all the way, by the real actions."""
    answers = {row.pk: actions.Answer("已补齐") for row in problem.criteria.filter(ended_at=None)}
    actions.apply(
        problem, actor=world.department_head, at=max(world.now, world.tick()), statement="已补齐", answers=answers
    )
    posts = [world.panellist, world.second_panellist]
    actions.name_panel(problem, actor=world.desk, at=max(world.now, world.tick()), posts=posts)
    passed = {row.pk: actions.Finding(has_passed=True) for row in problem.criteria.filter(ended_at=None)}
    for post in posts:
        actions.record_result(problem, actor=post, at=max(world.now, world.tick()), findings=passed)
    actions.respond(problem, actor=world.head, at=max(world.now, world.tick()), answer="solved")
    actions.conclude(problem, actor=world.desk, at=max(world.now, world.tick()))
    actions.approve(
        problem, actor=world.leader, at=max(world.now, world.tick()), decision_no="9号", exemption="已公示过"
    )
    return reread(problem)
