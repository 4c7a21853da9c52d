"""From an empty database to the first dispatched problem, through the pages alone."""

import argparse
import re

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from jianfa.cli import init
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Person, Post, Unit
from tests import lists
from tests.browser import PHONE, assert_accessible, follow
from tests.world import PASSWORD

pytestmark = pytest.mark.browser

UNITS = """编码\t单位名称\t类别\t行政区划代码\t别名
QH-CW\t财务部\t部门\t\t财务处
QH-01\t东城区总工会\t县级工会\t990101\t东城工会、东城区
QH-02\t西城区总工会\t县级工会\t990102\t西城工会"""
PEOPLE = """姓名\t单位\t岗位\t手机
李文静\t清河市总工会\t专班\t00000000001
孟凡荣\t财务部\t部长\t00000000002
方雨\t东城区\t联络员\t00000000003
何志远\t清河市总工会\t副主席\t00000000004"""
LIST = (
    {"title": "经审力量不足", "solver": "县级工会自身", "lead": "东城区总工会", "assist": "", "due": "2027年6月30日"},
    {"title": "换届不及时", "assist": "", "due": "2027年12月31日"},
    {"title": "场地不足", "source": "西城工会", "assist": "", "done": "已销号", "closed": "2025年11月20日"},
)
"""The list in hand: the last row was struck off before."""


@pytest.fixture
def administrator_code(empty_database, capsys) -> str:
    """Set the installation up as `jianfa init` does, and return the code it prints."""
    init.run(argparse.Namespace(administrator="admin", name="包小川"))
    return code_in(capsys.readouterr().out)


def code_in(text: str) -> str:
    return str(re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)[0])


def activate(page: Page, username: str, code: str) -> None:
    page.set_default_timeout(30_000)  # a long way to go, on a machine that may be busy
    page.goto(f"/activate/?user={username}")
    page.get_by_label("激活码").fill(code)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再次输入新密码").fill(PASSWORD)
    follow(page.get_by_role("button", name="设置密码并登录"))


def log_out(page: Page) -> None:
    page.locator(".me > summary").click()
    follow(page.get_by_role("button", name="退出登录"))


def log_in(page: Page, username: str) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    follow(page.get_by_role("button", name="登录"))


def step(page: Page, title: str):
    return page.locator(".start .row-line", has=page.locator(".row-title", has_text=re.compile(f"^{title}$")))


def paste(page: Page, text: str, enter: str) -> None:
    page.get_by_label("从Excel或WPS复制的内容").fill(text)
    follow(page.get_by_role("button", name="检查", exact=True))
    follow(page.get_by_role("button", name=enter))


def name_the_city(page: Page) -> None:
    page.get_by_role("link", name="设置市总工会").click()
    page.get_by_label("单位全称").fill("清河市总工会")
    page.get_by_label("编码").fill("QH")
    page.get_by_role("button", name="保存").click()
    expect(step(page, "市总工会")).to_contain_text("清河市总工会")


def enter_units_and_people(page: Page) -> dict[str, str]:
    """Paste both sheets and print the slips; return user name → code."""
    step(page, "单位").get_by_role("link", name="粘贴单位").click()
    paste(page, UNITS, "录入以上单位")
    page.goto("/start/")
    step(page, "人员").get_by_role("link", name="粘贴人员").click()
    paste(page, PEOPLE, "录入以上人员")
    page.get_by_label("选中本页全部").check()
    follow(page.get_by_role("button", name="打印激活条"))
    slips = page.locator(".slip").all_inner_texts()
    return {re.findall(r"\b0{9,}\d+\b", slip)[0]: code_in(slip) for slip in slips}


def set_up_the_campaign(page: Page) -> None:
    step(page, "专项工作").get_by_role("link", name="设立专项工作").click()
    page.get_by_label("专项工作名称").fill("县级工会加强年")
    assert_accessible(page)
    page.get_by_role("button", name="设立", exact=True).click()
    expect(step(page, "专项工作")).to_contain_text("县级工会加强年")


def bring_the_list_in(page: Page) -> None:
    """Upload the list as it is; what the file says leaves nothing to be answered."""
    step(page, "现有清单").get_by_role("link", name="上传清单").click()
    file = FilePayload(name="问题清单.xlsx", mimeType="application/octet-stream", buffer=lists.book(LIST))
    page.set_input_files("input[type=file]", files=[file])
    page.get_by_role("button", name="读取文件").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("3 个问题")
    page.get_by_role("button", name="没有问题，去核对").click()
    expect(heading).to_contain_text("3 行")
    page.get_by_role("link", name="下一步：导入").click()
    page.get_by_role("button", name="开始导入").click()
    expect(heading).to_have_text("已导入 3 个问题")
    expect(page.locator("main")).to_contain_text("1 行期初等待领导决定")


