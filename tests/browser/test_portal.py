"""A worker with a phone: a demand in under a minute, and what became of it; with scripts and without."""

import hashlib
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from jianfa.intake import actions as intake
from jianfa.intake.models import Demand
from jianfa.portal.models import Submission
from jianfa.portal.rules import SENDING, WORK_BITS
from tests.browser import PHONE
from tests.browser.test_every_page import assert_none, faults_here, sit_down
from tests.portal.outside import TEXT, opened, take_all
from tests.portal.process import running
from tests.world import World

pytestmark = pytest.mark.browser
THUMB = 120
"""Milliseconds a character: a slow hand on a small screen, with the input method choosing words."""


@pytest.fixture
def address(live_server, world: World) -> Iterator[str]:
    opened(world)
    with running() as found:
        yield found


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="zh-CN", viewport=PHONE, has_touch=True, is_mobile=True)
    context.set_default_timeout(10_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def send(page: Page, text: str, delay: int = 0) -> str:
    page.goto("/u/T-01/")
    page.get_by_label("反映什么问题").press_sequentially(text, delay=delay)
    page.get_by_role("button", name="提交", exact=True).tap()
    return page.locator(".portal-code").inner_text()


def follow(page: Page, code: str) -> None:
    page.goto("/")
    page.get_by_label("查询编码").fill(code)
    page.get_by_role("button", name="查询进度").tap()


def test_a_demand_is_raised_in_under_a_minute_and_followed_to_its_end(phone: Page, world: World):
    begun = time.monotonic()
    code = send(phone, TEXT, delay=THUMB)
    took = time.monotonic() - begun
    take_all(world)
    demand = Demand.objects.get()
    intake.answer(demand, actor=world.liaison, at=world.now, text="下月起在工地旁供应热饭。")
    take_all(world)
    follow(phone, code)
    expect(phone.locator("h1")).to_have_text("已答复")
    expect(phone.get_by_text("下月起在工地旁供应热饭。")).to_be_visible()
    phone.get_by_role("button", name="满意", exact=True).tap()
    expect(phone.locator("h1")).to_have_text("谢谢您")
    take_all(world)
    demand.refresh_from_db()

    assert took < 60
    assert demand.satisfaction == "satisfied"


def test_every_page_can_be_read_on_every_screen(phone: Page, world: World):
    faults = []
    for path in ("/", "/raise/", "/follow/", "/privacy/", "/nowhere/"):
        phone.goto(path)
        faults += [f"{path}: {fault}" for fault in faults_here(phone)]
    phone.goto("/u/T-01/")
    phone.get_by_label("反映什么问题").fill("老板拖欠工资，电话13800138000")
    phone.get_by_role("button", name="提交", exact=True).tap()
    expect(phone.locator(".portal-note")).to_be_visible()
    faults += [f"warned: {fault}" for fault in faults_here(phone)]
    phone.get_by_role("button", name="遮住号码后提交").tap()
    code = phone.locator(".portal-code").inner_text()
    faults += [f"receipt: {fault}" for fault in faults_here(phone)]
    take_all(world)
    intake.decline(Demand.objects.get(), actor=world.liaison, at=world.now, reason="不属于本会职责。")
    take_all(world)
    follow(phone, code)
    expect(phone.locator("h1")).to_have_text("不予受理")
    faults += [f"card: {fault}" for fault in faults_here(phone)]

    assert_none(faults)


def test_the_hotline_comes_up_while_an_urgent_word_is_typed(phone: Page):
    phone.goto("/u/T-01/")
    expect(phone.locator("[data-urgent=injury]")).to_be_hidden()
    phone.get_by_label("反映什么问题").press_sequentially("我在工地受伤")
    expect(phone.locator("[data-urgent=injury]")).to_be_visible()
    expect(phone.locator("[data-urgent=injury] a").first).to_have_attribute("href", "tel:12351")
    phone.get_by_role("button", name="提交", exact=True).tap()

    expect(phone.locator(".portal-code")).to_be_visible()
    expect(phone.locator(".portal-urgent")).to_be_visible()


def test_without_scripts_it_takes_one_page_more(browser: Browser, address: str):
    context = browser.new_context(base_url=address, locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/u/T-01/")
    page.get_by_label("反映什么问题").fill("老板拖欠工资三个月")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("h1")).to_have_text("还没有提交，请先看一下")
    assert not Submission.objects.exists()
    page.get_by_role("button", name="仍然提交").click()

    expect(page.locator(".portal-code")).to_be_visible()
    context.close()


def test_the_browser_does_the_calculation_that_is_asked_for(phone: Page):
    for n in range(SENDING.most):
        send(phone, f"第{n}件，{TEXT}")
    phone.goto("/u/T-01/")
    phone.get_by_label("反映什么问题").fill(TEXT)
    phone.get_by_role("button", name="提交", exact=True).tap()
    expect(phone.get_by_text("计算已完成，请点“提交”。")).to_be_visible(timeout=30_000)
    challenge, answer = (phone.locator(f"[name={name}]").input_value() for name in ("challenge", "answer"))
    phone.get_by_role("button", name="提交", exact=True).tap()

    expect(phone.locator(".portal-code")).to_be_visible()
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).hexdigest()
    assert re.match("0" * (WORK_BITS // 4), digest)


def test_the_pages_of_the_desk_can_be_read(page: Page, world: World, live_server):
    faults = []
    sit_down(page, world, "desk")
    for path in ("/portal/", "/portal/opening/", "/portal/lists/", f"/portal/sheets/{world.east.pk}/"):
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in faults_here(page)]
    opened(world)
    page.goto("/portal/")
    faults += [f"open: {fault}" for fault in faults_here(page)]

    assert_none(faults)
