"""Proposals and decisions on paper (代录), verb by verb, by every post of the cast: one mechanism for all of them.

Who may confirm, and who may enter and check a paper, stands here as the procedure says it (DESIGN §4).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from jianfa.journal.models import Event
from jianfa.kit.canonical import read_canonical
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import open_proposal
from jianfa.ledger.states import MOVES, State
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why
from jianfa.workspace.views.problem import FORMS
from tests.ledger.test_moves import ATTEMPTS, count
from tests.workspace.verbs import VERBS
from tests.world import World, reread

LEADERS = {"leader", "other_leader"}
DEPARTMENT_HEADS = {"department_head", "other_department_head"}
DESKS = {"desk", "second_clerk"}


def merged_on_the_list(world: World) -> Problem:
    """A listed problem that two offices have merged into another one."""
    problem = world.problem(State.LISTED)
    into = world.problem(State.LISTED, title="并入此件")
    for actor in (world.department_head, world.leader):
        ledger.merge(problem, actor=actor, at=world.now, into=into, reason="同一事项", proposal=open_proposal(problem))
    return problem


def in_state(state: State, **options: Any) -> Callable[[World], Problem]:
    return lambda world: world.problem(state, **options)


PROPOSED: dict[str, tuple[Callable[[World], Problem], str, set[str]]] = {
    "decline": (in_state(State.SUBMITTED), "desk", DEPARTMENT_HEADS),
    "petition": (in_state(State.LISTED, solver="party_gov"), "desk", LEADERS),
    "suspend": (in_state(State.IN_PROGRESS), "desk", LEADERS),
    "extend": (in_state(State.PLANNING), "department_head", LEADERS),
    "change_clock": (in_state(State.IN_PROGRESS), "department_head", LEADERS),
    "transfer": (in_state(State.IN_PROGRESS), "desk", LEADERS),
    "relapse": (in_state(State.WRITTEN_OFF), "liaison", {"other_leader"}),  # the other one has approved
    "merge": (in_state(State.IN_PROGRESS), "department_head", LEADERS),
    "unmerge": (merged_on_the_list, "other_department_head", LEADERS),
    "void": (in_state(State.DISPATCHED), "other_department_head", LEADERS),
}
"""verb → the problem, who proposes, who may confirm."""

PAPER: dict[str, tuple[State, str, set[str]]] = {
    "submit": (State.DRAFT, "head", {"liaison"}),
    "suspend": (State.IN_PROGRESS, "leader", set()),
    "extend": (State.IN_PROGRESS, "leader", set()),
    "record_result": (State.VERIFYING, "panellist", set()),
    "respond": (State.CLOSING, "head", {"liaison"}),
    "approve": (State.APPROVING, "leader", set()),
    "relapse": (State.WRITTEN_OFF, "other_leader", set()),
    "void": (State.LISTED, "leader", set()),
}
"""verb → state, who decided, who of the decider's own unit may be a clerk beside the desk."""


@pytest.fixture(autouse=True)
def another_problem(world: World) -> None:
    """What a problem is merged into."""
    world.problem(State.LISTED, title="并入此件")


def answer(name: str, problem: Problem, actor: Post, at: datetime, **typed: Any) -> Event:
    form = FORMS[name](typed, problem=problem, post=actor, registry=FORMS)
    assert form.is_valid(), form.errors
    return form.act(at)


def paper(world: World, verb: str, problem: Problem, clerk: Post, at: datetime) -> Event:
    decider = getattr(world, PAPER[verb][1])
    written = {"of": verb, "decider": decider.pk, "paper_no": "清工纪〔2026〕4号", "paper_day": "2026-03-13"}
    typed = {**written, **VERBS[verb].typed(world, problem), "granted_until": "2026-07-31"}
    form = FORMS["record_decision"](
        typed, problem=problem, post=clerk, registry=FORMS, initial={"of": verb},
    )  # fmt: skip
    if not form.is_valid():  # the clerk is offered no decider: the action itself says why
        raise Refused(str(form.errors), Why.OFFICE)
    return form.act(at)


def test_every_verb_with_two_offices_and_every_verb_on_paper_is_asked_here() -> None:
    assert set(PROPOSED) == {verb for verb, move in MOVES.items() if move.confirmed_by}
    assert set(PAPER) == {verb for verb, move in MOVES.items() if move.is_recordable}


