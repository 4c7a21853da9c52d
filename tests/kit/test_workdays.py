"""Laws of working-day arithmetic, over any table of working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.calendar.queries import is_provisional, is_working
from jianfa.kit.workdays import LONGEST_BREAK, NoWorkingDay, add_workdays, next_working_day, workdays_between

days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
counts = st.integers(-40, 40)
tables = st.builds(
    lambda weekdays, extra: lambda day: (day.weekday() in weekdays) is not (day.toordinal() % 97 in extra),
    st.frozensets(st.integers(0, 4), min_size=2),
    st.frozensets(st.integers(0, 96), max_size=6),
)
"""A week with at least two working days, and some days on which it is the other way round."""


@given(days, counts, tables)
def test_the_day_found_is_worked(day, count, table):
    assert table(add_workdays(day, count, table))


@given(days, st.integers(1, 40), tables)
def test_counting_back_what_was_added_gives_the_count(day, count, table):
    assert workdays_between(day, add_workdays(day, count, table), table) == count


@given(days, st.integers(1, 40), tables)
def test_no_earlier_day_would_do(day, count, table):
    found = add_workdays(day, count, table)

    assert workdays_between(day, found - timedelta(days=1), table) == count - 1


@given(days, st.integers(1, 20), st.integers(1, 20), tables)
def test_adding_twice_is_adding_the_sum(day, one, other, table):
    assert add_workdays(add_workdays(day, one, table), other, table) == add_workdays(day, one + other, table)


@given(days, st.integers(1, 20), tables)
def test_going_back_from_a_working_day_undoes_going_on(day, count, table):
    start = next_working_day(day, table)

    assert add_workdays(add_workdays(start, count, table), -count, table) == start


@given(days, days, tables)
def test_the_other_way_round_is_the_negative(one, other, table):
    assert workdays_between(one, other, table) == -workdays_between(other, one, table)


@given(days, tables)
def test_the_next_working_day_is_the_first_one_from_that_day_on(day, table):
    found = next_working_day(day, table)

    assert found >= day
    assert not any(table(day + timedelta(days=n)) for n in range((found - day).days))


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_a_table_without_working_days_is_refused(count):
    with pytest.raises(NoWorkingDay):
        add_workdays(date(2026, 1, 1), count, lambda day: False)


def test_a_break_as_long_as_allowed_is_waited_for():
    start = date(2026, 1, 1)
    end = start + timedelta(days=LONGEST_BREAK - 1)

    assert next_working_day(start, lambda day: day == end) == end


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2023, 1, 21), False),  # New Year's Eve
        (date(2023, 1, 28), True),  # a Saturday worked for it
        (date(2023, 10, 6), False),
        (date(2023, 10, 8), True),  # a Sunday worked for the National Day
        (date(2024, 2, 29), True),
    ],
)
def test_the_chinese_calendar_knows_holidays_and_worked_weekends(day, worked):
    assert is_working(day) is worked
    assert not is_provisional(day)


def test_a_year_not_published_yet_is_provisional_and_counts_from_monday_to_friday():
    monday = date(2099, 1, 5)

    assert is_provisional(monday)
    assert [is_working(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2
