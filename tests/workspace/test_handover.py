"""Handing over: what hangs on one person passes on, signed for, before a post can end."""

from datetime import date

import pytest
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.policy import matter_of
from jianfa.acceptance.queries import open_items
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.organisations import actions
from jianfa.organisations.models import Handover, Post
from jianfa.organisations.policy import Refused
from tests.world import events_of, reread


def text(response) -> str:
    return str(response.content.decode())


def newcomer(world, post: Post, name: str = "新人") -> Post:
    """Give the same post to somebody new, who has had nothing to do with anything."""
    person = actions.create_person(actor=world.administrator, at=world.now, username=f"new-{post.role}", name=name)
    return actions.give_post(
        person, actor=world.administrator, at=world.now, unit=post.unit, role=post.role, from_day=world.now.date()
    )


def sponsored(world) -> Problem:
    problem: Problem = world.problem("submitted")
    ledger.list_problem(
        problem, actor=world.desk, at=world.now, solver="county_union", nature="individual", due=date(2026, 6, 30),
        sponsor=world.leader, criteria=[ledger.NewCriterion("有文件")],
    )  # fmt: skip
    return problem


def begin(client, world, giver: Post, receiver: Post):
    client.force_login(world.administrator.person)
    return client.post(
        reverse("post_end", args=[giver.pk]), {"do": "hand", "receiver": str(receiver.pk), "note": "钥匙在抽屉"}
    )


def test_a_post_with_open_items_cannot_end(client, world):
    sponsored(world)
    client.force_login(world.administrator.person)

    response = client.post(reverse("post_end", args=[world.leader.pk]), {"do": "end", "until_day": "2026-03-16"})

    assert response.status_code == 400
    assert reread(world.leader).until_day is None


def test_a_post_without_open_items_ends(client, world):
    client.force_login(world.administrator.person)

    client.post(reverse("post_end", args=[world.assessor.pk]), {"do": "end", "until_day": "2026-03-20"})

    assert reread(world.assessor).until_day == date(2026, 3, 20)
    assert events_of(world.assessor.person)[-1] == "end_post"


def test_the_administrator_sees_numbers_and_no_matters(client, world):
    problem = sponsored(world)
    client.force_login(world.administrator.person)

    page = text(client.get(reverse("post_end", args=[world.leader.pk])))

    assert "责任领导" in page
    assert problem.title not in page
    assert str(problem.number) not in page


def test_the_giver_sees_what_is_open(client, world):
    problem = sponsored(world)
    client.force_login(world.leader.person)

    assert problem.title in text(client.get(reverse("post_end", args=[world.leader.pk])))


def test_others_see_neither_posts_nor_handovers(client, world):
    sponsored(world)
    begin(client, world, world.leader, world.other_leader)
    row = Handover.objects.get()
    client.force_login(world.desk.person)

    assert client.get(reverse("post_end", args=[world.leader.pk])).status_code == 404
    assert client.get(reverse("handover", args=[row.pk])).status_code == 404
    assert client.post(reverse("handover", args=[row.pk])).status_code == 404
    assert "还没有交接单" in text(client.get(reverse("handovers")))


def test_items_pass_over_when_the_receiver_signs(client, world):
    problem = sponsored(world)
    begin(client, world, world.leader, world.other_leader)
    row = Handover.objects.get()
    assert row.items == [str(problem.pk)]

    client.force_login(world.other_leader.person)
    page = text(client.get(reverse("handover", args=[row.pk])))
    client.post(reverse("handover", args=[row.pk]))

    assert problem.title in page
    assert "钥匙在抽屉" in page
    assert reread(problem).sponsor == world.other_leader
    assert reread(row).signed_at is not None
    assert open_items(world.leader) == []
    assert events_of(problem)[-1] == "take_over"
    assert events_of(world.leader.person)[-2:] == ["start_handover", "sign_handover"]


def test_nobody_but_the_receiver_signs(client, world):
    problem = sponsored(world)
    begin(client, world, world.leader, world.other_leader)
    row = Handover.objects.get()

    for person in (world.leader.person, world.administrator.person):
        client.force_login(person)
        assert client.post(reverse("handover", args=[row.pk])).status_code == 403
    assert reread(problem).sponsor == world.leader
    assert reread(row).signed_at is None


