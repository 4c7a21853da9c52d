"""Supervision papers and instructions in the centre of notices: told to whom they are addressed, and to nobody else."""

from datetime import timedelta

from django.urls import reverse

from jianfa.notices.actions import begin_reading, collect
from jianfa.notices.models import Notice
from jianfa.organisations.models import Post
from jianfa.supervision import actions
from jianfa.supervision.models import OrderAnswer
from tests.supervision.papers import drafted, sign
from tests.supervision.test_instructions import instructed
from tests.workspace.html import Page, queries
from tests.world import World


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def opened_by(client, post: Post, kind: str) -> str:
    client.force_login(post.person)
    notice = Notice.objects.get(person=post.person_id, kind=kind)
    return str(client.post(reverse("notice_open", args=[notice.pk])).url)


def test_a_paper_is_told_to_its_signers_its_unit_and_back_to_the_desk(client, world: World):
    begin_reading()
    order = drafted(world)
    sign(world, order)
    answers = {item.pk: "已补充两人，下周到岗" for item in order.items.all()}
    actions.answer_order(order, answers, actor=world.department_head, at=world.now)
    answer = OrderAnswer.objects.get(item__order=order)
    actions.return_answer(order, answer, actor=world.desk, at=world.now, missing="请附名单")

    collect(at=world.now)

    assert told("draft_order") == {"leader", "other_leader"}
    assert told("sign_order") == {"handler", "department_head"}
    assert told("answer_order") == {"desk", "second_clerk"}
    assert told("return_answer") == {"handler", "department_head"}
    assert opened_by(client, world.handler, "sign_order") == reverse("order", args=[order.pk])


def test_the_unit_reads_which_paper_it_is_and_until_when_to_answer(client, world: World):
    begin_reading()
    order = drafted(world)
    sign(world, order)
    collect(at=world.now)
    client.force_login(world.handler.person)

    text = Page(client.get(reverse("notices"))).text("main")

    assert f"督办文书已下达：督办单：{order.unit.short_name}" in text
    assert str(order.number) in text
    assert f"{order.answer_by:%Y-%m-%d} 前答复" in text


def test_an_instruction_is_told_to_those_it_is_addressed_to_even_where_they_do_not_see_the_problem(
    client, world: World
):
    begin_reading()
    due = world.now.date() + timedelta(days=7)
    row = instructed(world, units=[world.organising], posts=[world.other_liaison], due=due)
    collect(at=world.now)
    client.force_login(world.other_liaison.person)
    text = Page(client.get(reverse("notices"))).text("main")

    assert (f"{due:%Y-%m-%d} 前答复" in text, "期限" in text) == (True, False)
    assert "other_liaison" in told("instruct")
    assert {"handler", "liaison", "desk"} & told("instruct") == set()
    assert opened_by(client, world.other_liaison, "instruct") == reverse("instruction", args=[row.pk])
    assert client.get(reverse("instruction", args=[row.pk])).status_code == 200


def test_the_leader_hears_of_the_answer(world: World):
    begin_reading()
    row = instructed(world)
    actions.answer_instruction(row, actor=world.department_head, at=world.now, answer="已开会研究")

    collect(at=world.now)

    assert told("answer_instruction") == {"leader", "desk", "second_clerk"}


def test_more_instructions_cost_no_more_queries(client, world: World):
    begin_reading()
    client.force_login(world.leader.person)
    counts = []
    for n in (2, 4):
        for _ in range(n):
            actions.answer_instruction(instructed(world), actor=world.department_head, at=world.now, answer="已研究")
        collect(at=world.now)
        client.get(reverse("notices"))
        counts.append(queries(lambda: client.get(reverse("notices"))))

    assert counts[0] == counts[1]
