"""Every main page as each role sees it, wide and on a phone: accessible, within the screen, wholly in Chinese.

One test for each role; what is wrong on any of its pages is named together with the page.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from jianfa.organisations.models import Person
from tests import snapshot
from tests.browser import DESK, PHONE, accessibility_faults, follow
from tests.browser.remedies import REMEDY_PAGES
from tests.browser.things import Things, everything
from tests.world import NOW, World

pytestmark = pytest.mark.browser

A4: ViewportSize = {"width": 794, "height": 1123}
LATIN = re.compile(r"[A-Za-z]{4,}")
CODES = re.compile(r"https?://\S+|\b[0-9a-f-]{8,}\b|\b[2-9A-Z]{4}(?:-[2-9A-Z]{4})+\b|\S+\.(?:xlsx|csv|txt)\b|\{[^}]*\}")
"""Addresses, digests, activation codes, names of files, marks in a pattern of numbers: the same in every language."""
ALLOWED = {"Excel", "Word", "xlsx", "Ctrl", "Enter", "English", "Office", "Jianfa", "OpenAPI", "OpenDocument"}
"""Names people know by their Latin letters; the button that leads to the English pages says so in English."""
VISIBLE_WORDS = """() => {
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    const isCode = holder.closest("script, style, template, noscript, code, kbd, .code");
    if (!isCode && holder.checkVisibility({visibilityProperty: true})) said.push(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"]) said.push(element.getAttribute(name) || "");
  return said.filter((text) => /[A-Za-z]{4}/.test(text));
}"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return "";
  const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1);
  return out.slice(0, 3).map((e) => e.outerHTML.slice(0, 90)).join(" | ") || "document";
}"""


PAGES: dict[str, tuple[str, ...]] = {
    "desk": (
        "home", "board", "board_baseline", "burden", "burden_rows",
        "problems?stage=all", "problem submitted", "problem dispatched",
        "problem suspended", "problem publicised", "problem written_off", "problem_record written_off",
        "move submitted/list", "move listed/dispatch", "move submitted/decline", "move in_progress/transfer",
        "problem asked", "move asked/check", "triage", "minutes", "solvers", "lights",
        "unit finance", "search?q=经费", "search?q=查无此事", "working_days", "load", "load?unit=T-CW", "month",
        "month?month=2026-06", "month?day=2026-06-30", "problem_timetable in_progress", "unit_timetable finance",
        "unit_timetable west",
        "orders", "orders?state=closed", "orders_new", "order_draft finance", "order answered", "order drafted",
        "order_step answered/return", "order_print answered", "order_next answered", "order_step drafted/record",
        "order_step answered/copy", "instructions", "instruction said", "papers in_progress", "papers written_off",
        "sessions", "session_new", "session gathered", "session decided", "session_step gathered/add",
        "session_step gathered/name_panel", "session_step deciding/pull_out", "session_notice decided",
        "session_step deciding/record_decision",
        "publicity", "publicity_notice", "move approving/draft_publicity", "move publicised/object",
        "problem lot", "move lot/draw_panel", "problem drawn",
        "surveys", "survey_new", "survey asking", "survey_step asking/open", "survey surveyed", "survey_sheet surveyed",
        "survey_step surveyed/make_problem", "survey_step surveyed/add_to_problem", "survey_step surveyed/send_back",
    ),
    "second_clerk": (
        "problem_new", "imports", "import_new", "import_columns checking", "import_check checking",
        "import_row checking/1", "import checking", "import committed", "import_undo committed", "weekly", "tokens",
        "token_new", "start", "start_campaign", "handovers", "password", "campaigns", "campaign campaign",
        "campaign ended", "campaign_step campaign/save_class_template", "campaign_step campaign/change_rules",
        "carry_over ended", "campaign_step campaign/save_step_template", "notices", "notices?show=all",
        "notice_settings",
    ),
    "leader": (
        "home", "board", "problems?stage=all", "problem approving", "move approving/approve", "solvers", "weekly",
        "order drafted", "order_step drafted/sign", "move in_progress/instruct", "instruction said",
        "session deciding", "session_step deciding/approve",
    ),
    "liaison": ("home", "board", "problems", "problem draft", "move draft/edit", "problem_new", "unit east",
                "imports", "demands", "demands?state=declined", "demand_new", "demand_new?worker=1",
                "demand_new?practice=1", "demands_paste", "demands_batch pasted", "demand wrote",
                "demand_step wrote/pass_on", "demand_step wrote/set_sensitivity", "demand told",
                "demand_step told/rate", "survey_answer open", "survey surveyed"),
    "head": ("home", "survey_sign open", "problems", "problem draft", "move draft/submit", "papers approving"),
    "handler": (
        "home", "problems", "problem dispatched", "move dispatched/sign_for", "problem in_progress",
        "move in_progress/plan", "move in_progress/schedule", "move in_progress/report", "problem_timetable planning",
        "demands", "demand handed", "demand_step handed/accept_handover",
        "move planning/plan", "load", "month", "move in_progress/add_evidence", "choose_post",
    ),
    "department_head": (
        "home", "board", "problem in_progress", "move in_progress/apply", "move in_progress/extend",
        "move in_progress/change_clock", "move asked/report", "unit finance", "start",
        "orders", "order answered", "instruction_step said/answer",
        "campaigns", "campaign practice", "campaign_step practice/confirm", "campaign_step practice/reject",
        "campaign_step campaign/close_campaign",
    ),
    "panellist": (
        "home", "problems", "problem verifying", "move verifying/record_result", "session sitting",
        "session_step sitting/record",
    ),
    "auditor": (
        "home", "demands", "demand wrote", "demand told",
        "board", "problems?stage=all", "problem written_off", "imports", "checkpoints", "discrepancy found",
        "certificate_check", "doubts", "doubts_of_kind quick_pass", "doubts_of_kind opening", "session decided",
    ),
    "other_head": ("home", "order out", "order_step out/answer"),
    "administrator": (
        "units", "unit_new", "unit_change east", "start_city", "start_units", "people", "person_new", "person person",
        "post_give person", "substitute post", "post_end post", "start_people", "start",
        "working_days", "working_days?year=2027", "robots", "checkpoints", "discrepancy found",
    ),
}  # fmt: skip
for role, more in REMEDY_PAGES.items():
    PAGES[role] += more
PRINTED = (
    "board", "problem written_off", "problems?stage=all", "minutes", "weekly", "solvers", "order_print answered",
    "checkpoint sealed", "session_notice decided",
)  # fmt: skip
REFUSED = {"triage": 403, "units": 403, "problem draft": 404, "move suspended/report": 409}
"""Asked by a handler: never the office, not to be seen, or the wrong moment."""


@pytest.fixture(scope="session")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """What stands on the pages takes seconds to make: it is made for the first test and put back for the others."""
    kept: dict[str, Any] = {}
    yield kept
    if kept:
        with django_db_blocker.unblock():
            snapshot.drop("pages")


@pytest.fixture
def things(world: World, live_server: Any, made_once: dict[str, Any]) -> Things:
    if made_once:
        snapshot.restore("pages")
        world.travel(seconds=(made_once["now"] - world.now).total_seconds())
    else:
        made_once["things"] = everything(world)
        made_once["now"] = world.now
        snapshot.take("pages")
    made: Things = made_once["things"]
    return replace(made, world=world)


def sit_down(page: Page, world: World, who: str) -> None:
    """Be logged in without the login page, which has a test of its own."""
    client, post = Client(), world.posts[who]
    client.force_login(Person.objects.get(pk=post.person_id))
    client.post(reverse("choose_post"), {"post": post.pk})
    address = page.evaluate("location.origin") if page.url.startswith("http") else opened(page)
    page.context.add_cookies([{"name": "jianfa", "value": client.cookies["jianfa"].value, "url": address}])


def opened(page: Page) -> str:
    page.goto("/login/")
    return str(page.evaluate("location.origin"))


def faults_here(page: Page, *, is_first: bool = True) -> Iterator[str]:
    """Yield what is wrong with the page shown, at both widths; after the first the frame of the phone is known."""
    page.wait_for_load_state()
    yield from english_on(page)
    for size, name in ((DESK, "1280"), (PHONE, "390")):
        page.set_viewport_size(size)
        if page.evaluate(TOO_WIDE):
            page.wait_for_timeout(500)  # a chart draws itself anew for the width
        if wide := page.evaluate(TOO_WIDE):
            yield f"{name} overflows: {wide}"
        only_layout = size is PHONE and not is_first
        faults_of_axe = accessibility_faults(page, only_layout=only_layout)
        yield from (f"{name} {fault}" for fault in faults_of_axe)


def english_on(page: Page) -> Iterator[str]:
    usernames = set(Person.objects.values_list("username", flat=True))
    allowed = ALLOWED | {word for name in usernames for word in LATIN.findall(name)}
    for text in page.evaluate(VISIBLE_WORDS):
        if words := set(LATIN.findall(CODES.sub(" ", text))) - allowed:
            yield f"English: {sorted(words)} in {text.strip()[:80]!r}"


def faults_of(page: Page, addresses: dict[str, str], status: Callable[[str], int] = lambda name: 200) -> list[str]:
    faults = []
    for n, (name, address) in enumerate(addresses.items()):
        page.set_viewport_size(DESK)
        answer = page.goto(address)
        got = answer.status if answer else None
        if got != status(name) or not unquote(page.url).endswith(address):
            faults.append(f"{name}: {got} at {page.url}")
            continue
        faults += [f"{name}: {fault}" for fault in faults_here(page, is_first=n == 0)]
    return faults


def assert_none(faults: Iterable[str]) -> None:
    """Fail with all faults, each on a line."""
    found = list(faults)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_a_role_can_be_read_by_everybody_on_every_screen(page, things, who):
    sit_down(page, things.world, who)

    assert_none(faults_of(page, {name: things.at(name) for name in PAGES[who]}))


def test_the_rows_behind_a_number_of_the_board_can_be_read(page, things):
    sit_down(page, things.world, "desk")
    page.goto(f"{reverse('board')}?on={NOW.date() - timedelta(days=1)}")
    follow(page.locator("main a[href*='/board/rows/']").first)

    assert_none(faults_here(page))


def test_forms_that_open_in_place_and_their_refusals_can_be_read(page, things):
    sit_down(page, things.world, "desk")
    page.goto(things.at("problem submitted"))
    page.locator("#step").get_by_role("link", name="立项", exact=True).click()
    page.locator("#step").get_by_role("button", name="立项", exact=True).click()
    page.locator(".field-error, .form-errors").first.wait_for()

    assert_none(faults_here(page))


def test_the_pages_before_the_login_can_be_read(page, things):
    assert_none(faults_of(page, {name: reverse(name) for name in ("login", "activate")}))


def test_pages_that_refuse_can_be_read(page, things):
    sit_down(page, things.world, "handler")
    addresses = {name: things.at(name) for name in REFUSED} | {"nowhere": "/nowhere/"}

    assert_none(faults_of(page, addresses, lambda name: REFUSED.get(name, 404)))


def test_activation_slips_can_be_read_and_fit_the_paper(page, things):
    sit_down(page, things.world, "administrator")
    page.goto(reverse("people"))
    page.get_by_label("选中本页全部").check()
    follow(page.get_by_role("button", name="打印激活条"))

    assert_none([*faults_here(page), *faults_on_paper(page)])


def test_what_is_printed_fits_the_paper_and_leaves_the_menu_out(page, things):
    sit_down(page, things.world, "desk")
    faults = []
    shown = "board", "problem written_off", "problems?stage=all", "minutes", "weekly", "solvers", "order_print answered"
    for name in shown:
        page.emulate_media(media="screen")
        page.goto(things.at(name))
        faults += [f"{name}: {fault}" for fault in faults_on_paper(page)]

    assert_none(faults)


def faults_on_paper(page: Page) -> Iterator[str]:
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    if wide := page.evaluate(TOO_WIDE):
        yield f"overflows: {wide}"
    for part in (".side", ".topbar", ".bar"):
        if page.locator(part).count() and page.locator(part).first.is_visible():
            yield f"{part} is printed"
