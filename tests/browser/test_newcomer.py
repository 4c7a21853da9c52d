"""A newcomer with the printed accounts: a list in hand is brought in, and its problems are taken to the write-off.

Everybody logs in through the login page and finds the problem on the own desk; nothing is typed into the address
bar but the first page.
"""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from tests import lists
from tests.browser import follow
from tests.browser.test_first_day import log_in, log_out
from tests.world import events_of, reread

pytestmark = pytest.mark.browser

TITLE = "基层工会换届不及时，超期12家"
LIFE = [
    "draft", "list", "dispatch", "sign_for", "plan", "start", "report", "apply", "respond", "name_panel",
    "record_result", "record_result", "conclude", "approve",
]  # fmt: skip


class Newcomer:
    """Sits at one computer; whoever is needed next logs in there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("main")
        page.set_default_timeout(30_000)  # a long way to go, on a machine that may be busy

    def work_as(self, post: Post, title: str = "") -> None:
        """Log in as this person, choose the post where there are several, and open the problem from the desk."""
        if self.page.locator(".me").count():
            log_out(self.page)
        log_in(self.page, post.person.username)
        label = f"{post.unit.name} · {post.get_role_display()}"
        choice = self.page.locator(".row-line", has_text=label).get_by_role("button", name="选择")
        if self.page.url.endswith("/account/post/"):
            follow(choice)
        if title:
            self.page.goto("/")
            self.main.get_by_role("link", name=title).first.click()
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def fill(self, label: str, text: str, n: int = 0) -> None:
        self.main.get_by_role("textbox", name=label).nth(n).fill(text)

    def choose(self, group: str, *options: str) -> None:
        """Tick boxes or radio buttons that stand under one legend."""
        for option in options:
            self.main.get_by_role("group", name=group).get_by_label(re.compile(rf"^\s*{option}")).check()

    def open(self, step: str) -> None:
        """Press the button of a step; its form opens in place."""
        self.main.locator("#step").get_by_role("link", name=step, exact=True).click()
        expect(self.main.locator("#step form[method=post]")).to_be_visible()

    def send(self, verb: str) -> None:
        """Press the button under the form, and read that it was done."""
        self.main.get_by_role("button", name=verb, exact=True).click()
        expect(self.page.locator(".messages")).to_contain_text(verb)

    def press(self, verb: str) -> None:
        """A step that asks for nothing."""
        self.open(verb)
        self.send(verb)


def own_list() -> bytes:
    """Return a list of two problems; the panellists' own units have no part in them."""
    workbook, sheet = lists.new_sheet("整改台账")
    for cells in lists.TWO_LEVEL:
        sheet.append(["组织建设部" if cell == "权益保障部" else cell for cell in cells])
    for area in lists.MERGED.split():
        sheet.merge_cells(area)
    return lists.saved(workbook)


def bring_the_list_in(newcomer: Newcomer, campaign: Campaign) -> None:
    page, main = newcomer.page, newcomer.main
    page.get_by_role("navigation").get_by_role("link", name="导入导出").first.click()
    main.get_by_role("link", name="导入清单").first.click()
    main.get_by_label("专项工作").select_option(label=campaign.name)
    file = FilePayload(name="整改台账.xlsx", mimeType="application/octet-stream", buffer=own_list())
    main.locator("input[type=file]").set_input_files(file)
    main.get_by_role("button", name="读取文件").click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("2 个问题")
    expect(main.get_by_label("责任分工/牵头单位")).to_have_value("lead")
    main.get_by_role("button", name="没有问题，去核对").click()
    expect(heading).to_contain_text("2 行")
    main.get_by_role("link", name="下一步：导入").click()
    main.get_by_role("button", name="开始导入").click()
    expect(heading).to_have_text("已导入 2 个问题")
    main.get_by_role("link", name=TITLE).first.click()
    expect(heading).to_contain_text(TITLE)


def put_on_the_list(newcomer: Newcomer) -> None:
    newcomer.open("立项")
    newcomer.choose("性质", "个性")
    newcomer.fill("标准", "超期工会全部换届")
    newcomer.fill("佐证要求", "换届批复文号")
    newcomer.send("立项")
    newcomer.open("交办")
    expect(newcomer.main.get_by_label("牵头单位").locator("option:checked")).to_have_text("财务部")
    newcomer.send("交办")


