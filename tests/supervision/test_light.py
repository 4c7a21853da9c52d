"""Lights: one function, and an annotation that always says the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.calendar.queries import is_working
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.supervision.queries import light_of, with_light
from jianfa.supervision.rules.lights import AWAITING, RUNNING, Light, light
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


@pytest.mark.parametrize("offset", [-30, -1, 0, 1, 4, 5, 7, 8, 40])
def test_the_annotation_says_the_same_as_the_function(world: World, offset: int):
    for state in State:
        world.problem(state, due=date(2026, 4, 30))
    today = date(2026, 4, 30) - timedelta(days=offset)

    rows: Any = with_light(Problem.objects.select_related("campaign"), today)

    assert [(row.state, row.light) for row in rows] == [(row.state, light_of(row, today).name) for row in rows]
