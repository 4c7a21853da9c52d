"""My desk: what waits, for whom, and that each count opens its rows."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Origin, Problem
from jianfa.ledger.states import State
from jianfa.supervision import actions as supervision
from jianfa.workspace.queries import groups_of, waiting_counts, waits_of
from jianfa.workspace.rules import kind_of_day
from jianfa.workspace.views.desk import day_in_words
from tests.workspace.html import opened, queries

STATES = (
    "draft", "submitted", "returned", "listed", "dispatched", "planning", "in_progress", "closing", "verifying",
    "approving", "publicised", "suspended",
)  # fmt: skip


def a_bit_of_everything(world, times: int = 1) -> None:
    for n in range(times):
        for state in STATES:
            world.problem(state, due=date(2026, 3, 18 + n % 2))
        world.problem("dispatched", lead=world.east, solver="county_union")
        world.problem("submitted", origin=Origin.IMPORT, campaign=world.practice)


LATE = "市级环节超时限"


def all_groups(page) -> dict[str, str]:
    return dict(item.rsplit(" ", 1) for item in page.texts(".card-head h2"))


def groups(page) -> dict[str, str]:
    """Without the city's late steps, which stand beside what waits (tests/supervision/test_city_clocks.py)."""
    return {name: n for name, n in all_groups(page).items() if name != LATE}


def test_it_says_how_much_waits_and_groups_it(client, world):
    a_bit_of_everything(world)

    page = opened(client, world.desk, "/")

    found = all_groups(page)
    assert found["待研判"] == "2"
    assert found["待派核查组"] == "1"
    assert page.heading == f"有 {sum(map(int, found.values()))} 件事等您"


def test_each_row_names_its_unit_and_leads_to_its_next_step(client, world):
    problem = world.problem("closing")

    page = opened(client, world.desk, "/")

    assert set(page.texts(".row-number")) == {problem.number}
    assert "财务部" in page.text(".row-what")
    assert reverse("move", args=[problem.pk, "name_panel"]) in page.links(".row-do a")


def test_a_practice_problem_says_so(client, world):
    world.problem("submitted", origin=Origin.IMPORT, campaign=world.practice)

    assert "练习专项" in opened(client, world.desk, "/").text(".row-what .second")


@pytest.mark.parametrize(
    ("who", "state", "group"),
    [
        ("head", "draft", "待签批上报"),
        ("liaison", "returned", "退回补正"),
        ("handler", "dispatched", "待签收"),
        ("handler", "planning", "待制定方案、启动"),
        ("panellist", "verifying", "待核查"),
        ("leader", "approving", "待审定"),
        ("desk", "listed", "待交办、提请"),
    ],
)
def test_it_waits_for_the_one_whose_turn_it_is(client, world, who, state, group):
    world.problem(state)

    assert groups(opened(client, getattr(world, who), "/")) == {group: "1"}


@pytest.mark.parametrize("who", ["other_liaison", "other_head", "auditor", "assessor", "county_panellist"])
def test_nothing_waits_for_those_whose_turn_it_is_not(client, world, who):
    for state in STATES:
        world.problem(state)

    page = opened(client, getattr(world, who), "/")

    assert page.heading == "目前没有等您办理的事"
    assert page.text(".nothing-why") != ""


def test_a_proposal_waits_for_the_second_office_and_not_for_its_proposer(client, world):
    problem = world.problem("in_progress")
    supervision.suspend(
        problem, actor=world.desk, at=world.now, cause="政策未出", document_no="示例1号", review_on=date(2026, 4, 1)
    )

    page = opened(client, world.leader, "/")

    assert groups(page) == {"待确认的提议": "1"}
    assert "李文静 提出" in page.text(".row-what")
    assert page.links(".row-do a") == [reverse("move", args=[problem.pk, "confirm"])]
    assert "待确认的提议" not in groups(opened(client, world.desk, "/"))


def test_what_one_clerk_entered_from_paper_waits_for_another(client, world):
    problem = world.problem("in_progress")
    ledger.record_decision(
        problem, "suspend", actor=world.desk, at=world.now, decider=world.leader, document_no="示例2号",
        document_day=date(2026, 3, 10), params={"document_no": "x", "review_on": "2026-04-01"},
        wording={"cause": "政策未出"},
    )  # fmt: skip

    assert groups(opened(client, world.second_clerk, "/")) == {"待复核的代录": "1"}
    assert groups(opened(client, world.desk, "/")) == {}


def test_an_objection_keeps_a_problem_from_being_written_off(client, world):
    problem = world.problem("publicised")
    acceptance.object_to(problem, actor=world.head, at=world.now, text="尚未到岗")
    world.travel(days=60)

    assert groups(opened(client, world.desk, "/")) == {"待答复的异议": "1"}


def test_an_objection_waits_for_somebody_else_than_whoever_entered_it(client, world):
    problem = world.problem("publicised")
    acceptance.object_to(problem, actor=world.desk, at=world.now, text="尚未到岗")

    assert groups(opened(client, world.desk, "/")) == {}
    assert groups(opened(client, world.second_clerk, "/")) == {"待答复的异议": "1"}
    assert groups(opened(client, world.leader, "/")) == {"待答复的异议": "1"}


