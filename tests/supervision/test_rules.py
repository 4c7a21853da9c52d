"""Pure rules of plans: what fits a window, how dates are counted back, planned progress, links as typed."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.workdays import every_day, workdays_between
from jianfa.supervision.rules.load import capacity, weeks_from
from jianfa.supervision.rules.scheduling import (
    Share,
    Unreadable,
    after_in_words,
    counted_back,
    fitted,
    lengths_of,
    planned_progress,
    read_after,
    window,
)
from tests.china import is_working

MONDAY = date(2026, 3, 16)
durations = st.lists(st.integers(1, 60), min_size=1, max_size=8)
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(durations, st.integers(0, 200))
def test_steps_that_are_too_long_are_shortened_to_exactly_what_is_left(lengths, available):
    short = fitted(lengths, available)
    if available < len(lengths):
        assert short is None
        return

    assert short is not None
    assert sum(short) == min(sum(lengths), available)
    assert all(1 <= new <= old for new, old in zip(short, lengths, strict=True))


@given(durations, st.integers(1, 200))
def test_a_longer_step_never_becomes_the_shorter_one(lengths, available):
    short = fitted(lengths, available)
    if short is None:
        return
    pairs = list(zip(lengths, short, strict=True))

    assert all(one[1] >= other[1] for one in pairs for other in pairs if one[0] > other[0])


@given(durations, days)
def test_steps_follow_one_another_and_the_last_ends_with_the_last_working_day(lengths, due):
    spans = counted_back(lengths, due=due, is_working=is_working)

    assert [window(first, last, is_working) for first, last in spans] == lengths
    assert all(workdays_between(before, after, is_working) == 1 for (_first, before), (after, _last) in pairwise(spans))
    assert spans[-1][1] <= due
    assert workdays_between(spans[-1][1], due, is_working) == 0


@given(durations, days)
def test_the_lengths_of_what_was_counted_back_are_those_it_was_counted_from(lengths, due):
    spans = counted_back(lengths, due=due, is_working=is_working)
    without_first = [(None, last) for _first, last in spans]

    assert lengths_of(spans, start=spans[0][0], is_working=is_working) == lengths
    assert lengths_of(without_first, start=spans[0][0], is_working=is_working) == lengths


@pytest.mark.parametrize(
    ("start", "due", "table", "expected"),
    [
        (MONDAY, MONDAY, is_working, 1), (MONDAY, date(2026, 3, 22), is_working, 5),
        (MONDAY, date(2026, 3, 22), every_day, 7), (date(2026, 3, 21), date(2026, 3, 22), is_working, 0),
        (MONDAY, date(2026, 3, 9), is_working, 0),
    ],
)  # fmt: skip
def test_a_window_counts_both_its_ends(start, due, table, expected):
    assert window(start, due, table) == expected


shares = st.lists(
    st.builds(
        Share, st.integers(1, 20), st.lists(st.tuples(st.integers(1, 9), days | st.none()), max_size=4).map(tuple)
    ),
    max_size=6,
)


@given(shares, days, days)
def test_planned_progress_never_goes_back(found, one, other):
    earlier, later = sorted([one, other])

    assert 0 <= planned_progress(found, earlier) <= planned_progress(found, later) <= 100


@given(shares.filter(lambda found: found and all(share.nodes for share in found)))
def test_all_is_planned_once_every_node_is_due(found):
    dated = [Share(share.weight, tuple((weight, MONDAY) for weight, _due in share.nodes)) for share in found]

    assert planned_progress(dated, MONDAY) == 100
    assert planned_progress(dated, date(2026, 3, 15)) == 0


@given(st.dictionaries(st.integers(1, 99), st.integers(-99, 99), max_size=5))
def test_links_are_read_as_they_are_written(links):
    assert dict(read_after(after_in_words(links.items()))) == links


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()), ("1", ((1, 0),)), ("１、２＋３；4 - 1", ((1, 0), (2, 3), (4, -1))), ("1，2", ((1, 0), (2, 0))),
    ],
)  # fmt: skip
def test_links_are_read_in_the_signs_offices_use(typed, expected):
    assert read_after(typed) == expected


@pytest.mark.parametrize("typed", ["a", "1++2", "1,1", "1.5", "+2", "1FS"])
def test_what_is_no_link_is_named(typed):
    with pytest.raises(Unreadable):
        read_after(typed)


def test_weeks_begin_on_monday_and_count_what_is_left_of_them():
    first, second = weeks_from(date(2026, 4, 8), 2, is_working)

    assert (first.monday, first.sunday, len(first.days)) == (date(2026, 4, 6), date(2026, 4, 12), 3)
    assert (second.monday, len(second.days)) == (date(2026, 4, 13), 5)


@pytest.mark.parametrize(("people", "expected"), [(0, 5), (1, 5), (3, 15)])
def test_a_unit_carries_as_much_as_its_people(people, expected):
    assert capacity(people, 5) == expected
