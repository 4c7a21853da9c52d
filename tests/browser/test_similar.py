"""Similar texts in a real browser: the hint that follows the typing, the key that takes suggestions, and the pages."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.ledger.models import Problem
from tests.browser.test_every_page import assert_none, faults_here, faults_of, sit_down
from tests.intake.made import raised
from tests.intake.test_suggesting import NEW, history
from tests.intake.test_themes import demands
from tests.workspace.test_triage import TRIAGE, raw
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def made(world: World, live_server: object) -> dict[str, list[Demand]]:
    """Two matters raised several times, confirmed and worked out; four listed problems about a third; a list waits."""
    found = demands(world)
    history(world, 4)
    actions.confirm_like(found["audit"][0], found["audit"][1], actor=world.desk, at=world.now)
    actions.propose_synonyms(actor=world.second_clerk, at=world.now, text="驿站 ~ 暖心小屋", reason="本地叫法")
    actions.work_out_themes(world.campaign, at=world.now)
    return found


def test_the_hint_follows_the_typing(page: Page, world: World, made: dict[str, list[Demand]]):
    sit_down(page, world, "liaison")
    page.goto(reverse("demand_new"))
    page.locator("textarea[name=text]").press_sequentially("我们想单独设立经费审查办公室")

    expect(page.locator(".similar-place .similar-row").first).to_be_visible()
    expect(page.locator(".similar-place mark").first).to_be_visible()
    assert_none(faults_here(page))


def test_one_key_takes_what_is_suggested(page: Page, world: World, made: dict[str, list[Demand]]):
    problem = raw(world, NEW)
    Problem.objects.filter(pk=problem.pk).update(nature="", dimension=None)
    dimension = world.campaign.dimensions.get(name="阵地网络")
    sit_down(page, world, "desk")
    page.goto(TRIAGE)
    page.locator("[data-take]").wait_for()
    page.locator(f"select[name=p{problem.pk.hex}-dimension]").focus()
    page.keyboard.press("t")

    expect(page.locator(f"select[name=p{problem.pk.hex}-dimension]")).to_have_value(str(dimension.pk))
    expect(page.locator(f"select[name=p{problem.pk.hex}-nature]")).to_have_value("common")
    assert_none(faults_here(page))


def test_the_pages_can_be_read_on_every_screen(page: Page, world: World, made: dict[str, list[Demand]]):
    one, other = made["audit"][:2]
    new = raised(world, NEW, text=NEW)
    sit_down(page, world, "desk")

    assert_none(
        faults_of(
            page,
            {
                "demand": reverse("demand", args=[one.pk]),
                "demand_similar": reverse("demand_similar", args=[new.pk]),
                "alike": reverse("alike", args=["demand", one.pk, "demand", other.pk]),
                "not yet": reverse("alike", args=["demand", one.pk, "demand", made["audit"][2].pk]),
                "similar_typing": reverse("similar_typing"),
                "themes": reverse("themes"),
                "theme": reverse("theme", args=[one.pk]),
                "synonyms": reverse("synonyms"),
                "promote": reverse("demand_step", args=[new.pk, "promote"]),
            },
        )
    )
