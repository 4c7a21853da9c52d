"""Effects and petitions in the centre of notices: the county that is asked, the leader who is to sign, who drafted."""

import pytest
from django.urls import reverse

from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.notices.actions import begin_reading, collect
from jianfa.notices.models import Notice
from jianfa.notices.queries import lines_of
from jianfa.remedies import actions
from tests.notices.test_papers import opened_by, told
from tests.remedies import effects as made
from tests.workspace.html import Page, queries
from tests.world import World


def test_a_county_is_told_of_the_effect_it_is_asked_for_and_led_to_its_own_row(client, world: World):
    begin_reading()
    problem = made.common(world)
    row = made.expected(world, problem, world.west)
    collect(at=world.now)
    client.force_login(world.other_head.person)
    page = Page(client.get(reverse("notices")))

    assert told("expect_effect") == {"other_liaison", "other_head"}
    assert "请确认见效情况" in page.text("main")
    assert problem.title in page.text("main")
    assert opened_by(client, world.other_head, "expect_effect") == reverse("remedy", args=["effects", row.pk])
    assert client.get(reverse("problem", args=[problem.pk])).status_code == 404


def test_what_a_county_says_is_missing_is_told_to_those_who_work_on_it_and_a_waiver_to_the_county(world: World):
    begin_reading()
    row = made.settled(world, "not_yet")
    made.settled(world, "waived", row)

    collect(at=world.now)

    assert told("deny_effect") == {"desk", "second_clerk", "handler", "department_head"}
    assert told("waive_effect") == {"liaison", "head"}


def test_a_petition_is_told_to_who_may_sign_it_and_signed_to_who_drafted_it(client, world: World):
    begin_reading()
    row = made.petition(world, "signed")
    collect(at=world.now)

    assert told("draft_petition") == {"leader", "other_leader"}
    assert told("sign_petition") == {"desk"}
    assert opened_by(client, world.leader, "draft_petition") == reverse("remedy", args=["petitions", row.pk])
    notice = Notice.objects.get(kind="sign_petition")
    assert (notice.petition, notice.problem, notice.discrepancy_id) == (row, None, None)


@pytest.mark.parametrize("n", [1, 5])
def test_reading_events_of_remedies_costs_the_same(world: World, n: int):
    begin_reading()
    problem = made.common(world)
    for unit in (world.east, world.west, world.lake)[:n]:
        made.expected(world, problem, unit)
    for number in range(n):
        letter = actions.Letter(world.east_government, f"第{number}件", "恳请。")
        actions.draft_petition(letter, actor=world.desk, at=world.now)

    assert queries(lambda: collect(at=world.now)) <= 19


def test_a_signature_on_paper_is_told_to_the_second_clerk_and_a_refusal_to_the_drafter(world: World):
    begin_reading()
    row = made.on_paper(world)
    actions.refuse_paper_signature(row, actor=world.second_clerk, at=world.now, reason="原件无签字")

    collect(at=world.now)

    assert told("record_paper_signature") == {"second_clerk"}
    assert told("refuse_paper_signature") == {"desk"}


def test_a_letter_about_a_sensitive_matter_is_named_by_its_number_in_a_mail(world: World):
    begin_reading()
    problem = world.problem(State.IN_PROGRESS, title="不能外传的标题")
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")
    made.petition(world, problem=problem)
    collect(at=world.now)
    notice = Notice.objects.get(kind="draft_petition", post=world.leader)

    assert [line.is_sensitive for line in lines_of([notice])] == [True]
