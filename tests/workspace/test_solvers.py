"""Who must solve it: three columns; every number opens the rows it counts."""

import re

import pytest
from django.urls import reverse

from tests.workspace.html import opened, queries

SOLVERS = reverse("solvers")


@pytest.fixture
def some(world):
    for solver, states in (
        ("party_gov", ("dispatched", "listed")), ("superior_union", ("written_off", "in_progress", "closing")),
        ("county_union", ("written_off",)),
    ):  # fmt: skip
        for state in states:
            lead = {"lead": world.east} if solver == "county_union" else {}
            world.problem(state, solver=solver, title=f"{solver} {state}", **lead)


def columns(page) -> list[list[int]]:
    return [[int(n) for n in re.findall(r"\d+", text)] for text in page.texts(".solver-figures")]


def test_three_columns_count_the_list_and_add_up(client, world, some):
    page = opened(client, world.desk, SOLVERS)

    assert columns(page) == [[2, 0, 2], [3, 1, 2], [1, 1, 0]]
    assert page.heading == "6 个问题由谁解决"
    assert [(bar.get("value"), bar.get("max")) for bar in page.tree.findall(".//progress")] == [
        ("0", "2"), ("1", "3"), ("1", "1"),
    ]  # fmt: skip


def test_open_rows_stand_under_their_column(client, world, some):
    page = opened(client, world.desk, SOLVERS)

    assert sorted(page.titles) == sorted(
        ["party_gov dispatched", "party_gov listed", "superior_union in_progress", "superior_union closing"]
    )
    assert "已全部完成" in page.text(".complete")


@pytest.mark.parametrize("who", ["desk", "leader", "liaison", "handler", "assessor"])
def test_every_number_opens_the_rows_it_counts(client, world, some, who):
    post = getattr(world, who)
    page = opened(client, post, SOLVERS)
    links = [
        (link.get("href"), int(re.findall(r"\d+", link.text_content())[0]))
        for link in page.tree.xpath("//p[@class='solver-figures']//a")
    ]

    assert len(links) == 9
    for address, number in links:
        assert len(opened(client, post, address).titles) == number


def test_the_headline_word_of_the_campaign_is_used(client, world, some):
    world.campaign.headline = "solved"
    world.campaign.save()

    assert columns(opened(client, world.desk, SOLVERS)) == [[2, 0, 2], [3, 2, 1], [1, 1, 0]]


def test_another_campaign_can_be_chosen(client, world, some):
    page = opened(client, world.desk, f"{SOLVERS}?campaign={world.practice.pk}")

    assert page.heading == "解决主体"
    assert page.text(".nothing-why") != ""
    assert opened(client, world.desk, f"{SOLVERS}?campaign=1").status == 404


def test_a_county_counts_only_what_it_may_see(client, world, some):
    assert columns(opened(client, world.other_liaison, SOLVERS)) == []


def test_an_administrator_sees_no_business(client, world, some):
    assert opened(client, world.administrator, SOLVERS).status == 404


def test_the_queries_do_not_grow_with_the_rows(client, world, some):
    opened(client, world.desk, SOLVERS)
    few = queries(lambda: client.get(SOLVERS))
    for _n in range(8):
        world.problem("listed", solver="superior_union")

    assert queries(lambda: client.get(SOLVERS)) == few