def work_on_it(newcomer: Newcomer) -> None:
    newcomer.press("签收")
    newcomer.open("调整方案")  # the file has brought the measures
    for n, measure in enumerate(("建立台账", "分批换届")):
        row = newcomer.main.get_by_role("group", name=f"工作措施 {n + 1}")
        expect(row.get_by_label("措施")).to_have_value(measure)
        row.get_by_label("责任单位").select_option(label="财务部")
        row.get_by_label("责任人").fill("周敏")
        row.get_by_label("完成时限").fill("2026-06-30")
    newcomer.send("调整方案")
    newcomer.press("开始办理")
    newcomer.open("填报进展")
    newcomer.fill("进展", "12家均已换届。")
    newcomer.choose("本次完成的措施", "建立台账", "分批换届")
    newcomer.send("填报进展")


def apply(newcomer: Newcomer) -> None:
    newcomer.open("申请销账")
    newcomer.fill("做了什么", "12家超期工会全部完成换届。")
    newcomer.fill("落实情况", "已换届12家")
    newcomer.fill("文号或系统记录", "清工发〔2026〕8号")
    newcomer.send("申请销账")


def record(newcomer: Newcomer) -> None:
    newcomer.open("填写核查结果")
    newcomer.choose("结果", "达标")
    newcomer.fill("看到了什么", "已核对批复")
    newcomer.choose("回避情形", "无回避情形")
    newcomer.send("填写核查结果")


def approve(newcomer: Newcomer, exemption: str = "") -> None:
    newcomer.open("审定")
    newcomer.fill("审定文号", "清工决〔2026〕3号")
    newcomer.fill("不公示的理由", exemption)
    newcomer.send("审定")


def is_struck_off(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("已销账")


def test_a_list_in_hand_goes_from_the_upload_to_a_write_off_without_publicity(page, world):
    newcomer = Newcomer(page)
    newcomer.work_as(world.desk)
    bring_the_list_in(newcomer, world.practice)
    problem = Problem.objects.get(title=TITLE)
    put_on_the_list(newcomer)
    newcomer.work_as(world.handler, TITLE)
    work_on_it(newcomer)
    newcomer.work_as(world.department_head, TITLE)
    apply(newcomer)
    newcomer.work_as(world.head, TITLE)
    newcomer.open("答复是否已解决")
    newcomer.choose("是否已解决", "已解决")
    newcomer.send("答复是否已解决")
    newcomer.work_as(world.desk, TITLE)
    newcomer.open("组成验收组")
    newcomer.choose("验收组成员", "宋清源", "冯玉卓")
    newcomer.send("组成验收组")
    for panellist in (world.panellist, world.second_panellist):
        newcomer.work_as(panellist, TITLE)
        record(newcomer)
    newcomer.work_as(world.desk, TITLE)
    newcomer.open("作出核查结论")
    newcomer.send("作出核查结论")
    newcomer.work_as(world.leader, TITLE)
    approve(newcomer, exemption="涉及个人信息，不宜公示")

    is_struck_off(page)
    assert reread(problem).state == State.WRITTEN_OFF
    assert [verb for verb in events_of(problem) if verb in LIFE] == LIFE
    assert problem.campaign == world.practice


def test_what_is_publicised_is_struck_off_by_the_desk_when_the_period_is_over(page, world):
    problem = world.problem(State.APPROVING, campaign=world.practice)
    newcomer = Newcomer(page)
    newcomer.work_as(world.leader, problem.title)
    approve(newcomer)
    problem = reread(problem)
    assert problem.state == State.PUBLICISED
    expect(newcomer.main).to_contain_text("公示")
    newcomer.work_as(world.desk)
    page.goto(f"/problems/{problem.pk}/")
    expect(newcomer.main.get_by_role("link", name="销账", exact=True)).to_have_count(0)

    page.goto("/")
    log_out(page)
    world.travel(days=(problem.publicity_ends_on - world.now.date()).days + 1)
    newcomer.work_as(world.desk, problem.title)
    newcomer.press("销账")

    is_struck_off(page)
    assert reread(problem).state == State.WRITTEN_OFF
