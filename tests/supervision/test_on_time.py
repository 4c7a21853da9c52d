"""The three classes of on time: a rule, an annotation that says the same, and figures that lead to their rows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import WriteOff
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.supervision.queries import on_time_of, with_on_time
from jianfa.supervision.rules.requesting import on_time, usual_limit
from jianfa.supervision.states import OnTime
from tests.supervision.asking import STAGE, ask, extended, made_continuous
from tests.supervision.test_stopped_days import apply, moment
from tests.workspace.html import Page
from tests.world import World, reread

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS, st.integers(0, 200), st.booleans())
def test_it_is_overdue_exactly_after_the_due_day(applied, base, granted, is_continuous):
    due = base + timedelta(days=granted)
    found = on_time(applied, due, base if granted else None, is_continuous=is_continuous)

    assert (found == OnTime.OVERDUE) == (applied > due)
    if not granted and not is_continuous:
        assert found != OnTime.EXTENDED


@given(DAYS, DAYS, st.integers(0, 200))
def test_a_grant_makes_nothing_worse_and_finishing_early_is_still_the_original_term(applied, base, granted):
    order = list(OnTime)
    without = on_time(applied, base, None, is_continuous=False)
    with_it = on_time(applied, base + timedelta(days=granted), base, is_continuous=False)

    assert order.index(with_it) <= order.index(without)
    assert (with_it == OnTime.ORIGINAL) == (without == OnTime.ORIGINAL)


@given(DAYS, DAYS, st.integers(0, 90), st.booleans())
def test_stopped_days_move_the_day_and_change_no_class(applied, base, stopped, is_continuous):
    days = timedelta(days=stopped)

    assert on_time(applied + days, base + days, None, is_continuous=is_continuous) == on_time(
        applied, base, None, is_continuous=is_continuous
    )


def test_what_was_changed_to_continuous_counts_as_extended_and_without_a_date_nothing_is_late():
    day = date(2026, 3, 1)

    assert on_time(day, date(2026, 12, 31), date(2026, 6, 30), is_continuous=True) == OnTime.EXTENDED
    assert on_time(day, None, None, is_continuous=False) == OnTime.ORIGINAL


def test_half_of_the_original_term_is_the_usual_limit():
    assert usual_limit(date(2026, 1, 1), date(2026, 7, 20), date(2026, 8, 1)) == date(2026, 11, 9)


def accepted(world: World, problem: Problem, day: date) -> Problem:
    """Applied for on that day, verified, approved, written off."""
    apply(world, reread(problem), moment(day, 9))
    posts = [world.panellist, world.second_panellist]
    acceptance.name_panel(reread(problem), actor=world.desk, at=moment(day, 10), posts=posts)
    for post in posts:
        findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
        acceptance.record_result(reread(problem), actor=post, at=moment(day, 11), findings=findings)
    acceptance.respond(reread(problem), actor=world.head, at=moment(day, 12), answer="solved")
    acceptance.conclude(reread(problem), actor=world.desk, at=moment(day, 12))
    acceptance.approve(
        reread(problem), actor=world.leader, at=moment(day, 13), decision_no="示例", exemption="涉及人事"
    )
    return reread(problem)


@pytest.fixture
def five(world: World) -> dict[str, Problem]:
    """One problem of each way, struck off; and some of other states beside them."""
    for state in (State.SUBMITTED, State.IN_PROGRESS, State.PUBLICISED, State.SUSPENDED):
        world.problem(state)
    plain, late = world.problem(State.IN_PROGRESS), world.problem(State.IN_PROGRESS)
    early, more = (extended(world, world.problem(State.IN_PROGRESS)) for _n in range(2))
    continuous = made_continuous(world, world.problem(State.IN_PROGRESS))
    return {
        "original": accepted(world, plain, date(2026, 6, 30)), "overdue": accepted(world, late, date(2026, 7, 1)),
        "early": accepted(world, early, date(2026, 6, 30)), "extended": accepted(world, more, date(2026, 7, 31)),
        "continuous": accepted(world, continuous, STAGE.expected_end),
    }  # fmt: skip


def test_the_annotation_and_the_write_off_say_the_same_as_the_function(five: dict[str, Problem]):
    rows: Any = with_on_time(Problem.objects.all())
    annotated = {row.pk: row.on_time for row in rows}

    assert annotated == {row.pk: on_time_of(row) or "" for row in Problem.objects.all()}
    assert {name: annotated[row.pk] for name, row in five.items()} == {
        "original": "original", "overdue": "overdue", "early": "original", "extended": "extended",
        "continuous": "extended",
    }  # fmt: skip
    assert dict(WriteOff.objects.values_list("problem", "on_time")) == {
        row.pk: annotated[row.pk] for row in five.values()
    }


def test_the_weekly_sheet_gives_the_rate_with_its_denominator_and_every_number_opens_its_rows(
    client: Client, world: World, five: dict[str, Problem]
):
    world.travel(days=400)
    client.force_login(world.desk.person)

    page = Page(client.get(reverse("weekly")))

    shown, links = page.texts("#on-time a"), page.links("#on-time a")
    assert "按期 4 ÷ 已销账 5 = 80.0%" in page.text("#on-time")
    assert shown[2:5] == ["2", "2", "1"]
    for number, link in zip(shown, links, strict=True):
        rows = Page(client.get(link))
        assert len(rows.texts("tr[data-row]")) == int(number), link


def test_an_opening_balance_has_no_class(world: World):
    problem = world.problem(State.SUBMITTED)
    Problem.objects.filter(pk=problem.pk).update(is_opening_balance=True)
    acceptance.carry_in(
        reread(problem), actor=world.leader, at=world.now, struck_off_on=date(2026, 1, 5), basis="清工发〔2025〕9号"
    )

    rows: Any = with_on_time(Problem.objects.all())
    assert (on_time_of(reread(problem)), rows.get().on_time) == (None, "")


def test_applying_while_the_city_owes_an_answer_to_a_request_in_time_was_never_overdue(world: World):
    problem = world.problem(State.IN_PROGRESS, due=world.now.date())
    ask(world, problem)
    apply(world, problem, world.travel(days=2))

    assert reread(problem).was_overdue is False


def test_without_a_request_it_was(world: World):
    problem = world.problem(State.IN_PROGRESS, due=world.now.date())
    apply(world, problem, world.travel(days=2))

    assert reread(problem).was_overdue is True
