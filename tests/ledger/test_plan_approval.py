"""Where the campaign says so, the desk approves the plan before work starts."""

import pytest
from django.test import Client

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from tests.world import DUE, World, events_of, reread


@pytest.fixture
def planned(world: World) -> Problem:
    Campaign.objects.update(plan_approval=True)
    problem = world.problem(State.PLANNING)
    write_plan(problem, world)
    return reread(problem)


def write_plan(problem: Problem, world: World) -> None:
    measure = ledger.NewMeasure("核定人数", unit=world.finance, owner_name="周敏", due=DUE)
    ledger.plan(problem, [measure], actor=world.handler, at=world.now)


def test_work_does_not_start_before_the_desk_has_approved(planned: Problem, world: World) -> None:
    before = events_of(planned)

    with pytest.raises(Refused):
        ledger.start(planned, actor=world.handler, at=world.now)

    assert events_of(planned) == before


def test_the_desk_approves_on_the_page_and_work_starts(client: Client, planned: Problem, world: World) -> None:
    client.force_login(world.desk.person)

    answer = client.post(f"/problems/{planned.pk}/approve_plan/", {"version": planned.version})

    assert answer.status_code == 302, answer.content.decode()
    ledger.start(reread(planned), actor=world.handler, at=world.now)
    assert reread(planned).state == State.IN_PROGRESS


def test_a_changed_plan_is_approved_again(planned: Problem, world: World) -> None:
    ledger.approve_plan(planned, actor=world.desk, at=world.now)
    write_plan(planned, world)

    assert reread(planned).plan_approved_at is None


def test_the_acting_unit_cannot_approve_its_own_plan(planned: Problem, world: World) -> None:
    with pytest.raises(Refused):
        ledger.approve_plan(planned, actor=world.department_head, at=world.now)
