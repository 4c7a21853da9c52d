"""The page of a problem: the next step with its rule, what happened, and the record behind it."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from jianfa.journal.models import Wording
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Measure, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER
from jianfa.supervision import actions as supervision
from jianfa.workspace.queries import waiting_counts
from jianfa.workspace.queries.problem import steps_of, work_of
from tests.workspace.html import opened, queries
from tests.workspace.test_problem_moves import logged_in, send
from tests.workspace.verbs import record_all
from tests.world import reread


def shown(client, post, problem):
    return opened(client, post, reverse("problem", args=[problem.pk]))


NEXT = {
    State.DRAFT: ("head", "submit"), State.SUBMITTED: ("desk", "list"), State.RETURNED: ("head", "submit"),
    State.DECLINED: ("head", "appeal"), State.LISTED: ("desk", "dispatch"), State.DISPATCHED: ("handler", "sign_for"),
    State.PLANNING: ("handler", "plan"), State.SUSPENDED: ("desk", "resume"), State.CLOSING: ("desk", "name_panel"),
    State.VERIFYING: ("panellist", "record_result"), State.APPROVING: ("leader", "approve"),
}  # fmt: skip


@pytest.mark.parametrize("state", NEXT)
def test_the_next_step_is_the_one_red_button_with_its_rule(client, world, state: State):
    problem = world.problem(state)
    who, verb = NEXT[state]

    page = shown(client, getattr(world, who), problem)

    assert page.links("main a.btn-primary") == [reverse("move", args=[problem.pk, verb])]
    assert page.text("#step .rule")


def test_a_report_is_the_red_button_only_when_it_is_asked_for(client, world):
    problem = world.problem(State.IN_PROGRESS)
    report = reverse("move", args=[problem.pk, "report"])
    before = shown(client, world.handler, problem)
    day = problem.measures.earliest("due_current").due_current
    world.travel(days=(day - world.now.date()).days + 1)
    after = shown(client, world.handler, problem)

    assert (before.links("main a.btn-primary"), report in before.links("#step a.btn")) == ([], True)
    assert "目前不需要填报" in before.text("#step")
    assert after.links("main a.btn-primary") == [report]
    assert before.text("#step .rule")
    assert after.text("#step .rule")


@pytest.mark.parametrize("state", list(State))
def test_no_button_is_dead(client, world, state: State):
    problem = world.problem(state)
    for post in world.posts.values():
        if not Problem.objects.visible_to(post).filter(pk=problem.pk).exists():
            continue
        steps = steps_of(Problem.objects.get(pk=problem.pk), post)
        for offer in (steps.first, *steps.others, *steps.from_paper):
            if offer is not None:
                answer = opened(client, post, reverse("move", args=[problem.pk, offer.verb]) + offer.query)
                assert answer.status == 200, f"{offer.verb} for {post} in {state}"


def test_a_reader_has_no_buttons_and_is_told_so(client, world):
    page = shown(client, world.assessor, world.problem(State.IN_PROGRESS))

    assert page.links("#step a") == []
    assert page.text("#step")


def test_a_stranger_does_not_learn_that_it_exists(client, world):
    problem = world.problem(State.IN_PROGRESS)
    absent = reverse("problem", args=[world.campaign.pk])

    found, missing = shown(client, world.other_liaison, problem), opened(client, world.other_liaison, absent)

    assert (found.status, missing.status) == (404, 404)
    assert found.text("main") == missing.text("main")


def test_the_proposal_is_shown_to_the_office_that_answers(client, world):
    problem = world.problem(State.IN_PROGRESS)
    ledger.void(problem, actor=world.department_head, at=world.now, reason="立项有误")

    page = shown(client, world.leader, problem)

    assert "孟凡荣" in page.text(".proposal")
    assert "立项有误" in page.text(".proposal")
    assert page.links("main a.btn-primary") == [reverse("move", args=[problem.pk, "confirm"])]


def test_the_timeline_says_which_dates_moved(client, world):
    problem = world.problem(State.SUSPENDED)
    supervision.resume(problem, actor=world.desk, at=world.travel(days=1))
    days = (problem.due_current - date(2026, 6, 30)).days

    text = shown(client, world.desk, problem).text(".trail")

    assert f"期限 2026-06-30 → {problem.due_current}（停表 {days} 天）" in text
    assert days > 0


def test_what_the_timer_did_is_marked(client, world):
    problem = world.problem(State.DISPATCHED)
    ledger.sign_for(problem, actor=TIMER, at=world.now)

    assert "自动" in shown(client, world.desk, problem).text(".trail li")


def test_a_decision_on_paper_is_marked_with_its_clerks(client, world):
    problem = world.problem(State.DRAFT)
    ledger.record_decision(
        problem, "submit", actor=world.liaison, at=world.now, decider=world.head, document_no="会签单3",
        document_day=world.now.date(), params={}, wording={},
    )  # fmt: skip

    page = shown(client, world.head, problem)

    assert "代录" in page.text(".trail")
    assert "会签单3" in page.text(".proposal")


def test_an_erased_wording_says_so(client, world):
    problem = world.problem(State.RETURNED)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Wording._meta.db_table} WHERE name = 'missing'")

    text = shown(client, world.desk, problem).text(".trail") + shown(client, world.liaison, problem).text(".trail")

    assert "请补充人数" not in text
    assert "原文已依规删除" in text


def test_a_sensitive_problem_is_marked(client, world):
    problem = world.problem(State.LISTED)
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")

    assert "敏感" in shown(client, world.desk, problem).text(".tags")


def test_results_are_not_shown_before_all_have_recorded(client, world):
    problem = world.problem(State.APPROVING)

    assert "达标" in shown(client, world.leader, problem).text(".members")
    assert "达标" not in shown(client, world.desk, world.problem(State.VERIFYING)).text(".members")


def test_the_cost_does_not_grow_with_the_history(client, world):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    address = reverse("problem", args=[problem.pk])
    client.get(address)
    few = queries(lambda: client.get(address))
    for n in range(12):
        ledger.report(Problem.objects.get(pk=problem.pk), actor=world.handler, at=world.tick(), text=f"第 {n} 次进展")

    assert queries(lambda: client.get(address)) == few


# The record -------------------------------------------------------------------------------------------------


def test_the_record_is_verified_while_one_looks(client, world):
    problem = world.problem(State.LISTED)

    page = opened(client, world.desk, reverse("problem_record", args=[problem.pk]))

    assert page.heading == "记录完整"
    assert len(page.texts("tbody tr")) == 3


def test_a_changed_text_is_found(client, world):
    problem = world.problem(State.RETURNED)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Wording._meta.db_table} SET text = '别的话' WHERE name = 'missing'")

    page = opened(client, world.liaison, reverse("problem_record", args=[problem.pk]))

    assert page.heading == "记录受损"
    assert "记录受损" in shown(client, world.liaison, problem).text(".page-aside")


@pytest.mark.parametrize(
    ("who", "state", "words"),
    [
        ("liaison", State.DRAFT, "下一步：上报（来源单位负责人）。"),
        ("liaison", State.SUBMITTED, "下一步：立项（市级专班）。"),
        ("auditor", State.LISTED, "下一步：交办（市级专班）。"),
        ("desk", State.DISPATCHED, "下一步：签收（财务部）。"),
        ("liaison", State.PLANNING, "下一步：开始办理（财务部）。"),
        ("auditor", State.IN_PROGRESS, "下一步：申请销账（财务部）。"),
        ("leader", State.CLOSING, "下一步：组成验收组（市级专班）。"),
        ("leader", State.VERIFYING, "下一步：填写核查结果（验收组成员）。"),
        ("auditor", State.WRITTEN_OFF, ""),
    ],
)
def test_whose_step_it_is_stands_where_it_is_not_the_readers(client, world, who, state, words):
    problem = world.problem(state)

    assert opened(client, getattr(world, who), reverse("problem", args=[problem.pk])).text("#step .step-next") == words


def test_when_all_have_recorded_the_desk_concludes(client, world):
    problem = world.problem(State.VERIFYING)
    record_all(world, problem)

    page = opened(client, world.leader, reverse("problem", args=[problem.pk]))

    assert page.text("#step .step-next") == "下一步：作出核查结论（市级专班）。"


def test_whoever_verifies_or_decides_reads_what_was_applied_for(client, world):
    problem = world.problem(State.VERIFYING)
    statement = problem.applications.get().statement

    page = opened(client, world.panellist, reverse("move", args=[problem.pk, "record_result"]))

    assert statement in page.text("main")


def test_a_measure_of_another_year_says_the_year(world):
    problem = world.problem(State.IN_PROGRESS, due=date(2027, 2, 28))
    first = problem.measures.filter(ended_at=None).earliest("position")
    Measure.objects.filter(pk=first.pk).update(due_current=date(2026, 5, 29))

    schedule = work_of(problem, date(2026, 3, 16)).schedule

    assert schedule is not None
    assert [step["note"] for step in schedule["steps"]] == ["05-29 前", "2027-02-28 前"]


def test_a_draft_handed_in_on_paper_is_checked_by_the_desk(client, world):
    problem = world.problem(State.DRAFT)
    paper = {"of": "submit", "decider": world.head.pk, "paper_no": "东工发〔2026〕2号", "paper_day": "2026-03-13"}
    logged_in(client, world.liaison)
    hidden = opened(client, world.desk, reverse("problem", args=[problem.pk])).status
    logged_in(client, world.liaison)
    send(client, problem, "record_decision", paper)

    seen = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    waits = waiting_counts(world.desk, world.now.date())
    logged_in(client, world.desk)
    done = send(client, problem, "confirm", {})

    assert (hidden, seen.status, waits, done.status) == (404, 200, {"recorded": 1}, 302)
    assert (reread(problem).state, reread(problem).submitted_by) == (State.SUBMITTED, world.head)
    for post in (world.leader, world.auditor):
        assert not Problem.objects.visible_to(post).filter(state=State.DRAFT).exists()
