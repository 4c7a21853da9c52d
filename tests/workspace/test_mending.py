"""A pasted text: what could be tidied in it is offered, and nothing is changed unasked."""

import pytest
from django.urls import reverse

from tests.workspace.html import Page


@pytest.fixture
def paste(client, world):
    client.force_login(world.liaison.person)
    return lambda text: client.post(reverse("mending"), {"text": text})


def offered(response):
    return [button.get("data-mending") for button in Page(response).tree.xpath("//button[@data-mending]")]


def test_reading_aids_of_a_web_page_are_offered_to_go_and_characters_to_be_simplified(paste):
    pasted = "中國(guó)共產(chǎn)黨 領(lǐng)導"

    assert offered(paste(pasted)) == ["中國共產黨領導", "中国共产党领导", pasted]


def test_full_width_digits_and_stray_spaces_are_offered_to_go(paste):
    response = paste("驿站　缺口４１家\n二、经费 不足")

    assert offered(response)[0] == "驿站缺口41家\n二、经费不足"
    assert "全角字母和数字" in response.content.decode()


@pytest.mark.parametrize("text", ["", "经费不足", "两行\r\n也没有问题", "甲\t乙　丙", "　" + "长" * 6000])
def test_what_is_in_order_or_is_a_sheet_is_left_alone(paste, text):
    response = paste(text)

    assert (response.status_code, response.content) == (204, b"")


def test_what_was_pasted_cannot_become_markup(paste):
    assert "<script>" not in paste("<script>　alert(1)</script>　的").content.decode()


def test_pages_with_fields_know_the_address(client, world):
    client.force_login(world.liaison.person)
    page = Page(client.get(reverse("problem_new")))

    assert page.tree.xpath("//body/@data-mending") == [reverse("mending")]
