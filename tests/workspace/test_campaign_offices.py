"""Rules of an open campaign need two offices; a department head opens it, and it is closed at the end."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import ClassTemplate
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Proposal, Role
from jianfa.organisations.policy import Refused
from tests.journal.tampering import findings
from tests.workspace.campaigns import CLASS, class_named, closed, opened_by, page_of, prepared, shown_rules, step
from tests.workspace.html import opened
from tests.world import FOUNDED, events_of, reread


def proposed(world) -> Proposal:
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    return proposal


def test_a_change_of_an_open_campaign_waits_for_a_department_head(client, world):
    sent = shown_rules(world.campaign) | {"warn_days": "7"}

    page = opened(client, world.desk, step(world.campaign, "change_rules"), **sent)
    waiting = opened(client, world.department_head, page_of(world.campaign))

    assert page.status == 302
    assert reread(world.campaign).warn_days == 5
    assert events_of(world.campaign)[-1] == "propose"
    assert "临期提醒（工作日）7原为： 5" in waiting.text(".proposal")
    assert step(world.campaign, "confirm") in waiting.links("main a")


def test_it_stands_on_the_desk_of_every_department_head_and_of_nobody_else(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    for who in ("department_head", "other_department_head"):
        desk = opened(client, getattr(world, who), reverse("home"))
        assert "待确认的规则变更 1" in desk.texts(".card-head h2")
        assert page_of(world.campaign) in desk.links(".row-do a")
    assert "规则变更" not in opened(client, world.leader, reverse("home")).text("main")


def test_confirming_brings_it_into_force(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now, dimensions=["数字工会"])

    question = opened(client, world.department_head, step(world.campaign, "confirm"))
    opened(client, world.department_head, step(world.campaign, "confirm"), shown=str(proposed(world).pk))

    assert "7" in question.text(".facts")
    assert reread(world.campaign).warn_days == 7
    assert world.campaign.dimensions.filter(name="数字工会").exists()
    assert events_of(world.campaign)[-2:] == ["propose", "change_rules"]
    proposal = Proposal.objects.get(subject_id=world.campaign.pk)
    assert (proposal.state, proposal.decider) == ("confirmed", world.department_head.person)
    assert findings() == []


def test_a_confirmed_class_is_the_one_that_was_proposed(client, world):
    old = world.campaign.class_templates.get()
    dimension = world.campaign.dimensions.get(name="组织体系")
    sent = CLASS | {"title": "机构编制类", "dimension": str(dimension.pk), "replaces": str(old.pk)}

    opened(client, world.desk, step(world.campaign, "save_class_template"), **sent)
    shown_change = opened(client, world.auditor, page_of(world.campaign)).text(".proposal")
    opened(client, world.other_department_head, step(world.campaign, "confirm"), sent="yes")

    new = class_named(world.campaign, "机构编制类")
    assert "1. 场所已对职工开放" in shown_change
    assert "原为： 1. 批复文件已印发" in shown_change
    assert (new.dimension, new.nature, new.weight) == (dimension, "individual", 2)
    assert new.pk != old.pk
    assert findings() == []


def test_an_end_of_a_class_is_proposed_and_confirmed_too(client, world):
    row = world.campaign.class_templates.get()

    opened(client, world.desk, step(world.campaign, "end_class_template"), template=str(row.pk))
    assert reread(row).ended_at is None
    opened(client, world.department_head, step(world.campaign, "confirm"), sent="yes")

    assert reread(row).ended_at is not None
    assert "类别停用" in opened(client, world.desk, page_of(world.campaign)).texts(".trail-title")
    assert "机构编制类 · 李文静（清河市总工会）提出" in opened(client, world.desk, page_of(world.campaign)).text(
        ".trail"
    )


def test_a_department_heads_own_change_needs_another_department_head(client, world):
    sent = shown_rules(world.campaign) | {"warn_days": "7"}
    opened(client, world.department_head, step(world.campaign, "change_rules"), **sent)

    own = opened(client, world.department_head, step(world.campaign, "confirm"), sent="yes")
    desk = opened(client, world.department_head, reverse("home"))
    other = opened(client, world.other_department_head, step(world.campaign, "confirm"), sent="yes")

    assert own.status == 403
    assert "规则变更" not in desk.text("main")
    assert other.status == 302


def test_whoever_proposed_it_cannot_confirm_it_through_another_post(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)
    second = organisations.give_post(
        world.desk.person, actor=TIMER, at=FOUNDED, unit=world.organising, role=Role.DEPARTMENT_HEAD,
        from_day=FOUNDED.date(),
    )  # fmt: skip

    assert opened(client, second, step(world.campaign, "confirm"), sent="yes").status == 403
    with pytest.raises(Refused):
        ledger.confirm_rules(world.campaign, proposed(world), actor=second, at=world.now)


def test_the_database_refuses_one_person_as_proposer_and_decider(world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(state="confirmed", decider=world.desk.person)


def test_at_most_one_change_waits(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    page = opened(client, world.second_clerk, step(world.campaign, "save_class_template"), **CLASS)

    assert page.status == 409
    assert "同一时间只能有一项" in page.text("main")


def test_a_rejected_change_says_why_and_the_rules_stay(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)
    empty = opened(client, world.department_head, step(world.campaign, "reject"), reason=" ")

    opened(client, world.department_head, step(world.campaign, "reject"), reason="五个工作日已经够用")

    assert empty.status == 400
    assert reread(world.campaign).warn_days == 5
    assert "五个工作日已经够用" in opened(client, world.desk, page_of(world.campaign)).text(".trail")
    assert waiting_rules(world.campaign) is None


def test_it_is_taken_back_by_whoever_made_it_only(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    assert opened(client, world.second_clerk, step(world.campaign, "take_back"), sent="yes").status == 403
    assert opened(client, world.desk, step(world.campaign, "take_back"), sent="yes").status == 302
    assert Proposal.objects.get(subject_id=world.campaign.pk).state == "withdrawn"
    assert opened(client, world.desk, step(world.campaign, "take_back"), sent="yes").status == 409


def test_an_answer_to_a_proposal_that_is_gone_answers_no_other(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)
    seen = proposed(world)
    ledger.take_back_rules(world.campaign, seen, actor=world.desk, at=world.now)
    ledger.change_rules(world.campaign, {"warn_days": 60}, actor=world.desk, at=world.now)

    page = opened(client, world.department_head, step(world.campaign, "confirm"), shown=str(seen.pk))

    assert page.status == 409
    assert reread(world.campaign).warn_days == 5


def test_a_class_ended_meanwhile_makes_the_proposal_impossible(client, world):
    """Two changes cannot wait at once, so only the record could have moved on: the guard holds all the same."""
    row = world.campaign.class_templates.get()
    ledger.end_class_template(world.campaign, row, actor=world.desk, at=world.now)
    ClassTemplate.objects.filter(pk=row.pk).update(ended_at=world.now)

    page = opened(client, world.department_head, step(world.campaign, "confirm"), sent="yes")

    assert page.status == 409
    assert "已被他人变更或停用" in page.text(".form-errors")


def test_proposals_are_shown_to_those_who_keep_or_oversee_the_rules_only(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    assert opened(client, world.auditor, page_of(world.campaign)).texts(".proposal")
    assert opened(client, world.liaison, page_of(world.campaign)).texts(".proposal") == []
    assert "变更待确认" not in opened(client, world.liaison, reverse("campaigns")).text("main")


# Opening and closing


def test_a_department_head_opens_it_from_its_page_and_finds_it_on_the_desk(client, world):
    campaign = prepared(world)
    desk = opened(client, world.department_head, reverse("home"))

    question = opened(client, world.department_head, step(campaign, "open_campaign"))
    opened(client, world.department_head, step(campaign, "open_campaign"), sent="yes")

    assert "待启动的专项工作 1" in desk.texts(".card-head h2")
    assert "组织体系" in question.text(".facts")
    assert reread(campaign).state == "open"


def test_whoever_drafted_a_rule_does_not_open_the_campaign(client, world):
    campaign = prepared(world)
    opened(client, world.department_head, step(campaign, "save_class_template"), **CLASS)

    own = opened(client, world.department_head, step(campaign, "open_campaign"), sent="yes")
    desk = opened(client, world.department_head, reverse("home"))
    other = opened(client, world.other_department_head, step(campaign, "open_campaign"), sent="yes")

    assert own.status == 403
    assert "其他部门负责人" in own.text("main")
    assert "待启动" not in desk.text("main")
    assert other.status == 302


def test_the_question_before_closing_names_how_many_are_still_open(client, world):
    world.problem("in_progress")
    world.problem("written_off", title="已销账")
    world.problem("submitted", title="待研判")
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    page = opened(client, world.leader, step(world.campaign, "close_campaign"))

    assert page.texts(".facts dd")[:4] == ["2", "1", "1", "1"]
    assert "随之撤回" in page.texts(".facts dd")[4]
    assert reread(world.campaign).state == "open"


def test_closing_is_done_once_withdraws_what_waits_and_is_in_the_record(client, world):
    ledger.change_rules(world.campaign, {"warn_days": 7}, actor=world.desk, at=world.now)

    opened(client, world.department_head, step(world.campaign, "close_campaign"), sent="yes")
    again = opened(client, world.leader, step(world.campaign, "close_campaign"), sent="yes")

    assert reread(world.campaign).state == "closed"
    assert reread(world.campaign).closed_at is not None
    assert Proposal.objects.get(subject_id=world.campaign.pk).state == "withdrawn"
    assert again.status == 409
    assert "已于 2026-03-16" in opened(client, world.liaison, page_of(world.campaign)).text(".note")
    assert findings() == []


def test_a_closed_campaign_keeps_its_rules(client, world):
    campaign = closed(world)

    page = opened(client, world.desk, step(campaign, "change_rules"), **(shown_rules(campaign) | {"warn_days": "7"}))

    assert page.status == 409
    assert "规则不再变更" in page.text("main")
    with pytest.raises(Refused):
        ledger.sign_baseline(campaign, actor=world.leader, at=world.now)


def test_nobody_is_told_what_is_not_there(client, world):
    assert opened(client, world.desk, step(world.campaign, "no-such-verb")).status == 404
    assert opened(client, world.desk, step(world.campaign, "end_class_template")).status == 404
    foreign = world.practice.class_templates.get()
    address = step(world.campaign, "save_class_template")
    assert opened(client, world.desk, f"{address}?of={foreign.pk}").status == 404


def test_the_first_steps_lead_to_the_rules(client, world):
    campaign = prepared(world)

    assert page_of(campaign) in opened(client, world.desk, reverse("start")).links("main a")
    assert page_of(campaign) in opened(client, world.department_head, reverse("start")).links("main a")


def test_a_second_campaign_leaves_the_first_alone(client, world):
    other = opened_by(world, "职工服务提升年")

    ledger.change_rules(other, {"warn_days": 7}, actor=world.desk, at=world.now)

    assert waiting_rules(world.campaign) is None
    assert Event.objects.filter(chain=world.campaign.pk, verb="propose").count() == 0
