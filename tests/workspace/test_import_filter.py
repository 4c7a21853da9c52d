"""The problems of one import on the list: its link, its chip, and who may ask for it."""

import pytest
from django.urls import reverse

from tests import lists
from tests.workspace.html import Page
from tests.workspace.test_imports import committed, desk, shown, uploaded

__all__ = ["desk"]


def link_to_list(client, batch):
    (found,) = [one for one in shown(client, batch, "import").tree.iter("a") if one.text == "看这批问题"]
    return found.get("href")


def test_one_link_leads_from_an_import_to_its_problems_on_the_list(desk, world):
    committed(desk, uploaded(desk, world.campaign, lists.book([{"title": "别的批次"}])))
    batch = uploaded(desk, world.campaign, lists.book([{"title": "甲事难办"}, {"title": "乙事难办，与甲无关"}]))
    committed(desk, batch)

    page = Page(desk.get(link_to_list(desk, batch)))

    assert sorted(page.titles) == ["乙事难办，与甲无关", "甲事难办"]
    assert "清单.xlsx" in page.text(".chips")


def test_the_problems_of_an_import_for_practice_are_found_by_its_link_too(desk, world):
    batch = uploaded(desk, world.practice, lists.book())
    committed(desk, batch)

    assert Page(desk.get(link_to_list(desk, batch))).titles == ["基层工会换届不及时"]


def test_the_import_of_another_county_is_no_filter(client, world):
    client.force_login(world.liaison.person)
    batch = uploaded(client, world.campaign, lists.book())
    committed(client, batch)
    address = f"{reverse('problems')}?batch={batch.pk}"
    assert Page(client.get(address)).titles == ["基层工会换届不及时"]
    client.force_login(world.other_liaison.person)

    page = Page(client.get(address))
    assert page.titles == []
    assert str(batch.pk) in page.text(".note-warning")


@pytest.mark.parametrize("value", ["x", "00000000-0000-4000-8000-000000000000"])
def test_an_import_that_is_not_there_is_no_filter(desk, world, value):
    page = Page(desk.get(f"{reverse('problems')}?batch={value}"))

    assert page.titles == []
    assert f"“{value}”" in page.text(".note-warning")


def test_what_was_imported_can_be_chosen_among_the_filters(desk, world):
    assert "清单.xlsx" not in Page(desk.get(reverse("problems"))).text()
    committed(desk, uploaded(desk, world.campaign, lists.book()))

    assert "清单.xlsx" in Page(desk.get(reverse("problems"))).text('[name="batch"]')
