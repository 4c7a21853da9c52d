"""The API of schedules, step templates and load."""

import json
from typing import Any

from django.test import Client

from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from jianfa.supervision import actions
from jianfa.supervision.models import Task
from tests.api.test_problems import bearer
from tests.world import World


def written(client: Client, post: Post, problem: Problem, **body: Any) -> Any:
    sent = {"version": Problem.objects.get(pk=problem.pk).version, **body}
    address = f"/api/v1/problems/{problem.pk}/schedule"
    return client.post(address, json.dumps(sent, default=str), "application/json", headers=bearer(post))


def two(problem: Problem, days: int = 8) -> list[dict[str, Any]]:
    first, second = problem.measures.filter(ended_at=None)
    return [
        {"text": "摸底", "measure": first.pk, "days": 5},
        {"text": "报批", "measure": second.pk, "days": days, "after": "1+2", "is_milestone": True},
    ]


def test_a_rehearsal_says_what_would_come_out_and_writes_nothing(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    answer = written(client, world.handler, problem, tasks=two(problem, days=80), dry_run=True)
    found = answer.json()

    assert (answer.status_code, found["is_written"], found["missing"], found["slack"]) == (200, False, 14, -14)
    assert found["dates"][1]["latest_finish"] == "2026-06-30"
    assert found["ways_out"]
    assert not Task.objects.exists()


def test_a_schedule_is_written_and_read(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    answer = written(client, world.handler, problem, tasks=two(problem))
    read = client.get(f"/api/v1/problems/{problem.pk}/schedule", headers=bearer(world.liaison)).json()

    assert (answer.status_code, answer.json()["is_written"]) == (200, True)
    assert (read["version"], read["due"], read["due_moved"], read["planned_percent"]) == (1, "2026-06-30", False, 0)
    assert [task["links"] for task in read["tasks"]] == [[], [{"after": 1, "lag": 2}]]
    assert read["critical"] == [1, 2]


def test_a_plan_that_cannot_be_met_and_a_wrong_link_are_refused(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    late = written(client, world.handler, problem, tasks=two(problem, days=80))
    knowing = written(client, world.handler, problem, tasks=two(problem, days=80), in_spite=True)
    wrong = written(client, world.handler, problem, tasks=[two(problem)[1] | {"after": "甲"}])
    foreign = written(client, world.desk, problem, tasks=two(problem))

    assert (late.status_code, late.json()["error"]["field"]) == (400, "in_spite")
    assert (knowing.status_code, wrong.status_code, foreign.status_code) == (200, 400, 403)


def test_step_templates_are_listed_and_kept_by_a_move(client: Client, world: World) -> None:
    address = f"/api/v1/campaigns/{world.campaign.pk}"
    fields = {"title": "通用", "steps": [{"text": "立行立改", "days": 10}]}
    body = {"verb": "save_step_template", "fields": fields}
    moved = client.post(f"{address}/moves", json.dumps(body), "application/json", headers=bearer(world.desk))
    confirmed = client.post(
        f"{address}/moves", json.dumps({"verb": "confirm"}), "application/json", headers=bearer(world.department_head)
    )
    listed = client.get(f"{address}/step-templates", headers=bearer(world.liaison)).json()

    assert (moved.status_code, moved.json()["verb"], confirmed.status_code) == (200, "propose", 200)
    assert [(row["name"], row["steps"][0]["days"]) for row in listed] == [("通用", 10)]


def test_the_load_is_read_by_week(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    first = problem.measures.filter(ended_at=None).earliest("position")
    new = [actions.NewTask(first.pk, "核定", days=80, unit=world.finance, owner_name="周敏")]
    actions.schedule(problem, new, actor=world.handler, at=world.now, in_spite=True)
    (row,) = client.get("/api/v1/load", headers=bearer(world.desk)).json()
    own = client.get("/api/v1/load", headers=bearer(world.handler)).json()
    foreign = client.get(f"/api/v1/load?unit={world.finance.pk}", headers=bearer(world.other_liaison))
    nobody = client.get("/api/v1/load", headers=bearer(world.panellist))

    assert (row["unit"]["name"], row["capacity"], row["weeks"][0]["nodes"]) == ("财务部", 10, 1)
    assert own == [row]
    assert (foreign.status_code, nobody.status_code) == (404, 403)
