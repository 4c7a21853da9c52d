"""The board in a database without a campaign: it says so, and whoever may set one up finds the way."""

import pytest
from django.urls import reverse

from jianfa.ledger.models import Campaign, ClassTemplate, Dimension
from tests.workspace.html import opened


@pytest.fixture
def no_campaign(world):
    ClassTemplate.objects.all().delete()
    Dimension.objects.all().delete()
    Campaign.objects.all().delete()
    return world


@pytest.mark.parametrize("name", ["board", "board_rows", "board_baseline"])
def test_every_page_of_the_board_says_that_there_is_nothing_to_count(client, no_campaign, name):
    page = opened(client, no_campaign.leader, reverse(name))

    assert page.status == 200
    assert "还没有专项工作" in page.text(".nothing")
    assert page.links(".nothing a") == []


@pytest.mark.parametrize("who", ["desk", "department_head"])
def test_those_who_keep_campaigns_are_led_to_the_first_one(client, no_campaign, who):
    page = opened(client, getattr(no_campaign, who), reverse("board"))

    assert page.links(".nothing a") == [reverse("start_campaign")]
