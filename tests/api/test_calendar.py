"""The calendar through the API: read by everybody, changed by the administrator after a dry run."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jianfa.calendar.queries import current, is_working
from jianfa.organisations.models import Post
from tests.api.test_problems import bearer
from tests.supervision.test_recounting import WEDNESDAY, publicised
from tests.world import World, reread


def read(client: Client, post: Post, year: int) -> Any:
    return client.get(f"/api/v1/calendar/{year}", headers=bearer(post))


def change(client: Client, post: Post, *, scope: str = "write", year: int = 2026, **body: Any) -> Any:
    days = [*read(client, post, year).json()["days"], {"day": WEDNESDAY.isoformat(), "is_worked": False}]
    given = json.dumps({"days": days, "source": "示例1号"} | body)
    return client.post(f"/api/v1/calendar/{year}", given, "application/json", headers=bearer(post, scope))


def test_a_year_is_read_with_its_days(client: Client, world: World) -> None:
    found = read(client, world.liaison, 2026).json()

    assert (found["year"], found["is_provisional"], found["source"]) == (2026, False, "chinesecalendar")
    assert {"day": "2026-02-14", "is_worked": True, "name": "春节"} in found["days"]
    assert read(client, world.liaison, 2027).json() == {
        "year": 2027, "version": 0, "source": "", "is_provisional": True, "days": [],
    }  # fmt: skip


@pytest.mark.parametrize("year", [2003, 2101])
def test_there_is_no_other_year(client: Client, world: World, year: int) -> None:
    assert read(client, world.desk, year).status_code == 404


def test_a_dry_run_writes_nothing_and_says_what_would_move(client: Client, world: World) -> None:
    problem = publicised(world)

    found = change(client, world.administrator).json()

    assert found["moves"] == [
        {
            "key": f"publicity_ends_on:{problem.pk}", "number": problem.number, "what": "publicity_ends_on",
            "before": ["2026-03-23"], "after": ["2026-03-24"],
        }
    ]  # fmt: skip
    assert (found["dry_run"], found["moved"], found["kept"]) == (True, 1, 0)
    assert is_working(WEDNESDAY)


def test_what_was_seen_is_carried_out(client: Client, world: World) -> None:
    problem = publicised(world)
    seen = change(client, world.administrator).json()["seen"]

    found = change(client, world.administrator, dry_run=False, seen=seen).json()

    assert (found["dry_run"], found["moved"], found["version"]) == (False, 1, current().version)
    assert reread(problem).publicity_ends_on == date(2026, 3, 24)


def test_a_row_may_be_kept(client: Client, world: World) -> None:
    problem = publicised(world)
    dry = change(client, world.administrator).json()

    change(client, world.administrator, dry_run=False, seen=dry["seen"], keep=[dry["moves"][0]["key"]])

    assert reread(problem).publicity_ends_on == date(2026, 3, 23)
    assert not is_working(WEDNESDAY)


def test_it_refuses_without_or_after_a_dry_run_that_is_out_of_date(client: Client, world: World) -> None:
    seen = change(client, world.administrator).json()["seen"]
    publicised(world)

    without = change(client, world.administrator, dry_run=False)
    late = change(client, world.administrator, dry_run=False, seen=seen)

    assert (without.status_code, without.json()["error"]["field"]) == (400, "seen")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "stale")
    assert is_working(WEDNESDAY)


@pytest.mark.parametrize("body", [{"source": " "}, {"days": [{"day": "2025-01-01", "is_worked": False}]}, {"days": 3}])
def test_it_names_what_is_wrong(client: Client, world: World, body: dict[str, Any]) -> None:
    answer = change(client, world.administrator, **body)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"].split(".")[0] in body


def test_only_an_administrator_with_the_right_scope_changes_it(client: Client, world: World) -> None:
    assert change(client, world.desk).status_code == 403
    assert change(client, world.administrator, scope="read").status_code == 403
