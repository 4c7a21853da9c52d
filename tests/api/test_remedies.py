"""Remedies through the API: the same forms and actions as the pages, the same refusals."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jianfa.api import actions as tokens
from jianfa.ledger.states import State
from jianfa.organisations.views.recent import SESSION_LOGIN
from jianfa.remedies.models import Effect, LinkPairing, Petition, PolicyMeasure, QuotaGrant, TargetedService
from tests.api.test_orders import read, sent
from tests.remedies import effects as made

POLICY = {
    "document_no": "清工发〔2026〕12号", "document_on": "2026-03-12", "issued_by": "清河市总工会",
    "title": "补助增额", "text": "每月增加补助", "effective_on": "2026-04-01",
}  # fmt: skip


def moves(kind: str, row) -> str:
    return reverse("api:move_remedy", args=[kind, row.pk])


def in_person(client, post, kind, row, verb, *, version=None, **fields):
    """Send a step from a session whose login is recent."""
    client.force_login(post.person)
    session = client.session
    session[SESSION_LOGIN] = timezone.now().isoformat()
    session.save()
    body = {"verb": verb, "version": version, "fields": fields}
    return client.post(moves(kind, row), json.dumps(body), content_type="application/json")


def test_a_policy_is_entered_and_a_wrong_field_is_named(client, world):
    address = reverse("api:begin_remedy", args=["policies"])
    made_one = sent(client, world.handler, address, {"fields": POLICY})
    without = sent(client, world.handler, address, {"fields": POLICY | {"document_no": "  "}})
    unknown = sent(client, world.handler, address, {"fields": POLICY | {"photo": "x"}})
    twice = sent(client, world.handler, address, {"fields": POLICY})

    assert (made_one.status_code, made_one.json()["values"]["title"]) == (201, "补助增额")
    assert (without.status_code, without.json()["error"]["field"]) == (400, "document_no")
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (400, "photo")
    assert twice.status_code == 409
    assert PolicyMeasure.objects.get().effective_on == date(2026, 4, 1)


def test_a_county_enters_no_policy(client, world):
    answer = sent(client, world.liaison, reverse("api:begin_remedy", args=["policies"]), {"fields": POLICY})

    assert (answer.status_code, PolicyMeasure.objects.count()) == (403, 0)


def test_a_head_confirms_the_effect_of_its_own_county_only(client, world):
    row = made.expected(world, made.common(world), world.west)
    fields = {"words": "已到岗", "document_no": "西编1号"}
    steps = [one["verb"] for one in read(client, world.other_head, "read_remedy", "effects", row.pk).json()["steps"]]
    foreign = in_person(client, world.head, "effects", row, "confirm", **fields)
    liaison = in_person(client, world.other_liaison, "effects", row, "confirm", **fields)
    done = in_person(client, world.other_head, "effects", row, "confirm", version=1, **fields)

    assert steps == ["confirm", "deny"]
    assert (foreign.status_code, liaison.status_code, done.status_code) == (403, 403, 200)
    assert (done.json()["verb"], Effect.objects.get().state) == ("confirm_effect", "confirmed")


def test_an_older_version_is_stale(client, world):
    row = made.expected(world)
    stale = in_person(client, world.head, "effects", row, "confirm", version=9, words="到了", document_no="1号")

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
    assert Effect.objects.get().state == "awaited"


@pytest.mark.parametrize("kind", ["effects", "services", "petitions"])
def test_what_a_stranger_may_not_see_is_answered_like_what_is_not_there(client, world, kind):
    row = {
        "effects": lambda: made.expected(world), "services": lambda: made.visited(world),
        "petitions": lambda: made.petition(world),
    }[kind]()  # fmt: skip
    hidden = read(client, world.other_liaison, "read_remedy", kind, row.pk)
    absent = read(client, world.other_liaison, "read_remedy", kind, uuid4())
    moved = sent(client, world.other_liaison, moves(kind, row), {"verb": "no"})
    nowhere = sent(client, world.desk, reverse("api:move_remedy", args=["charms", row.pk]), {"verb": "no"})

    if kind != "effects":  # of a common problem that another county raised, nothing is hidden from a county asked too
        assert (hidden.status_code, moved.status_code) == (404, 404)
        assert hidden.json()["error"]["sentence"] == absent.json()["error"]["sentence"]
    assert (absent.status_code, nowhere.status_code) == (404, 404)


def test_a_signature_needs_a_recent_login_and_no_token_gives_it(client, world):
    row = made.petition(world)
    _token, secret = tokens.create_token(
        actor=world.leader, at=timezone.now(), name="脚本", scope="write",
        expires_on=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    late = sent(client, world.leader, moves("petitions", row), {"verb": "sign"})
    client.logout()
    by_token = client.post(
        moves("petitions", row), json.dumps({"verb": "sign"}), content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )  # fmt: skip
    done = in_person(client, world.leader, "petitions", row, "sign", version=1)

    assert (late.status_code, by_token.status_code, done.status_code) == (403, 403, 200)
    assert Petition.objects.get().signer_id == world.leader.person_id


def test_a_petition_is_signed_by_a_leader_who_did_not_draft_it_and_by_nobody_else(client, world):
    row = made.petition(world)
    by_drafter = in_person(client, world.desk, "petitions", row, "sign")
    by_head = in_person(client, world.department_head, "petitions", row, "sign")
    early = sent(client, world.desk, moves("petitions", row), {"verb": "send", "fields": {}})
    in_person(client, world.leader, "petitions", row, "sign")
    twice = in_person(client, world.other_leader, "petitions", row, "sign")

    assert (by_drafter.status_code, by_head.status_code) == (403, 404)
    assert (early.status_code, twice.status_code) == (409, 409)


def test_a_petition_goes_its_way_and_totals_are_sums_of_its_rows(client, world):
    row = made.petition(world, "signed")
    desk, address = world.desk, moves("petitions", row)
    letter = {"letter_no": "清工〔2026〕21号", "letter_on": "2026-03-12"}
    reply = {"result": "granted", "no": "东编3号", "on": "2026-03-13", "text": "同意"}
    early = sent(client, desk, address, {"verb": "reply", "fields": reply})
    answers = [sent(client, desk, address, {"verb": "send", "fields": letter})]
    answers.append(sent(client, desk, address, {"verb": "reply", "fields": reply}))
    for unit, number in ((world.east, 1), (world.west, 3)):
        grant = {
            "unit": str(unit.pk), "kind": "staff_slot", "number": number, "document_no": "东编3号",
            "authority": "区委编办", "document_on": "2026-03-13",
        }  # fmt: skip
        answers.append(sent(client, desk, address, {"verb": "grant", "fields": grant}))
    none = sent(client, desk, address, {"verb": "grant", "fields": grant | {"number": 0}})
    city = read(client, desk, "list_grants").json()
    county = read(client, world.head, "list_grants").json()

    assert early.status_code == 409
    assert [answer.status_code for answer in answers] == [200] * 4
    assert (none.status_code, none.json()["error"]["field"]) == (400, "number")
    assert city["totals"] == [{"kind": "staff_slot", "number": 4, "units": 2}]
    assert sum(one["number"] for one in city["grants"]) == 4 == sum(QuotaGrant.objects.values_list("number", flat=True))
    assert county["totals"] == [{"kind": "staff_slot", "number": 1, "units": 1}]


def test_a_service_is_visited_by_the_department_and_judged_by_the_county(client, world):
    row = made.service(world)
    address = moves("services", row)
    early = sent(client, world.liaison, address, {"verb": "judge", "fields": {"result": "helped"}})
    by_desk = sent(client, world.desk, address, {"verb": "visit", "fields": {"done": "去了"}})
    visit = {"visited_on": "2026-03-12", "done": "一起核账"}
    visited = sent(client, world.handler, address, {"verb": "visit", "fields": visit})
    by_handler = sent(client, world.handler, address, {"verb": "judge", "fields": {"result": "helped"}})
    wordless = sent(client, world.liaison, address, {"verb": "judge", "fields": {"result": "not"}})
    judged = sent(client, world.liaison, address, {"verb": "judge", "fields": {"result": "helped"}})

    assert (early.status_code, by_desk.status_code, visited.status_code) == (409, 403, 200)
    assert (by_handler.status_code, wordless.status_code, judged.status_code) == (403, 400, 200)
    assert TargetedService.objects.get().verdict == "helped"


def test_a_county_is_paired_once_and_confirms_a_visit(client, world):
    fields = {"county": str(world.east.pk), "department": str(world.finance.pk), "from_day": "2026-03-02"}
    address = reverse("api:begin_remedy", args=["pairings"])
    first = sent(client, world.desk, address, {"fields": fields})
    twice = sent(client, world.desk, address, {"fields": fields})
    row = LinkPairing.objects.get()
    call = {"visited_on": "2026-03-12", "done": "听取需求"}
    called = sent(client, world.handler, moves("pairings", row), {"verb": "visit", "fields": call})
    confirm = {"visit": str(row.visits.get().pk), "answer": "属实"}
    confirmed = sent(client, world.liaison, moves("pairings", row), {"verb": "confirm_visit", "fields": confirm})

    assert (first.status_code, twice.status_code) == (201, 409)
    assert (called.status_code, confirmed.status_code) == (200, 200)
    assert row.visits.get().confirmer_id == world.liaison.person_id


def test_the_list_of_a_kind_goes_on_by_key_and_effects_stand_with_their_problem(client, world):
    problem = made.common(world, State.IN_PROGRESS)
    rows = {str(made.expected(world, problem, unit).pk) for unit in (world.east, world.west)}
    first = read(client, world.desk, "list_remedies", "effects", query="?limit=1").json()
    rest = read(client, world.desk, "list_remedies", "effects", query=f"?limit=1&after={first['next']}").json()
    own = read(client, world.desk, "list_effects", problem.pk).json()["remedies"]

    assert {first["remedies"][0]["id"], rest["remedies"][0]["id"]} == rows == {one["id"] for one in own}
    assert rest["next"] is None
