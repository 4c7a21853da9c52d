"""The city's own clocks: which step runs, where the days went; nothing of it lights or costs a county."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from jianfa.supervision.queries import city_overdue, city_steps_of, days_of, light_of
from jianfa.supervision.rules.city import Place, Stay, days_by_place, late_since, since, step
from tests.china import is_working
from tests.supervision.asking import ask, check
from tests.workspace.html import Page
from tests.world import World, reread

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 1))
STATES = st.sampled_from([str(state) for state in State])


@st.composite
def lives(draw: st.DrawFn) -> list[Stay]:
    """Stays one after another, the last one without an end."""
    day, found = date(2026, 1, 1), []
    for state, days, is_county in draw(st.lists(st.tuples(STATES, st.integers(0, 40), st.booleans()), min_size=1)):
        found.append(Stay(state, day, day + timedelta(days=days), is_county))
        day += timedelta(days=days)
    last = found[-1]
    return [*found[:-1], Stay(last.state, last.from_day, None, last.is_county)]


OPEN = {*map(str, State)} - {"draft", "declined", "written_off", "merged", "voided"}


@given(lives(), st.integers(0, 60))
def test_county_city_and_stopped_days_together_are_all_days_it_was_open(stays, more):
    today = stays[-1].from_day + timedelta(days=more)

    days = days_by_place(stays, today)

    assert sum(days.values()) == sum(
        ((stay.until or today) - stay.from_day).days for stay in stays if stay.state in OPEN
    )
    assert days[Place.COUNTY] == 0 or any(stay.is_county or stay.state == "returned" for stay in stays)


@given(lives())
def test_a_step_runs_since_it_came_into_its_state_whatever_else_changed(stays):
    begun = since(stays)

    assert begun is not None
    assert all(stay.state == stays[-1].state for stay in stays if stay.from_day > begun)


@given(DAYS, st.integers(1, 15), st.integers(0, 60))
def test_the_query_turned_round_names_the_same_steps_as_over(begun, term, later):
    today = begun + timedelta(days=later)

    found = step("closing", begun, term, today, is_working)

    assert found.is_over == (begun <= late_since(today, term, is_working))
    assert found.over == 0 or found.is_over


@pytest.mark.parametrize("days", [0, 1, 3, 4, 5, 7, 8, 14, 16, 40])
def test_the_condition_says_the_same_as_the_steps(world: World, days: int):
    for state in State:
        world.problem(state)
    ask(world, world.problem(State.IN_PROGRESS))
    today = world.now.date() + timedelta(days=days)

    rows = list(Problem.objects.select_related("campaign"))
    late = {pk for pk, steps in city_steps_of(rows, today).items() if any(row.is_over for row in steps)}

    assert {row.pk for row in Problem.objects.filter(city_overdue(today))} == late


def test_a_request_has_a_clock_of_its_own_until_it_is_answered(world: World):
    problem = world.problem(State.IN_PROGRESS)
    ask(world, problem)
    check(world, problem)
    today = world.now.date() + timedelta(days=4)

    found = city_steps_of([reread(problem)], today)[problem.pk]

    assert [(row.name, row.term, row.over) for row in found] == [("request", 3, 1)]


def test_what_is_late_at_the_citys_never_lights_a_county(world: World):
    problem = world.problem(State.CLOSING)
    today = world.now.date() + timedelta(days=200)

    assert city_steps_of([problem], today)[problem.pk][0].is_over
    assert light_of(problem, today).name == "awaiting"


def test_days_of_a_county_unit_are_the_countys_and_of_a_department_the_citys(world: World):
    own = world.problem(State.IN_PROGRESS, lead=world.east, solver="county_union")
    department = world.problem(State.IN_PROGRESS)
    today = world.now.date()

    assert days_of(own, today)[Place.COUNTY] > 0
    assert days_of(department, today)[Place.COUNTY] == 0


def desk_of(client: Client, post: Post) -> tuple[Page, int]:
    client.force_login(post.person)
    with CaptureQueriesContext(connection) as queries:
        page = Page(client.get(reverse("home")))
    return page, len(queries)


def test_overdue_steps_stand_on_the_leaders_page_in_as_many_queries_however_many(client: Client, world: World):
    for _n in range(2):
        world.problem(State.CLOSING)
    world.travel(days=21)
    page, few = desk_of(client, world.leader)
    for _n in range(6):
        world.problem(State.CLOSING)
    _page, many = desk_of(client, world.leader)

    assert "市级环节超时限" in page.text("#wait-city_overdue")
    assert "组成验收组，已超时限" in page.text("main")
    assert few == many
    assert "市级环节超时限" in desk_of(client, world.desk)[0].text("main")
    assert "市级环节超时限" not in desk_of(client, world.head)[0].text("main")


def test_the_page_says_how_long_it_was_where_and_that_the_term_is_an_example(client: Client, world: World):
    problem = world.problem(State.CLOSING, lead=world.east, solver="county_union")
    Campaign.objects.filter(pk=problem.campaign_id).update(panel_days=1)
    client.force_login(world.liaison.person)

    facts = Page(client.get(reverse("problem", args=[problem.pk]))).text(".facts")

    assert "在区县" in facts
    assert "在市级" in facts
    assert "示例" in facts
