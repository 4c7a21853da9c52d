"""After the signature: answers item by item, the ladder of papers, copies to a Party committee by letter."""

from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from jianfa.organisations.policy import Why
from jianfa.supervision import actions
from jianfa.supervision.models import OrderCopy, SummonedPost, SupervisionOrder
from tests.journal.tampering import findings
from tests.supervision.papers import answered, drafted, escalated, late, refusal, sign, signed, waiting
from tests.world import FOUNDED

TODAY = date(2026, 3, 16)
LETTER = "清工函〔2026〕9号"


# The answer


def test_the_head_signs_for_it_and_answers_item_by_item(world):
    order = signed(world, late(world), late(world, "另一件"))
    first, second = order.items.all()

    assert refusal(lambda: actions.receive_order(order, actor=world.handler, at=world.now)).why == Why.OFFICE
    actions.receive_order(order, actor=world.department_head, at=world.now)
    actions.answer_order(order, {first.pk: "下周到岗"}, actor=world.department_head, at=world.now)
    assert order.state == "received"
    actions.answer_order(order, {second.pk: "已报批"}, actor=world.department_head, at=world.now)

    assert order.state == "answered"
    assert findings() == []


def test_a_clerk_answers_with_the_number_of_the_sealed_reply(world):
    order = signed(world)
    answers = {order.items.get().pk: "下周到岗"}

    assert refusal(
        lambda: actions.answer_order(order, answers, actor=world.handler, at=world.now)
    ).field == "document_no"  # fmt: skip
    actions.answer_order(order, answers, actor=world.handler, at=world.now, document_no="财函〔2026〕1号")

    assert (order.state, order.received_by) == ("answered", world.handler)


def test_an_answer_is_sent_back_with_what_is_missing_and_stays(world):
    order = answered(world)
    answer = order.items.get().answers.get()

    actions.return_answer(order, answer, actor=world.desk, at=world.now, missing="请写明到岗日期")
    actions.answer_order(order, {answer.item_id: "三月二十日到岗"}, actor=world.department_head, at=world.now)
    actions.close_order(order, actor=world.desk, at=world.now, closing="")

    assert order.items.get().answers.count() == 2
    assert order.state == "closed"
    assert findings() == []


def test_what_is_not_answered_is_closed_with_a_reason_only(world):
    order = signed(world)

    assert refusal(
        lambda: actions.close_order(order, actor=world.desk, at=world.now, closing="")
    ).field == "closing"  # fmt: skip
    actions.close_order(order, actor=world.desk, at=world.now, closing="问题已办结")

    assert order.state == "closed"


def test_an_item_is_answered_once(world):
    order = answered(world)

    refused = refusal(
        lambda: actions.answer_order(order, {order.items.get().pk: "再答"}, actor=world.department_head, at=world.now)
    )

    assert refused.why == Why.STATE


# The ladder


def test_the_ladder_is_climbed_step_by_step_each_with_its_own_numbers(world):
    order = signed(world)
    above = escalated(world, order)
    sign(world, above)
    talk = escalated(
        world, above, "summons", talk_on=date(2026, 3, 20), place="三楼会议室", summoned=[world.department_head]
    )
    sign(world, talk)

    assert [row.number for row in (order, above, talk)] == ["督〔2026〕1号", "挂督〔2026〕1号", "约〔2026〕1号"]
    assert findings() == []


def test_no_step_of_the_ladder_is_left_out(world):
    order = signed(world)
    draft_only = drafted(world, late(world, "西城的事", lead=world.west))

    assert refusal(lambda: escalated(world, order, "summons", talk_on=TODAY, summoned=[world.department_head])).field
    assert refusal(lambda: escalated(world, draft_only)).field == "based_on"
    values = {field.attname: getattr(draft_only, field.attname) for field in SupervisionOrder._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.create(**{**values, "id": uuid4(), "kind": "escalated", "based_on_id": None})


def test_only_union_officers_of_the_unit_are_summoned(world):
    above = escalated(world, signed(world))
    sign(world, above)

    for stranger in (world.head, world.leader):
        refused = refusal(partial(escalated, world, above, "summons", talk_on=TODAY, summoned=[stranger]))
        assert refused.field == "summoned"
    talk = escalated(world, above, "summons", talk_on=TODAY, summoned=[world.department_head])
    for stranger in (world.head, world.leader):
        with pytest.raises(DatabaseError), transaction.atomic():
            SummonedPost.objects.create(order=talk, post=stranger)


def test_a_talk_has_a_day(world):
    above = escalated(world, signed(world))
    sign(world, above)

    assert refusal(lambda: escalated(world, above, "summons", summoned=[world.department_head])).field == "talk_on"


# A copy to a Party committee


@pytest.mark.parametrize(
    ("number", "day", "field"), [("", TODAY, "letter_no"), ("清工函〔2026〕9号", None, "letter_on")]
)
def test_a_party_committee_gets_a_copy_by_a_letter_only(world, number, day, field):
    order = signed(world)

    refused = refusal(
        lambda: actions.propose_copy(
            order, actor=world.desk, at=world.now, unit=world.east_government, letter_no=number, letter_on=day
        )
    )

    assert refused.field == field
    assert "经签发的函" in str(refused.sentence)


def test_the_letter_is_signed_by_a_leader_who_did_not_draft_it(world):
    order = signed(world)
    actions.propose_copy(
        order,
        actor=world.desk,
        at=world.now,
        unit=world.east_government,
        letter_no="清工函〔2026〕9号",
        letter_on=TODAY,
    )
    proposal = waiting(order)

    assert OrderCopy.objects.count() == 0
    actions.sign_order(order, proposal, actor=world.other_leader, at=world.now)

    assert OrderCopy.objects.get().signed_by == world.other_leader
    assert order.signed_by == world.leader
    assert findings() == []


def test_the_database_refuses_a_copy_without_letter_or_leader_or_to_others(world):
    order = signed(world)
    good = {
        "order": order, "unit": world.east_government, "letter_no": LETTER, "letter_on": TODAY,
        "drafter": world.desk.person, "signed_by": world.leader, "signer": world.leader.person, "signed_at": FOUNDED,
    }  # fmt: skip
    for wrong in (
        {"letter_no": ""}, {"unit": world.west}, {"signed_by": world.auditor, "signer": world.auditor.person},
        {"drafter": world.leader.person}, {"letter_on": None},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            OrderCopy.objects.create(**{**good, **wrong})
