"""Lights: one function, and an annotation that always says the same."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.workdays import every_day, workdays_between
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.supervision.queries import light_of, lights_of, pressing, with_light
from jianfa.supervision.rules.lights import AWAITING, MOVING, RUNNING, Light, light
from tests.china import is_working
from tests.supervision.asking import ask, proposal_of
from tests.supervision.plans import dated, with_tasks
from tests.workspace.html import queries
from tests.world import World

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def of(state: str, due: date | None, today: date, warn_days: int = 5) -> Light:
    return light(state, due, today, warn_days=warn_days, is_working=is_working).light


@given(st.sampled_from(sorted(RUNNING)), DAYS, DAYS, st.integers(0, 15))
def test_it_is_red_exactly_when_the_due_day_is_over(state, due, today, warn_days):
    assert (of(state, due, today, warn_days) == Light.OVERDUE) == (today > due)


@given(DAYS, DAYS, st.integers(0, 10))
def test_warning_earlier_never_turns_a_light_green(due, today, warn_days):
    if of("in_progress", due, today, warn_days) == Light.NEAR:
        assert of("in_progress", due, today, warn_days + 1) == Light.NEAR


@given(st.sampled_from([str(state) for state in State]), DAYS)
def test_a_stopped_clock_is_never_red(state, due):
    if state not in RUNNING:
        assert of(state, due, due + timedelta(days=400)) in {Light.STOPPED, Light.AWAITING, Light.NONE}


@given(st.sampled_from(sorted(AWAITING)), DAYS, DAYS)
def test_what_waits_for_acceptance_says_how_long_and_whether_it_was_late(state, stopped, today):
    shown = light(
        state, stopped, today, warn_days=5, is_working=is_working, stopped_on=stopped, was_overdue=True
    )  # fmt: skip

    assert (shown.light, shown.was_overdue) == (Light.AWAITING, True)
    assert shown.days == max((today - stopped).days, 0)


@given(st.sampled_from(sorted(RUNNING)), DAYS, DAYS, DAYS, st.integers(0, 15))
def test_a_late_node_is_yellow_only_with_the_unit_that_acts_and_only_until_it_is_red(state, due, late, today, warn):
    shown = light(state, due, today, warn_days=warn, is_working=is_working, late=late)

    assert (shown.light == Light.BEHIND) == (state in MOVING and late < today <= due)
    if shown.light == Light.BEHIND:
        assert (shown.days, shown.until) == (workdays_between(late, today, is_working), late)


@given(DAYS, DAYS)
def test_whoever_counts_natural_days_is_told_natural_days(due, today):
    shown = light("in_progress", due, today, warn_days=5, is_working=every_day)

    if shown.light == Light.OVERDUE:
        assert shown.days == (today - due).days


def test_it_says_which_node_is_late_and_by_how_much(world: World):
    problem = dated(world, "核定人数", date(2026, 4, 17), "报请批复", date(2026, 6, 30))

    friday, monday, wednesday = (light_of(problem, date(2026, 4, day)) for day in (17, 20, 22))

    assert friday.name == "normal"
    assert (monday.name, monday.symbol, monday.word, monday.reason) == (
        "behind", "▲", "黄 滞后", "节点“核定人数”晚 1 个工作日",
    )  # fmt: skip
    assert wednesday.reason == "节点“核定人数”晚 3 个工作日"


def test_a_finished_node_is_no_longer_late(world: World):
    problem = dated(world, "核定人数", date(2026, 4, 17), "报请批复", date(2026, 6, 30))
    first = problem.measures.earliest("due_current")
    world.travel(days=40)

    ledger.report(problem, actor=world.handler, at=world.tick(), text="人数已核定", finished=[first.pk])

    assert light_of(problem, date(2026, 4, 25)).name == "normal"


def test_whoever_asked_in_time_is_not_red_while_the_city_has_not_answered(world: World):
    problem = world.problem("in_progress", due=date(2026, 4, 17))
    ask(world, problem, until=date(2026, 6, 30), at=world.travel(days=30))
    monday = date(2026, 4, 20)

    waiting = light_of(problem, monday)
    lit: Any = with_light(Problem.objects.all(), monday).get(pk=problem.pk)
    pressed = Problem.objects.filter(pressing(monday)).exists()
    ledger.reject(problem, proposal_of(problem), actor=world.desk, at=world.travel(days=2), reason="无外部原因")
    refused = light_of(problem, monday)

    assert (waiting.name, waiting.reason) == ("stopped", "已按时申请延期，待市级答复")
    assert (lit.light, pressed) == ("stopped", False)
    assert (refused.name, refused.reason) == ("overdue", "1 个工作日")


def test_of_a_measure_with_tasks_only_the_milestones_count(world: World):
    problem = dated(world, "核定人数", date(2026, 4, 17), "报请批复", date(2026, 6, 30))
    with_tasks(problem, world, [("测算", date(2026, 4, 2), False), ("拨付到账", date(2026, 5, 8), True)])

    assert light_of(problem, date(2026, 5, 8)).name == "normal"
    # The Saturday between is worked.
    assert light_of(problem, date(2026, 5, 12)).reason == "节点“拨付到账”晚 3 个工作日"


def test_the_lights_of_a_list_cost_the_same_however_many_they_are(world: World):
    counts = []
    for more in (2, 6):
        for _n in range(more):
            dated(world, "核定人数", date(2026, 4, 17), "报请批复", date(2026, 6, 30))
        problems = list(Problem.objects.select_related("campaign"))
        counts.append(queries(partial(lights_of, problems, date(2026, 5, 1))))

    assert counts[0] == counts[1] == 3


@pytest.mark.parametrize("day_kind", ["working", "natural"])
@pytest.mark.parametrize("offset", [-30, -1, 0, 1, 4, 5, 7, 8, 40])
def test_the_annotation_says_the_same_as_the_function(world: World, offset: int, day_kind: str):
    for state in State:
        world.problem(state, due=date(2026, 4, 30))
    behind = dated(world, "核定人数", date(2026, 4, 10), "报请批复", date(2026, 4, 30))
    with_tasks(behind, world, [("拨付到账", date(2026, 4, 24), True)])
    dated(world, "核定人数", date(2026, 4, 24), "报请批复", date(2026, 4, 30))
    Campaign.objects.update(day_kind=day_kind)
    today = date(2026, 4, 30) - timedelta(days=offset)

    rows: Any = with_light(Problem.objects.select_related("campaign"), today)

    assert [(row.state, row.light) for row in rows] == [(row.state, light_of(row, today).name) for row in rows]
    pressed = set(Problem.objects.filter(pressing(today)).values_list("pk", flat=True))
    assert pressed == {row.pk for row in rows if row.light in {"overdue", "behind", "near"}}
