"""Two at once on one problem, in every order of reading, checking, writing and committing: exactly one succeeds.

Some of the 70 orders by itself; all of them with ``--hypothesis-profile soak`` (make soak). The control switches the
guard off and must show both succeed: else the test would not see a double if there were one.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import Decision, WriteOff
from jianfa.journal.actions import Stale
from jianfa.journal.actions import writing as journal
from jianfa.journal.models import Change
from jianfa.journal.queries import check_chain
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import LISTED_WITH
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER, Proposal
from jianfa.organisations.policy import Refused
from tests.acceptance.lots import sealed_lot, set_lots
from tests.race.stepping import Act, in_order, orders
from tests.supervision.test_stopped_days import apply
from tests.world import NOW, World, reread

pytestmark = pytest.mark.slow
SHORT = 5
"""Every 14th of the 70 orders."""


@pytest.fixture
def committed(transactional_db: None) -> Iterator[World]:
    with time_machine.travel(NOW) as traveller:
        yield World(traveller)


@pytest.fixture
def some_orders(request: pytest.FixtureRequest) -> list[str]:
    found = orders()
    is_long = request.config.getoption("--hypothesis-profile") == "soak"
    return found if is_long else found[:: len(found) // SHORT]


def test_there_are_seventy_orders():
    assert len(set(orders())) == 70


def on(problem: Problem, action: Callable[[Problem], Any]) -> Act:
    """Return what reads the problem afresh, then acts on what it has read."""

    def read() -> Callable[[], Any]:
        seen = Problem.objects.select_related(*LISTED_WITH, "drafted_by", "sponsor").get(pk=problem.pk)
        return lambda: action(seen)

    return read


def two_results_of_one_member(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    def record(finding: acceptance.Finding) -> Callable[[Problem], Any]:
        findings = dict.fromkeys(criteria, finding)
        return lambda seen: acceptance.record_result(seen, actor=world.panellist, at=at, findings=findings)

    criteria = [row.pk for row in problem.criteria.all()]
    return on(problem, record(acceptance.Finding(True))), on(problem, record(acceptance.Finding(False, "缺批复")))


def two_who_name_a_panel(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    posts = [world.panellist, world.second_panellist]
    return (
        on(problem, lambda seen: acceptance.name_panel(seen, actor=world.desk, at=at, posts=posts)),
        on(problem, lambda seen: acceptance.name_panel(seen, actor=world.second_clerk, at=at, posts=posts)),
    )


def two_who_draw_the_panel(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    sealed_lot(world, problem)
    return (
        on(problem, lambda seen: acceptance.draw_panel(seen, actor=world.desk, at=at)),
        on(problem, lambda seen: acceptance.draw_panel(seen, actor=world.second_clerk, at=at)),
    )


def two_who_publish_candidates(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    set_lots(problem)
    return (
        on(problem, lambda seen: acceptance.call_lot(seen, actor=world.desk, at=at)),
        on(problem, lambda seen: acceptance.call_lot(seen, actor=world.second_clerk, at=at)),
    )


def two_who_approve(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    return (
        on(problem, lambda seen: acceptance.approve(seen, actor=world.leader, at=at, decision_no="示例1号")),
        on(problem, lambda seen: acceptance.approve(seen, actor=world.other_leader, at=at, decision_no="示例2号")),
    )


def two_who_apply(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    return on(problem, lambda seen: apply(world, seen, at)), on(problem, lambda seen: apply(world, seen, at))


def taking_back_against_naming_the_panel(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    posts = [world.panellist, world.second_panellist]
    return (
        on(problem, lambda seen: acceptance.retract(seen, actor=world.department_head, at=at)),
        on(problem, lambda seen: acceptance.name_panel(seen, actor=world.desk, at=at, posts=posts)),
    )


def approving_against_sending_back(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    words = "请补充全部批复文件并重新核对数字"
    return (
        on(problem, lambda seen: acceptance.approve(seen, actor=world.leader, at=at, decision_no="示例1号")),
        on(problem, lambda seen: acceptance.send_back(seen, actor=world.other_leader, at=at, requirement=words)),
    )


def desk_and_timer_striking_off(world: World, problem: Problem, _at: Any) -> tuple[Act, Act]:
    later = world.travel(days=30)
    return (
        on(problem, lambda seen: acceptance.write_off(seen, actor=world.desk, at=later)),
        on(problem, lambda seen: acceptance.write_off(seen, actor=TIMER, at=later)),
    )


def confirming_a_relapse_against_rejecting_it(world: World, problem: Problem, at: Any) -> tuple[Act, Act]:
    due = at.date() + timedelta(days=60)
    acceptance.relapse(reread(problem), actor=world.desk, at=at, evidence="人员又被抽走", due=due)
    later = world.tick()

    def confirm(seen: Problem, proposal: Proposal) -> Any:
        evidence = "人员又被抽走"
        return acceptance.relapse(
            seen, actor=world.other_leader, at=later, evidence=evidence, due=due, proposal=proposal
        )  # fmt: skip

    def refuse(seen: Problem, proposal: Proposal) -> Any:
        return ledger.reject(seen, proposal, actor=world.other_leader, at=later, reason="属新问题")

    return on_proposal(problem, confirm), on_proposal(problem, refuse)


def on_proposal(problem: Problem, action: Callable[[Problem, Proposal], Any]) -> Act:
    """Return what reads the problem and its open proposal afresh, then acts on both."""

    def read() -> Callable[[], Any]:
        seen = Problem.objects.select_related(*LISTED_WITH, "drafted_by", "sponsor").get(pk=problem.pk)
        proposal = ledger.open_proposal(seen)
        assert proposal is not None or _has_answer(seen)
        return (lambda: action(seen, proposal)) if proposal else _too_late

    return read


def _has_answer(problem: Problem) -> bool:
    return Proposal.objects.filter(subject_id=problem.pk).exclude(state=Proposal.State.OPEN).exists()


def _too_late() -> Any:
    raise Refused("已有答复")


RACES: dict[str, tuple[State, Callable[[World, Problem, Any], tuple[Act, Act]]]] = {
    "two results of one member": (State.VERIFYING, two_results_of_one_member),
    "two who name a panel": (State.CLOSING, two_who_name_a_panel),
    "two who draw the panel": (State.CLOSING, two_who_draw_the_panel),
    "two who publish candidates": (State.CLOSING, two_who_publish_candidates),
    "two who approve": (State.APPROVING, two_who_approve),
    "two who apply": (State.IN_PROGRESS, two_who_apply),
    "taking back against naming the panel": (State.CLOSING, taking_back_against_naming_the_panel),
    "approving against sending back": (State.APPROVING, approving_against_sending_back),
    "desk and timer striking off": (State.PUBLICISED, desk_and_timer_striking_off),
    "confirming a relapse against rejecting it": (State.WRITTEN_OFF, confirming_a_relapse_against_rejecting_it),
}


def outcome(result: Any) -> str:
    """Return "done", "refused", or what went wrong."""
    if isinstance(result, (Stale, Refused)):
        return "refused"
    return repr(result) if isinstance(result, BaseException) else "done"


def race(world: World, name: str, order: str) -> tuple[Problem, list[str]]:
    state, sides = RACES[name]
    problem = world.problem(state, title=order)
    first, second = sides(world, problem, world.tick())
    return problem, sorted(map(outcome, in_order(order, first, second)))


@pytest.mark.parametrize("name", RACES)
def test_exactly_one_succeeds_in_every_order(committed: World, some_orders: list[str], name: str):
    found, begun = {}, committed._at
    for order in some_orders:
        committed._at = begun  # each race begins on the same day
        problem, outcomes = race(committed, name, order)
        found[order] = (outcomes, check_chain(problem.pk))

    assert found == {order: (["done", "refused"], []) for order in some_orders}


def unguarded() -> Any:
    """Switch the compare-and-set off: every guard holds, whatever the row says by now."""
    apply_change = journal._apply

    def without(change: Change, wordings: dict[str, str]) -> Any:
        change.guard = {}
        return apply_change(change, wordings)

    return mock.patch.object(journal, "_apply", without)


def test_with_the_guard_off_both_succeed(committed: World):
    """The control: this is what the test above would see."""
    with unguarded():
        _problem, outcomes = race(committed, "taking back against naming the panel", "AABBAABB")

    assert outcomes == ["done", "done"]


def test_with_the_guard_off_the_database_still_refuses_a_second_decision(committed: World):
    with unguarded():
        problem, outcomes = race(committed, "two who approve", "AABBAABB")

    assert (outcomes, Decision.objects.filter(application__problem=problem).count()) == (["done", "refused"], 1)


def test_with_the_guard_off_the_database_still_refuses_a_second_write_off(committed: World):
    with unguarded():
        problem, outcomes = race(committed, "desk and timer striking off", "AABBAABB")

    assert (outcomes, WriteOff.objects.filter(problem=problem).count()) == (["done", "refused"], 1)
