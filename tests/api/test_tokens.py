"""Tokens are made by a person, shown once, and end when they should."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from jianfa.api.models import Token
from jianfa.api.rules import digest_of
from tests.world import World, events_of


def make(client: Client, **changes: str) -> str:
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    typed = {"name": "周报脚本", "scope": "read", "expires_on": day, **changes}
    return client.post("/tokens/new/", typed).content.decode()


def test_it_shows_the_secret_once_and_keeps_a_digest(client: Client, world: World) -> None:
    client.force_login(world.desk.person)

    page = make(client)
    secret = page.split("<code>")[1].split("</code>")[0]

    assert Token.objects.get().digest == digest_of(secret)
    assert secret not in client.get("/tokens/").content.decode()
    assert events_of(world.desk.person)[-1] == "create_token"


def test_it_refuses_more_than_ninety_days_and_keeps_what_was_typed(client: Client, world: World) -> None:
    client.force_login(world.desk.person)

    page = make(client, expires_on=(timezone.localdate() + timedelta(days=91)).isoformat())

    assert "周报脚本" in page
    assert not Token.objects.exists()


def test_nobody_revokes_another_persons_token(client: Client, world: World) -> None:
    client.force_login(world.desk.person)
    make(client)
    token = Token.objects.get()
    client.force_login(world.leader.person)

    assert client.post(f"/tokens/{token.pk}/revoke/").status_code == 404
    client.force_login(world.desk.person)
    assert client.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert events_of(world.desk.person)[-1] == "revoke_token"


def test_an_empty_page_says_why(client: Client, world: World) -> None:
    client.force_login(world.desk.person)

    assert "/tokens/new/" in client.get("/tokens/").content.decode()
