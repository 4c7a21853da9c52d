"""Instructions of leaders: to union units and officers only, read by those they concern and by nobody else."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from jianfa.journal.actions import Stale
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Role
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions
from jianfa.supervision.models import Addressee, Instruction
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.world import FOUNDED, World

TEXT = "请主要负责同志亲自抓"
TODAY = date(2026, 3, 16)


def instructed(world: World, problem: Problem | None = None, **options) -> Instruction:
    problem = problem or world.problem(State.IN_PROGRESS)
    given = {"text": TEXT, "units": [world.finance], **options}
    actions.instruct(problem, actor=world.leader, at=world.now, **given)
    return Instruction.objects.select_related("problem").latest("at")


def refused_with(world, **options) -> Refused:
    problem = world.problem(State.IN_PROGRESS)
    with pytest.raises(Refused) as caught:
        instructed(world, problem, **options)
    return caught.value


def test_it_is_answered_by_each_addressee_and_then_closed(world):
    row = instructed(world, units=[world.finance], posts=[world.head])

    actions.answer_instruction(row, actor=world.department_head, at=world.now, answer="已开会研究")
    assert row.state == "open"
    actions.answer_instruction(row, actor=world.head, at=world.now, answer="已报区委")
    assert row.state == "answered"
    actions.close_instruction(row, actor=world.desk, at=world.now, closing="")

    assert row.state == "closed"
    assert findings() == []


def test_two_who_answer_at_once_are_both_heard(world):
    row = instructed(world, units=[world.finance], posts=[world.head])
    seen = Instruction.objects.select_related("problem").get(pk=row.pk)
    actions.answer_instruction(row, actor=world.department_head, at=world.now, answer="已开会研究")

    with pytest.raises(Stale):
        actions.answer_instruction(seen, actor=world.head, at=world.now, answer="已报区委")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "绝密事项"}, "text"),
        ({"units": []}, "units"),
        ({"due": date(2026, 3, 15)}, "due"),
    ],
)
def test_what_is_typed_is_checked_and_nothing_is_written(world, options, field):
    refused = refused_with(world, **options)

    assert (refused.why, refused.field) == (Why.VALUE, field)
    assert Instruction.objects.count() == 0


def test_it_goes_to_union_units_and_officers_only(world):
    official = organisations.give_post(
        organisations.create_person(actor=TIMER, at=FOUNDED, username="official", name="区长"),
        actor=TIMER, at=FOUNDED, unit=world.east_government, role=Role.PANELLIST, from_day=FOUNDED.date(),
    )  # fmt: skip

    assert refused_with(world, units=[world.east_government]).field == "units"
    assert refused_with(world, units=[], posts=[official]).field == "posts"
    assert refused_with(world, units=[], posts=[world.leader]).field == "posts"
    row = instructed(world)
    for wrong in ({"unit": world.east_government}, {"post": official}, {}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Addressee.objects.create(instruction=row, position=9, **wrong)


@pytest.mark.parametrize("who", ["desk", "head", "department_head", "auditor"])
def test_only_a_leader_writes_one(world, who):
    problem = world.problem(State.IN_PROGRESS)
    post = getattr(world, who)

    with pytest.raises(Refused) as caught:
        actions.instruct(problem, actor=post, at=world.now, text=TEXT, units=[world.finance])
    row = instructed(world, problem)
    with pytest.raises(DatabaseError), transaction.atomic():
        Instruction.objects.filter(pk=row.pk).update(post=post, leader=post.person)

    assert caught.value.why == Why.OFFICE


def test_its_words_are_never_changed(world):
    row = instructed(world)

    for change in ({"text": "别的"}, {"leader": world.other_leader.person}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Instruction.objects.filter(pk=row.pk).update(**change)


def test_it_is_written_on_what_is_on_the_list_of_a_campaign_that_runs(world):
    submitted = world.problem(State.SUBMITTED)
    with pytest.raises(Refused):
        instructed(world, submitted)
    problem = world.problem(State.IN_PROGRESS)
    ledger.close_campaign(world.campaign, actor=world.leader, at=world.now)
    problem = Problem.objects.select_related("campaign").get(pk=problem.pk)

    with pytest.raises(Refused):
        instructed(world, problem)


def test_what_is_not_answered_is_closed_with_a_reason_only(world):
    row = instructed(world)

    with pytest.raises(Refused) as caught:
        actions.close_instruction(row, actor=world.leader, at=world.now, closing=" ")
    actions.close_instruction(row, actor=world.leader, at=world.now, closing="事已办结")

    assert caught.value.field == "closing"
    assert row.state == "closed"


READERS = {"leader", "desk", "second_clerk", "auditor", "handler", "department_head"}


def test_only_those_it_concerns_see_it_on_the_problem_in_the_record_and_in_the_api(client, world):
    problem = world.problem(State.IN_PROGRESS)
    row = instructed(world, problem)

    for who in (
        "leader",
        "other_leader",
        "desk",
        "auditor",
        "handler",
        "department_head",
        "liaison",
        "head",
        "assessor",
    ):
        post = world.posts[who]
        page = opened(client, post, reverse("problem", args=[problem.pk]))
        assert (TEXT in page.text("main")) is (who in READERS), who
        record = opened(client, post, reverse("problem_record", args=[problem.pk])).text("main")
        assert TEXT not in record
        assert "限相关人员查阅的记录" in record
        own = opened(client, post, reverse("instruction", args=[row.pk]))
        assert own.status == (200 if who in READERS else 404), who
        events = client.get(reverse("api:list_events", args=[problem.pk])).json()
        assert events[-1]["verb"] == "withheld"


def test_it_stands_on_the_desks_of_those_who_must_act(client, world):
    row = instructed(world, due=TODAY)

    assert "待答复的批示 1" in opened(client, world.handler, reverse("home")).texts(".card-head h2")
    assert "批示" not in opened(client, world.other_head, reverse("home")).text("main")
    world.travel(days=1)
    assert "已答复或逾期未答复的批示 1" in opened(client, world.leader, reverse("home")).texts(".card-head h2")
    step = reverse("instruction_step", args=[row.pk, "answer"])
    empty = opened(client, world.handler, step, answer=" ")
    opened(client, world.handler, step, answer="已开会研究")
    assert empty.status == 400
    assert "批示" not in opened(client, world.handler, reverse("home")).text(".page-main")
    assert "已开会研究" in opened(client, world.desk, reverse("instruction", args=[row.pk])).text("main")
    opened(client, world.desk, reverse("instruction_step", args=[row.pk, "close"]), closing="")
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_leader_writes_it_on_the_page_of_the_problem(client, world):
    problem = world.problem(State.IN_PROGRESS)
    step = reverse("move", args=[problem.pk, "instruct"])
    form = opened(client, world.leader, step)

    answer = opened(
        client, world.leader, step, text=TEXT, units=str(world.finance.pk), posts=str(world.head.pk), due="2026-03-20"
    )

    assert "批给工会单位" in form.text("#step")
    assert answer.status == 302
    assert [str(row.name) for row in Instruction.objects.get().addressees.all()] == [
        "财务部", "郑国栋（东城区总工会）",
    ]  # fmt: skip


def test_the_list_shows_those_it_concerns_only(client, world):
    instructed(world)

    assert TEXT in opened(client, world.handler, reverse("instructions")).text("main")
    assert "没有您可以查阅的批示" in opened(client, world.other_leader, reverse("instructions")).text("main")
