"""The figures by program are those of the board."""

from django.test import Client

from jianfa.ledger.states import State
from tests.api.test_problems import bearer
from tests.world import World


def test_total_less_done_is_left(client: Client, world: World) -> None:
    world.problem(State.WRITTEN_OFF)
    world.problem(State.IN_PROGRESS)
    world.problem(State.SUBMITTED)

    figures = client.get(f"/api/v1/figures?campaign={world.campaign.pk}", headers=bearer(world.leader)).json()

    assert [figures[name] for name in ("total", "done", "left", "solved")] == [2, 1, 1, 1]
    assert figures["by_solver"]["superior_union"] == {"done": 1, "total": 2}


def test_a_past_day_says_what_was_so_then(client: Client, world: World) -> None:
    world.problem(State.LISTED)

    address = f"/api/v1/figures?campaign={world.campaign.pk}&on=2026-03-01"

    assert client.get(address, headers=bearer(world.leader)).json()["total"] == 0


def test_tomorrow_is_refused_and_panellists_have_no_part(client: Client, world: World) -> None:
    address = f"/api/v1/figures?campaign={world.campaign.pk}"

    assert client.get(f"{address}&on=2099-01-01", headers=bearer(world.leader)).status_code == 400
    assert client.get(address, headers=bearer(world.panellist)).status_code == 403
