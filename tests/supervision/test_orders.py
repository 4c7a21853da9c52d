"""Supervision orders: drafted by the desk, signed by another person, answered item by item; what may not be."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from jianfa.journal.actions import Stale
from jianfa.ledger import actions as ledger
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Proposal, Role, UnitKind
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions
from jianfa.supervision.models import OrderItem, SupervisionOrder
from jianfa.supervision.queries.ordering import candidates_of, unit_lines, waiting_proposal
from tests.journal.tampering import findings
from tests.supervision.papers import NEAR, REQUIREMENT, drafted, late, refusal, sign, signed, waiting
from tests.world import FOUNDED, World, reread

TODAY = date(2026, 3, 16)
LETTER = "清工函〔2026〕9号"


def test_a_paper_holds_all_items_of_a_unit_with_the_reasons_in_words(world):
    late(world)
    late(world, "会计力量不足", due=NEAR)

    rows = candidates_of(world.desk, world.finance, TODAY)
    order = drafted(world, *rows)

    assert [item.reason for item in order.items.all()] == ["红 超期 1 个工作日", "蓝 临期 还有 4 个工作日"]
    assert (order.colour, order.state, order.number) == ("overdue", "draft", None)
    assert order.month == date(2026, 3, 1)
    assert findings() == []


def test_the_words_on_a_paper_are_chinese_whoever_drafts_it(world):
    problem = late(world)
    with translation.override("en"):
        order = drafted(world, problem)

    assert order.items.get().reason == "红 超期 1 个工作日"


def test_a_leader_signs_and_it_gets_its_number_and_the_day_for_the_answer(world):
    first = signed(world)
    second = signed(world, late(world, lead=world.west, title="西城"))

    assert (first.number, second.number) == ("督〔2026〕1号", "督〔2026〕2号")
    assert first.answer_by == date(2026, 3, 23)
    assert (first.signed_by, reread(first).state) == (world.leader, "signed")
    assert findings() == []


def test_reasons_stay_as_they_were_written(world):
    order = drafted(world)
    world.travel(days=4)
    sign(world, order)

    assert order.items.get().reason == "红 超期 1 个工作日"


def test_one_paper_for_each_unit_and_month(world):
    drafted(world)
    other = late(world, "另一件")

    refused = refusal(lambda: drafted(world, other))

    assert refused.why == Why.STATE
    assert "正在草拟" in str(refused.sentence)


def test_the_database_holds_one_paper_a_month_too(world):
    order = drafted(world)
    values = {field.attname: getattr(order, field.attname) for field in SupervisionOrder._meta.concrete_fields}
    del values["id"]

    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.create(**values)


def test_after_the_signature_what_is_new_waits_for_the_next_month(world):
    order = signed(world)
    other = late(world, "另一件")

    assert "督〔2026〕1号" in str(refusal(lambda: drafted(world, other)).sentence)
    with pytest.raises(Refused):
        actions.add_items(order, [other], actor=world.desk, at=world.now)
    assert [line.step for line in unit_lines(world.desk, TODAY)] == ["signed"]
    world.travel(days=20)
    assert drafted(world, other).month == date(2026, 4, 1)


def test_items_are_added_and_taken_off_until_it_is_signed(world):
    order = drafted(world, late(world, due=NEAR))
    second = late(world, "更急的一件")

    actions.add_items(order, [second], actor=world.second_clerk, at=world.now)
    assert reread(order).colour == "overdue"
    actions.drop_item(order, order.items.get(problem=second), actor=world.desk, at=world.now)

    assert reread(order).colour == "near"
    assert order.items.count() == 2
    assert Proposal.objects.filter(subject_id=order.pk).count() == 3
    assert findings() == []


def test_the_only_item_is_not_taken_off(world):
    order = drafted(world)

    refused = refusal(lambda: actions.drop_item(order, order.items.get(), actor=world.desk, at=world.now))

    assert refused.why == Why.STATE


def test_whoever_was_slower_signs_nothing(world):
    order = drafted(world)
    seen = SupervisionOrder.objects.get(pk=order.pk)
    proposal = waiting(order)
    actions.add_items(order, [late(world, "另一件")], actor=world.desk, at=world.now)

    with pytest.raises(Stale):
        actions.sign_order(seen, proposal, actor=world.leader, at=world.now)


def test_a_draft_is_withdrawn_with_a_reason_and_another_can_be_written(world):
    order = drafted(world)

    assert refusal(lambda: actions.withdraw_order(order, actor=world.desk, at=world.now, reason=" ")).field == "reason"
    actions.withdraw_order(order, actor=world.desk, at=world.now, reason="事项有误")

    assert drafted(world, order.items.get().problem).state == "draft"
    assert findings() == []


# Two persons


@pytest.mark.parametrize("who", ["desk", "head", "department_head", "auditor"])
def test_only_a_leader_signs(world, who):
    order = drafted(world)

    refused = refusal(lambda: actions.sign_order(order, waiting(order), actor=getattr(world, who), at=world.now))

    assert refused.why == Why.OFFICE


def leader_post_of(world: World, person):
    return organisations.give_post(
        person, actor=TIMER, at=FOUNDED, unit=world.city, role=Role.LEADER, from_day=FOUNDED.date()
    )


def test_whoever_drafted_or_added_an_item_does_not_sign_in_another_post(world):
    order = drafted(world)
    actions.add_items(order, [late(world, "另一件")], actor=world.second_clerk, at=world.now)

    for clerk in (world.desk, world.second_clerk):
        post = leader_post_of(world, clerk.person)
        refused = refusal(partial(actions.sign_order, order, waiting(order), actor=post, at=world.now))
        assert refused.why == Why.OFFICE


def signing(order, post):
    return {
        "state": "signed", "number": "督〔2026〕9号", "year": 2026, "n": 9, "signed_by": post, "signer": post.person,
        "signed_at": FOUNDED, "answer_by": TODAY,
    }  # fmt: skip


def test_the_database_refuses_a_drafter_as_signer(world):
    order = drafted(world)
    actions.add_items(order, [late(world, "另一件")], actor=world.second_clerk, at=world.now)
    for clerk in (world.desk, world.second_clerk):
        values = signing(order, leader_post_of(world, clerk.person))
        with pytest.raises(DatabaseError), transaction.atomic():
            SupervisionOrder.objects.filter(pk=order.pk).update(**values)


def test_the_database_refuses_a_signer_who_is_no_leader_and_a_paper_without_signature(world):
    order = drafted(world)
    for values in (signing(order, world.auditor), {"state": "signed"}, {"state": "closed"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SupervisionOrder.objects.filter(pk=order.pk).update(**values)


def test_a_rejected_paper_says_why_and_is_put_forward_again(world):
    order = drafted(world)
    proposal = waiting(order)

    actions.reject_order(order, proposal, actor=world.leader, at=world.now, reason="先打电话了解")
    assert waiting_proposal(order) is None
    actions.put_forward(order, actor=world.desk, at=world.now, requirement="请说明原因", answer_days=3)
    sign(world, order)

    assert (order.requirement, order.answer_by) == ("请说明原因", date(2026, 3, 19))
    assert findings() == []


def test_a_signature_on_paper_is_entered_by_one_clerk_and_confirmed_by_another(world):
    order = drafted(world)
    actions.record_signature(
        order, actor=world.desk, at=world.now, decider=world.leader, document_no="督办签批单（示例）3号",
        document_day=TODAY,
    )  # fmt: skip
    entered = waiting(order)

    assert refusal(lambda: actions.sign_order(order, entered, actor=world.desk, at=world.now)).why == Why.OFFICE
    assert refusal(lambda: actions.sign_order(order, entered, actor=world.leader, at=world.now)).why == Why.OFFICE
    actions.sign_order(order, entered, actor=world.second_clerk, at=world.now)

    assert (order.signed_by, reread(order).state) == (world.leader, "signed")
    assert findings() == []


@pytest.mark.parametrize(
    ("number", "day", "field"), [(" ", TODAY, "document_no"), ("3号", TODAY + timedelta(days=1), "document_day")]
)
def test_a_signature_on_paper_names_a_document_that_exists(world, number, day, field):
    order = drafted(world)

    refused = refusal(
        lambda: actions.record_signature(
            order, actor=world.desk, at=world.now, decider=world.leader, document_no=number, document_day=day
        )
    )

    assert refused.field == field


def test_a_signed_paper_is_never_changed_whatever_the_code_does(world):
    order = signed(world)
    item = order.items.get()
    for change in ({"requirement": "别的"}, {"number": "督〔2026〕7号"}, {"signer": world.other_leader.person},
                   {"unit": world.west}, {"state": "draft"}, {"month": date(2026, 5, 1)}):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            SupervisionOrder.objects.filter(pk=order.pk).update(**change)
    for change in ({"reason": "别的"}, {"light": "near"}, {"ended_at": world.now}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OrderItem.objects.filter(pk=item.pk).update(**change)


# To whom


def test_a_party_or_government_body_never_gets_one(world):
    problem = late(world, solver="party_gov")

    assert problem.acting_unit == world.finance
    refused = refusal(
        lambda: actions.draft_order(
            actions.NewOrder(unit=world.east_government, problems=[problem], requirement=REQUIREMENT),
            actor=world.desk, at=world.now,
        )
    )  # fmt: skip
    assert (refused.why, refused.field) == (Why.VALUE, "unit")
    assert drafted(world, problem).unit == world.finance


@pytest.mark.parametrize("kind", [UnitKind.PARTY_GOV, UnitKind.SUPERIOR_UNION, UnitKind.OUTSIDE, UnitKind.FEDERATION])
def test_the_database_refuses_an_addressee_that_is_no_union_unit_of_the_city(world, kind):
    order = drafted(world)
    values = {field.attname: getattr(order, field.attname) for field in SupervisionOrder._meta.concrete_fields}
    unit = organisations.create_unit(
        actor=TIMER, at=FOUNDED, code="X", name="另一机关", kind=kind, parent=world.city, position=99
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        SupervisionOrder.objects.create(**{**values, "id": None} | {"id": unit.pk, "unit_id": unit.pk})


@pytest.mark.parametrize("state", [State.LISTED, State.SUSPENDED, State.CLOSING, State.WRITTEN_OFF])
def test_a_problem_that_is_with_the_city_or_stands_still_is_on_no_paper(world, state):
    problem = world.problem(state, due=NEAR)

    refused = refusal(lambda: drafted(world, problem))

    assert refused.why in {Why.STATE, Why.VALUE}


def test_a_problem_in_good_time_or_for_practice_is_on_no_paper(world):
    in_time = world.problem(State.IN_PROGRESS, title="来得及")
    practice = late(world, "练习", campaign=world.practice)

    assert "未超期" in str(refusal(lambda: drafted(world, in_time)).sentence)
    assert "练习" in str(refusal(lambda: drafted(world, practice)).sentence)
    assert unit_lines(world.desk, TODAY) == []


def test_a_problem_of_a_closed_campaign_is_on_no_paper(world):
    problem = late(world)
    ledger.close_campaign(world.campaign, actor=world.leader, at=world.now)

    assert refusal(lambda: drafted(world, reread(problem))).why == Why.STATE


def test_items_are_those_of_the_addressed_unit(world):
    other = late(world, "西城的事", lead=world.west)

    refused = refusal(lambda: drafted(world, late(world), other))

    assert refused.field == "problems"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"requirement": "本件机密★"}, "requirement"),
        ({"requirement": " "}, "requirement"),
        ({"answer_days": 0}, "answer_days"),
    ],
)
def test_what_is_typed_is_checked(world, options, field):
    problem = late(world)
    new = actions.NewOrder(**{"unit": world.finance, "problems": [problem], "requirement": REQUIREMENT, **options})

    assert refusal(lambda: actions.draft_order(new, actor=world.desk, at=world.now)).field == field
    assert SupervisionOrder.objects.count() == 0