def test_what_was_decided_on_paper_no_longer_waits_for_the_decider(client, world):
    problem = world.problem("approving")
    assert groups(opened(client, world.leader, "/")) == {"待审定": "1"}
    ledger.record_decision(
        problem, "approve", actor=world.desk, at=world.now, decider=world.leader, document_no="示例2号",
        document_day=date(2026, 3, 10), params={"decision_no": "示例决2号"}, wording={"exemption": ""},
    )  # fmt: skip

    assert groups(opened(client, world.leader, "/")) == {}
    assert groups(opened(client, world.second_clerk, "/")) == {"待复核的代录": "1"}


def test_the_opening_balance_is_decided_for_a_whole_list(client, world):
    ledger.draft(
        world.campaign, ledger.Draft(title="早已销账", source_unit=world.east), actor=world.desk, at=world.now,
        origin=Origin.IMPORT, state=State.SUBMITTED, is_opening_balance=True,
    )  # fmt: skip

    page = opened(client, world.leader, "/")

    assert groups(page) == {"待认定的期初": "1"}
    assert reverse("imports") in page.links(".card-head a")


def test_publicity_that_is_over_waits_to_be_written_off(client, world):
    problem = world.problem("approving")
    acceptance.approve(problem, actor=world.leader, at=world.now, decision_no="决1")
    assert "公示期满待销账" not in groups(opened(client, world.desk, "/"))

    world.travel(days=60)

    page = opened(client, world.desk, "/")
    assert groups(page) == {"公示期满待销账": "1"}
    assert page.links(".row-do a") == [reverse("move", args=[problem.pk, "write_off"])]


def test_a_unit_that_has_finished_its_measures_is_told_to_apply(client, world):
    problem = world.problem("in_progress")
    measures = [row.pk for row in problem.measures.all()]
    ledger.report(problem, actor=world.handler, at=world.now, text="已办结", finished=measures)

    assert groups(opened(client, world.department_head, "/")) == {"措施已全部完成，可申请销账": "1"}


def test_a_refused_dispatch_goes_to_the_leader(client, world):
    problem = world.problem("dispatched")
    ledger.refuse(problem, actor=world.handler, at=world.tick(), reason="不属职责", proposed=world.organising)

    assert groups(opened(client, world.leader, "/")) == {"待交办、提请": "1"}
    assert groups(opened(client, world.desk, "/")) == {}


def test_a_long_group_shows_some_rows_and_leads_to_all(client, world):
    for _n in range(10):
        world.problem("closing")

    page = opened(client, world.desk, "/")

    assert [len(card.xpath(".//li")) for card in page.tree.xpath("//section[@class='card']")] == [8, 8]
    address = reverse("problems") + "?waiting=name_panel&campaign=all"
    assert "全部 10 条 →" in page.texts(f'.card-head a[href="{address}"]')
    assert len(opened(client, world.desk, address).titles) == 10


@pytest.mark.parametrize(
    "who", ["desk", "leader", "head", "liaison", "handler", "department_head", "panellist", "second_clerk"]
)
def test_each_count_opens_the_rows_behind_it(client, world, who):
    a_bit_of_everything(world)
    post = getattr(world, who)
    world.travel(days=3)

    shown = {group.wait.key: group.total for group in groups_of(post, world.now.date())}

    assert shown == waiting_counts(post, world.now.date())
    assert shown == {
        wait.key: total
        for wait in waits_of(post)
        if (total := len(opened(client, post, f"{reverse('problems')}?waiting={wait.key}&campaign=all").titles))
    }


@pytest.mark.parametrize("who", ["desk", "leader", "head", "handler"])
def test_the_queries_do_not_grow_with_the_rows(client, world, who):
    post = getattr(world, who)
    a_bit_of_everything(world)
    opened(client, post, "/")
    few = queries(lambda: client.get("/"))

    a_bit_of_everything(world, times=3)

    assert queries(lambda: client.get("/")) == few


def test_it_shows_only_what_the_post_may_see(client, world):
    for _n in range(3):
        world.problem("in_progress", due=date(2026, 3, 17))

    visible = {row.title for row in Problem.objects.visible_to(world.other_head)}

    assert set(opened(client, world.other_head, "/").titles) <= visible


def test_a_stranger_is_asked_to_log_in(client, world):
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "11 月 22 日 周日，休息日"),
        (date(2026, 3, 16), "3 月 16 日 周一，工作日"),
        (date(2026, 2, 14), "2 月 14 日 周六，调休上班"),
        (date(2026, 10, 1), "10 月 1 日 周四，休息日"),
    ],
)
def test_the_day_is_said_as_an_office_says_it(world, day, words):
    assert day_in_words(day) == words


def test_a_worked_weekend_is_told_from_a_working_day():
    assert [kind_of_day(5, is_working=True), kind_of_day(4, is_working=True)] == ["worked weekend", "working"]


def test_english_is_complete_as_well(client, world):
    world.problem("returned")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert opened(client, world.liaison, "/").heading == "1 thing waits for you"


def test_states_of_this_page_exist():
    assert set(STATES) <= set(State.values)
