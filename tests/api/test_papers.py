"""Papers and the archive package through the API."""

import hashlib

import pytest
from django.conf import settings
from django.urls import reverse

from jianfa.ledger.states import State
from tests.documents.reading import pages_of_pdf, words_of_docx
from tests.supervision.papers import signed


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(settings, "JOBS_AT_ONCE", True)


def read(client, post, name, *args):
    client.force_login(post.person)
    return client.get(reverse(f"api:{name}", args=args))


def test_it_lists_what_can_be_taken_and_why_not_the_rest(client, world):
    problem = world.problem(State.CLOSING)

    rows = read(client, world.desk, "list_papers", problem.pk).json()

    assert {row["kind"]: row["formats"] for row in rows} == {
        "application": ["pdf", "docx"], "check": [], "opinion": [], "notice": [], "catalogue": ["pdf", "docx"],
    }  # fmt: skip
    assert rows[1]["why_not"] == "尚未组成验收组。"


def test_a_paper_comes_as_a_file(client, world):
    problem = world.problem(State.CLOSING)

    answer = read(client, world.desk, "take_paper", problem.pk, "application", "docx")

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "问题销账申请表" in words_of_docx(answer.content)


def test_a_paper_that_is_not_ready_is_refused_in_the_one_shape(client, world):
    problem = world.problem(State.CLOSING)

    answer = read(client, world.desk, "take_paper", problem.pk, "opinion", "pdf")

    assert answer.status_code == 409
    assert answer.json()["error"]["sentence"] == "尚未组成验收组。"


def test_an_order_comes_as_a_file(client, world):
    answer = read(client, world.department_head, "take_order_paper", signed(world).pk, "pdf")

    assert pages_of_pdf(answer.content) >= 1


def test_a_package_is_made_read_about_and_taken(client, world):
    problem = world.problem(State.WRITTEN_OFF)
    empty = read(client, world.desk, "read_archive", problem.pk).json()

    made = client.post(reverse("api:make_archive", args=[problem.pk]))

    assert (empty["sha256"], made.status_code) == (None, 202)
    data = b"".join(read(client, world.auditor, "take_archive", problem.pk).streaming_content)
    about = read(client, world.leader, "read_archive", problem.pk).json()
    assert (about["sha256"], about["size"], about["entries_since"]) == (hashlib.sha256(data).hexdigest(), len(data), 0)
