"""Campaigns and their rules: drafted by the desk, confirmed by a department head, closed at the end."""

import pytest
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, ClassTemplate
from jianfa.organisations.policy import Refused
from tests.journal.tampering import findings
from tests.workspace.campaigns import CLASS, class_named, page_of, prepared, shown_rules, step
from tests.workspace.html import opened, queries
from tests.world import events_of, reread

# The pages


@pytest.mark.parametrize("who", ["desk", "department_head"])
def test_those_who_keep_the_rules_have_them_in_their_menu(client, world, who):
    labels = opened(client, getattr(world, who), reverse("password")).texts(".side a")

    assert "专项工作" in labels


@pytest.mark.parametrize("who", ["liaison", "handler", "leader", "panellist"])
def test_others_have_no_such_entry(client, world, who):
    assert "专项工作" not in opened(client, getattr(world, who), reverse("password")).texts(".side a")


def test_the_list_names_each_campaign_with_its_state_and_classes(client, world):
    prepared(world)

    table = opened(client, world.desk, reverse("campaigns")).table()

    assert [row[0] for row in table[1:]] == ["筹备中的专项", "县级工会加强年", "练习专项 练习用"]
    assert table[2][1:] == ["进行中", "2026-01-01", "2026-12-31", "已销账", "1"]


def test_without_a_campaign_the_list_says_how_to_begin(client, world):
    ClassTemplate.objects.all().delete()
    for campaign in Campaign.objects.all():
        campaign.dimensions.all().delete()
        campaign.delete()

    page = opened(client, world.desk, reverse("campaigns"))
    read_only = opened(client, world.auditor, reverse("campaigns"))

    assert page.links(".nothing a") == [reverse("start_campaign")]
    assert read_only.links(".nothing a") == []


def test_the_page_shows_rules_classes_and_who_opened_it(client, world):
    page = opened(client, world.liaison, page_of(world.campaign))

    assert page.heading == "县级工会加强年"
    assert page.table()[1][0].startswith("机构编制类")
    assert "批复文件已印发" in page.text(".criteria")
    assert page.texts(".trail-title") == ["启动", "设立"]
    assert "孟凡荣（财务部）" in page.texts(".trail-when")[0]
    assert "政治功能、组织体系、阵地网络、制度机制、创新品牌" in page.text(".facts")
    assert not [link for link in page.links("main a") if "save_class_template" in link]


def test_the_figures_are_links_for_whoever_sees_every_row(client, world):
    world.problem("in_progress")

    page = opened(client, world.desk, page_of(world.campaign))
    county = opened(client, world.liaison, page_of(world.campaign))

    links = [link for link in page.links(".facts a") if "stage=" in link]
    assert len(links) == 3
    assert [len(opened(client, world.desk, link).titles) for link in links] == [1, 0, 1]
    assert "在册" in county.text(".facts")
    assert county.links(".facts a") == []


def test_a_panellist_reads_the_rules_but_no_figures(client, world):
    assert "在册" not in opened(client, world.panellist, page_of(world.campaign)).text(".facts")


def test_the_number_of_queries_does_not_grow(client, world):
    campaign = prepared(world)
    counts = []
    for n in (1, 5):
        for m in range(n):
            new = ledger.NewClass(f"类别{n}-{m}", [{"text": "完成"}], dimension=campaign.dimensions.first())
            ledger.save_class_template(campaign, new, actor=world.desk, at=world.now)
        opened(client, world.desk, page_of(campaign))
        counts.append(queries(lambda: client.get(page_of(campaign))))

    assert counts[0] == counts[1]


# While it is being prepared


def test_a_class_is_added_at_once_while_the_campaign_is_prepared(client, world):
    campaign = prepared(world)
    dimension = campaign.dimensions.get()

    page = opened(client, world.desk, step(campaign, "save_class_template"), **CLASS, dimension=str(dimension.pk))

    row = class_named(campaign, "阵地建设类")
    assert page.status == 302
    assert (row.dimension, row.nature, row.clock, row.weight) == (dimension, "individual", "phased", 2)
    assert row.criteria == [{"text": "场所已对职工开放", "test": "", "evidence_hint": "验收单"}]
    assert events_of(campaign) == ["create_campaign", "save_class_template"]
    assert findings() == []


def test_a_changed_class_takes_the_place_of_the_old_one_which_stays_in_the_record(client, world):
    campaign = prepared(world)
    opened(client, world.desk, step(campaign, "save_class_template"), **CLASS)
    old = class_named(campaign, "阵地建设类")
    address = step(campaign, "save_class_template")
    form = opened(client, world.desk, f"{address}?of={old.pk}")

    opened(client, world.desk, address, **(CLASS | {"weight": "5", "replaces": str(old.pk)}))

    new = class_named(campaign, "阵地建设类")
    assert form.heading == "变更“阵地建设类”"
    assert form.tree.xpath("//input[@name='criteria-0-text']/@value") == ["场所已对职工开放"]
    assert (new.weight, new.position) == (5, old.position)
    assert reread(old).ended_at is not None
    assert reread(old).weight == 2