@pytest.mark.parametrize("verb", PROPOSED)
@pytest.mark.parametrize("given", ["confirm", "reject"])
def test_a_proposal_is_answered_by_the_second_office_and_by_nobody_else(world: World, verb: str, given: str) -> None:
    make, proposer, confirmers = PROPOSED[verb]
    problem = make(world)
    at = max(world.now, world.tick())
    state, before = problem.state, count(problem)
    ATTEMPTS[verb](world, problem, getattr(world, proposer), at)
    assert (reread(problem).state, count(problem)) == (state, before + 1)
    if MOVES[verb].checked_by:
        answer("check", problem, world.desk, at)
        before += 1

    answered, kinds = set(), set()
    for who, post in world.posts.items():
        fresh = Problem.objects.get(pk=problem.pk)
        try:
            with transaction.atomic():
                answer(given, fresh, post, at, reason="仍须办理", granted_until="2026-07-31")
                events = count(problem)
                moved = reread(problem).state
                transaction.set_rollback(True)
        except Refused as refused:
            kinds.add(refused.why)
            continue
        answered.add(who)
        stays = State.LISTED if verb == "unmerge" else state
        target = state if given == "reject" else (MOVES[verb].target or stays)
        assert (moved, events) == (target, before + 2), who

    assert (answered, kinds, count(problem)) == (confirmers, {Why.OFFICE}, before + 1)


@pytest.mark.parametrize("verb", [verb for verb, move in MOVES.items() if move.checked_by])
def test_a_request_is_passed_on_or_refused_by_the_desk_before_a_leader_sees_it(world: World, verb: str) -> None:
    make, proposer, _confirmers = PROPOSED[verb]
    problem, at = make(world), max(world.now, world.tick())
    ATTEMPTS[verb](world, problem, getattr(world, proposer), at)

    done: dict[str, set[str]] = {"check": set(), "reject": set(), "confirm": set()}
    for name, answered in done.items():
        for who, post in world.posts.items():
            try:
                with transaction.atomic():
                    fresh = Problem.objects.get(pk=problem.pk)
                    answer(name, fresh, post, at, reason="仍须办理", granted_until="2026-07-31")
                    transaction.set_rollback(True)
            except Refused:
                continue
            answered.add(who)

    assert done == {"check": DESKS, "reject": DESKS, "confirm": set()}


@pytest.mark.parametrize("verb", PROPOSED)
def test_a_second_proposal_waits_and_whoever_made_the_first_takes_it_back(world: World, verb: str) -> None:
    make, proposer, _confirmers = PROPOSED[verb]
    problem, actor = make(world), getattr(world, proposer)
    at = max(world.now, world.tick())
    ATTEMPTS[verb](world, problem, actor, at)

    with pytest.raises(Refused, match="已有一项待确认事项"):
        ATTEMPTS[verb](world, Problem.objects.get(pk=problem.pk), actor, at)
    for who, post in world.posts.items():
        if who != proposer:
            with pytest.raises(Refused):
                answer("take_back", problem, post, at)
    answer("take_back", problem, actor, at)

    assert open_proposal(problem) is None
    assert Proposal.objects.get(subject_id=problem.pk, verb=verb, state="withdrawn").decider is None


@pytest.mark.parametrize("verb", PAPER)
def test_a_paper_is_entered_by_one_clerk_and_checked_by_another_and_the_decider_decides(
    world: World, verb: str
) -> None:
    state, decider, own_clerks = PAPER[verb]
    problem, clerks = world.problem(state), DESKS | own_clerks
    at = max(world.now, world.tick())
    before = count(problem)

    entered, kinds = set(), set()
    for who, post in world.posts.items():
        try:
            with transaction.atomic():
                paper(world, verb, Problem.objects.get(pk=problem.pk), post, at)
                transaction.set_rollback(True)
        except Refused as refused:
            kinds.add(refused.why)
        else:
            entered.add(who)
    assert (entered, kinds, count(problem)) == (clerks, {Why.OFFICE}, before)

    first = min(own_clerks or DESKS)
    paper(world, verb, problem, getattr(world, first), at)
    checked, kinds = set(), set()
    for who, post in world.posts.items():
        try:
            with transaction.atomic():
                event = answer("confirm", Problem.objects.get(pk=problem.pk), post, at)
                body, moved = read_canonical(bytes(event.body)), reread(problem).state
                transaction.set_rollback(True)
        except Refused as refused:
            kinds.add(refused.why)
            continue
        checked.add(who)
        target = MOVES[verb].target or state
        assert moved == target
        assert body["actor"]["post"] == str(getattr(world, decider).pk)
        assert body["facts"]["recorded"]["clerks"] == [str(getattr(world, first).pk), str(post.pk)]

    assert (checked, kinds) == (clerks - {first}, {Why.OFFICE})
