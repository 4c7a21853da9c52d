"""What a problem's page says of the next step: plan, milestones, the application when all is done."""

import pytest
from django.test import Client
from django.urls import reverse

from jianfa.ledger.states import State
from tests.workspace.html import Page
from tests.workspace.test_problem_moves import address, logged_in, send
from tests.world import World


@pytest.mark.parametrize("who", ["handler", "department_head"])
def test_when_every_measure_is_finished_the_next_step_is_named(client: Client, world: World, who: str):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    send(client, problem, "report", {"text": "都已完成", "finished": [row.pk for row in problem.measures.all()]})

    logged_in(client, getattr(world, who))
    page = Page(client.get(reverse("problem", args=[problem.pk])))
    report = Page(client.get(address(problem, "report")))

    assert "下一步由单位负责人申请销账" in report.text(".step-form .second")
    if who == "handler":
        assert "下一步由单位负责人申请销账" in page.text("#step .rule")
    else:
        assert page.texts("#step .btn-primary") == ["申请销账"]


def test_a_milestone_that_has_passed_is_not_called_the_next(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    day = problem.measures.earliest("due_current").due_current
    assert day is not None
    world.travel(days=(day - world.now.date()).days + 1)
    logged_in(client, world.handler)

    rule = Page(client.get(reverse("problem", args=[problem.pk]))).tree.xpath("//*[@class='rule']")[0]

    assert "应于" in rule.text_content()
    assert "下一节点" not in rule.text_content()
    assert [found.text for found in rule.xpath(".//span[@class='number']")] == [day.isoformat()]


def test_a_plan_is_written_first_and_changed_later(client: Client, world: World):
    problem = world.problem(State.PLANNING)
    logged_in(client, world.handler)
    plan, rows = address(problem, "plan"), "measure"
    typed = {
        f"{rows}-TOTAL_FORMS": 1, f"{rows}-INITIAL_FORMS": 0, f"{rows}-0-text": "核定人数",
        f"{rows}-0-owner_name": "周敏", f"{rows}-0-due": "2026-05-01", f"{rows}-0-weight": 1,
    }  # fmt: skip
    headings = []
    for _twice in range(2):
        headings.append(Page(client.get(plan)).text("#step-title"))
        send(client, problem, "plan", typed)

    page = Page(client.get(reverse("problem", args=[problem.pk])))

    assert headings == ["制定方案", "调整方案"]
    assert page.texts(".trail-title")[:2] == ["调整方案", "制定方案"]
    assert "调整方案" in page.texts("#step .btn")
