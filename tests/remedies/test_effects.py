"""A policy issued is not yet a write-off: the counties confirm what arrived, and only then it is applied for."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from jianfa.acceptance import actions as acceptance
from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused, Why
from jianfa.remedies import actions
from jianfa.remedies.models import Effect
from jianfa.remedies.queries import effects_of
from tests.acceptance.relapses import relapsed, struck_off
from tests.journal.tampering import findings
from tests.remedies.effects import common, expected, settled
from tests.world import World, reread


def apply(world: World, problem: Problem) -> Event:
    problem = Problem.objects.get(pk=problem.pk)
    answers = {row.pk: acceptance.Answer("已完成", "清编〔2026〕2号") for row in problem.criteria.all()}
    return acceptance.apply(problem, actor=world.department_head, at=world.now, statement="办结", answers=answers)


def refusal(act) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


@pytest.mark.parametrize("state", ["awaited", "not_yet"])
def test_a_common_problem_is_not_applied_for_while_an_effect_is_missing(world, state):
    problem = common(world)
    settled(world, state, expected(world, problem))
    expected(world, problem, world.west)
    refused = refusal(lambda: apply(world, problem))

    assert refused.why == Why.STATE
    assert "东城区总工会、西城区总工会" in str(refused.sentence) or "东城区总工会, 西城区总工会" in str(
        refused.sentence
    )
    assert Problem.objects.get(pk=problem.pk).state == State.IN_PROGRESS


@pytest.mark.parametrize("state", ["confirmed", "waived"])
def test_it_is_applied_for_once_every_county_has_confirmed_or_was_waived(world, state):
    problem = common(world)
    settled(world, state, expected(world, problem))
    apply(world, problem)

    assert Problem.objects.get(pk=problem.pk).state == State.CLOSING
    assert findings() == []


def test_a_problem_without_effects_is_applied_for_as_before(world):
    problem = world.problem(State.IN_PROGRESS)
    apply(world, problem)

    assert Problem.objects.get(pk=problem.pk).state == State.CLOSING


def test_what_was_denied_can_be_confirmed_later(world):
    row = settled(world, "confirmed", settled(world, "not_yet"))

    assert (row.state, row.words, row.settled_by) == ("confirmed", "一名专职已到岗", world.head)


def test_whoever_applies_while_a_county_takes_its_word_back_is_refused(world):
    problem = common(world)
    row = settled(world, "confirmed", expected(world, problem))
    seen = Problem.objects.get(pk=problem.pk)
    settled(world, "not_yet", Effect.objects.get(pk=row.pk))
    Effect.objects.filter(pk=row.pk).update(state="confirmed", document_no="1号")  # as the slower one had read it
    answers = {one.pk: acceptance.Answer("已完成", "1号") for one in seen.criteria.all()}

    with pytest.raises(Stale):
        acceptance.apply(seen, actor=world.department_head, at=world.now, statement="办结", answers=answers)


@pytest.mark.parametrize("actor", ["liaison", "other_head", "desk", "leader", "handler"])
def test_only_the_head_of_the_county_confirms(world, actor):
    row = expected(world)
    post = world.posts[actor]
    refused = refusal(lambda: actions.confirm_effect(row, actor=post, at=world.now, words="已到位", document_no="1号"))

    assert (refused.why, "东城区总工会" in str(refused.sentence)) == (Why.OFFICE, True)


@pytest.mark.parametrize("actor", ["head", "desk", "department_head"])
def test_only_a_leader_waives(world, actor):
    row = expected(world)
    post = world.posts[actor]
    refused = refusal(lambda: actions.waive_effect(row, actor=post, at=world.now, words="撤并", document_no="1号"))

    assert refused.why == Why.OFFICE


def test_a_leader_does_not_waive_what_a_county_has_confirmed(world):
    row = settled(world, "confirmed")
    refused = refusal(
        lambda: actions.waive_effect(row, actor=world.leader, at=world.now, words="撤并", document_no="1号")
    )

    assert refused.why == Why.STATE


@pytest.mark.parametrize(
    ("words", "document_no", "field"), [(" ", "1号", "words"), ("已到位", " ", "document_no"), ("绝密", "1号", "words")]
)
def test_a_confirmation_has_words_and_evidence(world, words, document_no, field):
    row = expected(world)
    refused = refusal(
        lambda: actions.confirm_effect(row, actor=world.head, at=world.now, words=words, document_no=document_no)
    )

    assert (refused.why, refused.field, Effect.objects.get().state) == (Why.VALUE, field, "awaited")


def test_a_county_is_asked_once_and_only_about_a_common_problem(world):
    problem = common(world)
    expected(world, problem)
    again = refusal(lambda: expected(world, problem))
    single = refusal(lambda: expected(world, world.problem(State.IN_PROGRESS, nature="individual")))
    department = refusal(lambda: expected(world, problem, world.organising))

    assert (again.why, single.why, department.why) == (Why.STATE, Why.STATE, Why.VALUE)
    assert [row.unit for row in effects_of(problem)] == [world.east]


@pytest.mark.parametrize("actor", ["liaison", "head", "other_department_head", "leader", "auditor"])
def test_counties_are_asked_by_the_desk_or_the_department_at_work(world, actor):
    problem = common(world)
    post = world.posts[actor]
    refused = refusal(lambda: actions.expect_effect(problem, world.east, actor=post, at=world.now))

    assert refused.why == Why.OFFICE


def test_nothing_is_answered_once_it_is_applied_for(world):
    problem = common(world)
    row = settled(world, "confirmed", expected(world, problem))
    apply(world, problem)
    row = Effect.objects.get(pk=row.pk)
    refused = refusal(lambda: actions.deny_effect(row, actor=world.head, at=world.now, words="又没有了"))

    assert refused.why == Why.STATE


def test_a_confirmation_without_evidence_is_refused_by_the_database(world):
    row = settled(world, "confirmed")

    with pytest.raises(IntegrityError), transaction.atomic():
        Effect.objects.filter(pk=row.pk).update(document_no="")


@pytest.mark.parametrize(("state", "by"), [("confirmed", "other_head"), ("confirmed", "leader"), ("waived", "head")])
def test_who_settled_it_is_held_by_the_database(world, state, by):
    row = settled(world, state)

    with pytest.raises(DatabaseError), transaction.atomic():
        Effect.objects.filter(pk=row.pk).update(settled_by=world.posts[by])


def test_a_county_sees_its_row_and_not_those_of_others(world):
    problem = common(world, source=world.east)
    expected(world, problem, world.west)
    row = expected(world, problem, world.lake)

    assert list(Effect.objects.visible_to(world.other_head).values_list("unit__code", flat=True)) == ["T-02"]
    assert Effect.objects.visible_to(world.desk).filter(pk=row.pk).exists()
    assert not Effect.objects.visible_to(world.administrator).exists()


def test_after_a_relapse_every_county_is_asked_again_before_it_is_applied_for(world):
    problem = common(world)
    for unit, head in ((world.east, world.head), (world.west, world.other_head)):
        row = expected(world, problem, unit)
        actions.confirm_effect(row, actor=head, at=world.now, words="已到位", document_no="东编〔2026〕3号")

    problem = relapsed(world, struck_off(world, reread(problem)))

    assert [(row.unit, row.cycle, row.state) for row in effects_of(problem)] == [
        (world.east, 2, "awaited"), (world.west, 2, "awaited"),
    ]  # fmt: skip
    assert "东城区总工会" in str(refusal(lambda: apply(world, problem)).sentence)
    assert findings() == []
