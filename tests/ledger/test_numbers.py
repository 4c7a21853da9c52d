"""Numbers of the list: one series a year for the city, practice by itself."""

from jianfa.ledger.states import State
from tests.world import World


def test_practice_leaves_no_gap_in_the_official_series(world: World) -> None:
    first = world.problem(State.LISTED)
    practice = world.problem(State.LISTED, campaign=world.practice)
    second = world.problem(State.LISTED)

    assert [first.number, practice.number, second.number] == ["2026-001", "练2026-001", "2026-002"]
