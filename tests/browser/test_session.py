"""Ten ordinary problems settled in one session, page by page, as an office does it."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from jianfa.acceptance.models import PanelMember, Session
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Method, State
from tests.browser import PHONE
from tests.browser.effort import Effort
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


def test_ten_ordinary_problems_are_settled_in_seven_pages_and_a_fraction_of_ten_minutes(page, world, live_server):
    for n in range(10):
        world.problem(State.CLOSING, title=f"示例问题之{n + 1}")
    effort, begun = Effort(page), time.monotonic()

    sit_down(page, world, "desk")
    page.goto(reverse("sessions"))
    effort.follow(reverse("session_new"))
    effort.press("召集验收会")
    for box in page.locator("#step [type=checkbox]").all():
        effort.tick(box)
    effort.press("列入问题")
    session = Session.objects.get()
    effort.follow(reverse("session_step", args=[session.pk, "name_panel"]))
    for name in ("宋清源", "冯玉卓"):
        effort.tick(page.get_by_label(name))
    effort.press("统一组成验收组")
    for who in ("panellist", "second_panellist"):
        sit_down(page, world, who)
        page.goto(reverse("home"))
        effort.follow(reverse("session_step", args=[session.pk, "record"]))
        effort.tick(page.get_by_label("无回避情形"))
        effort.press("统一记录核查结果")
    for who, verb, button in (("desk", "conclude", "统一作出核查结论"), ("leader", "approve", "全部审定")):
        sit_down(page, world, who)
        page.goto(reverse("home"))
        effort.follow(reverse("session_step", args=[session.pk, verb]))
        if verb == "approve":
            effort.fill(page.get_by_label("审定文号"), "清工决〔2026〕8号")
        effort.press(button)
    took = time.monotonic() - begun

    assert page.locator("h1").inner_text() == "2026-03-16 验收会"
    assert set(Problem.objects.values_list("state", "decision_no")) == {(State.PUBLICISED, "清工决〔2026〕8号")}
    assert took < TEN_MINUTES / 5
    assert (effort.inputs, effort.presses) == (15, 13)  # as docs/acceptance.md says


def test_a_site_visit_is_signed_on_a_phone_with_a_handful_of_touches(page, world, live_server):
    problem = world.problem(State.VERIFYING)
    Problem.objects.filter(pk=problem.pk).update(method=Method.ON_SITE)
    effort = Effort(page)
    page.set_viewport_size(PHONE)
    sit_down(page, world, "panellist")
    page.goto(reverse("home"))

    effort.follow(reverse("move", args=[problem.pk, "record_result"]))
    for field in page.get_by_label("达标", exact=True).all():
        effort.tick(field)
    effort.tick(page.get_by_label("无回避情形"))
    page.locator("#step .btn-primary").click()
    effort.presses += 1
    page.wait_for_url(lambda url: "record_result" not in url)

    assert PanelMember.objects.get(person=world.panellist.person).verdict == "passed"
    assert (effort.inputs - problem.criteria.count(), effort.presses) == (1, 2)  # as docs/acceptance.md says
