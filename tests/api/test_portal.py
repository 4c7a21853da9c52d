"""The worker portal through the API: the same decisions, lists and refusals as its page; no token opens it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jianfa.api import actions as tokens
from jianfa.api.models import Scope
from jianfa.journal.models import Event
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.views.recent import SESSION_LOGIN
from jianfa.portal.models import PORTAL_ID, Feedback, Portal
from jianfa.portal.queries.inside import current_portal
from jianfa.portal.queries.public import first_lists
from tests.api.test_orders import read, sent
from tests.portal.outside import DOCUMENT, LOG_BY, opened
from tests.portal.test_switching import put_in_the_inbox
from tests.world import World

OPENING = {"document_no": DOCUMENT, "document_day": "2026-03-16", "log_days": 30, "log_by": LOG_BY}


def verbs() -> list[str]:
    return list(Event.objects.filter(chain=PORTAL_ID).order_by("seq").values_list("verb", flat=True))


def proposed(client, post: Post, **more):
    return sent(client, post, reverse("api:propose_portal"), OPENING | more)


def answered(client, post: Post, verb: str, *, recently: bool = False, **fields):
    """Answer from a session to the portal as it stands now."""
    client.force_login(post.person)
    session = client.session
    session["post"] = str(post.pk)
    if recently:
        session[SESSION_LOGIN] = timezone.now().isoformat()
    session.save()
    body = {"verb": verb, "version": current_portal().version, "fields": fields}
    return client.post(reverse("api:move_portal"), json.dumps(body), content_type="application/json")


def by_token(client, post: Post, name: str, body, scope: Scope = Scope.WRITE):
    """Send it with a token of the post, without any session."""
    client.logout()
    until = timezone.localdate() + timedelta(days=30)
    _token, secret = tokens.create_token(actor=post, at=timezone.now(), name="示例", scope=scope, expires_on=until)
    address, bearer = reverse(f"api:{name}"), {"Authorization": f"Bearer {secret}"}
    return client.post(address, json.dumps(body), content_type="application/json", headers=bearer)


def test_a_leader_opens_what_the_desk_has_put_forward(client, world: World):
    waits = proposed(client, world.desk)
    own = answered(client, world.desk, "open", recently=True)
    steps = [step["verb"] for step in read(client, world.leader, "read_portal").json()["steps"]]
    done = answered(client, world.leader, "open", recently=True)

    assert (waits.status_code, waits.json()["proposal"]["log_by"], waits.json()["may_propose"]) == (201, LOG_BY, False)
    assert own.status_code == 403
    assert steps == ["open", "reject"]
    assert (done.status_code, done.json()["is_on"], done.json()["document_no"]) == (200, True, DOCUMENT)
    assert verbs() == ["propose_portal", "open_portal"]


def test_opening_asks_for_a_login_a_moment_ago_and_no_token_does_it(client, world: World):
    by_program = by_token(client, world.desk, "propose_portal", OPENING)
    refused = answered(client, world.leader, "open")
    body = {"verb": "open", "version": current_portal().version}
    with_token = by_token(client, world.leader, "move_portal", body)

    assert by_program.status_code == 201
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "office")
    assert (with_token.status_code, "令牌" in with_token.json()["error"]["sentence"]) == (403, True)
    assert not Portal.objects.get().is_on


def test_a_decision_on_paper_is_confirmed_by_a_second_clerk_without_a_token(client, world: World):
    deciders = {row["id"] for row in read(client, world.desk, "read_portal").json()["deciders"]}
    entered = by_token(client, world.desk, "propose_portal", OPENING | {"decider": str(world.leader.pk)})
    first = answered(client, world.desk, "open", recently=True)
    body = {"verb": "open", "version": current_portal().version}
    with_token = by_token(client, world.second_clerk, "move_portal", body)
    second = answered(client, world.second_clerk, "open", recently=True)

    assert str(world.leader.pk) in deciders
    assert entered.json()["proposal"]["recorded_for"]["id"] == str(world.leader.pk)
    assert (first.status_code, with_token.status_code, second.status_code) == (403, 403, 200)
    assert Event.objects.get(verb="open_portal").post == world.leader.pk
    assert Proposal.objects.get(subject_id=PORTAL_ID).recorded_for == world.leader


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"document_no": ""}, "document_no"),
        ({"document_no": "机密★1号"}, "document_no"),
        ({"document_day": "2026-03-17"}, "document_day"),
        ({"document_day": "yesterday"}, "document_day"),
        ({"log_by": ""}, "log_by"),
        ({"log_days": 367}, "log_days"),
        ({"decider": str(uuid4())}, "decider"),
    ],
)
def test_a_decision_that_lacks_something_is_named_and_nothing_is_written(client, world: World, more, field):
    answer = proposed(client, world.desk, **more)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert not Proposal.objects.exists()


def test_somebody_from_another_office_is_not_taken_for_a_decider(client, world: World):
    answer = proposed(client, world.desk, decider=str(world.department_head.pk))

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "decider")
    assert not Proposal.objects.exists()


def test_it_is_left_closed_taken_back_and_closed_with_a_reason(client, world: World):
    proposed(client, world.desk)
    wordless = answered(client, world.leader, "reject")
    rejected = answered(client, world.leader, "reject", reason="先做好人员准备")
    proposed(client, world.desk)
    foreign = answered(client, world.second_clerk, "take_back")
    taken = answered(client, world.desk, "take_back")
    opened(world)
    closed = by_token(
        client, world.second_clerk, "move_portal",
        {"verb": "close", "version": current_portal().version, "fields": {"reason": "系统维护"}},
    )  # fmt: skip
    again = answered(client, world.desk, "close", reason="再关一次")

    assert (wordless.status_code, wordless.json()["error"]["field"]) == (400, "reason")
    assert (rejected.status_code, foreign.status_code, taken.status_code) == (200, 403, 200)
    assert (closed.status_code, closed.json()["is_on"], again.status_code) == (200, False, 409)
    assert verbs() == [
        "propose_portal", "reject_portal", "propose_portal", "take_back_portal", "propose_portal", "open_portal",
        "close_portal",
    ]  # fmt: skip


def test_an_old_version_an_unknown_verb_and_an_unknown_field_are_refused(client, world: World):
    opened(world)
    address, now = reverse("api:move_portal"), current_portal().version
    stale = sent(client, world.desk, address, {"verb": "close", "version": now - 1, "fields": {"reason": "维护"}})
    verb = sent(client, world.desk, address, {"verb": "burn", "version": now})
    field = sent(client, world.desk, address, {"verb": "close", "version": now, "fields": {"why": "维护"}})

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
    assert (verb.status_code, verb.json()["error"]["field"]) == (400, "verb")
    assert (field.status_code, field.json()["error"]["field"]) == (400, "why")
    assert current_portal().is_on


def test_the_desk_replaces_the_lists_and_nobody_else(client, world: World):
    address = reverse("api:keep_portal")
    lists = {
        "version": 1, "hotlines": [{"number": "12351", "name": "工会热线", "kinds": ["wages"]}],
        "urgent_words": {"wages": ["欠薪", "讨薪", "欠薪"]},
    }  # fmt: skip
    by_leader = sent(client, world.leader, address, lists)
    reader = by_token(client, world.desk, "keep_portal", lists, Scope.READ)
    done = by_token(client, world.desk, "keep_portal", lists)
    opened(world)
    stale = sent(client, world.desk, address, lists)

    assert (by_leader.status_code, reader.status_code, done.status_code, stale.status_code) == (403, 403, 200, 409)
    assert done.json()["hotlines"] == lists["hotlines"] == current_portal().hotlines
    assert current_portal().urgent_words == {"wages": ["欠薪", "讨薪"]}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"hotlines": []}, "hotlines"),
        ({"hotlines": [{"number": "电话", "name": "工会"}]}, "hotlines"),
        ({"hotlines": [{"number": "12351", "name": "工会 热线"}]}, "hotlines"),
        ({"hotlines": [{"number": "12351", "name": ""}]}, "hotlines"),
        ({"hotlines": [{"number": "12351", "name": "工会", "kinds": ["rain"]}]}, "hotlines"),
        ({"hotlines": [{"number": "12351", "name": "机密★工会"}]}, "hotlines"),
        ({"urgent_words": {"rain": ["雨"]}}, "words_rain"),
        ({"urgent_words": {"wages": [f"词{n}" for n in range(41)]}}, "words_wages"),
        ({"hotlines": [{"number": "12351", "name": "工会"}] * 41}, "hotlines"),
    ],
)
def test_what_is_no_list_is_named_and_nothing_is_written(client, world: World, more, field):
    lists = {"version": 1, "hotlines": [{"number": "12351", "name": "工会"}], "urgent_words": {}}
    answer = sent(client, world.desk, reverse("api:keep_portal"), lists | more)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert not Portal.objects.exists()


def test_refused_appeals_are_read_by_the_desk_alone_and_emptied_when_noted(client, world: World):
    put_in_the_inbox(world, 0, 2)
    shown = read(client, world.desk, "read_portal").json()
    above = read(client, world.leader, "read_portal").json()
    address, body = reverse("api:read_portal_appeals"), {"read": [shown["appeals"][0]["id"]]}
    foreign = sent(client, world.leader, address, body)
    noted = by_token(client, world.desk, "read_portal_appeals", body)
    twice = sent(client, world.desk, address, body)

    assert (shown["inbox"]["count"], shown["inbox"]["refusal"]) == (4, "示例")
    assert {row["text"] for row in shown["appeals"]} == {"申诉0", "申诉1"}
    assert (above["appeals"], above["inbox"]["count"], above["may_keep"]) == ([], 4, False)
    assert (foreign.status_code, noted.status_code, twice.status_code) == (403, 200, 409)
    assert len(noted.json()["appeals"]) == 1
    assert Feedback.objects.exclude(text="").filter(said="appeal").count() == 1


def test_before_anything_is_decided_it_is_closed_with_the_lists_it_begins_with(client, world: World):
    shown = read(client, world.auditor, "read_portal").json()

    assert (shown["is_on"], shown["version"], shown["proposal"], shown["steps"]) == (False, 1, None, [])
    assert shown["urgent_words"] == first_lists()["urgent_words"]
    assert read(client, world.liaison, "read_portal").status_code == 403


def test_reading_asks_as_often_for_many_as_for_one(client, world: World):
    opened(world)
    put_in_the_inbox(world, 0, 1)
    read(client, world.desk, "read_portal")
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("api:read_portal"))
    put_in_the_inbox(world, 1, 20)
    with CaptureQueriesContext(connection) as many:
        shown = client.get(reverse("api:read_portal")).json()

    assert (len(shown["appeals"]), shown["inbox"]["count"]) == (20, 40)
    assert len(many) == len(few)
