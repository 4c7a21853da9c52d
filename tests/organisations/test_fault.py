"""A fault that is nobody's mistake: the database away for a moment is 503 and can be sent again, anything else 500."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

MIDDLEWARE = "jianfa.organisations.middleware.posts_today"
AWAY = [OperationalError("server closed the connection unexpectedly"), InterfaceError("connection already closed")]


def page_while(monkeypatch: pytest.MonkeyPatch, client: Client, error: Exception, person):
    """Ask for the desk while the middleware's question to the database fails."""

    def fail(_person):
        raise error

    client.raise_request_exception = False
    client.force_login(person)
    monkeypatch.setattr(MIDDLEWARE, fail)
    return client.get(reverse("home"))


@pytest.mark.parametrize("error", AWAY, ids=["broken", "closed"])
def test_while_the_database_is_away_a_page_asks_to_send_it_again(world, client, monkeypatch, error):
    answer = page_while(monkeypatch, client, error, world.desk.person)

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "不会重复办理" in answer.content.decode()


def test_any_other_fault_stays_one_of_ours(world, client, monkeypatch):
    answer = page_while(monkeypatch, client, ZeroDivisionError(), world.desk.person)

    assert (answer.status_code, answer.has_header("Retry-After")) == (500, False)
    assert "系统出了问题" in answer.content.decode()
