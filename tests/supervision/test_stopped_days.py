"""Stopped days are conserved, first dates stay, what was overdue stays so; whatever happens in whatever order."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianfa.acceptance import actions as acceptance
from jianfa.journal.models import Event
from jianfa.kit.canonical import read_canonical
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from jianfa.supervision import actions as supervision
from tests.supervision.asking import extended, made_continuous
from tests.world import SHANGHAI, World, reread

DUE = date(2026, 6, 30)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)


def suspend(world: World, problem: Problem, at: datetime) -> None:
    for actor in (world.desk, world.leader):
        supervision.suspend(
            problem, actor=actor, at=at, cause="政策未出台", document_no="示例1号",
            review_on=at.date() + timedelta(days=30), proposal=ledger.open_proposal(problem),
        )  # fmt: skip


def apply(world: World, problem: Problem, at: datetime) -> None:
    answers = {row.pk: acceptance.Answer("已完成", "示例1号") for row in problem.criteria.filter(ended_at=None)}
    acceptance.apply(problem, actor=world.department_head, at=at, statement="已落实", answers=answers)


def to_publicity(world: World, problem: Problem, at: datetime) -> None:
    posts = [world.panellist, world.second_panellist]
    acceptance.name_panel(problem, actor=world.desk, at=at, posts=posts)
    findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
    for post in posts:
        acceptance.record_result(problem, actor=post, at=at, findings=findings)
    acceptance.respond(problem, actor=world.head, at=at, answer="solved")
    acceptance.conclude(problem, actor=world.desk, at=at)
    acceptance.approve(problem, actor=world.leader, at=at, decision_no="清工决〔2026〕1号")
    acceptance.object_to(problem, actor=world.desk, at=at, text="仍有人员兼职")


def step(world: World, problem: Problem, name: str, at: datetime) -> None:
    """Do one thing, where it is possible now."""
    later = (problem.due_current or DUE) + timedelta(days=20)
    if name == "suspend":
        suspend(world, problem, at)
    elif name == "resume":
        supervision.resume(problem, actor=world.desk, at=at)
    elif name == "apply":
        apply(world, problem, at)
    elif name == "retract":
        acceptance.retract(problem, actor=world.department_head, at=at)
    elif name == "send_back":
        acceptance.send_back(problem, actor=world.desk, at=at, requirement="请补充二〇二六年的拨付凭证")
    elif name == "uphold":
        apply(world, problem, at)
        to_publicity(world, problem, at)
        acceptance.uphold(problem, actor=world.leader, at=at + timedelta(days=3), answer="情况属实")
    elif name == "extend":
        extended(world, problem, later, later, at=at)
    else:
        stage = supervision.Stage("首批到岗", max(later, at.date() + timedelta(days=5)), later + timedelta(days=300))
        made_continuous(world, problem, stage, at=at)


NAMES = ("suspend", "resume", "apply", "retract", "send_back", "uphold", "extend", "change_clock")


def told(problem: Problem) -> tuple[int, int]:
    """Return the stopped days and the granted days that the events name."""
    stopped = granted = 0
    for event in Event.objects.filter(chain=problem.pk).order_by("seq"):
        facts = read_canonical(bytes(event.body))["facts"]
        stopped += facts.get("stopped_days") or 0
        if event.verb in {"extend", "change_clock"}:
            until = facts.get("granted_until") or facts["expected_end"]
            granted += (date.fromisoformat(until) - date.fromisoformat(facts["due_before"])).days
    return stopped, granted


def test_stopped_days_are_conserved_and_first_dates_stay(world: World):
    begun = world.problem(State.IN_PROGRESS)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
    @given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 25)), min_size=1, max_size=9))
    def law(steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            problem, day, was_overdue = reread(begun), date(2026, 3, 17), False
            for name, days in steps:
                day += timedelta(days=days)
                try:
                    with transaction.atomic():
                        step(world, problem, name, moment(day, 12))
                except Refused:
                    pass
                problem = reread(problem)
                day += timedelta(days=3 if name == "uphold" else 0)
                assert problem.was_overdue or not was_overdue, "a record of having been overdue is never lost"
                was_overdue = problem.was_overdue
            stopped, granted = told(problem)
            assert problem.due_current == DUE + timedelta(days=stopped + granted)
            assert problem.due_original == DUE
            assert (problem.due_base or problem.due_current) == DUE + timedelta(days=stopped)
            transaction.set_rollback(True)

    law()


@pytest.mark.parametrize("how", ["suspend", "extend", "change_clock"])
def test_what_was_overdue_keeps_its_record(world: World, how: str):
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 3, 12))
    suspend(world, problem, world.now)
    supervision.resume(reread(problem), actor=world.desk, at=world.travel(days=20))
    problem = reread(problem)
    assert (problem.was_overdue, problem.due_current) == (True, date(2026, 4, 1))

    Problem.objects.filter(pk=problem.pk).update(due_current=date(2026, 5, 1))  # so that an extension is in time
    step(world, reread(problem), how, world.now)

    assert reread(problem).was_overdue
