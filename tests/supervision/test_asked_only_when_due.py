"""A report is asked for only when something is due; otherwise nothing is asked, and “no change” is one click."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Measure, Problem, Report
from jianfa.ledger.states import State
from jianfa.supervision.queries import asked_of, report_asked
from jianfa.supervision.rules.reporting import Asked, Node, Why, report_due
from jianfa.workspace.rules import changes
from tests.supervision.asking import made_continuous
from tests.workspace.html import Page
from tests.world import DUE, World, reread

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
MAYBE = st.one_of(st.none(), DAYS)


def due(nodes: list[date], last: date | None, since: date, review: date | None, today: date) -> Asked | None:
    return report_due(
        [Node(day) for day in nodes], last_report=last, since=since, review_on=review, today=today, quiet_days=60
    )


@given(st.lists(DAYS), MAYBE, DAYS, MAYBE, DAYS)
def test_nothing_is_asked_where_nothing_fell_due_and_the_quiet_days_are_not_over(nodes, last, since, review, today):
    fell_due = [day for day in [*nodes, *([review] if review else [])] if day <= today and (not last or last < day)]
    is_quiet = (today - max(last or since, since)).days >= 60

    assert (due(nodes, last, since, review, today) is not None) == (bool(fell_due) or is_quiet)


@given(st.lists(DAYS), DAYS, MAYBE, DAYS)
def test_after_a_report_of_today_nothing_is_asked(nodes, since, review, today):
    assert due(nodes, today, min(since, today), review, today) is None


@given(st.lists(DAYS, min_size=1), MAYBE, DAYS, DAYS)
def test_the_earliest_node_is_named(nodes, last, since, today):
    asked = due(nodes, last, since, None, today)

    if asked is not None and asked.why == Why.NODE:
        assert asked.day == min(day for day in nodes if day <= today and (last is None or last < day))


@pytest.fixture
def some(world: World) -> list[Problem]:
    """Problems with and without reports, with finished measures, continuous, and in every state."""
    for state in State:
        world.problem(state)
    reported, finished, soon = (world.problem(State.IN_PROGRESS) for _n in range(3))
    ledger.report(reported, actor=world.handler, at=world.now, text="正在推进")
    ledger.report(
        finished, actor=world.handler, at=world.now, text="已办结",
        finished=list(finished.measures.values_list("pk", flat=True)),
    )  # fmt: skip
    Measure.objects.filter(problem=soon).update(due_current=world.now.date())
    made_continuous(world, world.problem(State.IN_PROGRESS))
    return list(Problem.objects.select_related("campaign"))


@pytest.mark.parametrize("days", [-1, 0, 1, 59, 60, 74, 75, 106, 107, 200])
def test_the_condition_says_the_same_as_the_function(world: World, some: list[Problem], days: int):
    today = world.now.date() + timedelta(days=days)

    asked = set(Problem.objects.filter(report_asked(today)).values_list("pk", flat=True))

    assert asked == set(asked_of(some, today))


def desk(client: Client, world: World, who: str = "handler") -> Page:
    client.force_login(getattr(world, who).person)
    session = client.session
    session["post"] = str(getattr(world, who).pk)
    session.save()
    return Page(client.get(reverse("home")))


def test_the_desk_asks_for_nothing_until_the_node_falls_due(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ledger.report(problem, actor=world.handler, at=world.now, text="正在推进")
    world.travel(days=59)
    before = desk(client, world)
    world.travel(days=(DUE - world.now.date()).days)
    after = desk(client, world)

    assert "wait-report_due" not in str(before.response.content)
    assert "“核定人数”已于 2026-06-30 到期" in after.text("main")
    assert "需填报进展" not in desk(client, world, "desk").text("main")


def test_no_change_is_one_click_and_settles_it(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ledger.report(problem, actor=world.handler, at=world.now, text="正在推进")
    world.travel(days=(DUE - world.now.date()).days)
    page = desk(client, world)
    form = page.values(f'form[action="{reverse("move", args=[problem.pk, "report"])}"]')

    answer = client.post(reverse("move", args=[problem.pk, "report"]), {k: v for k, v in form.items() if v})

    assert answer.status_code == 302
    last = Report.objects.latest("at")
    assert (last.is_same, last.text) == (True, "正在推进")
    assert "wait-report_due" not in desk(client, world).text("main")


def test_the_page_of_the_problem_asks_the_acting_unit_only(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    world.travel(days=(DUE - world.now.date()).days)

    asked = []
    for who in ("handler", "desk", "head"):
        desk(client, world, who)
        asked.append("需填报进展" in Page(client.get(reverse("problem", args=[problem.pk]))).text("main"))

    assert asked == [True, False, False]


def test_the_page_shows_what_is_new_against_the_last_report_and_the_form_shows_that_one(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    for text in ("已拨付3万元。", "已拨付12万元，名册已核对。"):
        ledger.report(reread(problem), actor=world.handler, at=world.travel(hours=1), text=text)
    desk(client, world)

    page = Page(client.get(reverse("problem", args=[problem.pk])))
    form = Page(client.get(reverse("move", args=[problem.pk, "report"])))

    assert page.texts(".changes del") == ["3万元"]
    assert page.texts(".changes ins") == ["12万元，名册已核对"]
    assert "已拨付12万元，名册已核对。" in form.text(".last-report")


@given(st.text(), st.text())
def test_both_texts_can_be_read_out_of_their_comparison(before, after):
    pieces = changes(before, after)

    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after
