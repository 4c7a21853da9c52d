"""Notices by the API: one's own, marked as read; the calendar address only by a person."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from jianfa.api.actions import create_token
from jianfa.api.models import Scope
from jianfa.ledger.states import State
from jianfa.notices.models import Feed, Notice
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Receipt
from tests.timer.rounds import round_now
from tests.world import World


def headers(world: World, scope: Scope = Scope.WRITE) -> dict[str, Any]:
    until = timezone.localdate() + timedelta(days=30)
    _token, secret = create_token(actor=world.handler, at=world.now, name="对账", scope=scope, expires_on=until)
    return {"headers": {"Authorization": f"Bearer {secret}"}}


def urged(world: World) -> None:
    round_now()
    problem = world.problem(State.PLANNING)
    supervision.urge(problem, actor=world.desk, at=world.now)
    round_now()


def test_a_program_reads_and_marks_what_is_new(client: Client, world: World) -> None:
    urged(world)
    sent = headers(world)

    rows = client.get("/api/v1/notices", **sent).json()["notices"]
    row = next(row for row in rows if row["kind"] == "urge")
    answer = client.post(f"/api/v1/notices/{row['id']}/read", **sent)

    assert (row["name"], row["is_legal"], answer.json()) == ("催办", True, {"read": 1})
    assert Receipt.objects.get(person=world.handler.person_id).read_at is not None
    assert client.post("/api/v1/notices/read", **sent).json() == {"read": len(rows) - 1}
    assert client.get("/api/v1/notices", **sent).json() == {"notices": [], "next": ""}


def test_somebody_elses_notice_is_not_there(client: Client, world: World) -> None:
    urged(world)
    other = Notice.objects.filter(person=world.department_head.person_id).first()
    assert other is not None

    assert client.post(f"/api/v1/notices/{other.pk}/read", **headers(world)).status_code == 404


def test_a_token_that_only_reads_marks_nothing(client: Client, world: World) -> None:
    assert client.post("/api/v1/notices/read", **headers(world, Scope.READ)).status_code == 403


def test_a_token_makes_no_other_secret(client: Client, world: World) -> None:
    sent = headers(world)

    assert [client.post(f"/api/v1/{path}", **sent).status_code for path in ("feed", "feed/end")] == [403, 403]
    assert not Feed.objects.exists()


def test_a_person_makes_and_ends_the_calendar_address(client: Client, world: World) -> None:
    client.force_login(world.handler.person)

    address = client.post("/api/v1/feed").json()["address"]
    path = address.partition("8000")[2]

    assert client.get(path).status_code == 200
    assert client.post("/api/v1/feed/end").json() == {"ended": True}
    assert client.get(path).status_code == 404
