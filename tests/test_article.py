"""The published figures (docs/demo.md), read from the pages like anybody would read them.

72 problems = 8 + 36 + 28; 64 of them struck off, 89 %; 23 county unions, 20 with an area code.
"""

import pytest
from django.urls import reverse

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Unit
from tests.boards.reading import rows_behind
from tests.workspace.html import Page, opened

SOLVERS = {"party_gov": (8, 6), "superior_union": (36, 33), "county_union": (28, 25)}


@pytest.fixture
def board(client, demo_city) -> Page:
    return opened(client, demo_city.post("liwenjing"), reverse("board"))


def test_the_board_says_72_minus_64_is_8(board):
    assert board.texts(".equation-value") == ["72", "64", "8"]
    assert board.texts(".equation-label") == ["清单问题", "已销账", "待销账"]


def test_the_rate_stands_with_its_formula(board):
    assert board.text(".equation-rate") == "89%"
    assert "已销账 64 ÷ 在册 72（88.9）" in board.text(".equation-note")


def test_the_solvers_are_8_36_and_28(board):
    assert board.texts(".tile-value") == ["8", "36", "28"]
    assert board.texts(".tile-rest a") == ["已销账 6", "已销账 33", "已销账 25"]


@pytest.mark.parametrize("n", range(3))
def test_each_number_of_the_equation_opens_as_many_rows(client, demo_city, board, n):
    number, link = board.texts(".equation-value")[n], board.links(".equation-term")[n]

    assert len(rows_behind(client, link)) == int(number)


@pytest.mark.parametrize("n", range(3))
def test_each_tile_opens_as_many_rows(client, demo_city, board, n):
    total, done = list(SOLVERS.values())[n]

    assert len(rows_behind(client, board.links(".tile-value")[n])) == total
    assert len(rows_behind(client, board.links(".tile-rest a")[n])) == done


def test_all_three_figures_are_64(board):
    assert "已解决 64 · 已验收 64 · 已销账 64" in board.text(".burndown-walk")


def test_23_county_unions_stand_on_the_board_in_the_order_of_their_codes(board):
    counties = Unit.objects.county_unions()
    coded = list(counties.exclude(area_code=None).values_list("short_name", flat=True))

    assert len(coded) == 20
    assert board.texts(".counties tbody th") == [*coded, "高新区", "天府新区", "东部新区"]


def test_what_the_counties_raised_adds_up_to_the_city(board):
    done, total = (sum(int(text.split(" / ")[n]) for text in board.texts(".counties tbody td")[1::3]) for n in (0, 1))

    assert (done, total) == (64, 72)
    assert "64 / 72" in board.text(".counties tfoot")


def test_the_8_that_are_left_have_no_application_pending(demo_city):
    left = Problem.objects.on_list().exclude(state="written_off")

    assert sorted(left.values_list("state", flat=True)) == ["in_progress"] * 7 + ["suspended"]
    assert not left.filter(applications__ended_at=None, applications__isnull=False).exists()


def test_the_practice_campaign_is_empty_and_says_what_it_is_for(client, demo_city):
    page = opened(client, demo_city.post("liwenjing"), f"{reverse('board')}?campaign={demo_city.practice.pk}")

    assert not Problem.objects.filter(campaign=demo_city.practice).exists()
    assert page.texts(".equation") == []
    assert "这是练习用的专项工作，现在还是空的" in page.text(".nothing")


def test_the_board_is_marked_as_sample_data(board):
    assert board.text(".sample-mark") == "示例数据"
