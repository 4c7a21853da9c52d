"""What is typed on a phone outlives a lost network and a closed page, and is gone when it was taken."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize, expect

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember
from jianfa.ledger.states import Method, State
from tests.browser.test_every_page import sit_down
from tests.workspace.verbs import outside_member
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}


def fill_in(page: Page) -> None:
    page.get_by_label("达标", exact=True).first.check()
    page.get_by_label("无回避情形").check()
    page.locator("[name=note]").fill("在岗两人，名册一致")


def test_a_result_typed_without_a_network_is_there_again_and_then_signed(page: Page, world: World, live_server):
    problem = world.problem(State.VERIFYING)
    type(problem).objects.filter(pk=problem.pk).update(method=Method.ON_SITE)
    page.set_viewport_size(PHONE)
    sit_down(page, world, "panellist")
    page.goto(live_server.url + reverse("move", args=[problem.pk, "record_result"]))

    fill_in(page)
    page.context.set_offline(True)
    page.locator("#step .btn-primary").click()
    expect(page.locator("[data-draft-offline]")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    kept = page.locator("[name=note]").input_value()
    if folder := os.environ.get("JIANFA_SHOTS"):
        page.screenshot(path=f"{folder}/phone.png", full_page=True)
    for field in page.get_by_label("达标", exact=True).all():
        field.check()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("#step .btn-primary").click()

    expect(page.locator("main")).to_contain_text("已填写")
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('jianfa.draft.'))")
    assert kept == "在岗两人，名册一致"
    assert PanelMember.objects.get(person=world.panellist.person).verdict == "passed"


def test_an_outside_member_signs_on_a_phone(page: Page, world: World, live_server):
    problem = world.problem(State.VERIFYING)
    seat = outside_member(world, problem)
    problem.refresh_from_db()
    acceptance.make_link(problem, actor=world.desk, at=world.now, member=seat, secret="s" * 40)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + reverse("outside_sign", args=["s" * 40]))
    if folder := os.environ.get("JIANFA_SHOTS"):
        page.screenshot(path=f"{folder}/outside.png", full_page=True)

    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    for field in page.get_by_label("达标", exact=True).all():
        field.check()
    page.get_by_label("无回避情形").check()
    page.get_by_role("button", name="签署").click()

    expect(page.locator("h1")).to_have_text("已签署")
    assert not wide
    seat.refresh_from_db()
    assert seat.verdict == "passed"