def test_rows_can_be_added_without_javascript_and_nothing_typed_is_lost(client, world):
    campaign = prepared(world)

    page = opened(client, world.desk, step(campaign, "save_class_template"), **CLASS, more="1")

    assert page.tree.xpath("//input[@name='criteria-TOTAL_FORMS']/@value") == ["5"]
    assert page.tree.xpath("//input[@name='title']/@value") == ["阵地建设类"]
    assert not campaign.class_templates.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": ""}, "这个字段是必填项"),
        ({"title": "机构编制类"}, "已有同名类别"),
        ({"weight": "11"}, "小于或等于10"),
        ({"criteria-0-text": "", "criteria-0-evidence_hint": ""}, "至少"),
        ({"criteria-0-text": ""}, "请填写验收标准"),
        ({"criteria-0-text": "绝密文件已印发"}, "涉密"),
        ({"replaces": "0b3f7f0e-0000-4000-8000-000000000000"}, "已被他人变更或停用"),
    ],
)
def test_a_wrong_class_is_refused_beside_the_field_and_kept(client, world, values, sentence):
    campaign = prepared(world)
    new = ledger.NewClass("机构编制类", [{"text": "批复已印发"}])
    ledger.save_class_template(campaign, new, actor=world.desk, at=world.now)

    page = opened(client, world.desk, step(campaign, "save_class_template"), **(CLASS | values))

    assert page.status == 400
    assert sentence in page.text(".field-error") + page.text(".form-errors")
    assert page.tree.xpath("//input[@name='criteria-TOTAL_FORMS']/@value") == ["2"]
    assert campaign.class_templates.count() == 1


def test_a_class_of_another_campaign_cannot_be_replaced(world):
    campaign, foreign = prepared(world), world.campaign.class_templates.get()

    new = ledger.NewClass("类别", [{"text": "完成"}])

    with pytest.raises(Refused):
        ledger.save_class_template(campaign, new, actor=world.desk, at=world.now, replaces=foreign)


def test_an_ended_class_is_offered_no_more(client, world):
    campaign = prepared(world)
    opened(client, world.desk, step(campaign, "save_class_template"), **CLASS)
    row = class_named(campaign, "阵地建设类")
    address = step(campaign, "end_class_template")
    question = opened(client, world.desk, f"{address}?of={row.pk}")

    opened(client, world.desk, address, template=str(row.pk))
    again = opened(client, world.desk, address, template=str(row.pk))

    assert "阵地建设类" in question.text(".facts")
    assert reread(row).ended_at is not None
    assert again.status == 400
    assert "已被他人变更或停用" in again.text(".form-errors")


def test_limits_and_dimensions_are_changed_at_once_and_the_old_ones_stay_in_the_record(client, world):
    campaign = prepared(world)
    sent = shown_rules(campaign) | {"warn_days": "9", "plan_approval": "on", "dimensions": "阵地网络\n\n制度机制"}

    opened(client, world.desk, step(campaign, "change_rules"), **sent)
    page = opened(client, world.desk, page_of(campaign))

    campaign.refresh_from_db()
    assert (campaign.warn_days, campaign.plan_approval, campaign.publicity_days) == (9, True, 5)
    assert [row.name for row in campaign.dimensions.all()] == ["组织体系", "阵地网络", "制度机制"]
    assert "临期提醒（工作日）：5 → 9" in page.text(".trail")
    assert findings() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "没有变更"),
        ({"ends_on": "2025-01-01"}, "结束日期"),
        ({"warn_days": "0"}, "1 至 60 天"),
        ({"publicity_days": ""}, "必填"),
        ({"dimensions": "组织体系"}, "已是该专项工作的目标"),
        ({"dimensions": "字" * 31}, "最多 30 个字"),
    ],
)
def test_a_wrong_rule_is_refused_in_plain_words(client, world, values, sentence):
    campaign = prepared(world)

    page = opened(client, world.desk, step(campaign, "change_rules"), **(shown_rules(campaign) | values))

    assert page.status == 400
    assert sentence in page.text(".field-error") + page.text(".form-errors")
    assert events_of(campaign) == ["create_campaign"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(client, world):
    campaign = prepared(world)
    sent = shown_rules(campaign)
    ledger.change_rules(campaign, {"warn_days": 8}, actor=world.second_clerk, at=world.now)

    stale = opened(client, world.desk, step(campaign, "change_rules"), **(sent | {"warn_days": "3"}))
    other = opened(client, world.desk, step(campaign, "change_rules"), **(sent | {"publicity_days": "7"}))

    assert stale.status == 409
    assert other.status == 302
    assert (reread(campaign).warn_days, reread(campaign).publicity_days) == (8, 7)
