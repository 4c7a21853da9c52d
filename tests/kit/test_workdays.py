"""Laws of working-day arithmetic, over any table of working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.workdays import (
    LONGEST_BREAK,
    NoWorkingDay,
    add_workdays,
    next_working_day,
    previous_working_day,
    workdays_before,
    workdays_between,
)
from tests.china import is_working

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


# Backward


@given(days, tables)
def test_the_last_working_day_is_the_first_one_backward(day, table):
    found = previous_working_day(day, table)

    assert found <= day
    assert table(found)
    assert not any(table(found + timedelta(days=n)) for n in range(1, (day - found).days + 1))


@given(days, st.integers(-40, 40), tables)
def test_as_many_working_days_are_left_as_were_asked_for(day, count, table):
    found = workdays_before(day, count, table)

    assert table(found)
    assert workdays_between(found, day, table) == count


@given(days, st.integers(0, 40), tables)
def test_the_latest_such_day_is_taken(day, count, table):
    found = workdays_before(day, count, table)

    assert all(workdays_between(found + timedelta(days=n), day, table) != count or not table(found + timedelta(days=n))
               for n in range(1, 15))  # fmt: skip


@given(days, st.integers(0, 20), st.integers(0, 20), tables)
def test_more_days_before_is_never_later(day, one, more, table):
    assert workdays_before(day, one + more, table) <= workdays_before(day, one, table)


@given(days, st.integers(1, 40), tables)
def test_forward_and_backward_agree_between_working_days(day, count, table):
    start = next_working_day(day, table)

    assert workdays_before(add_workdays(start, count, table), count, table) == start


def test_a_table_without_working_days_has_no_last_one():
    with pytest.raises(NoWorkingDay):
        workdays_before(date(2026, 1, 1), 3, lambda day: False)


# Days that offices fall over; the calendar is the State Council's of those years.


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # a leap day is a day
        (date(2023, 2, 28), 1, date(2023, 3, 1)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # over the year's end, to the Sunday worked for it
        (date(2023, 12, 29), 1, date(2024, 1, 2)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday worked before the Spring Festival
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # nine days off
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # the Saturday after the National Day counts
        (date(2020, 1, 23), 1, date(2020, 2, 3)),  # the Spring Festival that was prolonged
    ],
)
def test_terms_over_holidays_leap_days_and_the_end_of_the_year(day, count, expected):
    assert add_workdays(day, count, is_working) == expected
    assert workdays_before(expected, count, is_working) == day


def test_what_ends_on_a_day_off_rolls_to_the_next_working_day():
    assert next_working_day(date(2026, 10, 1), is_working) == date(2026, 10, 8)
    assert previous_working_day(date(2026, 10, 1), is_working) == date(2026, 9, 30)
