"""Make the pictures of docs/guide/images again, from a demo city of its own.

    python tools/screenshots.py                             builds a demo city, takes the pictures, throws it away
    python tools/screenshots.py --address … --password …    uses a demo city that is being served already

Each picture is reduced to 128 colours. What is uploaded for the picture of the import is put aside again.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import which
from urllib.error import URLError

import xlsxwriter
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "guide" / "images"
DESK = (1280, 900)
PHONE = (390, 844)
COLOURS = 128
ADDRESS, PORTAL = "http://127.0.0.1:8219", "http://127.0.0.1:8220"
OPEN_PROBLEM = "2025-032"
"""A problem of the demo city that is being worked on."""

LIST = [
    ["示例：县级工会问题清单"],
    ["填报单位：锦江区总工会等", "", "", "", "", "", "填报日期：2026年1月9日"],
    ["序号", "存在问题", "填报单位", "解决主体", "性质", "牵头单位", "完成时限"],
    ["1", "商圈职工活动没有固定场所", "锦江区总工会", "县级工会自身", "个性", "锦江区总工会", "2027年6月30日"],
    ["2", "小微企业建会后活动开展少", "武侯区总工会", "上级工会", "共性", "基层工作部", "2027年9月31日"],
    ["3", "驿站夜间无人值守", "龙泉驿区总工会", "县级工会自身", "个性", "基层组织部", "年底前"],
    ["4", "园区工会经费账户开设难", "高新区总工会", "上级工会", "共性", "财务部", "2027年3月底前"],
]


@dataclass(frozen=True)
class Shot:
    """One picture: what it is called, who looks, where, on what, and what is done before.

    Nobody looks: a worker does, at the portal.
    """

    name: str
    user: str
    path: str
    size: tuple[int, int] = DESK
    before: Callable[[Page], None] | None = None
    after: Callable[[Page], None] | None = None


def open_problem(page: Page) -> None:
    page.locator("[data-row-link]").first.click()
    page.locator("#step").wait_for()


def open_session(page: Page) -> None:
    page.locator("[data-row-link]").first.click()
    page.wait_for_url("**/sessions/*-*/")


def application(page: Page) -> None:
    open_problem(page)
    page.locator("#step").get_by_role("link", name="申请销账").first.click()
    page.locator("#step.step-form").wait_for()


def list_to_check(page: Page) -> None:
    """Upload a list of the kind that offices keep, and go on to the doubts."""
    page.locator("[name=campaign]").select_option(label="练习专项")
    page.locator("[type=file]").set_input_files(
        {"name": "示例清单.xlsx", "mimeType": "application/octet-stream", "buffer": sheet()}
    )
    page.get_by_role("button", name="读取文件").click()
    page.get_by_role("button", name="没有问题，去核对").click(timeout=30_000)
    page.locator(".check").wait_for()


def open_result(page: Page) -> None:
    page.locator("main a").get_by_text("示例").first.click()
    page.get_by_role("link", name="汇总结果").click()
    page.locator("tfoot").wait_for()


def put_aside(page: Page) -> None:
    page.get_by_role("link", name="下一步：导入").click()
    page.get_by_role("button", name="放弃这次导入").click()


SHOTS = (
    Shot("board", "liwenjing", "/board/"),
    Shot("board-phone", "hezhiyuan", "/board/", PHONE),
    Shot("desk", "liwenjing", "/"),
    Shot("desk-phone", "bairuolin", "/", PHONE),
    Shot("list", "liwenjing", "/problems/?stage=not_written_off"),
    Shot("triage", "liwenjing", "/triage/"),
    Shot("problem", "hechangqing", f"/problems/?q={OPEN_PROBLEM}", before=open_problem),
    Shot("apply", "hechangqing", f"/problems/?q={OPEN_PROBLEM}", before=application),
    Shot("import-check", "liwenjing", "/imports/new/", before=list_to_check, after=put_aside),
    Shot("session", "liwenjing", "/sessions/", before=open_session),
    Shot("doubts", "xingliyan", "/doubts/"),
    Shot("weekly", "liwenjing", "/weekly/"),
    Shot("demands-phone", "tangxiaoyan", "/demands/", PHONE),
    Shot("survey", "liwenjing", "/surveys/", before=open_result),
    Shot("grants", "liwenjing", "/remedies/grants/"),
    Shot("portal-phone", "", "/", PHONE),
    Shot("people", "baoxiaochuan", "/administration/people/"),
)


def sheet() -> bytes:
    """Return ``LIST`` as an .xlsx file."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("问题清单")
        for number, row in enumerate(LIST):
            page.write_row(number, 0, row)
    return file.getvalue()


def take(shot: Shot, browser: Browser, address: str, portal: str, password: str) -> None:
    width, height = shot.size
    base = address if shot.user else portal
    context = browser.new_context(
        base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    if shot.user:
        log_in(page, shot.user, password)
    page.goto(shot.path)
    if shot.before is not None:
        shot.before(page)
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS).save(IMAGES / f"{shot.name}.png", optimize=True)
    if shot.after is not None:
        shot.after(page)
    context.close()
    print(f"{shot.name}.png")


def log_in(page: Page, user: str, password: str) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(user)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def take_all(address: str, portal: str, password: str, names: list[str]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = which("chromium") or which("chromium-browser")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        for shot in SHOTS:
            if not names or shot.name in names:
                take(shot, browser, address, portal, password)
        browser.close()


def take_from_new_city(names: list[str]) -> None:
    """Build a demo city in a folder that is thrown away, serve it, take the pictures, stop."""
    command = [sys.executable, "-m", "jianfa.cli.main"]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "JIANFA_HOME": home, "PYTHONPATH": str(ROOT / "src")}
        environment.pop("DATABASE_URL", None)
        subprocess.run([*command, "demo"], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 # ours
        serve = [*command, "serve", "--address", ADDRESS.removeprefix("http://")]
        serve += ["--with-portal", PORTAL.removeprefix("http://")]
        with subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL) as server:  # noqa: S603 # ours
            try:
                wait_for(f"{ADDRESS}/login/")
                wait_for(f"{PORTAL}/")
                take_all(ADDRESS, PORTAL, Path(home, "demo-password.txt").read_text(encoding="utf-8").strip(), names)
            finally:
                server.terminate()


def wait_for(address: str, seconds: int = 60) -> None:
    for _n in range(seconds):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 # our own address
        except (URLError, OSError):
            time.sleep(1)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of docs/guide/images again.")
    parser.add_argument("--address", help="where a demo city is being served; otherwise one is built")
    parser.add_argument("--portal", default=PORTAL, help="where its portal is being served")
    parser.add_argument("--password", default="", help="the password of its accounts")
    parser.add_argument("names", nargs="*", help="only these pictures, such as board")
    options = parser.parse_args()
    if options.address:
        take_all(options.address.rstrip("/"), options.portal.rstrip("/"), options.password, options.names)
    else:
        take_from_new_city(options.names)


if __name__ == "__main__":
    main()
