"""The standard of a problem: pre-filled from its class, changed until work starts, shown to whoever needs it."""

import pytest
from django.test import Client
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import ClassTemplate
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity, State
from jianfa.organisations.policy import Refused
from tests.workspace.html import opened
from tests.workspace.test_classes import saved
from tests.workspace.verbs import listing
from tests.world import World, reread

CRITERION = {"text": "场所对职工开放", "test": "现场查看开放时间", "evidence_hint": "验收单"}


@pytest.fixture
def venue(world: World) -> ClassTemplate:
    """A class that asks for a panel on site and for no publicity."""
    return saved(
        world, name="场所类", criteria=[CRITERION], method=Method.ON_SITE.value, grade=Grade.KEY.value,
        needs_publicity=False,
    )  # fmt: skip


def test_what_the_class_says_is_filled_in_and_kept(client: Client, world: World, venue: ClassTemplate):
    problem = world.problem(State.SUBMITTED)
    address = reverse("move", args=[problem.pk, "list"])

    filled = opened(client, world.desk, f"{address}?template={venue.pk}").values("form[data-guard]")
    typed = {"solver": "superior_union", "due": "2026-09-30", "lead": str(world.finance.pk)}
    sent = opened(client, world.desk, address, **filled | typed)

    found = reread(problem)
    assert sent.status == 302
    assert (found.method, found.grade, found.needs_publicity) == ("on_site", "key", False)
    assert found.criteria.values("text", "test", "evidence_hint").get() == CRITERION


def test_without_a_word_about_it_the_standard_is_the_lightest(client: Client, world: World):
    problem = world.problem(State.SUBMITTED)

    opened(client, world.desk, reverse("move", args=[problem.pk, "list"]), **listing(world, problem))

    found = reread(problem)
    assert (found.method, found.grade, found.needs_publicity) == ("papers", "ordinary", True)


def test_it_changes_until_work_starts(client: Client, world: World):
    problem = world.problem(State.PLANNING)
    address = reverse("move", args=[problem.pk, "revise"])
    shown = opened(client, world.desk, address).values("form[data-guard]")

    sent = opened(client, world.desk, address, **shown | {"method": "sample", "grade": "key", "publicity": "no"})

    found = reread(problem)
    assert sent.status == 302
    assert (found.method, found.grade, found.needs_publicity) == ("sample", "key", False)
    assert found.criteria.exclude(ended_at=None).count() == 0


def test_an_unknown_method_is_refused_by_the_action_too(world: World):
    problem = world.problem(State.LISTED)

    with pytest.raises(Refused) as refused:
        ledger.revise(
            problem, actor=world.desk, at=world.now, nature=Nature.COMMON, clock=Clock.PHASED, weight=1,
            sensitivity=Sensitivity.GENERAL, dimension=None, sponsor=None, criteria=[ledger.NewCriterion("核对")],
            method="by-photograph",
        )  # fmt: skip

    assert refused.value.field == "method"


@pytest.mark.parametrize(("state", "who", "verb"), [
    (State.IN_PROGRESS, "department_head", "apply"), (State.VERIFYING, "panellist", "record_result"),
])  # fmt: skip
def test_whoever_applies_or_verifies_reads_the_standard(client: Client, world: World, state, who, verb):
    problem = world.problem(state)
    problem.criteria.filter(position=1).update(test="与清单逐家核对")

    page = opened(client, getattr(world, who), reverse("move", args=[problem.pk, verb])).text("#step")

    assert "一般 · 书面 · 公示" in page
    assert "与清单逐家核对" in page


def test_the_page_of_the_problem_shows_it(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    problem.criteria.filter(position=1).update(test="与清单逐家核对")

    page = opened(client, world.liaison, reverse("problem", args=[problem.pk])).text("main")

    assert "一般 · 书面 · 公示" in page
    assert "与清单逐家核对" in page


def test_the_leader_reads_that_it_was_listed_without_publicity(client: Client, world: World):
    problem = world.problem(State.APPROVING)
    type(problem).objects.filter(pk=problem.pk).update(needs_publicity=False)

    filled = opened(client, world.leader, reverse("move", args=[problem.pk, "approve"])).values("form[data-guard]")

    assert "不公示" in filled["exemption"]
