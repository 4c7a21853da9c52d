"""The maker of problems reaches every state by the real actions."""

import pytest

from jianfa.ledger.states import State
from tests.world import World, events_of


@pytest.mark.parametrize("state", list(State))
def test_it_brings_a_problem_to_every_state(world: World, state: State) -> None:
    problem = world.problem(state)

    assert problem.state == state
    assert events_of(problem)[0] == "draft"


def test_it_petitions_a_government(world: World) -> None:
    problem = world.problem(State.DISPATCHED, solver="party_gov")

    assert problem.letter_no == "清工函〔2026〕1号"
    assert problem.acting_unit == world.finance
