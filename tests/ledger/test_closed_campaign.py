"""A closed campaign: nothing on its list moves, whoever asks; papers before it may still be answered."""

import pytest

from jianfa.ledger import actions as ledger
from jianfa.ledger.policy import AFTER_CLOSING, may, may_add_evidence, may_edit, may_plan, offices_of
from jianfa.ledger.replay import illegal
from jianfa.ledger.states import MOVES, State
from jianfa.organisations.models import TIMER, Post, Timer
from jianfa.organisations.policy import Denied, Refused, Why
from jianfa.workspace.queries import waiting_counts
from tests.workspace.campaigns import opened_by
from tests.world import World, reread


def closed(world: World) -> None:
    ledger.close_campaign(world.campaign, actor=world.leader, at=world.now)


@pytest.mark.parametrize("state", State)
def test_every_verb_is_refused_to_everybody_but_those_that_change_no_figure(world: World, state: State) -> None:
    problem = world.problem(state)
    posts: list[Post | Timer] = [*world.posts.values(), TIMER]
    before = {verb for verb in MOVES for post in posts if may(post, verb, problem)}
    closed(world)
    problem = reread(problem)

    after = {verb for verb in MOVES for post in posts if may(post, verb, problem)}

    assert after == before & AFTER_CLOSING
    frozen = [may(post, verb, problem) for verb in before - AFTER_CLOSING for post in posts]
    assert {verdict.why for verdict in frozen if isinstance(verdict, Denied)} <= {Why.OFFICE, Why.STATE}


@pytest.mark.parametrize("state", ["listed", "dispatched", "planning", "in_progress"])
def test_neither_is_it_edited_planned_or_proved(world: World, state: str) -> None:
    problem = world.problem(state)
    closed(world)
    problem = reread(problem)

    assert not may_edit(world.desk, problem)
    assert not any(may_plan(offices_of(post, problem), problem) for post in world.posts.values())
    assert not any(may_add_evidence(offices_of(post, problem), problem) for post in world.posts.values())


def test_a_paper_before_the_list_may_be_completed(world: World) -> None:
    problem = world.problem("submitted")
    closed(world)

    assert may_edit(world.desk, reread(problem))


def test_what_was_proposed_before_is_answered_when_it_has_been_carried_over(world: World) -> None:
    problem = world.problem("listed")
    into = opened_by(world, "职工服务提升年")
    ledger.void(problem, actor=world.department_head, at=world.now, reason="立项有误")
    closed(world)
    problem = reread(problem)
    proposal = ledger.open_proposal(problem)
    assert proposal is not None

    with pytest.raises(Refused, match="县级工会加强年"):
        ledger.void(problem, actor=world.leader, at=world.now, reason="立项有误", proposal=proposal)
    assert waiting_counts(world.leader, world.now.date()) == {}
    ledger.carry_over(problem, actor=world.desk, at=world.now, into=into)
    assert waiting_counts(world.leader, world.now.date())["confirm"] == 1
    ledger.void(problem, actor=world.leader, at=world.now, reason="立项有误", proposal=proposal)

    assert reread(problem).state == "voided"


def test_a_proposal_about_a_paper_still_waits(world: World) -> None:
    problem = world.problem("submitted")
    ledger.decline(problem, actor=world.desk, at=world.now, reason="不属本专项")
    closed(world)

    assert waiting_counts(world.department_head, world.now.date()) == {"confirm": 1}


@pytest.mark.parametrize(("verb", "faults"), [("carry_over", []), ("edit", ["campaign"])])
def test_only_carrying_over_changes_the_campaign_of_a_problem(verb: str, faults: list[str]) -> None:
    body = {"verb": verb, "facts": {}}
    before = {"campaign": "one", "state": "listed", "version": 1, "cycle": 1}

    assert [fault.place for fault in illegal(body, before, {"campaign": "other", "version": 2})] == faults
