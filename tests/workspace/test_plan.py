"""The plan page: usual steps dated back from the due date, tasks under 高级, what follows when the due date moves."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.states import State
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Schedule, Task
from tests.workspace.html import Page, opened, queries
from tests.workspace.verbs import divide, dividing, plan_two
from tests.world import World

FORM = "form[data-guard]"


def at(problem: Problem, verb: str) -> str:
    return reverse("move", args=[problem.pk, verb])


def sent(client: Client, world: World, problem: Problem, verb: str, **data: Any) -> Page:
    version = Problem.objects.get(pk=problem.pk).version
    return opened(client, world.handler, at(problem, verb), version=version, **data)


def test_a_plan_begins_with_the_usual_steps_dated_back_from_the_due_date(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    page = opened(client, world.handler, at(problem, "plan"))
    values = page.values(FORM)
    rows = [[values[f"measure-{n}-{name}"] for name in ("text", "starts_on", "due", "weight")] for n in range(3)]

    assert rows == [
        ["立行立改", "2026-05-12", "2026-05-25", "1"], ["举一反三", "2026-05-26", "2026-06-15", "1"],
        ["建章立制", "2026-06-16", "2026-06-30", "1"],  # Dragon Boat, the nineteenth, is off
    ]  # fmt: skip
    assert values["measure-0-unit"] == str(world.finance.pk)
    assert "倒排" in page.text(".outcome")


def test_it_can_be_sent_as_it_is(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    values = opened(client, world.handler, at(problem, "plan")).values(FORM)
    page = opened(client, world.handler, at(problem, "plan"), **values)
    measures = problem.measures.filter(ended_at=None)

    assert page.status == 302
    assert [row.text for row in measures] == ["立行立改", "举一反三", "建章立制"]
    assert measures.latest("position").due_current == date(2026, 6, 30)


def test_steps_that_do_not_fit_are_said_to_and_shortened(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING, due=date(2026, 4, 3))
    page = opened(client, world.handler, at(problem, "plan"))
    values = page.values(FORM)
    said = page.text(".outcome")

    assert "不可按期，差 20 个工作日" in said
    assert "申请延期 20 个工作日" in said
    assert values["measure-0-starts_on"] == "2026-03-16"
    assert values["measure-2-due"] == "2026-04-03"


def test_without_a_day_for_each_step_all_of_them_end_on_the_due_date(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING, due=date(2026, 3, 17))
    values = opened(client, world.handler, at(problem, "plan")).values(FORM)

    assert [values[f"measure-{n}-due"] for n in range(3)] == ["2026-03-17"] * 3


def test_a_continuous_one_has_steps_without_dates(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING, clock="continuous", due=None)
    page = opened(client, world.handler, at(problem, "plan"))

    assert page.values(FORM)["measure-0-due"] == ""
    assert page.texts(".outcome") == []


def test_the_template_of_officials_comes_first_and_another_can_be_chosen(client: Client, world: World) -> None:
    campaign = world.campaign
    for n, (name, clock) in enumerate((("通用", ""), ("分阶段", "phased"), ("即改", "immediate"))):
        steps = [{"text": f"{name}第一步", "days": 3 + n, "weight": 2, "is_milestone": True}]
        new = supervision.NewSteps(name, steps, clock=clock)
        supervision.save_step_template(campaign, new, actor=world.desk, at=world.now)
        proposal = waiting_rules(campaign)
        assert proposal is not None
        supervision.confirm_rules(campaign, proposal, actor=world.department_head, at=world.now)
    problem = world.problem(State.PLANNING)
    page = opened(client, world.handler, at(problem, "plan"))
    options = page.texts("#fill option")
    general = page.tree.xpath("//select[@id='fill']/option[contains(., '通用')]/@value")[0]
    chosen = opened(client, world.handler, f"{at(problem, 'plan')}?template={general}")

    assert options == ["分阶段", "通用"]
    assert page.values(FORM)["measure-0-text"] == "分阶段第一步"
    assert chosen.values(FORM)["measure-0-text"] == "通用第一步"


def test_rows_are_dated_back_anew_without_script_and_nothing_is_written(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    plan_two(world, problem)
    values = opened(client, world.handler, at(problem, "plan")).values(FORM)
    values |= {"measure-0-starts_on": "2026-03-16", "measure-0-due": "2026-03-20", "measure-1-due": "2026-03-27"}
    events = Event.objects.filter(chain=problem.pk).count()
    page = opened(client, world.handler, at(problem, "plan"), **values, recalculate="1")
    after = page.values(FORM)

    assert (after["measure-1-starts_on"], after["measure-1-due"]) == ("2026-06-24", "2026-06-30")
    assert (after["measure-0-starts_on"], after["measure-0-due"]) == ("2026-06-16", "2026-06-23")
    assert Event.objects.filter(chain=problem.pk).count() == events


def test_a_changed_plan_keeps_its_measures(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    before = list(problem.measures.filter(ended_at=None).values_list("pk", flat=True))
    values = opened(client, world.handler, at(problem, "plan")).values(FORM) | {"measure-1-due": "2026-05-29"}
    opened(client, world.handler, at(problem, "plan"), **values)

    assert list(problem.measures.filter(ended_at=None).values_list("pk", flat=True)) == before


# Tasks -----------------------------------------------------------------------------------------------------


def test_the_plan_page_leads_to_the_tasks_and_these_begin_with_the_measures(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    plan_two(world, problem)
    plan = opened(client, world.handler, at(problem, "plan"))
    page = opened(client, world.handler, at(problem, "schedule"))
    values = page.values(FORM)

    assert at(problem, "schedule") in plan.links()
    assert [values["task-0-text"], values["task-1-text"], values["task-1-after"]] == ["核定人数", "报请批复", "1"]
    assert page.table("#step table")[0] == ["任务", "最迟开始", "最迟完成", "最早开始", "余量"]


def test_recalculating_shows_dates_slack_and_critical_tasks_and_writes_nothing(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    plan_two(world, problem)
    page = sent(client, world, problem, "schedule", **dividing(world, problem), recalculate="1")
    rows = page.table("#step table")[1:]

    assert [row[:3] for row in rows] == [
        ["1. 摸底 ★ 关键", "2026-06-09", "2026-06-15"], ["2. 报批 ★ 关键", "2026-06-18", "2026-06-30"],
    ]  # fmt: skip
    assert "可以按期完成" in page.text(".outcome")
    assert not Task.objects.exists()


def test_a_plan_that_cannot_be_met_is_said_with_the_ways_out_before_it_is_written(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    plan_two(world, problem)
    typed = dividing(world, problem) | {"task-1-days": "80"}
    page = sent(client, world, problem, "schedule", **typed)
    again = sent(client, world, problem, "schedule", **typed, in_spite="on")

    assert page.status == 400
    assert "不可按期，差 14 个工作日" in page.text(".outcome")
    assert "将任务 2“报批”压缩 14 个工作日。" in page.texts(".outcome-list li")
    assert page.values(FORM)["task-1-days"] == "80"
    assert again.status == 302
    assert Schedule.objects.get(problem=problem).version == 1


@pytest.mark.parametrize(
    ("typed", "row", "words"),
    [
        ({"task-1-after": "甲"}, 1, "无法识别"), ({"task-1-after": "3"}, 1, "3"),
        ({"task-0-after": "2"}, 1, "互为前置"),
        ({"task-0-days": "0"}, 0, "工期"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_row(client: Client, world: World, typed: Any, row: int, words: str) -> None:
    problem = world.problem(State.PLANNING)
    plan_two(world, problem)
    page = sent(client, world, problem, "schedule", **(dividing(world, problem) | typed))

    assert page.status == 400
    assert words in page.texts(".step-row")[row]
    assert not Task.objects.exists()


def test_a_report_ticks_tasks_and_only_measures_without_any(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    divide(world, problem)
    page = opened(client, world.handler, at(problem, "report"))
    task = problem.tasks.filter(ended_at=None).earliest("position")
    sent(client, world, problem, "report", text="已摸底", tasks=[task.pk])

    assert [label.partition("（")[0] for label in page.texts("#id_tasks label")] == ["摸底", "核定"]
    assert [label.partition("（")[0] for label in page.texts("#id_finished label")] == ["报请批复"]
    assert Task.objects.get(pk=task.pk).finished_on is not None


# The due date moves ----------------------------------------------------------------------------------------


def test_when_the_due_date_moves_tasks_stay_and_planning_anew_is_offered(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    divide(world, problem)
    before = list(problem.tasks.filter(ended_at=None).values_list("due_current", flat=True))
    for actor in (world.desk, world.leader):
        supervision.suspend(
            problem, actor=actor, at=world.now, cause="政策未出台", document_no="示例1号", review_on=date(2026, 4, 20),
            proposal=ledger.open_proposal(problem),
        )  # fmt: skip
    world.travel(days=14)
    supervision.resume(problem, actor=world.desk, at=world.now)
    page = opened(client, world.handler, reverse("problem_timetable", args=[problem.pk]))
    shown = opened(client, world.handler, reverse("problem", args=[problem.pk]))
    form = opened(client, world.handler, at(problem, "schedule"))
    values = form.values(FORM)
    opened(client, world.handler, at(problem, "schedule"), **values)
    after = problem.tasks.filter(ended_at=None)

    assert list(Task.objects.filter(schedule__version=1).values_list("due_current", flat=True)) == before
    assert at(problem, "schedule") in page.links(".note a")
    assert "2026-06-30" in shown.text(".note")
    assert "2026-07-14" in form.text(".outcome")
    assert after.latest("position").due_current == date(2026, 7, 14)
    assert [row.due_original for row in after] == before


# The timetable ---------------------------------------------------------------------------------------------


def test_the_timetable_shows_tasks_slack_progress_and_versions(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    divide(world, problem)
    page = opened(client, world.liaison, reverse("problem_timetable", args=[problem.pk]))
    rows = page.table("section table")

    assert [row[0] for row in rows[1:5]] == ["1. 核定人数", "1. 摸底", "2. 核定 ◆ 节点", "2. 报请批复 ◆ 节点"]
    assert "已完成 0%，按计划今天应到 0%" in page.text()
    assert "新增：摸底" in page.texts(".version-differences li")
    assert len(page.tree.xpath("//ul[contains(@class, 'timetable')]/li")) == 5


def test_a_problem_without_a_plan_says_so_and_leads_to_it(client: Client, world: World) -> None:
    problem = world.problem(State.PLANNING)
    page = opened(client, world.handler, reverse("problem_timetable", args=[problem.pk]))

    assert "还没有方案" in page.text()
    assert at(problem, "plan") in page.links()


def test_the_timetable_asks_as_often_for_many_tasks_as_for_few(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    divide(world, problem)
    address = reverse("problem_timetable", args=[problem.pk])
    opened(client, world.handler, address)
    few = queries(lambda: client.get(address))
    first = problem.measures.filter(ended_at=None).earliest("position")
    new = [supervision.NewTask(first.pk, f"第{n}项", days=1, after=[(n - 1, 0)] if n > 1 else []) for n in range(1, 31)]
    supervision.schedule(problem, new, actor=world.handler, at=world.now)

    assert queries(lambda: client.get(address)) == few


def test_a_unit_sees_its_open_problems_on_one_line_of_time(client: Client, world: World) -> None:
    problem = world.problem(State.IN_PROGRESS)
    world.problem(State.WRITTEN_OFF, title="已办结")
    address = reverse("unit_timetable", args=[world.finance.pk])
    page = opened(client, world.desk, address)
    few = queries(lambda: client.get(address))
    for n in range(3):
        divide(world, world.problem(State.IN_PROGRESS, title=f"另一件{n}"))

    assert page.titles == [f"{problem.number} {problem.title}"]
    assert queries(lambda: client.get(address)) == few
    assert "核定人数" in page.text("[data-row]")


def test_a_long_list_of_a_unit_has_pages(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jianfa.workspace.queries.gantt.ROWS_A_PAGE", 1)
    for n in range(3):
        world.problem(State.DISPATCHED, title=f"第{n}件", due=None if n == 2 else date(2026, 6, 10 + n),
                      clock="continuous" if n == 2 else "phased")  # fmt: skip
    address, seen = reverse("unit_timetable", args=[world.finance.pk]), []
    while address:
        page = opened(client, world.desk, address)
        seen += page.titles
        address = next(iter(page.tree.xpath("//a[@rel='next']/@href")), "")

    assert [title.split()[-1] for title in seen] == ["第0件", "第1件", "第2件"]


def test_an_empty_unit_says_why(client: Client, world: World) -> None:
    page = opened(client, world.desk, reverse("unit_timetable", args=[world.lake.pk]))

    assert "没有在办的问题" in page.text()
