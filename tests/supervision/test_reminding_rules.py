"""The ladder of reminders: which step holds on which day, for any table of working days."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.workdays import ONE_DAY
from jianfa.supervision.rules.lights import near_until
from jianfa.supervision.rules.reminding import LADDER, OVER_BY, Kind, Level, first_day, kind_on, latest_due

MONDAY = date(2026, 3, 16)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@st.composite
def tables(draw: st.DrawFn) -> Callable[[date], bool]:
    """Monday to Friday with single days changed both ways: holidays and worked weekends."""
    changed = draw(st.frozensets(DAYS, max_size=40))
    return lambda day: weekdays(day) != (day in changed)


def step(due: date, today: date, is_working=weekdays, warn_days: int = 5) -> Kind | None:
    return kind_on(due, today, lambda day: near_until(day, warn_days, is_working), is_working)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(8, None), (7, Kind.NEAR), (1, Kind.NEAR), (0, Kind.DUE), (-3, Kind.OVERDUE), (-7, Kind.LONG_OVERDUE)],
)
def test_the_step_of_a_monday(days, expected):
    assert step(MONDAY + timedelta(days=days), MONDAY) == expected


def test_what_is_due_on_a_sunday_is_due_on_friday_for_the_reminder():
    sunday, friday = MONDAY - ONE_DAY, MONDAY - timedelta(days=3)

    assert (step(sunday, friday), step(sunday, MONDAY)) == (Kind.DUE, Kind.OVERDUE)


def test_each_step_tells_one_level_more():
    by_date = [LADDER[kind] for kind in (Kind.NEAR, Kind.DUE, Kind.OVERDUE, Kind.LONG_OVERDUE)]

    assert by_date == [tuple(Level)[:n] for n in range(1, 5)]


@given(due=DAYS, today=DAYS, is_working=tables(), warn_days=st.integers(1, 20))
def test_the_ladder_read_from_either_end_says_the_same(due, today, is_working, warn_days):
    latest = latest_due(today, is_working)
    by_query = next((kind for kind in (Kind.LONG_OVERDUE, Kind.OVERDUE, Kind.DUE) if due <= latest[kind]), None)
    found = step(due, today, is_working, warn_days)

    assert by_query == (found if found != Kind.NEAR else None)


@given(due=DAYS, is_working=tables(), warn_days=st.integers(1, 20), kind=st.sampled_from([*OVER_BY, Kind.DUE]))
def test_a_step_begins_on_a_working_day_and_not_before(due, is_working, warn_days, kind):
    first = first_day(kind, due, lambda day: day, is_working)

    assert is_working(first)
    assert step(due, first - ONE_DAY, is_working, warn_days) != kind


@given(due=DAYS, is_working=tables(), warn_days=st.integers(1, 20))
def test_steps_follow_one_another(due, is_working, warn_days):
    order = [None, Kind.NEAR, Kind.DUE, Kind.OVERDUE, Kind.LONG_OVERDUE]
    seen = [order.index(step(due, due + timedelta(days=n), is_working, warn_days)) for n in range(-40, 40)]

    assert seen == sorted(seen)


@given(due=DAYS, is_working=tables(), warn_days=st.integers(1, 20))
def test_the_first_day_of_nearness_is_the_first(due, is_working, warn_days):
    def rule(day: date) -> date:
        return near_until(day, warn_days, is_working)

    first = first_day(Kind.NEAR, due, rule, is_working)

    assert rule(first) >= due > rule(first - ONE_DAY)
