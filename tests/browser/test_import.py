"""A list of the usual kind comes in through the pages, at a desk and on a phone."""

import pytest
from django.conf import settings
from playwright.sync_api import FilePayload, Page, expect

from jianfa.jobs.actions import run_next
from jianfa.ledger.models import Problem
from tests import lists
from tests.browser import PHONE, assert_accessible, follow
from tests.world import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def with_worker(monkeypatch):
    """Jobs wait for the worker, as on a server."""
    monkeypatch.setattr(settings, "JOBS_AT_ONCE", False)


def log_in(page: Page) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill("desk")
    page.get_by_label("密码").fill(PASSWORD)
    follow(page.get_by_role("button", name="登录"))


def choose(page: Page, name: str, data: bytes) -> None:
    page.goto("/imports/new/")
    page.get_by_label("专项工作").select_option(label="练习专项")
    file: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("input[type=file]", files=[file])
    page.get_by_role("button", name="读取文件").click()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_list_comes_in_and_every_step_is_accessible(page: Page, world, size) -> None:
    if size:
        page.set_viewport_size(size)
    log_in(page)
    page.goto("/imports/")
    assert_accessible(page)
    choose(page, "坏文件.xlsx", b"PK\x03\x04broken")
    expect(page.locator(".field-error")).to_contain_text("已损坏或不完整")
    assert_accessible(page)

    choose(page, "清单.xlsx", lists.book([{"lead": "财务处"}, {"title": "培训场地不足", "category": "组织体制"}]))
    expect(page.locator("h1")).to_have_text("读出 2 个问题")
    assert_accessible(page)
    follow(page.get_by_role("button", name="没有问题，去核对"))
    assert_accessible(page)
    page.get_by_label("“财务处”对应的单位").select_option(label="财务部")
    follow(page.get_by_role("button", name="按此确定"))
    page.get_by_role("button", name="改为“组织体系”").click()
    expect(page.locator("h1")).to_have_text("2 行全部清楚")
    follow(page.get_by_role("link", name="下一步：导入"))
    assert_accessible(page)

    page.get_by_role("button", name="开始导入").click()
    expect(page.locator("#job")).to_contain_text("您可以离开本页")
    page.goto("/")
    run_next()
    page.goto("/imports/")
    page.get_by_role("link", name="清单.xlsx").click()

    expect(page.locator("h1")).to_have_text("已导入 2 个问题")
    assert_accessible(page)
    assert set(Problem.objects.values_list("lead__name", "dimension__name")) == {("财务部", "组织体系")}
    page.get_by_role("link", name="培训场地不足").click()
    expect(page.locator(".facts").first).to_contain_text("清单.xlsx")


def test_the_progress_goes_on_by_itself_to_the_result(page: Page, world) -> None:
    log_in(page)
    choose(page, "清单.xlsx", lists.two_level())
    follow(page.get_by_role("button", name="没有问题，去核对"))
    follow(page.get_by_role("link", name="下一步：导入"))
    page.get_by_role("button", name="开始导入").click()
    expect(page.locator("#job")).to_be_visible()

    run_next()

    expect(page.locator("h1")).to_have_text("已导入 2 个问题", timeout=15_000)


def test_the_weekly_sheet_is_accessible_and_prints(page: Page, world) -> None:
    log_in(page)
    page.goto("/weekly/")
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
