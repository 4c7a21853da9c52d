"""The API: the same actions, one error shape."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jianfa.api.actions import create_token
from jianfa.api.models import Token
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from tests.world import World, events_of, reread


def bearer(post: Post, scope: str = "write") -> dict[str, str]:
    now = timezone.now()
    _token, secret = create_token(
        actor=post, at=now, name="脚本", scope=scope, expires_on=timezone.localdate(now) + timedelta(days=30)
    )
    return {"Authorization": f"Bearer {secret}"}


def move(client: Client, post: Post, problem: Problem, verb: str, **fields: Any) -> Any:
    body = {"verb": verb, "version": problem.version, "fields": fields}
    return client.post(
        f"/api/v1/problems/{problem.pk}/moves", json.dumps(body), "application/json", headers=bearer(post)
    )


def test_it_lists_what_the_post_may_see(client: Client, world: World) -> None:
    own = world.problem(State.LISTED)
    world.problem(State.LISTED, source=world.west, title="西城的事", lead=world.west)

    answer = client.get("/api/v1/problems", headers=bearer(world.liaison)).json()

    assert [row["id"] for row in answer["problems"]] == [str(own.pk)]
    assert answer["problems"][0]["light"] == "normal"


def test_it_pages_by_key(client: Client, world: World) -> None:
    for n in range(3):
        world.problem(State.SUBMITTED, title=f"第 {n} 件")
    headers = bearer(world.desk)

    first = client.get("/api/v1/problems?limit=2", headers=headers).json()
    second = client.get(f"/api/v1/problems?limit=2&after={first['next']}", headers=headers).json()

    assert [len(first["problems"]), len(second["problems"]), second["next"]] == [2, 1, None]


def test_query_counts_do_not_grow_with_rows(client: Client, world: World) -> None:
    headers = bearer(world.desk)
    client.get("/api/v1/problems", headers=headers)
    counts = []
    for _n in range(2):
        world.problem(State.LISTED)
        world.problem(State.LISTED)
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/problems", headers=headers)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_it_drafts_for_the_own_county(client: Client, world: World) -> None:
    body = {"campaign": str(world.campaign.pk), "fields": {"title": "驿站布点不均"}}

    answer = client.post("/api/v1/problems", json.dumps(body), "application/json", headers=bearer(world.liaison))

    assert answer.status_code == 201, answer.content
    assert Problem.objects.get(pk=answer.json()["id"]).source_unit == world.east


def test_it_reports_progress(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)

    answer = move(client, world.handler, problem, "report", text="经费已拨付")

    assert answer.status_code == 200, answer.content
    assert problem.reports.get().text == "经费已拨付"


def test_it_lists_the_steps_with_their_fields(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)

    steps = client.get(f"/api/v1/problems/{problem.pk}", headers=bearer(world.handler)).json()["steps"]

    assert "text" in next(step for step in steps if step["verb"] == "report")["fields"]


def test_it_plans_with_rows(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    rows = [{"text": "核定人数", "owner_name": "周敏", "due": "2026-05-01", "weight": 1}]

    answer = move(client, world.handler, problem, "plan", measure=rows)

    assert answer.status_code == 200, answer.content
    assert problem.measures.get(ended_at=None).text == "核定人数"


def test_a_stale_version_is_refused(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    problem.version -= 1

    answer = move(client, world.handler, problem, "report", text="晚了一步")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale")
    assert not problem.reports.exists()


def test_a_wrong_state_is_refused_with_a_sentence(client: Client, world: World) -> None:
    problem = world.problem(State.LISTED)
    before = events_of(problem)

    answer = move(client, world.handler, problem, "report", text="还没开始")

    assert answer.status_code == 409
    assert "已立项" in answer.json()["error"]["sentence"]
    assert events_of(problem) == before


def test_a_stranger_gets_the_words_of_absence(client: Client, world: World) -> None:
    problem = world.problem(State.LISTED)
    headers = bearer(world.other_liaison)

    foreign = client.get(f"/api/v1/problems/{problem.pk}", headers=headers)
    absent = client.get("/api/v1/problems/00000000-0000-4000-8000-000000000000", headers=headers)

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.content == absent.content


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer jf_wrong"}])
def test_without_a_token_nothing_is_shown(client: Client, world: World, header: dict[str, str]) -> None:
    answer = client.get("/api/v1/problems", headers=header)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token")


def test_a_reading_token_cannot_act(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    body = {"verb": "report", "version": problem.version, "fields": {"text": "无权"}}

    answer = client.post(
        f"/api/v1/problems/{problem.pk}/moves", json.dumps(body), "application/json",
        headers=bearer(world.handler, "read"),
    )  # fmt: skip

    assert answer.status_code == 403


def test_no_token_writes_off(client: Client, world: World) -> None:
    problem = world.problem(State.PUBLICISED)
    world.travel(days=60)

    answer = move(client, world.desk, problem, "write_off")

    assert answer.status_code == 403
    assert reread(problem).state == State.PUBLICISED


def test_a_revoked_or_expired_token_is_dead_at_once(client: Client, world: World) -> None:
    headers = bearer(world.desk)
    Token.objects.update(expires_on=timezone.localdate() - timedelta(days=1))

    assert client.get("/api/v1/campaigns", headers=headers).status_code == 401


def test_the_same_request_twice_is_one_event(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    headers = bearer(world.handler)
    body = {"verb": "report", "version": problem.version, "idem": "a-1", "fields": {"text": "一次"}}

    answers = [
        client.post(f"/api/v1/problems/{problem.pk}/moves", json.dumps(body), "application/json", headers=headers)
        for _n in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["seq"] == answers[1].json()["seq"]
    assert problem.reports.count() == 1


def test_bad_input_names_the_field(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)

    answer = move(client, world.handler, problem, "report", text="")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "text")


def test_a_misspelt_field_is_named(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)

    answer = move(client, world.handler, problem, "report", txet="写错了")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "txet")


def test_practice_is_listed_only_when_asked_for(client: Client, world: World) -> None:
    real = world.problem(State.LISTED)
    tried = world.problem(State.LISTED, campaign=world.practice)
    headers = bearer(world.desk)

    def listed(query: str) -> set[str]:
        return {row["id"] for row in client.get(f"/api/v1/problems?{query}", headers=headers).json()["problems"]}

    assert listed("") == listed("state=listed") == {str(real.pk)}
    assert listed("campaign=all") == {str(real.pk), str(tried.pk)}
    assert listed(f"campaign={world.practice.pk}") == {str(tried.pk)}
    answer = client.get("/api/v1/problems?campaign=none", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "campaign"


@pytest.fixture
def files_root(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def paper(world: World) -> dict[str, Any]:
    return {
        "of": "suspend", "decider": str(world.leader.pk), "paper_no": "清工纪〔2026〕4号", "paper_day": "2026-03-13",
        "cause": "政策未出台", "document_no": "示例1号", "review_on": "2026-04-10",
    }  # fmt: skip


def record(client: Client, post: Post, problem: Problem, fields: dict[str, Any], data: bytes) -> Any:
    body = {
        "scan": SimpleUploadedFile("纪要.pdf", data), "version": problem.version, "idem": "p-1",
        "fields": json.dumps(fields),
    }  # fmt: skip
    return client.post(f"/api/v1/problems/{problem.pk}/recorded-decisions", body, headers=bearer(post))


@pytest.mark.usefixtures("files_root")
def test_a_decision_on_paper_is_entered_with_its_scan(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)

    answers = [record(client, world.desk, problem, paper(world), b"%PDF-1.4\n%%EOF\n") for _twice in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200], answers[0].content
    assert answers[0].json()["verb"] == "record_decision"
    assert answers[0].json()["seq"] == answers[1].json()["seq"]
    kept = client.get(f"/api/v1/problems/{problem.pk}/evidence", headers=bearer(world.desk)).json()
    assert [(row["file_name"], row["proposal"] is not None) for row in kept] == [("纪要.pdf", True)]


@pytest.mark.parametrize(
    ("change", "data", "field"),
    [({"paper_no": ""}, b"%PDF-1.4\n", "paper_no"), ({}, b"<html>", "scan"), ({"paper": "1"}, b"%PDF-1.4\n", "paper")],
)
@pytest.mark.usefixtures("files_root")
def test_a_scan_that_is_none_or_a_field_that_is_wrong_is_named(
    client: Client, world: World, change: dict[str, str], data: bytes, field: str
) -> None:
    problem = world.problem(State.IN_PROGRESS)
    before = events_of(problem)

    answer = record(client, world.desk, problem, paper(world) | change, data)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert events_of(problem) == before


def test_a_file_in_a_body_of_json_is_named_and_not_lost(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)

    answer = move(client, world.desk, problem, "record_decision", **paper(world), scan="纪要.pdf")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "scan")


@pytest.mark.parametrize("verb", ["record_decision", "confirm"])
def test_no_token_enters_an_approval_from_paper_or_confirms_it(client: Client, world: World, verb: str) -> None:
    problem = world.problem(State.APPROVING)
    fields = {
        "of": "approve", "decider": str(world.leader.pk), "paper_no": "清工纪〔2026〕4号", "paper_day": "2026-03-13",
        "decision_no": "清工决〔2026〕4号",
    }  # fmt: skip
    if verb == "confirm":
        ledger.record_decision(
            problem, "approve", actor=world.desk, at=world.now, decider=world.leader, document_no="清工纪〔2026〕4号",
            document_day=world.now.date(), params={"decision_no": "清工决〔2026〕4号"}, wording={"exemption": ""},
        )  # fmt: skip
        fields = {}
    before = events_of(problem)

    answer = move(client, world.second_clerk, problem, verb, **fields)

    assert answer.status_code == 403, answer.content
    assert (events_of(problem), reread(problem).state) == (before, State.APPROVING)


@pytest.mark.parametrize("error", [OperationalError("the connection is lost"), InterfaceError("already closed")])
def test_while_the_database_is_away_it_asks_to_send_the_same_again(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    problem = world.problem(State.DISPATCHED)

    def fail(*_given: object) -> None:
        raise error

    monkeypatch.setattr("jianfa.api.views.problems.load_problem", fail)
    answer = move(client, world.handler, problem, "sign_for")

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == ("away", None)
