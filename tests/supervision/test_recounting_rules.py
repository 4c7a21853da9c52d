"""Laws of moving computed dates when the calendar changes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jianfa.calendar.rules import table
from jianfa.kit.workdays import add_workdays, workdays_before, workdays_between
from jianfa.supervision.rules.recounting import after, before, newly_free, still_matters

FIRST = date(2026, 1, 1)
days = st.dates(FIRST, date(2026, 12, 31))
exceptions = st.dictionaries(days, st.booleans(), max_size=12)
tables = exceptions.map(table)


@given(days, st.integers(1, 30), tables)
def test_an_unchanged_calendar_moves_nothing(day, count, old):
    ends = add_workdays(day, count, old)

    assert after(day, ends, count, old, old) is None
    assert before(day, ends, old, old) is None


@given(days, st.integers(1, 30), tables, tables)
def test_a_term_keeps_its_length_in_working_days(day, count, old, new):
    stored = add_workdays(day, count, old)
    moved = after(day, stored, count, old, new) or stored

    assert moved == add_workdays(day, count, new)


@given(days, st.integers(1, 30), st.integers(1, 30), tables, tables)
def test_a_term_given_under_another_rule_keeps_the_length_it_was_given(day, given_days, rule, old, new):
    stored = add_workdays(day, given_days, old)

    assert after(day, stored, rule, old, new) == after(day, stored, given_days, old, new)


@given(days, st.integers(-5, 40), tables, tables)
def test_as_many_days_are_left_until_the_due_date(due, count, old, new):
    stored = workdays_before(due, count, old)
    moved = before(stored, due, old, new) or stored

    assert workdays_between(moved, due, new) == count
    assert new(moved)


@given(days, st.integers(0, 40), tables, tables)
def test_taking_a_change_back_moves_dates_back(due, count, old, new):
    stored = workdays_before(due, count, old)
    moved = before(stored, due, old, new) or stored

    assert (before(moved, due, new, old) or moved) == stored


@given(days, st.integers(0, 20), st.integers(0, 20), tables, tables)
def test_tasks_keep_their_order_and_their_lengths(due, count, length, old, new):
    ends = workdays_before(due, count, old)
    starts = workdays_before(due, count + length, old)
    begins, finishes = (before(day, due, old, new) or day for day in (starts, ends))

    assert begins <= finishes
    assert workdays_between(begins, finishes, new) == workdays_between(starts, ends, old) == length


@given(days, st.integers(0, 30), st.sets(days, max_size=6))
def test_only_a_day_between_the_date_and_the_due_date_moves_it(due, count, free):
    old, new = table({}), table(dict.fromkeys(free, False))
    stored = workdays_before(due, count, old)
    between = [day for day in free if stored <= day <= due and old(day)]

    assert (before(stored, due, old, new) is not None) == bool(between)


def test_what_lay_in_the_past_and_stays_there_is_history():
    yesterday, today = FIRST, FIRST + timedelta(days=1)

    assert not still_matters(yesterday, yesterday, today)
    assert still_matters(yesterday, today, today)
    assert still_matters(today, yesterday, today)


@given(st.sets(days), tables, tables)
def test_only_days_that_were_worked_are_newly_free(some, old, new):
    found = newly_free(some, old, new)

    assert found == sorted(day for day in some if old(day) and not new(day))
