"""The checker of the races: it is silent about a good history, and names what is wrong with each bad one."""

from copy import deepcopy
from dataclasses import replace

import pytest

from tests.race.history import LOST, UNKNOWN, WON, Attempt, Read, Written, check


def attempt(version, key, invoked, ended, outcome=WON, **options):
    answers = [(version, f"hash-{version}")] if outcome == WON else []
    status = {WON: 200, LOST: 409, UNKNOWN: 0}[outcome]
    return Attempt("p", "apply", version, key, invoked, ended, outcome, answers, statuses=[status], **options)


ATTEMPTS = [
    attempt(1, "a", 1.0, 2.0), attempt(1, "b", 1.1, 2.1, LOST),
    attempt(2, "c", 3.0, 4.0, LOST), attempt(2, "d", 3.1, float("inf"), UNKNOWN),
    attempt(3, "e", 5.0, 6.0), attempt(3, "f", 5.1, float("inf"), UNKNOWN),
]  # fmt: skip
JOURNAL = [
    Written("p", 1, "apply", "a", "hash-1", 2, "in_progress", "closing"),
    Written("p", 2, "apply", "d", "hash-2", 3, "closing", "in_progress"),
    Written("p", 3, "apply", "e", "hash-3", 4, "in_progress", "closing"),
]
READS = [
    Read("p", 0.0, 0.5, 1, "in_progress"),
    Read("p", 4.5, 4.6, 3, "in_progress"),
    Read("p", 7.0, 7.1, 4, "closing"),
]


def kinds(attempts=ATTEMPTS, reads=READS, journal=JOURNAL):
    return {finding.partition(":")[0] for finding in check(attempts, reads, journal)}


def changed(n, **values):
    attempts = deepcopy(ATTEMPTS)
    for name, value in values.items():
        setattr(attempts[n], name, value)
    return attempts


def test_it_is_silent_about_a_history_in_which_everything_acknowledged_happened_once():
    assert check(ATTEMPTS, READS, JOURNAL) == []


def test_an_acknowledged_move_that_is_gone_is_lost():
    assert {"lost", "contended"} <= kinds(journal=JOURNAL[:2])


def test_a_move_that_is_there_twice_is_doubled():
    assert "doubled" in kinds(journal=[*JOURNAL, replace(JOURNAL[2], seq=4)])


def test_a_refused_move_that_happened_all_the_same_is_found():
    assert kinds(changed(0, outcome=LOST, answers=[])) == {"refused and done"}


def test_two_winners_of_one_step_are_found():
    second = Written("p", 2, "apply", "b", "hash-b", 2, "in_progress", "closing")
    late = [replace(event, seq=event.seq + 1) for event in JOURNAL[1:]]

    assert {"contended", "states", "refused and done"} <= kinds(journal=[JOURNAL[0], second, *late])


@pytest.mark.parametrize("answer", [(9, "hash-1"), (1, "another hash")])
def test_a_repeated_request_that_got_another_answer_is_found(answer):
    assert kinds(changed(0, answers=[(1, "hash-1"), answer])) == {"another"}


def test_a_request_that_was_acknowledged_and_then_refused_is_found():
    assert kinds(changed(0, refusals_after=1)) == {"forgotten"}


def test_a_move_that_nobody_asked_for_is_found():
    assert kinds([*ATTEMPTS[:3], *ATTEMPTS[4:]]) >= {"unasked"}


def test_a_gap_between_two_moves_is_found():
    assert kinds(journal=[JOURNAL[0], JOURNAL[2]]) >= {"states"}


def test_a_move_that_stands_before_one_that_was_acknowledged_earlier_is_out_of_order():
    assert kinds(changed(0, invoked=6.5, ended=6.7)) >= {"order"}


def test_an_answer_that_is_a_fault_is_found():
    assert kinds(changed(3, statuses=[500])) == {"strange answer"}


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        (Read("p", 7.0, 7.1, 3, "in_progress"), "stale read"),
        (Read("p", 7.0, 7.1, 4, "in_progress"), "wrong read"),
        (Read("p", 7.0, 7.1, 5, "in_progress"), "aborted read"),
        (Read("p", 4.5, 4.6, 4, "closing"), "read before asked"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_read_that_cannot_have_been_is_found(read, kind):
    assert kinds(reads=[read]) == {kind}
