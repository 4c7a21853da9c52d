"""Two people at once on one chain: exactly one is first, the other is told so; nothing is lost or doubled."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections

from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.actions import Stale, write
from jianfa.journal.models import Chain, Event
from jianfa.journal.queries import check_chain, trusted_keys
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER
from jianfa.organisations.policy import Refused
from tests.world import NOW, World, events_of

WRITERS = 6


@pytest.fixture
def committed(transactional_db: None) -> Iterator[World]:
    with time_machine.travel(NOW) as traveller:
        yield World(traveller)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run actions in threads that wait for one another, each on its own connection; return results or errors."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return action()
        except (Stale, Refused) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_two_who_decide_the_same_thing_exactly_one_does(committed: World):
    """Both have read the problem before either wrote: the second one's guard no longer holds."""
    problem = committed.problem(State.SUBMITTED)
    seen = [Problem.objects.select_related("drafted_by", "source_unit").get(pk=problem.pk) for _reader in (1, 2)]
    at = committed.tick()
    desks = (committed.desk, committed.second_clerk)
    results = at_once(
        lambda: ledger.return_(seen[0], actor=desks[0], at=at, missing="请补充人数"),
        lambda: ledger.return_(seen[1], actor=desks[1], at=at, missing="请补充单位"),
    )

    assert sorted(type(result).__name__ for result in results) == ["Event", "Stale"]
    assert events_of(problem) == ["draft", "submit", "return_"]
    assert [row.state for row in seen].count("submitted") == 1  # whoever lost still sees what they saw


def test_of_two_proposals_exactly_one_is_open(committed: World):
    """Nothing in the problem's own row changes here: the database's one-open rule decides."""
    problem = committed.problem(State.IN_PROGRESS)
    seen = [Problem.objects.get(pk=problem.pk) for _reader in range(2)]
    at = committed.tick()
    results = at_once(*(
        lambda row=row: ledger.void(row, actor=committed.department_head, at=at, reason="立项有误") for row in seen
    ))  # fmt: skip

    assert sorted(isinstance(result, Event) for result in results) == [False, True]
    assert events_of(problem).count("propose") == 1


def test_many_writers_of_one_chain_leave_one_whole_chain(committed: World):
    subject, at = committed.east.subject, committed.tick()
    before = Event.objects.filter(chain=subject[1]).count()

    def look() -> Event:
        while True:
            try:
                return write(subject, "look", actor=TIMER, at=at)
            except Stale:
                continue

    events = at_once(*[look] * WRITERS)

    assert sorted(event.seq for event in events) == list(range(before + 1, before + WRITERS + 1))
    assert check_chain(subject[1]) == []


def test_a_new_subject_is_begun_once(committed: World):
    subject = ("export", uuid4())
    results = at_once(*[lambda: write(subject, "export", actor=TIMER, at=committed.now)] * 2)

    assert Chain.objects.get(pk=subject[1]).head_seq == sum(isinstance(result, Event) for result in results)
    assert check_chain(subject[1]) == []


def test_the_same_request_sent_by_two_processes_writes_once(committed: World):
    at = committed.tick()
    draft = ledger.Draft(title="甲事", source_unit=committed.east)
    results = at_once(*[
        lambda: ledger.draft(committed.campaign, draft, actor=committed.liaison, at=at, idem="1")
    ] * 3)  # fmt: skip

    assert Problem.objects.count() == 1
    assert {result.pk for result in results if isinstance(result, Problem)} == {Problem.objects.get().pk}


def test_numbers_are_given_out_once(committed: World):
    problems = [committed.problem(State.SUBMITTED, title=f"第{n}事") for n in range(4)]
    at = committed.tick()
    criteria = (ledger.NewCriterion("批复已印发"),)

    def enter(problem: Problem) -> Event:
        return ledger.list_problem(
            problem, actor=committed.desk, at=at, solver="superior_union", nature="individual", criteria=criteria,
            due=committed.campaign.ends_on, lead=committed.finance,
        )  # fmt: skip

    results = at_once(*(lambda row=row: enter(row) for row in problems))

    assert all(isinstance(result, Event) for result in results)
    assert set(Problem.objects.values_list("number", flat=True)) == {f"2026-00{n}" for n in range(1, 5)}


def test_the_record_is_proved_while_others_write(committed: World):
    """One snapshot: what is committed meanwhile is neither half seen nor a finding, and nobody waits for it."""
    committed.problem(State.LISTED)
    subject, at = committed.east.subject, committed.tick()
    found: list[Any] = []
    written: list[Any] = []

    def progress(done: int, total: int) -> None:
        if not written:
            with ThreadPoolExecutor(1) as pool:
                written.append(pool.submit(_write_elsewhere, subject, at).result(timeout=20))

    found = list(verify(trusted_keys(), Tally(), progress=progress))

    assert (found, written) == ([], [True])
    assert connection.in_atomic_block is False


def _write_elsewhere(subject: Any, at: Any) -> bool:
    try:
        return write(subject, "look", actor=TIMER, at=at) is not None
    finally:
        connections.close_all()
