"""Getting started: who does what, how far it is, and a campaign from a template."""

from datetime import date

import pytest
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign
from jianfa.ledger.queries.templates import campaign_template, campaign_templates
from jianfa.organisations.policy import Refused
from tests.world import events_of, reread

GIVEN = {
    "name": "示例专项", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "dimensions": "政治功能\n组织体系\n",
    "number_pattern": "{year}-{n:03d}", "headline": "written_off", "warn_days": "5", "publicity_days": "5",
}  # fmt: skip


def text(response) -> str:
    return str(response.content.decode())


@pytest.fixture
def desk(client, world):
    client.force_login(world.desk.person)
    return client


@pytest.mark.parametrize("who", ["liaison", "leader", "panellist", "auditor"])
def test_it_is_for_those_who_set_up(client, world, who):
    client.force_login(getattr(world, who).person)

    assert client.get(reverse("start")).status_code == 403


def test_each_sees_the_buttons_of_the_own_steps(client, world):
    buttons = {}
    for who in ("administrator", "desk", "department_head"):
        client.force_login(getattr(world, who).person)
        client.post(reverse("choose_post"), {"post": str(getattr(world, who).pk)})
        buttons[who] = text(client.get(reverse("start")))

    assert "粘贴单位" in buttons["administrator"]
    assert "设立专项工作" not in buttons["administrator"]
    assert "设立专项工作" in buttons["desk"]
    assert "粘贴单位" not in buttons["desk"]


def test_it_is_finished_with_the_first_dispatch_and_leaves_the_menu(desk, world):
    assert "开始使用" in text(desk.get(reverse("password")))

    world.problem("dispatched")

    assert "设置完成" in text(desk.get(reverse("start")))
    assert "开始使用" not in text(desk.get(reverse("password")))


def test_a_template_fills_the_form(desk, world):
    form = desk.get(reverse("start_campaign"), {"template": "generic"}).context["form"]

    assert form["dimensions"].value() == "\n".join(campaign_template("generic")["dimensions"])
    assert len(form.classes()) == len(campaign_template("generic")["classes"])


@pytest.mark.parametrize("template", campaign_templates(), ids=lambda template: template["key"])
def test_every_template_makes_a_campaign_as_it_stands(desk, world, template):
    address = reverse("start_campaign") + f"?template={template['key']}"
    form = desk.get(address).context["form"]
    given = {field.html_name: field.value() for field in form if field.value() not in {None, False}}
    given |= {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "name": "示例"}

    response = desk.post(address, given)

    assert response.url == reverse("start")
    campaign = Campaign.objects.get(name="示例")
    assert [row.name for row in campaign.class_templates.all()] == [row["name"] for row in template["classes"]]
    assert all(row.criteria for row in campaign.class_templates.all())
    assert events_of(campaign) == ["create_campaign"]


def test_a_class_left_empty_is_not_set_up(desk, world):
    desk.post(
        reverse("start_campaign"),
        {**GIVEN, "class_org": "换届完成｜批复文号\n\n会员信息可查\n职工知晓｜随机询问五十人｜访谈记录"},
    )

    campaign = Campaign.objects.get(name="示例专项")
    (row,) = campaign.class_templates.all()
    assert row.criteria == [
        {"text": "换届完成", "test": "", "evidence_hint": "批复文号"},
        {"text": "会员信息可查", "test": "", "evidence_hint": ""},
        {"text": "职工知晓", "test": "随机询问五十人", "evidence_hint": "访谈记录"},
    ]  # fmt: skip
    assert [row.name for row in campaign.dimensions.all()] == ["政治功能", "组织体系"]
    assert campaign.state == "preparing"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": "2025-01-01"}, "ends_on"),
        ({"name": "县级工会加强年"}, "name"),
        ({"number_pattern": "{year}"}, "number_pattern"),
        ({"number_pattern": "{year}-{n}-{x}"}, "number_pattern"),
        ({"name": ""}, "name"),
        ({"warn_days": "0"}, "warn_days"),
    ],
)
def test_a_wrong_value_is_named_and_the_rest_is_kept(desk, world, values, field):
    response = desk.post(reverse("start_campaign"), {**GIVEN, **values})

    assert list(response.context["form"].errors) == [field]
    assert "政治功能" in text(response)
    assert Campaign.objects.count() == 2


def test_a_department_head_opens_it_and_nobody_else(client, world):
    new = ledger.NewCampaign(name="示例专项", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    campaign = ledger.create_campaign(new, actor=world.desk, at=world.now)
    address = reverse("open_campaign", args=[campaign.pk])

    for who in (world.desk, world.leader, world.liaison):
        client.force_login(who.person)
        assert client.post(address).status_code == 403
    client.force_login(world.administrator.person)
    assert client.post(address).status_code == 404
    client.force_login(world.department_head.person)
    assert client.post(address).status_code == 302
    assert reread(campaign).state == "open"
    assert client.post(address).status_code == 409


def test_an_administrator_sets_up_no_campaign(client, world):
    client.force_login(world.administrator.person)

    assert client.get(reverse("start_campaign")).status_code == 403
    with pytest.raises(Refused):
        ledger.create_campaign(
            ledger.NewCampaign(name="示例", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)),
            actor=world.administrator, at=world.now,
        )  # fmt: skip
