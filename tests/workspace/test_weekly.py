"""The weekly sheet: each figure names its rows, as of any day."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from jianfa.journal.models import Event
from jianfa.ledger.models import Origin
from jianfa.ledger.states import State
from tests.workspace.html import Page, queries

KEYS = ("new", "due", "overdue", "city", "off")


@pytest.fixture
def desk(client, world):
    client.force_login(world.desk.person)
    return client


def figures(client, **params):
    page = Page(client.get(reverse("weekly"), params))
    counts = [int(text) for text in page.texts(".tile-value")]
    for key, count in zip(KEYS, counts, strict=True):
        assert len(page.texts(f"#{key} [data-row]")) == count, key
    return dict(zip(KEYS, counts, strict=True))


def test_each_figure_names_its_rows(desk, world):
    today = world.now.date()
    world.problem(State.SUBMITTED)
    world.problem(State.IN_PROGRESS, due=today + timedelta(days=2))
    world.problem(State.IN_PROGRESS, due=today - timedelta(days=3), origin=Origin.IMPORT)
    world.problem(State.WRITTEN_OFF)

    shown = figures(desk)

    assert (shown["due"], shown["overdue"], shown["city"]) == (1, 1, 1)


def test_it_shows_any_past_day_as_it_was(desk, world):
    world.problem(State.WRITTEN_OFF)
    off_on = world._at.date()
    world.travel(days=40)
    desk.force_login(world.desk.person)  # nobody stays logged in that long

    before = figures(desk, on=(off_on - timedelta(days=1)).isoformat())
    then = figures(desk, on=off_on.isoformat())
    later = figures(desk, on=(off_on + timedelta(days=8)).isoformat())

    assert (before["off"], then["off"], later["off"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (date(2026, 3, 13), "1 个工作日"),  # Friday, seen on Monday
        (date(2026, 3, 12), "2 个工作日"),
        (date(2026, 3, 15), "1 个工作日"),
    ],
)
def test_it_says_how_late_as_the_light_says_it(desk, world, due, days):
    problem = world.problem(State.IN_PROGRESS, due=due)

    sheet = Page(desk.get(reverse("weekly"))).text("#overdue [data-row]")
    light = Page(desk.get(reverse("problem", args=[problem.pk]))).texts(".light-overdue")[0]

    assert f"超期 {days}" in sheet
    assert light.endswith(f"超期 {days}")


def test_on_a_day_off_after_the_due_date_less_than_a_working_day_has_passed(desk, world):
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 3, 20))
    world.travel(days=5)  # Saturday
    desk.force_login(world.desk.person)

    assert "超期 不足 1 个工作日" in Page(desk.get(reverse("weekly"))).text("#overdue [data-row]")
    light = Page(desk.get(reverse("problem", args=[problem.pk]))).texts(".light-overdue")[0]
    assert light.endswith("超期 不足 1 个工作日")


def test_opening_balance_and_practice_are_not_this_weeks_work(desk, world):
    world.problem(State.IN_PROGRESS, campaign=world.practice, due=date(2026, 3, 18))

    assert figures(desk)["due"] == 0
    assert figures(desk, campaign=str(world.practice.pk))["due"] == 1


def test_the_first_line_is_the_subtraction(desk, world):
    world.problem(State.LISTED)
    world.problem(State.WRITTEN_OFF)
    world.travel(days=30)
    desk.force_login(world.desk.person)

    page = Page(desk.get(reverse("weekly")))

    assert "2 − 1 = 1" in page.text()
    assert page.heading.endswith("还剩 1 个")


def test_it_can_be_saved_and_the_record_says_so(desk, world):
    world.problem(State.SUBMITTED, title="经费审查业务量逐年增加")

    answer = desk.post(reverse("weekly"))

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert "周调度表" in sheet["A1"].value
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "经费审查业务量逐年增加" in cells
    assert "等市级办理 1" in cells
    assert Event.objects.filter(verb="export").count() == 1


def test_a_day_that_is_none_is_refused_with_a_sentence(desk, world):
    answer = desk.get(reverse("weekly"), {"on": "上周"})

    assert answer.status_code == 400
    assert "“上周”不是日期" in Page(answer).text()


@pytest.mark.parametrize(("who", "status"), [("leader", 200), ("auditor", 200), ("liaison", 403), ("handler", 403)])
def test_it_is_for_those_who_see_the_whole_city(client, world, who, status):
    client.force_login(world.posts[who].person)

    assert client.get(reverse("weekly")).status_code == status


def test_queries_do_not_grow_with_rows(desk, world):
    world.problem(State.SUBMITTED)
    few = queries(lambda: desk.get(reverse("weekly")))
    for _n in range(3):
        world.problem(State.SUBMITTED)

    assert queries(lambda: desk.get(reverse("weekly"))) == few
