"""The board on the demo city: every figure opens as many rows as it says, and the sums agree."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from jianfa.ledger.models import Problem
from tests.boards.reading import rows_behind
from tests.demo_city import TODAY
from tests.workspace.html import opened

FIGURES = (".equation a", ".tiles a", ".burndown-walk a", ".bars-figure a", ".counties td a")


def board_for(client, city, username, **query):
    return opened(client, city.post(username), reverse("board", query=query))


def figures_on(page):
    """Return link → number for every figure that is a link; words without a number are left out."""
    found: dict[str, int] = {}
    for css in FIGURES:
        for link, text in zip(page.links(css), page.texts(css), strict=True):
            number = re.search(r"(\d+)(?:\D*)$", text)
            if link and number:
                assert found.setdefault(link, int(number[1])) == int(number[1]), f"{link} says two numbers"
    return found


def test_every_number_opens_exactly_its_rows(client, demo_city):
    board = board_for(client, demo_city, "liwenjing")
    figures = {link: n for link, n in figures_on(board).items() if "kind=" not in link}

    assert len(figures) > 100
    assert {link: len(rows_behind(client, link)) for link in figures} == figures


def test_every_step_of_the_walk_opens_its_amendments(client, demo_city):
    board = board_for(client, demo_city, "liwenjing")
    steps = {link: n for link, n in figures_on(board).items() if "kind=" in link}

    assert sorted(steps.values()) == [1, 1, 4]
    for link, n in steps.items():
        page = opened(client, None, link)
        assert len(page.texts(".trail li")) == n


def test_the_walk_ends_at_the_number_on_the_list(client, demo_city):
    board = board_for(client, demo_city, "liwenjing")

    assert "基线 70 + 增补 4 − 并案 1 − 撤销 1 = 72 · 反弹 1" in board.text(".burndown-walk")


@pytest.mark.parametrize("css", [".bars-figure", ".counties tbody td.is-number"])
def test_parts_add_up_to_the_whole(client, demo_city, css):
    pairs = [text.split(" / ") for text in board_for(client, demo_city, "liwenjing").texts(css)]
    pairs = pairs[::2] if css.startswith(".counties") else pairs

    assert [sum(int(pair[n]) for pair in pairs) for n in (0, 1)] == [64, 72]


def test_the_second_column_says_why_it_adds_up_to_something_else(client, demo_city):
    board = board_for(client, demo_city, "liwenjing")

    assert "64 / 72 46 / 52" in board.text(".counties tfoot")
    assert "共性问题全市只计一次" in board.text(".counties + p") or "共性问题全市只计一次" in board.text("main")


def test_the_burn_down_stands_as_a_table_too(client, demo_city):
    cells = board_for(client, demo_city, "liwenjing").texts("[data-burndown-table] tbody td")

    assert cells[:2] == ["2025-12-22", "70"]
    assert cells[-3:-1] == ["2026-11-22", "8"]


def test_what_is_left_stands_there_with_its_light_the_most_urgent_first(client, demo_city):
    board = board_for(client, demo_city, "liwenjing")

    assert "还剩的 8 个为什么没销" in board.texts(".card-head h2")
    assert len(board.titles) == 8
    assert len(board.texts(".rows .light")) == 8
    assert board.titles[0] == "工人文化宫消防改造资金缺口"


def test_sensitive_matters_are_counted_and_never_named(client, demo_city):
    sensitive = Problem.objects.filter(sensitivity="sensitive").values_list("title", flat=True)
    board = board_for(client, demo_city, "liwenjing").text()

    assert len(sensitive) == 6
    assert [title for title in sensitive if title in board] == []
    assert "敏感事项，详见清单" in board


@pytest.mark.parametrize("username", ["hezhiyuan", "xingliyan"])
def test_leaders_and_auditors_open_every_row_too(client, demo_city, username):
    board = board_for(client, demo_city, username)

    assert [len(rows_behind(client, link)) for link in board.links(".equation-term")] == [72, 64, 8]


@pytest.mark.parametrize("username", ["bairuolin", "hechangqing"])
def test_a_county_sees_city_totals_as_text_and_its_own_row_as_links(client, demo_city, username):
    board = board_for(client, demo_city, username)

    assert board.texts(".equation-value") == ["72", "64", "8"]
    assert [link for link in board.links(".equation-term") if link] == []
    assert board.texts(".counties tbody th") == ["都江堰"]
    figures = figures_on(board)
    assert len(figures) == 4
    assert {link: len(rows_behind(client, link)) for link in figures} == figures


def test_a_county_reads_no_title_of_another_one(client, demo_city):
    own = set(Problem.objects.visible_to(demo_city.post("bairuolin")).values_list("title", flat=True))
    text = board_for(client, demo_city, "bairuolin").text()

    others = Problem.objects.on_list().exclude(title__in=own).values_list("title", flat=True)
    assert [title for title in others if title in text] == []


def test_a_department_sees_the_totals_and_what_is_its_own(client, demo_city):
    board = board_for(client, demo_city, "zhoumin")

    assert board.texts(".equation-value") == ["72", "64", "8"]
    own = Problem.objects.visible_to(demo_city.post("zhoumin")).on_list().exclude(state="written_off")
    assert 0 < len(board.titles) < 8
    assert set(board.titles) == set(own.values_list("title", flat=True))


@pytest.mark.parametrize("username", ["songqingyuan", "baoxiaochuan"])
def test_panellists_and_administrators_have_no_part_in_it(client, demo_city, username):
    page = board_for(client, demo_city, username)

    assert page.status == 403
    assert "看板供办理问题的人员使用" in page.text()


def test_a_choice_of_campaign_stands_above(client, demo_city):
    board = board_for(client, demo_city, "liwenjing")

    assert board.texts(".tabs a") == ["县级工会加强年", "练习专项"]


@pytest.mark.parametrize("campaign", ["00000000-0000-0000-0000-000000000000", "nonsense"])
def test_an_unknown_campaign_is_not_found(client, demo_city, campaign):
    assert board_for(client, demo_city, "liwenjing", campaign=campaign).status == 404


def test_what_is_suspended_and_what_is_continuous_stand_beside_the_rate(client, demo_city):
    past = board_for(client, demo_city, "liwenjing", on=(TODAY - timedelta(days=1)).isoformat())
    board = board_for(client, demo_city, "liwenjing")

    assert board.text(".board-shares") == "现在在册的： 暂缓 1 · 持续推进 5"
    assert [len(rows_behind(client, link)) for link in board.links(".board-shares a")] == [1, 5]
    assert past.texts(".board-shares") == []