def decide_on_the_opening_balance(page: Page) -> None:
    """The leader finds it on the own desk, and decides once on the whole list."""
    page.goto("/")
    main = page.locator("main")
    main.get_by_role("link", name="整份清单一次决定").click()
    main.get_by_role("link", name="问题清单.xlsx").click()
    main.get_by_role("link", name="去决定").click()
    expect(main).to_contain_text("2025-11-20")
    assert_accessible(page)
    page.locator("[name=decision_no]").fill("清工决〔2025〕9号")
    page.get_by_role("button", name="期初录入").click()
    expect(page.locator(".messages")).to_contain_text("1 个问题")


def judge_list_and_dispatch(page: Page) -> Problem:
    """The first problem goes the way the page shows: triage table, list, dispatch."""
    step(page, "首次交办").get_by_role("link", name="进入研判").click()
    problem = Problem.objects.get(title="经审力量不足")
    row = page.locator(f"#row-{problem.pk}")
    row.locator("select[name$=nature]").select_option("individual")
    row.locator("select[name$=template]").select_option(index=1)  # gives the criteria
    row.locator("select[name$=decision]").select_option("list")
    row.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("已立项")
    page.goto("/")
    page.locator("main").get_by_role("link", name="交办: 经审力量不足").click()
    expect(page.locator("[name=lead] option:checked")).to_have_text("东城区总工会")
    follow(page.locator("main form button.btn-primary"))
    return problem


def test_an_office_starts_from_nothing_and_dispatches_its_first_problem(page, administrator_code):
    activate(page, "admin", administrator_code)
    expect(page).to_have_url(re.compile(r"/start/$"))
    assert_accessible(page)
    name_the_city(page)
    codes = enter_units_and_people(page)
    assert Unit.objects.count() == 4
    assert Post.objects.filter(role="desk").get().person.name == "李文静"
    page.goto("/start/")
    log_out(page)

    activate(page, "00000000001", codes["00000000001"])
    page.goto("/start/")
    set_up_the_campaign(page)
    log_out(page)

    activate(page, "00000000002", codes["00000000002"])
    page.goto("/start/")
    page.get_by_role("button", name="启动“县级工会加强年”").click()
    expect(step(page, "启动")).to_contain_text("县级工会加强年")
    log_out(page)

    log_in(page, "00000000001")
    page.goto("/start/")
    bring_the_list_in(page)
    log_out(page)

    activate(page, "00000000004", codes["00000000004"])
    decide_on_the_opening_balance(page)
    struck_off = Problem.objects.get(title="场地不足")
    assert (struck_off.state, struck_off.is_opening_balance) == ("written_off", True)
    assert timezone.localdate(struck_off.written_off_at).isoformat() == "2025-11-20"
    log_out(page)

    log_in(page, "00000000001")
    page.goto("/start/")
    problem = judge_list_and_dispatch(page)
    problem.refresh_from_db()
    assert problem.lead is not None
    assert (problem.state, problem.lead.name) == ("dispatched", "东城区总工会")
    assert problem.number is not None
    page.goto("/board/")
    expect(page.locator(".equation-value")).to_have_text(["2", "1", "1"])

    page.goto("/start/")
    expect(page.get_by_role("heading", level=1)).to_have_text("设置完成，工作已经开始")


def test_a_doubtful_sheet_enters_nothing_and_says_why(page, administrator_code):
    activate(page, "admin", administrator_code)
    name_the_city(page)
    page.goto("/administration/units/paste/")
    paste_field = page.get_by_label("从Excel或WPS复制的内容")
    paste_field.fill("编码\t单位名称\t类别\t行政区划代码\n01\t东城区总工会\t县级工作\t12\n01\t西城区总工会\t县级工会\t")
    page.get_by_role("button", name="检查", exact=True).click()

    doubts = page.locator("#doubts")
    expect(doubts).to_contain_text("行政区划代码为六位数字")
    expect(doubts).to_contain_text("县级工会")
    expect(doubts).to_contain_text("与第2行重复")
    expect(paste_field).to_have_value(re.compile("东城区总工会"))
    expect(page.get_by_role("button", name="录入以上单位")).to_have_count(0)
    assert Unit.objects.count() == 1
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/start/", "/administration/units/", "/administration/people/"])
def test_the_pages_of_the_first_day_fit_a_phone(page, administrator_code, path):
    activate(page, "admin", administrator_code)
    page.set_viewport_size(PHONE)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)
    assert Person.objects.get().username == "admin"