def test_a_handover_is_signed_once(client, world):
    sponsored(world)
    begin(client, world, world.leader, world.other_leader)
    row = Handover.objects.get()
    client.force_login(world.other_leader.person)

    assert client.post(reverse("handover", args=[row.pk])).status_code == 302
    assert client.post(reverse("handover", args=[row.pk])).status_code == 409


def test_a_post_does_not_end_while_its_handover_waits(client, world):
    sponsored(world)
    begin(client, world, world.leader, world.other_leader)

    with pytest.raises(Refused, match="待签收"):
        actions.end_post(world.leader, actor=world.administrator, at=world.now, until_day=date(2026, 3, 20))


def test_whoever_gave_it_away_is_still_not_independent(client, world):
    problem = sponsored(world)
    begin(client, world, world.leader, world.other_leader)
    client.force_login(world.other_leader.person)
    client.post(reverse("handover", args=[Handover.objects.get().pk]))

    assert world.leader.person_id in matter_of(reread(problem)).persons


def test_only_the_same_post_in_the_same_unit_takes_over(client, world):
    sponsored(world)

    response = begin(client, world, world.leader, world.desk)

    assert list(response.context["hand_form"].errors) == ["receiver"]
    assert not Handover.objects.exists()


def test_a_seat_on_a_panel_passes_with_the_view_of_the_problem(client, world):
    problem = world.problem("verifying")
    receiver = newcomer(world, world.panellist)
    begin(client, world, world.panellist, receiver)

    client.force_login(receiver.person)
    client.post(reverse("handover", args=[Handover.objects.get().pk]))

    seats = PanelMember.objects.filter(panel__application__problem=problem)
    assert {seat.person for seat in seats} == {receiver.person, world.second_panellist.person}
    assert Problem.objects.visible_to(receiver).filter(pk=problem.pk).exists()
    assert not Problem.objects.visible_to(world.panellist).filter(pk=problem.pk).exists()
    assert events_of(problem)[-1] == "take_over"


def test_a_seat_does_not_pass_to_somebody_who_is_not_independent(client, world):
    problem = world.problem("verifying")
    receiver = newcomer(world, world.panellist)
    actions.give_post(
        receiver.person, actor=world.administrator, at=world.now, unit=world.finance, role="handler",
        from_day=world.now.date(),
    )  # fmt: skip
    begin(client, world, world.panellist, receiver)
    row = Handover.objects.get()
    client.force_login(receiver.person)
    client.post(reverse("choose_post"), {"post": str(receiver.pk)})

    response = client.post(reverse("handover", args=[row.pk]))

    assert response.status_code == 400
    assert "新人" in text(response)
    assert PanelMember.objects.filter(panel__application__problem=problem, person=world.panellist.person).exists()
    assert reread(row).signed_at is None


def test_a_draft_is_open_while_nobody_else_holds_the_post(world):
    draft = world.problem("draft")
    assert [item.problem for item in open_items(world.liaison)] == [draft]

    receiver = newcomer(world, world.liaison)

    assert open_items(world.liaison) == []
    ledger.withdraw(draft, actor=receiver, at=world.now)
    assert reread(draft).state == "voided"


def test_a_draft_is_not_withdrawn_by_a_neighbour(world):
    draft = world.problem("draft")

    with pytest.raises(Refused):
        ledger.withdraw(draft, actor=world.other_liaison, at=world.now)


def test_taking_over_is_for_the_receiver_alone(world):
    problem = sponsored(world)

    with pytest.raises(Refused):
        ledger.take_over(problem, world.leader, world.other_leader, actor=world.desk, at=world.now)
    with pytest.raises(Refused):
        acceptance.receive(
            actions.start_handover(
                world.leader, actor=world.leader, at=world.now, receiver=world.other_leader, items=[problem.pk]
            ),
            actor=world.leader, at=world.now,
        )  # fmt: skip
