"""Every light with its reason, the most urgent first; each number opens its rows."""

from datetime import date

import pytest
from django.urls import reverse

from jianfa.organisations.models import TIMER
from jianfa.supervision.actions import note_lights
from tests.supervision.plans import dated
from tests.workspace.html import opened, queries

LIGHTS = reverse("lights")


@pytest.fixture
def some(world):
    dated(world, "核定人数", date(2026, 4, 17), "报请批复", date(2026, 6, 30))
    world.problem("in_progress", due=date(2026, 4, 15), title="驿站夜间无人值守")
    world.problem("suspended", title="上级政策未出台")
    world.problem("closing", title="已申请销账的")
    world.problem("written_off", title="已销账的")
    world.travel(days=36)


def test_lights_stand_in_order_of_urgency_with_their_reasons(client, world, some):
    page = opened(client, world.desk, LIGHTS)

    assert page.texts(".card-head h2") == ["● 红 超期 1", "▲ 黄 滞后 1", "❚❚ 灰 停表 1", "◌ 待验收 1"]
    assert "节点“核定人数”晚" in page.text('[aria-labelledby="light-behind"]')
    assert "已销账的" not in page.titles


def test_each_number_opens_as_many_rows(client, world, some):
    page = opened(client, world.desk, LIGHTS)

    assert [len(opened(client, world.desk, link).titles) for link in page.links(".count")] == [1, 1, 1, 1]


def test_it_says_since_when_where_a_day_was_noted(client, world, some):
    note_lights(world.campaign, actor=TIMER, at=world.now)
    today = world.now.date().isoformat()

    page = opened(client, world.desk, LIGHTS)

    assert f"自 {today} 起" in page.text('[aria-labelledby="light-overdue"]')


def test_a_county_sees_only_its_own_lights(client, world, some):
    world.problem("in_progress", lead=world.west, source=world.west, solver="county_union", title="西城的")

    assert "西城的" in opened(client, world.other_liaison, LIGHTS).titles
    assert "西城的" not in opened(client, world.liaison, LIGHTS).titles


def test_an_empty_campaign_says_why_nothing_is_lit(client, world):
    page = opened(client, world.desk, LIGHTS)

    assert "没有亮灯" in page.text()


def test_it_asks_the_same_number_of_questions_however_many_problems(client, world):
    counts = []
    for more in (1, 4):
        for _n in range(more):
            dated(world, "核定人数", date(2026, 4, 17), "报请批复", date(2026, 6, 30))
        opened(client, world.desk, LIGHTS)
        counts.append(queries(lambda: client.get(LIGHTS)))

    assert counts[0] == counts[1]
