"""Laws of backward schedules, over any network of steps and any table of working days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.schedule import (
    Circle,
    Days,
    Extension,
    Link,
    Parallel,
    Shorten,
    Step,
    TooLong,
    Unknown,
    schedule,
    side_by_side,
    ways_out,
)
from jianfa.kit.workdays import add_workdays, every_day, workdays_between
from tests.china import is_working

MONDAY = date(2026, 3, 16)
days = st.dates(date(2025, 6, 1), date(2026, 12, 31))
tables = st.builds(
    lambda weekdays, extra: lambda day: (day.weekday() in weekdays) is not (day.toordinal() % 97 in extra),
    st.frozensets(st.integers(0, 4), min_size=2),
    st.frozensets(st.integers(0, 96), max_size=6),
)


@st.composite
def networks(draw):
    """Some steps, each after some of those drawn before it, named so that names say nothing about order."""
    count = draw(st.integers(1, 9))
    names = draw(st.permutations([f"s{n}" for n in range(count)]))
    steps = []
    for n, name in enumerate(names):
        before = draw(st.lists(st.sampled_from(names[:n]), unique=True, max_size=3)) if n else []
        links = tuple(Link(other, draw(st.integers(-6, 4))) for other in before)
        held = draw(st.none() | days)
        steps.append(Step(name, draw(st.integers(1, 8)), links, held))
    return steps


def follows(placed, step, table, which):
    """Say whether a step stands after everything it comes after, with its lag."""
    for link in step.after:
        before, after = placed[link.key], placed[step.key]
        start = getattr(after, f"{which}_start")
        if start < getattr(before, f"{which}_start"):
            return False
        apart = workdays_between(getattr(before, f"{which}_finish"), start, table) - 1
        if apart < max(link.lag, -before.days):
            return False
    return True


@given(networks(), days, days, tables)
def test_no_step_stands_before_one_it_comes_after(steps, start, due, table):
    plan = schedule(steps, start=start, due=due, is_working=table)

    assert all(follows(plan.placed, step, table, which) for step in steps for which in ("earliest", "latest"))


@given(networks(), days, days, tables)
def test_only_working_days_are_named(steps, start, due, table):
    plan = schedule(steps, start=start, due=due, is_working=table)
    names = ("earliest_start", "earliest_finish", "latest_start", "latest_finish")

    assert all(table(getattr(placed, name)) for placed in plan.placed.values() for name in names)


@given(networks(), days, days, tables)
def test_each_step_takes_exactly_its_days(steps, start, due, table):
    for placed in schedule(steps, start=start, due=due, is_working=table).placed.values():
        spans = (
            (placed.earliest_start, placed.earliest_finish),
            (placed.latest_start, placed.latest_finish),
        )

        assert [workdays_between(first, last, table) + 1 for first, last in spans] == [placed.days] * 2


@given(networks(), days, days, tables)
def test_forward_and_backward_agree(steps, start, due, table):
    plan = schedule(steps, start=start, due=due, is_working=table)
    least = min(placed.slack for placed in plan.placed.values())

    assert plan.slack == least
    assert (plan.slack >= 0) == (plan.finish <= due)
    assert all(placed.latest_finish <= due for placed in plan.placed.values())
    assert all(placed.earliest_start >= start for placed in plan.placed.values())
    for placed in plan.placed.values():
        assert placed.slack == workdays_between(placed.earliest_start, placed.latest_start, table)


@given(networks(), days, days, tables)
def test_the_critical_steps_have_least_slack(steps, start, due, table):
    plan = schedule(steps, start=start, due=due, is_working=table)

    assert set(plan.critical) == {key for key, placed in plan.placed.items() if placed.slack == plan.slack}
    assert any(plan.placed[key].earliest_finish == plan.finish for key in plan.critical)


@given(st.data(), networks(), days, days, tables)
def test_the_order_of_the_input_changes_nothing(data, steps, start, due, table):
    mixed = [replace(step, after=tuple(data.draw(st.permutations(step.after)))) for step in steps]
    mixed = data.draw(st.permutations(mixed))
    one = schedule(steps, start=start, due=due, is_working=table)
    other = schedule(mixed, start=start, due=due, is_working=table)

    assert other == one
    assert ways_out(mixed, start=start, due=due, is_working=table) == ways_out(
        steps, start=start, due=due, is_working=table
    )


@given(networks(), days, days, tables)
def test_every_way_out_makes_the_plan_fit(steps, start, due, table):
    plan = schedule(steps, start=start, due=due, is_working=table)
    ways = ways_out(steps, start=start, due=due, is_working=table)
    if ways is None:
        assert plan.missing == 0
        return

    assert schedule(steps, start=start, due=ways.extension.due, is_working=table).slack == 0
    for way in ways.shorten:
        shorter = [replace(step, days=step.days - way.by) if step.key == way.key else step for step in steps]
        not_enough = [replace(step, days=step.days - way.by + 1) if step.key == way.key else step for step in steps]
        assert schedule(shorter, start=start, due=due, is_working=table).missing == 0
        assert schedule(not_enough, start=start, due=due, is_working=table).missing > 0
    for pair in ways.parallel:
        changed = side_by_side(steps, pair.first, pair.second)
        assert schedule(changed, start=start, due=due, is_working=table).slack == pair.spare


@given(days, st.integers(-40, 40), tables)
def test_days_are_numbered_as_they_are_counted(first, number, table):
    found = Days(first, table).day(number)
    expected = add_workdays(add_workdays(first, 0, table), number, table)

    assert found == expected


@given(days, days, tables)
def test_a_day_has_the_number_of_the_last_working_day_until_then(first, day, table):
    numbered = Days(first, table)
    number = numbered.last_until(day)

    assert numbered.day(number) <= day < numbered.day(number + 1)


# By example ------------------------------------------------------------------------------------------------

STEPS = [Step("repair", 5), Step("sweep", 10, (Link("repair"),)), Step("rule", 5, (Link("sweep"),))]


def test_it_counts_back_from_the_due_date_over_a_weekend():
    plan = schedule(STEPS, start=MONDAY, due=date(2026, 4, 10), is_working=is_working)
    spans = {key: (placed.latest_start, placed.latest_finish) for key, placed in plan.placed.items()}

    assert spans == {
        "repair": (date(2026, 3, 13), date(2026, 3, 19)), "sweep": (date(2026, 3, 20), date(2026, 4, 2)),
        "rule": (date(2026, 4, 3), date(2026, 4, 10)),  # Qingming, the sixth, is no working day
    }  # fmt: skip


def test_it_says_how_many_days_are_missing_and_the_cheapest_ways_out():
    found = ways_out(STEPS, start=MONDAY, due=date(2026, 4, 10), is_working=is_working)

    assert schedule(STEPS, start=MONDAY, due=date(2026, 4, 10), is_working=is_working).missing == 1
    assert found is not None
    assert found.shorten == (Shorten("sweep", 1), Shorten("repair", 1), Shorten("rule", 1))
    assert found.parallel == (Parallel("repair", "sweep", 4), Parallel("sweep", "rule", 4))
    assert found.extension == Extension(1, date(2026, 4, 13))


def test_what_is_finished_cannot_be_shortened():
    found = ways_out(STEPS, start=MONDAY, due=date(2026, 4, 10), is_working=is_working, fixed=frozenset({"sweep"}))

    assert found is not None
    assert found.shorten == (Shorten("repair", 1), Shorten("rule", 1))


def test_natural_days_count_weekends_too():
    plan = schedule(STEPS, start=MONDAY, due=date(2026, 4, 10), is_working=every_day)

    assert (plan.slack, plan.finish) == (6, date(2026, 4, 4))


def test_a_negative_lag_overlaps_but_never_begins_before():
    steps = [Step("first", 5), Step("second", 5, (Link("first", -2),)), Step("third", 1, (Link("first", -9),))]
    plan = schedule(steps, start=MONDAY, due=date(2026, 4, 30), is_working=is_working)

    assert plan.placed["second"].earliest_start == date(2026, 3, 19)
    assert plan.placed["third"].earliest_start == MONDAY


def test_it_names_the_steps_that_wait_for_one_another():
    steps = [Step("c", 1, (Link("b"),)), Step("a", 1, (Link("c"),)), Step("b", 1, (Link("a"),)), Step("d", 1)]
    with pytest.raises(Circle) as refused:
        schedule(steps, start=MONDAY, due=MONDAY, is_working=is_working)

    assert refused.value.keys == ("a", "b", "c")


def test_it_names_a_step_that_is_not_there():
    with pytest.raises(Unknown) as refused:
        schedule([Step("a", 1, (Link("z"),))], start=MONDAY, due=MONDAY, is_working=is_working)

    assert (refused.value.key, refused.value.wanted) == ("a", "z")


@pytest.mark.parametrize("steps", [[Step("a", 0)], [Step("a", 1), Step("a", 2)]])
def test_it_refuses_a_step_of_no_days_and_a_name_twice(steps):
    with pytest.raises(ValueError, match="a"):
        schedule(steps, start=MONDAY, due=MONDAY, is_working=is_working)


def test_a_plan_that_leaves_the_calendar_is_refused():
    with pytest.raises(TooLong):
        schedule([Step("a", 4_000_000)], start=MONDAY, due=MONDAY, is_working=every_day)


def test_nothing_to_do_is_done_in_time():
    plan = schedule([], start=MONDAY, due=MONDAY + timedelta(days=9), is_working=is_working)

    assert (plan.slack, plan.critical, plan.finish) == (0, (), MONDAY)
