"""The month: due dates and nodes of what a post may see, the month before and after, one day in full."""

from datetime import date

import pytest
from django.test import Client

from jianfa.ledger.states import State
from tests.workspace.html import opened, queries
from tests.workspace.verbs import divide
from tests.world import World

JUNE = "/month/?month=2026-06"


def test_it_shows_due_dates_and_milestones_on_their_days(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    divide(world, problem)
    page = opened(client, world.desk, JUNE)
    (square,) = page.tree.xpath("//td[span[@class='month-day'][normalize-space()='30']]")
    words = [" ".join(one.text_content().split()) for one in square.xpath(".//li")]

    assert page.heading == "2026年6月：到期 3 项"
    assert words == [f"{problem.number} {problem.title}", f"◆ {problem.number} 核定", f"◆ {problem.number} 报请批复"]
    assert "/month/?month=2026-05" in page.tree.xpath("//a[@rel='prev']/@href")
    assert "/month/?month=2026-07" in page.tree.xpath("//a[@rel='next']/@href")


def test_the_month_of_today_comes_first_and_marks_today(client: Client, world: World) -> None:
    page = opened(client, world.liaison, "/month/")

    assert page.heading == "2026年3月：到期 0 项"
    assert [" ".join(one.text_content().split()) for one in page.tree.xpath("//*[@aria-current='date']")] == ["16 今天"]
    assert "本月没有到期的事项" in page.text(".month-narrow")


def test_a_day_with_much_names_some_and_leads_to_all(client: Client, world: World) -> None:
    for n in range(5):
        world.problem(State.DISPATCHED, title=f"第{n}件")
    page = opened(client, world.desk, JUNE)
    day = opened(client, world.desk, "/month/?day=2026-06-30")

    assert "另有 2 项" in page.text(".month")
    assert "/month/?day=2026-06-30" in page.links(".month a")
    assert len(day.titles) == 5


def test_nobody_sees_what_is_not_theirs(client: Client, world: World) -> None:
    world.problem(State.DISPATCHED)

    assert opened(client, world.other_liaison, JUNE).heading == "2026年6月：到期 0 项"
    assert opened(client, world.liaison, JUNE).heading == "2026年6月：到期 1 项"
    assert opened(client, world.other_liaison, "/month/?day=2026-06-30").titles == []


def test_a_year_that_is_not_published_is_provisional(client: Client, world: World) -> None:
    assert "预计" in opened(client, world.desk, "/month/?month=2031-02").text()
    assert "预计" not in opened(client, world.desk, JUNE).text()


@pytest.mark.parametrize("typed", ["month=2026-13", "month=x", "day=2026-02-30", "month=1800-01", "day=9999-12-31"])
def test_a_month_that_does_not_exist_is_not_found(client: Client, world: World, typed: str) -> None:
    assert opened(client, world.desk, f"/month/?{typed}").status == 404


def test_it_asks_as_often_for_a_full_month_as_for_an_empty_one(client: Client, world: World) -> None:
    world.problem(State.DISPATCHED)
    opened(client, world.desk, JUNE)
    few = queries(lambda: client.get(JUNE))
    for n in range(3):
        divide(world, world.problem(State.IN_PROGRESS, title=f"另一件{n}", due=date(2026, 6, 10 + n)))

    assert queries(lambda: client.get(JUNE)) == few
