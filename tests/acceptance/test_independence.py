"""Independence: by person over every post held, by unit with what stands above and below it."""

from datetime import timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.policy import may_decide, may_verify
from jianfa.acceptance.queries import independent_panellists
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may, may_confirm
from jianfa.ledger.queries import open_proposal
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Post, Role
from jianfa.organisations.rules import are_related, related_units
from jianfa.workspace.queries import waiting_counts
from tests.world import World, reread

UNITS = [uuid4() for _n in range(8)]
TREES = st.lists(st.integers(0, 7), min_size=8, max_size=8).map(
    lambda above: {UNITS[n]: (UNITS[up] if up < n else None) for n, up in enumerate(above)}
)


@given(TREES, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_being_related_goes_both_ways_and_to_oneself(tree, one, other):
    assert are_related(one, other, tree) == are_related(other, one, tree)
    assert are_related(one, one, tree)


@given(TREES, st.sets(st.sampled_from(UNITS)), st.sets(st.sampled_from(UNITS)), st.sampled_from(UNITS))
def test_one_more_post_never_makes_anybody_independent(tree, held, matter, more):
    assert related_units(held, matter, tree) <= related_units(held | {more}, matter, tree)


def test_a_post_held_long_ago_still_counts(world: World):
    problem = world.problem(State.CLOSING)
    organisations.give_post(
        world.panellist.person, actor=TIMER, at=world.now, unit=world.east, role=Role.PANELLIST,
        from_day=world.now.date().replace(year=2020), until_day=world.now.date().replace(year=2021),
    )  # fmt: skip

    verdict = may_verify(problem, [world.panellist, world.second_panellist])

    assert not verdict
    assert world.east.name in str(getattr(verdict, "sentence", ""))


def test_one_person_in_two_posts_is_not_a_panel(world: World):
    problem = world.problem(State.CLOSING)

    assert not may_verify(problem, [world.panellist, world.panellist])


def test_whoever_is_offered_makes_a_panel(world: World):
    problem = world.problem(State.CLOSING)
    offered = independent_panellists(problem, world.now.date())

    assert {post.pk for post in offered} == {world.panellist.pk, world.second_panellist.pk}
    assert may_verify(problem, offered)


def test_neither_the_sponsor_nor_a_verifier_nor_whoever_worked_on_it_approves(world: World):
    problem = world.problem(State.APPROVING)
    problem.sponsor = world.leader

    denied = [world.leader, world.panellist, world.handler, world.liaison, world.department_head]

    assert not any(may_decide(problem, post) for post in denied if post != world.handler)
    assert may_decide(problem, world.other_leader)


def test_whoever_verified_cannot_approve_as_a_leader(world: World):
    problem = world.problem(State.APPROVING)
    both = organisations.give_post(
        world.panellist.person, actor=TIMER, at=world.now, unit=world.city, role=Role.LEADER,
        from_day=world.now.date(),
    )  # fmt: skip

    assert not may_decide(problem, both)


def stand_in(world: World, post: Post, username: str) -> Post:
    """Let somebody new act for a post during these weeks."""
    person = organisations.create_person(actor=TIMER, at=world.now, username=username, name=f"代{username}")
    return organisations.substitute(
        post, person, actor=TIMER, at=world.now, from_day=world.now.date(),
        until_day=world.now.date() + timedelta(days=30),
    )  # fmt: skip


def test_whoever_stands_in_for_the_sponsor_does_not_approve_either(world: World):
    problem = world.problem(State.APPROVING)
    Problem.objects.filter(pk=problem.pk).update(sponsor=world.leader)
    stands_in, other = stand_in(world, world.leader, "for-leader"), stand_in(world, world.other_leader, "for-other")

    assert not may(stands_in, "approve", reread(problem))
    assert not may_decide(reread(problem), stands_in)
    assert may(other, "approve", reread(problem))
    assert may_decide(reread(problem), other)
    assert "approve" not in waiting_counts(stands_in, world.now.date())
    assert waiting_counts(other, world.now.date())["approve"] == 1


def test_whoever_stands_in_for_the_one_who_approved_does_not_confirm_the_relapse(world: World):
    problem = world.problem(State.WRITTEN_OFF)
    at = world.tick()
    acceptance.relapse(problem, actor=world.desk, at=at, evidence="人员又被抽走", due=at.date() + timedelta(days=60))
    proposal = open_proposal(problem)
    assert proposal

    assert not may_confirm(stand_in(world, world.leader, "for-leader"), proposal, problem)
    assert may_confirm(stand_in(world, world.other_leader, "for-other"), proposal, problem)


def test_whoever_stands_in_for_a_panellist_of_the_matter_does_not_verify(world: World):
    problem = world.problem(State.CLOSING)
    organisations.give_post(
        world.panellist.person, actor=TIMER, at=world.now, unit=world.east, role=Role.PANELLIST,
        from_day=world.now.date().replace(year=2020), until_day=world.now.date().replace(year=2021),
    )  # fmt: skip
    stands_in = stand_in(world, world.panellist, "for-panellist")
    free = stand_in(world, world.second_panellist, "for-second")

    assert not may_verify(problem, [stands_in, world.second_panellist])
    offered = {post.pk for post in independent_panellists(problem, world.now.date())}
    assert offered == {world.second_panellist.pk, free.pk}
