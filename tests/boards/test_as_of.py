"""Figures as of a past day: what the record says, and what the rows behind them say."""

import json
from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from jianfa.boards.queries import AsOf, county_cells, tally_of
from jianfa.boards.queries.burndown import burndown_of
from jianfa.journal.models import Event
from jianfa.journal.replay import Rows, fold, plain
from jianfa.ledger.states import ON_LIST, State
from tests.boards.reading import rows_behind
from tests.boards.test_board import board_for, figures_on
from tests.demo_city import TODAY

YESTERDAY = TODAY - timedelta(days=1)
PAST = (date(2025, 12, 10), date(2025, 12, 31), date(2026, 4, 30), date(2026, 6, 25), date(2026, 9, 1))
PARTS = (".equation-value", ".tiles", ".burndown-walk", ".bars", ".counties", ".rows .row-title")


def test_now_and_the_end_of_a_day_after_which_nothing_happened_say_the_same(client, demo_city):
    now = board_for(client, demo_city, "liwenjing")
    then = board_for(client, demo_city, "liwenjing", on=YESTERDAY.isoformat())

    for part in PARTS:
        assert then.texts(part) == now.texts(part), part


def test_both_ways_of_counting_agree_on_today(demo_city):
    now, then = AsOf(demo_city.campaign), AsOf(demo_city.campaign, TODAY)

    assert Counter(tally_of(now).cells) == Counter(tally_of(then).cells)
    assert county_cells(now) == county_cells(then)
    assert burndown_of(now, 72) == burndown_of(then, 72)


def replayed(day: date) -> "Counter[tuple[str, str]]":
    """Count states and solvers at the end of a day from the record alone."""
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo("Asia/Shanghai")) - timedelta(microseconds=1)
    rows: Rows = {}
    for event in Event.objects.filter(chain__kind="problem", at__lte=end).order_by("chain", "seq"):
        fold([json.loads(bytes(event.body))], until=plain(end), rows=rows)
    problems = [row for (table, _pk), row in rows.items() if table == "ledger.problem"]
    return Counter((row["state"], row["solver"]) for row in problems if row["state"] in ON_LIST)


@pytest.mark.parametrize("day", PAST)
def test_a_past_day_says_what_the_record_says(demo_city, day):
    counted: Counter[tuple[str, str]] = Counter()
    for cell in tally_of(AsOf(demo_city.campaign, day)).cells:
        counted[cell.state, cell.solver] += cell.n

    assert counted == replayed(day)


def test_the_burn_down_goes_through_the_figures_of_each_day(demo_city):
    curve = burndown_of(AsOf(demo_city.campaign), 72).left

    for day, left in curve[::8]:
        tally = tally_of(AsOf(demo_city.campaign, day))
        assert tally.count() - tally.count((State.WRITTEN_OFF,)) == left


def test_the_figures_of_a_past_day_open_the_rows_of_that_day(client, demo_city):
    board = board_for(client, demo_city, "liwenjing", on="2026-06-25")
    figures = {link: n for link, n in figures_on(board).items() if "kind=" not in link}

    assert all("on=2026-06-25" in link for link in figures)
    assert {link: len(rows_behind(client, link)) for link in figures} == figures


def test_the_rows_of_a_past_day_show_the_state_of_that_day(client, demo_city):
    from_link = reverse("board_rows", query={"on": "2026-06-25", "stage": "not_written_off", "solver": "party_gov"})
    board_for(client, demo_city, "liwenjing")
    text = client.get(from_link).content.decode()

    assert str(State.IN_PROGRESS.label) in text
    assert "截至 2026-06-25" in text


def test_before_the_signature_there_is_no_walk(client, demo_city):
    board = board_for(client, demo_city, "liwenjing", on="2025-12-15")

    assert "清单还没有签定" in board.text(".burndown-walk")


@pytest.mark.parametrize("on", ["2026-11-23", "yesterday", "2026-02-30"])
def test_a_day_to_come_or_none_at_all_is_refused_with_a_sentence(client, demo_city, on):
    page = board_for(client, demo_city, "liwenjing", on=on)

    assert page.status == 400
    assert "今天" in page.text() or on in page.text()


@pytest.mark.parametrize(
    "query", [{"stage": "nonsense"}, {"solver": "nobody"}, {"source": "XX"}, {"dimension": "x"}, {"involved": "XX"}]
)
def test_what_means_nothing_gives_no_rows_and_a_sentence(client, demo_city, query):
    board_for(client, demo_city, "liwenjing")
    response = client.get(reverse("board_rows", query={"on": "2026-06-25", **query}))

    assert "note-error" in response.content.decode()
    assert rows_behind(client, response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"]) == []


def test_a_county_finds_its_own_rows_only(client, demo_city):
    board = board_for(client, demo_city, "bairuolin", on="2026-06-25")
    figures = figures_on(board)
    everything = reverse("board_rows", query={"on": "2026-06-25"})

    assert {link: len(rows_behind(client, link)) for link in figures} == figures
    assert len(rows_behind(client, everything)) <= 8
