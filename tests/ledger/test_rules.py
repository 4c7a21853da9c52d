"""Laws of the list's pure rules."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jianfa.ledger.rules import is_driven, moved_due, next_number, progress, walk

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MEASURES = st.lists(st.tuples(st.integers(1, 100), st.booleans()), max_size=20)


@given(MEASURES)
def test_progress_is_a_whole_percentage_and_full_only_when_all_is_done(measures):
    percent = progress(measures)

    assert 0 <= percent <= 100
    assert (percent == 100) == (bool(measures) and all(done for _weight, done in measures))


@given(MEASURES, st.integers(1, 100))
def test_finishing_one_more_measure_never_lowers_progress(measures, weight):
    assert progress([*measures, (weight, True)]) >= progress([*measures, (weight, False)])


@given(DAYS, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_stopping_twice_moves_the_date_as_stopping_once_for_as_long(due, day, first, second):
    once = moved_due(due, day, day + timedelta(days=first + second))
    twice = moved_due(moved_due(due, day, day + timedelta(days=first)), day, day + timedelta(days=second))

    assert once == twice == due + timedelta(days=first + second)


@given(DAYS, DAYS, DAYS)
def test_a_due_date_never_comes_nearer(due, stopped, resumed):
    moved = moved_due(due, stopped, resumed)

    assert moved is not None
    assert moved >= due


@given(DAYS, DAYS)
def test_what_has_no_date_gets_none(stopped, resumed):
    assert moved_due(None, stopped, resumed) is None


@given(st.integers(2000, 2100), st.lists(st.integers(1, 99_999), unique=True, min_size=2))
def test_two_numbers_of_a_year_are_never_the_same(year, ns):
    assert len({next_number("{year}-{n:03d}", year, n) for n in ns}) == len(ns)


@given(st.integers(0, 1000), st.lists(st.sampled_from([1, -1])))
def test_the_walk_ends_where_its_steps_lead(baseline, steps):
    assert walk(baseline, steps) == baseline + steps.count(1) - steps.count(-1)


@given(st.sampled_from(["party_gov", "superior_union", "county_union", ""]))
def test_what_a_body_above_or_outside_leads_is_driven_by_a_union_unit(solver):
    assert is_driven(solver, "superior_union")
    assert is_driven(solver, "party_gov")
    assert is_driven(solver, "department") == (solver == "party_gov")
