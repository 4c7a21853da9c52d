"""The browser: Debian's Chromium, speaking Chinese, allowed to reach nothing but this machine.

`page` is a fresh, logged-out tab on the live server. A fault that the page itself reports (a script error,
something the content security policy refused) fails the test; what was on the screen when a test failed is
in test-results/.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, ViewportSize, expect, sync_playwright

RESULTS = Path(__file__).resolve().parent.parent.parent / "test-results"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


_static_file = StaticFilesHandler.serve


def _static_file_to_keep(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
    """Let a tab keep styles and scripts, as it does from a real server, instead of asking for each on every page."""
    response = _static_file(self, request)
    response["Cache-Control"] = "max-age=3600"
    return response


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "no Chromium on this machine (sudo apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("CI") or os.geteuid() == 0:
            pytest.fail(reason)  # both can have one, so its absence is a fault
        pytest.skip(reason)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    patch = pytest.MonkeyPatch()
    patch.setattr(StaticFilesHandler, "serve", _static_file_to_keep)
    expect.set_options(timeout=10_000)  # as long as any other step; the machine may be busy
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()
    patch.undo()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab 1280 wide; `page.goto("/")` opens the first page of the live server."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESK)
    context.set_default_timeout(10_000)
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.extend(_fault(message)))
    failed_before = request.session.testsfailed
    yield tab
    if request.session.testsfailed > failed_before or faults:
        RESULTS.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name)
        tab.screenshot(path=RESULTS / f"{name}.png", full_page=True)
    context.close()
    assert faults == []


def _fault(message: ConsoleMessage) -> list[str]:
    """A refused page (403, 404, 409) is an error to the console, but not a fault of the page."""
    is_fault = message.type == "error" and not message.text.startswith("Failed to load resource")
    return [message.text] if is_fault else []


def follow(to: Locator) -> None:
    """Click what leads to another page, and return when that page stands.

    A click by itself may return before: what is then read, asked of the database or gone to by address races with it.
    """
    with to.page.expect_navigation():
        to.click()


LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_LAYOUT = ["scrollable-region-focusable", "target-size"]
"""Rules whose answer depends on the width of the screen; names, roles and colours are the same on every screen."""


def accessibility_faults(page: Page, *, only_layout: bool = False) -> list[str]:
    """Return what axe finds on the page (WCAG 2.2, A and AA), naming rule and element.

    ``only_layout``: all else has been asked for at another width.
    """
    page.wait_for_load_state()  # a page whose styles are still on their way is no page yet
    asked: Any = {"type": "rule", "values": OF_LAYOUT} if only_layout else LEVELS
    found = Axe().run(page, options={"runOnly": asked, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def assert_accessible(page: Page) -> None:
    """Fail, naming rule and element, unless axe finds nothing on the page."""
    assert accessibility_faults(page) == []
