"""Ten ordinary problems settled in one session, page by page, as an office does it."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from jianfa.acceptance.models import Session
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from tests.browser.test_every_page import opened
from tests.workspace.test_problem_moves import logged_in
from tests.world import World

pytestmark = pytest.mark.browser
TEN_MINUTES = 600
"""What the office has for ten problems; the machine's part of it must be a small one."""


def sit_down(page: Page, world: World, who: str) -> None:
    """Be logged in, a moment ago, so that the password is not asked for again."""
    client, post = Client(), world.posts[who]
    logged_in(client, post)
    page.context.add_cookies([{"name": "jianfa", "value": client.cookies["jianfa"].value, "url": opened(page)}])


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()


def test_ten_ordinary_problems_are_settled_in_seven_pages_and_a_fraction_of_ten_minutes(page, world, live_server):
    for n in range(10):
        world.problem(State.CLOSING, title=f"示例问题之{n + 1}")
    begun = time.monotonic()

    sit_down(page, world, "desk")
    page.goto(reverse("session_new"))
    press(page, "召集验收会")
    for box in page.locator("#step [type=checkbox]").all():
        box.check()
    press(page, "列入问题")
    session = Session.objects.get()
    page.goto(reverse("session_step", args=[session.pk, "name_panel"]))
    for name in ("宋清源", "冯玉卓"):
        page.get_by_label(name).check()
    press(page, "统一组成验收组")
    for who in ("panellist", "second_panellist"):
        sit_down(page, world, who)
        page.goto(reverse("session_step", args=[session.pk, "record"]))
        page.get_by_label("无回避情形").check()
        press(page, "统一记录核查结果")
    sit_down(page, world, "desk")
    page.goto(reverse("session_step", args=[session.pk, "conclude"]))
    press(page, "统一作出核查结论")
    sit_down(page, world, "leader")
    page.goto(reverse("session_step", args=[session.pk, "approve"]))
    page.get_by_label("审定文号").fill("清工决〔2026〕8号")
    press(page, "全部审定")
    took = time.monotonic() - begun

    assert page.locator("h1").inner_text() == "2026-03-16 验收会"
    assert set(Problem.objects.values_list("state", "decision_no")) == {(State.PUBLICISED, "清工决〔2026〕8号")}
    assert took < TEN_MINUTES / 5
