"""Campaigns through the API: the same forms and actions as the pages."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.organisations.models import Post
from tests.api.test_problems import bearer
from tests.workspace.campaigns import closed, opened_by, prepared
from tests.world import World, events_of, reread

NEW: dict[str, Any] = {"title": "阵地建设类", "criteria": [{"text": "对职工开放", "evidence_hint": "验收单"}]}


def read(client: Client, post: Post, campaign: Campaign) -> Any:
    return client.get(f"/api/v1/campaigns/{campaign.pk}", headers=bearer(post)).json()


def move(client: Client, post: Post, campaign: Campaign, verb: str, *, scope: str = "write", **fields: Any) -> Any:
    body = json.dumps({"verb": verb, "fields": fields})
    address = f"/api/v1/campaigns/{campaign.pk}/moves"
    return client.post(address, body, "application/json", headers=bearer(post, scope))


def carry(client: Client, post: Post, source: Campaign, **body: Any) -> Any:
    address = f"/api/v1/campaigns/{source.pk}/carry-over"
    return client.post(address, json.dumps(body), "application/json", headers=bearer(post))


def test_a_campaign_says_its_rules_its_classes_and_what_the_caller_may_do(client: Client, world: World) -> None:
    found = read(client, world.desk, world.campaign)

    assert (found["state"], found["number_pattern"], found["closed_at"]) == ("open", "{year}-{n:03d}", None)
    assert [(row["name"], row["criteria"][0]["text"]) for row in found["classes"]] == [("机构编制类", "批复文件已印发")]
    assert [step["verb"] for step in found["steps"]] == [
        "save_class_template", "end_class_template", "change_rules", "save_step_template", "end_step_template",
    ]  # fmt: skip
    assert found["steps"][0]["fields"]["criteria"] == "text, test, evidence_hint"
    assert read(client, world.liaison, world.campaign)["steps"] == []


def test_a_class_is_saved_with_the_fields_of_the_form(client: Client, world: World) -> None:
    campaign = prepared(world)
    dimension = campaign.dimensions.get()

    answer = move(client, world.desk, campaign, "save_class_template", **NEW, dimension=str(dimension.pk), weight=3)

    row = campaign.class_templates.get()
    assert answer.status_code == 200
    assert answer.json()["verb"] == "save_class_template"
    assert (row.dimension, row.weight, row.clock) == (dimension, 3, "phased")


def test_a_change_of_an_open_campaign_is_proposed_and_confirmed(client: Client, world: World) -> None:
    answer = move(client, world.desk, world.campaign, "change_rules", warn_days=7, dimensions=["数字工会"])
    waiting = read(client, world.department_head, world.campaign)
    hidden = read(client, world.liaison, world.campaign)
    confirmed = move(client, world.department_head, world.campaign, "confirm", shown=waiting["proposal"]["id"])

    assert answer.json()["verb"] == "propose"
    assert waiting["proposal"]["fields"] == {"warn_days": 7, "dimensions": ["数字工会"]}
    assert [step["verb"] for step in waiting["steps"]] == ["close_campaign", "confirm", "reject"]
    assert hidden["proposal"] is None
    assert confirmed.json()["verb"] == "change_rules"
    assert reread(world.campaign).warn_days == 7


def test_a_rule_left_out_stays_and_one_can_be_switched_off(client: Client, world: World) -> None:
    campaign = prepared(world, plan_approval=True)

    move(client, world.desk, campaign, "change_rules", plan_approval=False)

    assert (reread(campaign).plan_approval, reread(campaign).warn_days) == (False, 5)


@pytest.mark.parametrize(
    ("verb", "fields", "field"),
    [
        ("save_class_template", {**NEW, "wieght": 3}, "wieght"),
        ("save_class_template", {**NEW, "title": ""}, "title"),
        ("save_class_template", {**NEW, "criteria": []}, "criteria"),
        ("save_class_template", {**NEW, "criteria": "完成"}, "criteria"),
        ("change_rules", {"warn_days": 99}, "warn_days"),
        ("change_rules", {"ends_on": "2025-01-01"}, "ends_on"),
        ("explode", {}, "verb"),
    ],
)
def test_a_wrong_input_is_named(client: Client, world: World, verb: str, fields: dict[str, Any], field: str) -> None:
    answer = move(client, world.desk, prepared(world), verb, **fields)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field


def test_the_wrong_office_the_wrong_moment_and_the_wrong_scope_are_refused(client: Client, world: World) -> None:
    assert move(client, world.liaison, world.campaign, "change_rules", warn_days=7).status_code == 403
    assert move(client, world.department_head, world.campaign, "confirm").status_code == 409
    assert move(client, world.desk, world.campaign, "change_rules", scope="read", warn_days=7).status_code == 403
    assert move(client, world.administrator, world.campaign, "change_rules", warn_days=7).status_code == 404
    assert waiting_rules(world.campaign) is None


def test_it_is_opened_and_closed(client: Client, world: World) -> None:
    campaign = prepared(world)

    assert move(client, world.department_head, campaign, "open_campaign").json()["state"] == "open"
    assert move(client, world.leader, campaign, "close_campaign").json()["state"] == "closed"
    assert read(client, world.desk, campaign)["closed_at"].startswith("2026-03-16")


def test_carrying_over_counts_first_and_then_does_it(client: Client, world: World) -> None:
    problems = [world.problem("in_progress", title=f"示例{n}") for n in range(2)]
    world.problem("written_off", title="已销账")
    source, into = closed(world), opened_by(world, "职工服务提升年")

    asked = carry(client, world.desk, source, into=str(into.pk), dry_run=True).json()
    assert asked == {"dry_run": True, "carried": 2, "refused": [], "left": 0}
    assert all(events_of(problem)[-1] != "carry_over" for problem in problems)

    one = carry(client, world.desk, source, into=str(into.pk), problems=[str(problems[0].pk)]).json()
    assert (one["carried"], one["left"]) == (1, 1)
    rest = carry(client, world.desk, source, into=str(into.pk)).json()
    assert (rest["carried"], rest["left"]) == (1, 0)
    assert {reread(problem).campaign_id for problem in problems} == {into.pk}


def test_a_problem_that_is_not_open_there_is_named(client: Client, world: World) -> None:
    done = world.problem("written_off")
    source, into = closed(world), opened_by(world, "职工服务提升年")

    answer = carry(client, world.desk, source, into=str(into.pk), problems=[str(done.pk)])

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "problems"
    assert str(done.pk) in answer.json()["error"]["sentence"]


def test_carrying_over_is_refused_like_on_the_page(client: Client, world: World) -> None:
    into = opened_by(world, "职工服务提升年")

    assert carry(client, world.desk, world.campaign, into=str(into.pk)).status_code == 409
    closed(world)
    assert carry(client, world.leader, world.campaign, into=str(into.pk)).status_code == 403
    assert carry(client, world.desk, world.campaign, into=str(world.practice.pk)).status_code == 400
    assert carry(client, world.desk, world.campaign, into=str(world.campaign.pk)).status_code == 400


def test_the_figures_of_a_closed_campaign_are_those_of_its_closing(client: Client, world: World) -> None:
    problem = world.problem("in_progress")
    source, into = closed(world), opened_by(world, "职工服务提升年")
    world.travel(minutes=1)
    ledger.carry_over(reread(problem), actor=world.desk, at=world.now, into=into)
    address = f"/api/v1/figures?campaign={source.pk}"

    now = client.get(address, headers=bearer(world.desk)).json()
    on_that_day = client.get(f"{address}&on={date(2026, 3, 16)}", headers=bearer(world.desk)).json()

    assert (now["total"], now["left"]) == (1, 1)
    assert now["as_of"].startswith("2026-03-16T02:00")
    assert on_that_day == now
