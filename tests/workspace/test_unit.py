"""A unit's page: its problems, people and names, for those who may see it."""

import pytest
from django.urls import reverse

from jianfa.organisations import actions
from tests.workspace.html import opened, queries


def address(unit) -> str:
    return reverse("unit", args=[unit.pk])


def lines(page) -> dict[str, list[int]]:
    return {label: [int(n) for n in numbers] for label, *numbers in page.table()[1:]}


@pytest.fixture
def some(world):
    world.problem("in_progress", title="财务牵头")
    world.problem("written_off", title="财务办结")
    world.problem("listed", title="西城牵头", solver="county_union", lead=world.west, source=world.east)
    world.problem("dispatched", title="财务推动", solver="party_gov", source=world.west)


def test_it_counts_what_the_unit_raised_and_what_it_is_involved_in(client, world, some):
    east = lines(opened(client, world.desk, address(world.east)))
    finance = lines(opened(client, world.desk, address(world.finance)))

    assert east["自报"] == [3, 1, 2]
    assert east["涉及"] == [0, 0, 0]
    assert finance["自报"] == [0, 0, 0]
    assert finance["涉及"] == [3, 1, 2]
    assert finance["其中：推动"] == [1, 0, 1]


@pytest.mark.parametrize("unit", ["east", "west", "finance"])
def test_every_count_opens_its_rows(client, world, some, unit):
    page = opened(client, world.desk, address(getattr(world, unit)))
    links = [(link.get("href"), int(link.text_content())) for link in page.tree.xpath("//table//tbody//a")]

    assert len(links) == 15
    for target, number in links:
        assert len(opened(client, world.desk, target).titles) == number


def test_it_names_the_people_in_their_posts_and_the_names_it_goes_by(client, world):
    actions.add_alias(world.east, actor=world.administrator, at=world.now, text="东城总工会")

    page = opened(client, world.liaison, address(world.east))

    assert "方雨" in page.text(".page-aside")
    assert "郑国栋" in page.text(".page-aside")
    assert "东城总工会" in page.text(".page-aside")


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("desk", "east", 200), ("leader", "finance", 200), ("auditor", "west", 200), ("assessor", "lake", 200),
        ("liaison", "east", 200), ("head", "east", 200), ("liaison", "west", 404), ("other_head", "east", 404),
        ("handler", "finance", 200), ("handler", "organising", 404), ("department_head", "east", 404),
        ("panellist", "rights", 404), ("administrator", "east", 404),
    ],
)  # fmt: skip
def test_who_may_see_which_unit(client, world, who, unit, status):
    assert opened(client, getattr(world, who), address(getattr(world, unit))).status == status


def test_a_unit_one_may_not_see_reads_like_one_that_is_not_there(client, world):
    absent = reverse("unit", args=["00000000-0000-4000-8000-000000000000"])

    foreign, missing = (opened(client, world.liaison, where) for where in (address(world.west), absent))

    assert (foreign.status, foreign.heading, foreign.text("main")) == (404, missing.heading, missing.text("main"))


def test_the_queries_do_not_grow_with_the_rows(client, world, some):
    opened(client, world.desk, address(world.finance))
    few = queries(lambda: client.get(address(world.finance)))
    for _n in range(6):
        world.problem("listed")

    assert queries(lambda: client.get(address(world.finance))) == few
