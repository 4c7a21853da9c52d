"""Whoever raised a problem is asked whether it is solved; silence is no answer and never agreement."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import ClosureApplication, Panel, SourceAnswer
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import open_proposal
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Post, Role
from jianfa.organisations.policy import Refused, Why
from jianfa.workspace.queries import waiting_counts
from tests.workspace.html import opened
from tests.workspace.verbs import record_all
from tests.world import World, events_of, reread


def verified(world: World, answer: str = "", reason: str = "") -> Problem:
    """A problem all members have recorded; with or without an answer."""
    problem = world.problem(State.VERIFYING)
    if answer:
        acceptance.respond(problem, actor=world.head, at=world.now, answer=answer, reason=reason)
    record_all(world, problem)
    return problem


def concluded(world: World, answer: str, reason: str) -> Problem:
    problem = verified(world, answer, reason)
    acceptance.conclude(problem, actor=world.desk, at=world.now)
    return problem


def test_it_is_asked_for_three_working_days_from_the_application_on(world: World):
    problem = world.problem(State.CLOSING)
    application = ClosureApplication.objects.get(problem=problem)

    assert application.applied_at.date() == date(2026, 3, 2)
    assert application.asked_until == date(2026, 3, 5)


@pytest.mark.parametrize("who", ["liaison", "head"])
def test_liaison_and_head_find_it_on_their_desk_and_answer(client: Client, world: World, who: str):
    problem, post = world.problem(State.CLOSING), getattr(world, who)
    before = waiting_counts(post, world.now.date())["respond"]

    sent = opened(client, post, reverse("move", args=[problem.pk, "respond"]), answer="solved", version=problem.version)

    answer = SourceAnswer.objects.get(application__problem=problem)
    assert (before, sent.status, answer.answer, answer.person) == (1, 302, "solved", post.person)
    assert "respond" not in waiting_counts(post, world.now.date())
    assert "已解决" in opened(client, world.desk, reverse("problem", args=[problem.pk])).text("main")


@pytest.mark.parametrize("answer", ["partly", "unsolved"])
def test_whoever_is_not_content_says_why(world: World, answer: str):
    problem = world.problem(State.CLOSING)

    with pytest.raises(Refused) as caught:
        acceptance.respond(problem, actor=world.head, at=world.now, answer=answer)

    assert (caught.value.field, caught.value.why) == ("reason", Why.VALUE)


def test_it_answers_once(world: World):
    problem = world.problem(State.CLOSING)
    acceptance.respond(problem, actor=world.head, at=world.now, answer="solved")

    with pytest.raises(Refused) as caught:
        acceptance.respond(problem, actor=world.liaison, at=world.now, answer="unsolved", reason="反悔")

    assert caught.value.why == Why.STATE


def test_the_desk_waits_until_it_has_answered_or_its_term_is_over(world: World):
    problem = verified(world)
    term = date(2026, 3, 17)
    ClosureApplication.objects.filter(problem=problem).update(asked_until=term)
    before = waiting_counts(world.desk, world.now.date())

    with pytest.raises(Refused) as caught:
        acceptance.conclude(problem, actor=world.desk, at=world.now)
    world.travel(days=2)
    after = waiting_counts(world.desk, world.now.date())
    acceptance.conclude(problem, actor=world.desk, at=world.now)

    assert "2026-03-17" in str(caught.value.sentence)
    assert ("conclude" in before, after["conclude"]) == (False, 1)
    assert Panel.objects.get(application__problem=problem).source_answer == "none"


def test_silence_is_shown_as_no_answer(client: Client, world: World):
    problem = verified(world)
    acceptance.conclude(problem, actor=world.desk, at=world.now)

    assert "未答复" in opened(client, world.leader, reverse("problem", args=[problem.pk])).text("main")


def test_nobody_types_the_answer_for_it(client: Client, world: World):
    verified(world)
    problem = Problem.objects.get()
    page = opened(
        client, world.desk, reverse("move", args=[problem.pk, "conclude"]), source_answer="solved",
        version=problem.version,
    )  # fmt: skip

    assert page.status == 302
    assert not SourceAnswer.objects.exists()
    assert Panel.objects.get(application__problem=problem).source_answer == "none"


def test_a_county_that_works_on_what_it_raised_is_not_asked_twice(client: Client, world: World):
    problem = world.problem(State.CLOSING, lead=world.east)

    with pytest.raises(Refused) as caught:
        acceptance.respond(problem, actor=world.head, at=world.now, answer="solved")

    assert caught.value.why == Why.STATE
    assert ClosureApplication.objects.get(problem=problem).asked_until is None
    assert "respond" not in waiting_counts(world.head, world.now.date())
    assert "已由其申请" in opened(client, world.head, reverse("problem", args=[problem.pk])).text("main")


def test_from_paper_it_is_entered_by_two_clerks(world: World):
    problem = world.problem(State.CLOSING)
    ledger.record_decision(
        problem, "respond", actor=world.liaison, at=world.now, decider=world.head, document_no="东工函〔2026〕3号",
        document_day=world.now.date(), params={"answer": "partly"}, wording={"reason": "一名人员尚未到岗"},
    )  # fmt: skip
    proposal = open_proposal(problem)

    acceptance.respond(
        problem, actor=world.desk, at=world.now, answer="partly", reason="一名人员尚未到岗", proposal=proposal
    )

    answer = SourceAnswer.objects.get(application__problem=problem)
    assert (answer.person, answer.proposal) == (world.head.person, proposal)


def test_neither_the_applicant_nor_a_member_answers_for_it(world: World):
    """The head of finance also holds a post in east."""
    problem = world.problem(State.VERIFYING)
    day = world.now.date()
    both: list[Post] = [
        organisations.give_post(person, actor=TIMER, at=world.now, unit=world.east, role=Role.LIAISON, from_day=day)
        for person in (world.department_head.person, world.panellist.person)
    ]

    for post in both:
        with pytest.raises(Refused) as caught:
            acceptance.respond(problem, actor=post, at=world.now, answer="solved")
        assert "不能代表提出单位" in str(caught.value.sentence)
        with pytest.raises(DatabaseError, match="does not answer"), transaction.atomic():
            SourceAnswer.objects.create(
                application=ClosureApplication.objects.get(problem=problem), answer="solved", post=post,
                person=post.person, answered_at=world.now,
            )  # fmt: skip


def test_the_database_wants_a_reason_and_keeps_the_answer(world: World):
    problem = world.problem(State.CLOSING)
    acceptance.respond(problem, actor=world.head, at=world.now, answer="partly", reason="一名人员尚未到岗")

    for values in ({"reason": ""}, {"answer": "solved"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SourceAnswer.objects.update(**values)


def test_over_not_solved_the_leader_goes_on_only_with_a_written_reason(client: Client, world: World):
    problem = concluded(world, "unsolved", "专职人员又被抽走")
    address = reverse("move", args=[problem.pk, "approve"])
    shown = opened(client, world.leader, address)

    with pytest.raises(Refused) as caught:
        acceptance.approve(problem, actor=world.leader, at=world.now, decision_no="示例1号")
    acceptance.approve(
        reread(problem), actor=world.leader, at=world.now, decision_no="示例1号", over_unsolved="已现场核对，人员在岗"
    )

    assert "专职人员又被抽走" in shown.text("#step")
    assert "over_unsolved" in shown.values("form[data-guard]")
    assert caught.value.field == "over_unsolved"
    assert SourceAnswer.objects.get().over_unsolved == "已现场核对，人员在岗"
    page = opened(client, world.liaison, reverse("problem", args=[problem.pk])).text("main")
    assert "已现场核对，人员在岗" in page


@pytest.mark.parametrize(("answer", "reason"), [("solved", ""), ("partly", "尚有一项")])
def test_otherwise_nothing_is_asked_of_the_leader(client: Client, world: World, answer: str, reason: str):
    problem = concluded(world, answer, reason)
    shown = opened(client, world.leader, reverse("move", args=[problem.pk, "approve"]))

    acceptance.approve(problem, actor=world.leader, at=world.now, decision_no="示例1号")

    assert "over_unsolved" not in shown.values("form[data-guard]")
    assert events_of(problem)[-1] == "approve"
