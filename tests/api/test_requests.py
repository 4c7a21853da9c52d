"""Requests through the API: asked, checked and granted; what was granted, where the days went, what to ask instead."""

from datetime import date

from django.test import Client

from jianfa.ledger.states import State
from tests.api.test_problems import bearer, move
from tests.supervision.asking import ask, extended
from tests.world import DUE, World, reread


def test_a_request_is_read_checked_and_granted_by_moves(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    asked = move(client, world.department_head, problem, "extend", until="2026-08-31", reason="拨付延后")
    seen = client.get(f"/api/v1/problems/{problem.pk}", headers=bearer(world.leader)).json()
    early = move(client, world.leader, reread(problem), "confirm", granted_until="2026-07-31")
    checked = move(client, world.desk, reread(problem), "check", note="情况属实")
    granted = move(client, world.leader, reread(problem), "confirm", granted_until="2026-07-31")

    assert [answer.status_code for answer in (asked, early, checked, granted)] == [200, 409, 200, 200], granted.json()
    assert (seen["request"]["verb"], seen["request"]["waits_for_check"]) == ("extend", True)
    assert seen["request"]["fields"]["until"] == "2026-08-31"
    assert reread(problem).due_current == date(2026, 7, 31)


def test_what_was_granted_and_where_the_days_went_can_be_read(client: Client, world: World) -> None:
    problem = extended(world, world.problem(State.IN_PROGRESS))
    ask(world, problem, until=date(2026, 10, 31))
    world.travel(days=14)

    found = client.get(f"/api/v1/problems/{problem.pk}", headers=bearer(world.desk, "read")).json()

    (grant,) = found["granted_extensions"]
    assert (grant["nth"], grant["due_before"], grant["granted_until"]) == (1, DUE.isoformat(), "2026-07-31")
    assert (found["extensions"], found["on_time"], found["report_due"]) == (1, "", None)
    assert found["days"]["county"] == 0
    assert found["days"]["city"] > 0
    assert [(step["name"], step["is_over"]) for step in found["city_steps"]] == [("request", True)]


def test_an_error_names_the_verb_that_can_be_asked_for_instead(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 3, 13))

    late = move(client, world.department_head, problem, "extend", until="2026-08-31", reason="拨付延后").json()
    other = move(client, world.desk, problem, "dispatch", lead=str(world.rights.pk)).json()

    assert (late["error"]["code"], late["error"]["instead"]) == ("state", "change_clock")
    assert other["error"]["instead"] == "transfer"
