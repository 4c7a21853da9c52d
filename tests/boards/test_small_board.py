"""The board on a small list: headline words, opening balance, empty lists, and a cost that does not grow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.boards.queries import AsOf, tally_of
from jianfa.boards.queries.burndown import burndown_of
from jianfa.boards.rules import Rate, month_ends, weekly
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Origin
from jianfa.ledger.states import State
from tests.workspace.html import opened


def struck_off_before(world, title="2025年已办结"):
    """A problem that was struck off before the campaign began here (期初)."""
    content = ledger.Draft(title=title, source_unit=world.east, solver="county_union", nature="individual")
    problem = ledger.draft(
        world.campaign, content, actor=world.desk, at=world.tick(), origin=Origin.IMPORT, state=State.SUBMITTED,
        is_opening_balance=True,
    )  # fmt: skip
    acceptance.carry_in(
        problem, actor=world.leader, at=world.tick(), struck_off_on=date(2026, 1, 20), basis="清工办〔2026〕9号"
    )
    return problem


@pytest.mark.parametrize(
    ("headline", "done", "words"),
    [
        ("solved", 2, ("已解决", "待解决")),
        ("accepted", 1, ("已验收", "待验收")),
        ("written_off", 0, ("已销账", "待销账")),
    ],
)
def test_the_headline_is_the_figure_the_campaign_names_and_says_so(client, world, headline, done, words):
    for state in (State.IN_PROGRESS, State.CLOSING, State.PUBLICISED):
        world.problem(state)
    Campaign.objects.update(headline=headline)

    board = opened(client, world.desk, reverse("board"))

    assert board.texts(".equation-value") == ["3", str(done), str(3 - done)]
    assert board.texts(".equation-label")[1:] == list(words)
    assert "已解决 2 · 已验收 1 · 已销账 0" in board.text(".burndown-walk")


def test_an_opening_balance_counts_and_stands_apart(client, world):
    world.problem(State.IN_PROGRESS)
    struck_off_before(world)

    board = opened(client, world.desk, reverse("board"))

    assert board.texts(".equation-value") == ["2", "1", "1"]
    assert "其中期初 1" in board.text(".burndown-walk")
    assert "期初" in board.text(".trail-mark")


def test_an_empty_list_divides_by_nothing(client, world):
    board = opened(client, world.desk, reverse("board"))

    assert board.texts(".equation-value") == ["0", "0", "0"]
    assert board.text(".equation-rate") == "–"


def test_what_the_city_found_itself_completes_the_sum(client, world):
    world.problem(State.LISTED, origin=Origin.CITY, source=world.city)
    world.problem(State.LISTED)

    board = opened(client, world.desk, reverse("board"))

    assert "市级发现0 / 1" in board.text(".counties tfoot")
    assert "合计 0 / 2" in board.text(".counties tfoot")


@pytest.mark.parametrize("query", [{}, {"on": "2026-03-15"}])
def test_the_number_of_queries_does_not_grow_with_the_list(client, world, query):
    counts = []
    for more in (2, 8):
        for _ in range(more):
            world.problem(State.IN_PROGRESS)
        world.problem(State.WRITTEN_OFF, title="已销账的一个")
        opened(client, world.desk, reverse("board", query=query))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("board", query=query))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("day", [None, date(2026, 3, 15)])
def test_the_figures_are_read_from_an_index_alone(world, day):
    if connection.vendor != "sqlite":
        pytest.skip("the planner of PostgreSQL decides by size")
    world.problem(State.IN_PROGRESS)
    as_of = AsOf(world.campaign, day)
    with CaptureQueriesContext(connection) as asked:
        tally_of(as_of)
        burndown_of(as_of, 1)
    counting = [query["sql"] for query in asked if "GROUP BY" in query["sql"] and "due_original" not in query["sql"]]

    assert len(counting) == 3
    with connection.cursor() as cursor:
        for sql in counting:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert any("COVERING INDEX" in row[3] for row in cursor.fetchall()), sql


@pytest.mark.parametrize(
    ("done", "total", "whole", "exact"), [(64, 72, "89%", "88.9"), (0, 0, "–", "–"), (1, 8, "13%", "12.5")]
)
def test_a_rate_is_rounded_half_up(done, total, whole, exact):
    rate = Rate(done, total)

    assert (rate.whole, rate.exact) == (whole, exact)


def test_the_curve_ends_on_the_day_asked_for():
    assert weekly(date(2026, 1, 1), date(2026, 1, 20))[-2:] == [date(2026, 1, 15), date(2026, 1, 20)]
    assert month_ends(date(2026, 1, 10), date(2026, 3, 2)) == [
        date(2026, 1, 10), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2),
    ]  # fmt: skip
    assert weekly(date(2026, 1, 1), date(2026, 1, 1)) == month_ends(date(2026, 1, 1), date(2026, 1, 1))
