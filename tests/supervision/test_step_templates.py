"""Templates of steps: kept by two offices like classes, shown on the campaign's page, sent by pages and programs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions
from jianfa.supervision.models import StepTemplate
from tests.workspace.html import opened
from tests.world import World

STEPS = [{"text": "立行立改", "days": 10, "weight": 1, "is_milestone": True}, {"text": "建章立制", "days": 5}]
TYPED = {
    "title": "分阶段通用", "clock": "phased", "nature": "", "steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0",
    "steps-0-text": "立行立改", "steps-0-days": "10", "steps-0-is_milestone": "on", "steps-1-text": "建章立制",
    "steps-1-weight": "2",
}  # fmt: skip


def kept(world: World, name: str = "通用", **values: Any) -> StepTemplate:
    actions.save_step_template(world.campaign, actions.NewSteps(name, STEPS, **values), actor=world.desk, at=world.now)
    confirm(world)
    return StepTemplate.objects.get(name=name, ended_at=None)


def confirm(world: World) -> Event:
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    return actions.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.now)


def step(world: World, verb: str, query: str = "") -> str:
    return reverse("campaign_step", args=[world.campaign.pk, verb]) + query


def test_in_an_open_campaign_the_desk_proposes_and_a_department_head_confirms(client: Client, world: World) -> None:
    page = opened(client, world.desk, step(world, "save_step_template"), **TYPED)
    before = StepTemplate.objects.count()
    waiting = opened(client, world.department_head, reverse("campaign", args=[world.campaign.pk]))
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    opened(client, world.department_head, step(world, "confirm"), shown=proposal.pk)
    row = StepTemplate.objects.get()

    assert (page.status, before) == (302, 0)
    assert "立行立改" in waiting.text()
    assert row.steps == [
        {"text": "立行立改", "days": 10, "weight": 1, "is_milestone": True},
        {"text": "建章立制", "days": 1, "weight": 2, "is_milestone": False},
    ]  # fmt: skip
    assert "分阶段通用" in opened(client, world.desk, reverse("campaign", args=[world.campaign.pk])).text()


def test_while_a_campaign_is_prepared_it_is_written_at_once(world: World) -> None:
    new = ledger.NewCampaign("筹备", world.now.date(), world.campaign.ends_on)
    campaign = ledger.create_campaign(new, actor=world.desk, at=world.now)
    actions.save_step_template(campaign, actions.NewSteps("通用", STEPS), actor=world.desk, at=world.now)

    assert StepTemplate.objects.get(campaign=campaign).ended_at is None


def test_a_change_ends_the_row_and_makes_a_new_one(client: Client, world: World) -> None:
    row = kept(world)
    form = opened(client, world.desk, step(world, "save_step_template", f"?of={row.pk}"))
    values = form.values("form[data-guard]") | {"title": "通用（改）"}
    opened(client, world.desk, step(world, "save_step_template"), **values)
    confirm(world)
    old, new = StepTemplate.objects.order_by("ended_at"), StepTemplate.objects.get(ended_at=None)

    assert form.values("form[data-guard]")["steps-0-text"] == "立行立改"
    assert (old.filter(ended_at__isnull=False).get().pk, new.name, new.position) == (row.pk, "通用（改）", row.position)


def test_ending_one_asks_first_and_names_it(client: Client, world: World) -> None:
    row = kept(world)
    question = opened(client, world.desk, step(world, "end_step_template", f"?of={row.pk}"))
    opened(client, world.desk, step(world, "end_step_template"), template=row.pk)
    proposed = opened(client, world.department_head, step(world, "confirm"))
    confirm(world)
    page = opened(client, world.desk, reverse("campaign", args=[world.campaign.pk]))

    assert "通用" in question.text(".facts")
    assert "停用" in proposed.text(".facts")
    assert not StepTemplate.objects.filter(ended_at=None).exists()
    assert "步骤模板停用" in page.text()
    assert "还没有模板" in page.text()


@pytest.mark.parametrize(
    "values",
    [
        {"title": " "}, {"steps-0-text": " ", "steps-1-text": "", "steps-0-days": "", "steps-1-weight": ""},
        {"steps-0-text": "", "steps-0-days": "3"}, {"steps-0-days": "999"}, {"steps-0-weight": "999"},
        {"steps-0-text": "绝密★启动"},
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_kept_and_named(client: Client, world: World, values: Any) -> None:
    page = opened(client, world.desk, step(world, "save_step_template"), **(TYPED | values))

    assert page.status == 400
    assert [*page.texts(".field-error"), *page.texts(".form-errors")]
    assert not waiting_rules(world.campaign)


def test_a_name_is_given_once_and_a_template_changed_meanwhile_is_refused(world: World) -> None:
    row = kept(world)
    with pytest.raises(Refused) as twice:
        actions.save_step_template(world.campaign, actions.NewSteps("通用", STEPS), actor=world.desk, at=world.now)
    actions.end_step_template(world.campaign, row, actor=world.desk, at=world.now)
    confirm(world)
    row.refresh_from_db()
    with pytest.raises(Refused) as ended:
        actions.end_step_template(world.campaign, row, actor=world.desk, at=world.now)

    assert (twice.value.why, twice.value.field, ended.value.why) == (Why.VALUE, "name", Why.STATE)


@pytest.mark.parametrize("who", ["liaison", "handler", "leader", "administrator", "auditor"])
def test_nobody_else_keeps_them(world: World, who: str) -> None:
    with pytest.raises(Refused) as found:
        actions.save_step_template(
            world.campaign, actions.NewSteps("通用", STEPS), actor=getattr(world, who), at=world.now
        )

    assert found.value.why == Why.OFFICE
    assert Campaign.objects.filter(step_templates__isnull=False).count() == 0
