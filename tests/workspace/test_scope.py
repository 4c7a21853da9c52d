"""Practice stands apart: nothing counts it with the real campaigns unless asked, and it is never out of reach."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from jianfa.ledger.models import Campaign
from jianfa.workspace.queries.scope import ALL, REAL, has_both, one_campaign, scoped
from tests.workspace.html import opened

LIST = reverse("problems")


@pytest.fixture
def some(world):
    """One real and one practised problem that are alike in everything else."""
    world.problem("in_progress", title="驿站夜间无人值守（真）")
    world.problem("in_progress", title="驿站夜间无人值守（练）", campaign=world.practice)


@pytest.mark.parametrize("who", ["desk", "leader", "auditor", "liaison", "handler"])
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", "真"),
        ("stage=all", "真"),
        ("q=驿站", "真"),
        ("campaign=real", "真"),
        ("campaign=all", "真练"),
        ("campaign=all&stage=on_list", "真练"),
        ("campaign={practice}", "练"),
        ("campaign=real,{practice}", "真练"),
        ("campaign={campaign}", "真"),
    ],
)
@pytest.mark.usefixtures("some")
def test_the_list_shows_practice_only_when_asked(client, world, who, query, titles):
    address = f"{LIST}?{query.format(practice=world.practice.pk, campaign=world.campaign.pk)}"

    page = opened(client, getattr(world, who), address)

    assert {title[-2] for title in page.titles} == set(titles)


def test_a_chip_says_what_is_shown_and_is_taken_away(client, world, some):
    page = opened(client, world.desk, LIST)
    chips = dict(zip(page.texts(".chip-text"), page.links(".chip-remove"), strict=True))

    assert list(chips) == ["专项工作：除练习外的全部", "阶段：在册"]
    wider = opened(client, world.desk, chips["专项工作：除练习外的全部"])
    assert len(wider.titles) == 2
    assert wider.texts(".chip-text") == ["专项工作：全部（含练习）", "阶段：在册"]
    back = opened(client, world.desk, wider.links(".chip-remove")[0])
    assert back.texts(".chip-text") == list(chips)


def test_whoever_only_practises_is_led_there(client, world):
    world.problem("in_progress", title="练一练", campaign=world.practice)
    page = opened(client, world.desk, LIST)

    assert page.titles == []
    assert page.text(".nothing-why") == "除练习外没有符合条件的问题；练习专项中有 1 个。"
    assert opened(client, world.desk, page.links(".nothing a")[0]).titles == ["练一练"]


def test_an_empty_list_promises_no_practice_that_is_not_there(client, world):
    assert "练习" not in opened(client, world.desk, LIST).text(".nothing")


def test_an_export_holds_what_the_list_shows_and_says_so(client, world, some):
    client.force_login(world.desk.person)

    answer = client.post(reverse("export"))

    rows = [
        str(cell.value)
        for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].iter_rows()
        for cell in row
    ]
    assert any("（真）" in text for text in rows)
    assert not any("（练）" in text for text in rows)
    assert any("除练习外的全部" in text for text in rows)


def test_a_saved_view_keeps_the_campaigns_it_was_saved_with(client, world, some):
    for name, query in (("真", "stage=on_list&campaign=real"), ("都", "stage=on_list&campaign=all")):
        opened(client, world.desk, reverse("save_view"), name=name, query=query)
    page = opened(client, world.desk, LIST)
    views = dict(zip(page.texts(".list-view a"), page.links(".list-view a"), strict=True))

    assert [len(opened(client, world.desk, views[name]).titles) for name in ("真", "都")] == [1, 2]


def test_a_number_on_the_desk_opens_practice_too(client, world):
    world.problem("closing")
    world.problem("closing", campaign=world.practice)
    page = opened(client, world.desk, "/")

    assert page.texts(".count")[0] == "2"
    assert len(opened(client, world.desk, page.links("a.count")[0]).titles) == 2


def test_who_must_solve_counts_the_real_campaign(client, world, some):
    page = opened(client, world.desk, reverse("solvers"))

    assert page.heading == "1 个问题由谁解决"
    assert page.titles == ["驿站夜间无人值守（真）"]


def test_a_closed_real_campaign_still_comes_before_practice(client, world, some):
    Campaign.objects.filter(pk=world.campaign.pk).update(state="closed")

    assert opened(client, world.desk, reverse("solvers")).titles == ["驿站夜间无人值守（真）"]


def test_a_search_finds_what_is_real_and_counts_practice_apart(client, world, some):
    page = opened(client, world.desk, f"{reverse('search')}?q=驿站")

    assert page.heading == "1 个问题含有“驿站”"
    assert page.titles == ["驿站夜间无人值守（真）"]
    link = page.tree.xpath("//p[@class='second']/a")[0]
    assert link.text_content() == "练习专项中另有 1 个 →"
    assert len(opened(client, world.desk, link.get("href")).titles) == 2


def test_a_search_that_finds_only_practice_leads_there(client, world):
    world.problem("in_progress", title="练一练", campaign=world.practice)
    page = opened(client, world.desk, f"{reverse('search')}?q=练一练")

    assert page.titles == []
    assert "练习专项中另有 1 个" in page.text("p.second")
    assert page.texts(".nothing-why") == []


def test_a_number_for_practice_goes_straight_to_its_problem(client, world):
    problem = world.problem("listed", campaign=world.practice)

    answer = opened(client, world.desk, f"{reverse('search')}?q={problem.number}").response

    assert answer.url == reverse("problem", args=[problem.pk])


@pytest.mark.parametrize(("campaign", "found"), [("campaign", ["真"]), ("practice", ["练"])])
def test_what_is_practised_resembles_nothing_real(client, world, some, campaign, found):
    new = world.problem("submitted", title="驿站夜间无人值守", campaign=getattr(world, campaign))

    page = opened(client, world.desk, reverse("similar", args=[new.pk]))

    assert [mark for mark in "真练" if f"（{mark}）" in page.text()] == found


@pytest.mark.django_db
def test_where_there_is_no_practice_nothing_is_said_of_it(world):
    real = [world.campaign]

    assert not has_both(real)
    assert scoped({"stage": ["all"]}, real) == {"stage": ["all"]}
    assert scoped({"campaign": [ALL]}, real) == {}
    assert scoped({"campaign": [str(world.campaign.pk)]}, real) == {"campaign": [str(world.campaign.pk)]}


def test_one_campaign_is_named_where_only_one_can_be_meant(world):
    campaigns = [world.campaign, world.practice]

    assert one_campaign([REAL], campaigns) == world.campaign
    assert one_campaign([str(world.practice.pk)], campaigns) == world.practice
    assert one_campaign([ALL], campaigns) is None
    assert one_campaign(None, [world.campaign]) == world.campaign
