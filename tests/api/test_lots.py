"""The lot through the API: published candidates, the seed, the order, and that anybody repeats the draw from it."""

import hashlib

from django.urls import reverse

from jianfa.acceptance import actions
from jianfa.ledger.states import State
from tests.acceptance.lots import called_lot, sealed_lot


def read(client, post, problem):
    client.force_login(post.person)
    return client.get(reverse("api:read_lot", args=[problem.pk]))


def test_before_the_seal_there_are_candidates_and_no_seed(client, world):
    problem = world.problem(State.CLOSING)
    lot = called_lot(world, problem)

    found = read(client, world.desk, problem).json()

    assert (found["checkpoint"], found["seed"], found["note"], found["drawn_at"]) == (None, "", "", None)
    assert [row["post"] for row in found["candidates"]] == [row["post"] for row in lot.candidates]
    assert "封存点" in found["waits"]


def test_whoever_has_the_answer_repeats_the_draw(client, world):
    problem = world.problem(State.CLOSING)
    made = sealed_lot(world, problem)
    actions.draw_panel(problem, actor=world.desk, at=world.now)

    found = read(client, world.liaison, problem).json()

    seed = bytes(made.hash).hex()
    tickets = {
        hashlib.sha256(f"{found['rule']} {seed} {row['post']}".encode()).hexdigest(): row["post"]
        for row in found["candidates"]
    }
    assert (found["checkpoint"], found["seed"], found["note"]) == (made.n, seed, f"{made.n:08}.note")
    assert [row["ticket"] for row in found["candidates"]] == sorted(tickets)
    assert [row["post"] for row in found["candidates"]] == [tickets[ticket] for ticket in sorted(tickets)]
    assert sum(row["is_seated"] for row in found["candidates"]) == found["size"]


def test_where_no_candidates_were_published_there_is_no_lot(client, world):
    problem = world.problem(State.CLOSING)

    answers = [read(client, post, problem).status_code for post in (world.desk, world.liaison)]

    assert answers == [404, 404]
