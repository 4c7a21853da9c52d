"""Supervision orders and instructions through the API: the same actions, the same refusals."""

import json

from django.urls import reverse

from jianfa.ledger.states import State
from jianfa.supervision.models import Instruction, SupervisionOrder
from tests.supervision.papers import drafted, late, signed


def sent(client, post, address, body):
    client.force_login(post.person)
    return client.post(address, json.dumps(body), content_type="application/json")


def read(client, post, name, *args, query=""):
    client.force_login(post.person)
    return client.get(reverse(f"api:{name}", args=args) + query)


def test_a_paper_is_drafted_signed_answered_and_closed(client, world):
    late(world)
    answer = sent(client, world.desk, reverse("api:draft_order"), {"unit": str(world.finance.pk)})
    order = SupervisionOrder.objects.get()
    moves = reverse("api:move_order", args=[order.pk])
    steps = [step["verb"] for step in read(client, world.leader, "read_order", order.pk).json()["steps"]]

    assert (answer.status_code, answer.json()["colour"]) == (201, "overdue")
    assert steps == ["sign", "reject"]
    assert sent(client, world.leader, moves, {"verb": "sign", "version": 1}).json()["state"] == "signed"
    fields = {f"answer-{order.items.get().pk}": "下周到岗"}
    assert (
        sent(client, world.department_head, moves, {"verb": "answer", "fields": fields}).json()["state"] == "answered"
    )
    assert sent(client, world.desk, moves, {"verb": "close"}).json()["state"] == "closed"
    shown = read(client, world.department_head, "read_order", order.pk).json()
    assert shown["items"][0]["answers"][0]["text"] == "下周到岗"
    assert shown["items"][0]["reason"] == "红 超期 1 个工作日"


def test_a_stale_version_and_an_unknown_field_are_refused(client, world):
    order = drafted(world)
    moves = reverse("api:move_order", args=[order.pk])

    stale = sent(client, world.leader, moves, {"verb": "sign", "version": 9})
    unknown = sent(client, world.leader, moves, {"verb": "reject", "fields": {"why": "否"}})
    no_verb = sent(client, world.leader, moves, {"verb": "burn"})

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (400, "why")
    assert (no_verb.status_code, no_verb.json()["error"]["field"]) == (400, "verb")


def test_the_next_step_follows_a_signed_paper(client, world):
    order = signed(world)

    answer = sent(client, world.desk, reverse("api:draft_order"), {"based_on": str(order.pk)})
    without = sent(client, world.desk, reverse("api:draft_order"), {})

    assert answer.json()["kind"] == "escalated"
    assert without.json()["error"]["field"] == "unit"


def test_the_list_is_narrowed_and_goes_by_key(client, world):
    signed(world)
    signed(world, late(world, "西城的事", lead=world.west))

    first = read(client, world.desk, "list_orders", query="?limit=1").json()
    rest = read(client, world.desk, "list_orders", query=f"?limit=1&after={first['next']}").json()

    assert {first["orders"][0]["number"], rest["orders"][0]["number"]} == {"督〔2026〕1号", "督〔2026〕2号"}
    assert rest["next"] is None
    west = read(client, world.desk, "list_orders", query=f"?unit={world.west.pk}&month=2026-03-09").json()["orders"]
    assert [row["unit"]["name"] for row in west] == ["西城区总工会"]
    assert len(read(client, world.other_head, "list_orders").json()["orders"]) == 1


def test_an_instruction_is_written_by_a_move_and_answered(client, world):
    problem = world.problem(State.IN_PROGRESS)
    fields = {"text": "请抓紧", "units": [str(world.finance.pk)]}
    body = {"verb": "instruct", "version": problem.version, "fields": fields}

    answer = sent(client, world.leader, reverse("api:move_problem", args=[problem.pk]), body)
    row = Instruction.objects.get()
    moves = reverse("api:move_instruction", args=[row.pk])

    assert answer.status_code == 200
    assert (
        sent(client, world.handler, moves, {"verb": "answer", "fields": {"answer": "已办"}}).json()["state"]
        == "answered"
    )
    shown = read(client, world.desk, "read_instruction", row.pk).json()
    assert shown["addressees"][0]["answer"] == "已办"
    assert [step["verb"] for step in shown["steps"]] == ["close"]
    assert read(client, world.other_leader, "list_instructions").json() == []
    assert len(read(client, world.handler, "list_instructions").json()) == 1
    assert sent(client, world.desk, moves, {"verb": "burn"}).json()["error"]["field"] == "verb"
