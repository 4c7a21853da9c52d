"""A changed plan: measures that stay are the same ones, with their first date and their finish."""

from datetime import date
from typing import Any

import pytest

from jianfa.journal.actions import Stale
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Measure, Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from tests.world import DUE, World


def in_force(problem: Problem) -> list[Measure]:
    return list(problem.measures.filter(ended_at=None))


def as_typed(row: Measure, **changed: Any) -> ledger.NewMeasure:
    values: dict[str, Any] = {
        "text": row.text, "unit": row.unit, "owner_name": row.owner_name, "starts_on": row.starts_on,
        "due": row.due_current, "weight": row.weight, "id": row.pk,
    }  # fmt: skip
    return ledger.NewMeasure(**{**values, **changed})


@pytest.fixture
def problem(world: World) -> Problem:
    found = world.problem(State.IN_PROGRESS)
    first = in_force(found)[0]
    ledger.report(found, actor=world.handler, at=world.tick(), text="已核定", finished=[first.pk])
    return found


def test_measures_that_stay_keep_id_first_date_and_finish(world, problem):
    first, second = in_force(problem)
    new = [
        as_typed(second, due=date(2026, 5, 29), text="报请市编办批复"), as_typed(first),
        ledger.NewMeasure("建章立制", unit=world.finance, due=DUE),
    ]  # fmt: skip
    ledger.plan(problem, new, actor=world.handler, at=world.tick())
    after = in_force(problem)

    assert [row.pk for row in after[:2]] == [second.pk, first.pk]
    assert (after[0].due_original, after[0].due_current, after[0].text) == (DUE, date(2026, 5, 29), "报请市编办批复")
    assert after[1].finished_on == first.finished_on
    assert after[2].due_original == DUE


def test_a_measure_that_is_not_named_ends_and_stays_in_the_record(world, problem):
    first, second = in_force(problem)
    ledger.plan(problem, [as_typed(first)], actor=world.handler, at=world.tick())

    assert [row.pk for row in in_force(problem)] == [first.pk]
    assert Measure.objects.get(pk=second.pk).ended_at is not None


def test_a_first_date_is_set_once_where_there_was_none(world, problem):
    first, _second = in_force(problem)
    new = ledger.NewMeasure("建章立制", unit=world.finance)
    ledger.plan(problem, [as_typed(first), new], actor=world.handler, at=world.tick())
    for due in (date(2026, 5, 8), date(2026, 5, 29)):
        first, second = in_force(problem)
        ledger.plan(problem, [as_typed(first), as_typed(second, due=due)], actor=world.handler, at=world.tick())

    second = in_force(problem)[1]
    assert (second.due_original, second.due_current) == (date(2026, 5, 8), date(2026, 5, 29))


def test_before_work_starts_the_plan_is_a_draft_and_its_dates_are_the_first_ones(world):
    problem = world.problem(State.PLANNING)
    new = ledger.NewMeasure("建章立制", unit=world.finance, due=DUE)
    ledger.plan(problem, [new], actor=world.handler, at=world.tick())
    (row,) = in_force(problem)
    ledger.plan(problem, [as_typed(row, due=date(2026, 5, 29))], actor=world.handler, at=world.tick())
    (after,) = in_force(problem)

    assert (after.pk, after.due_original) == (row.pk, date(2026, 5, 29))


def test_a_finished_measure_stays_in_the_plan_while_work_goes_on(world, problem):
    _first, second = in_force(problem)
    with pytest.raises(Refused, match="核定人数"):
        ledger.plan(problem, [as_typed(second)], actor=world.handler, at=world.tick())


@pytest.mark.parametrize("twice", [True, False])
def test_it_refuses_a_measure_of_another_plan_or_one_named_twice(world, problem, twice):
    first, second = in_force(problem)
    ledger.plan(problem, [as_typed(first)], actor=world.handler, at=world.tick())
    named = [as_typed(first), as_typed(first)] if twice else [as_typed(first), as_typed(second)]
    with pytest.raises(Refused, match="2"):
        ledger.plan(problem, named, actor=world.handler, at=world.tick())

    assert [row.pk for row in in_force(problem)] == [first.pk]


def test_it_is_stale_when_somebody_changed_the_plan_meanwhile(world, problem):
    first, _second = in_force(problem)
    other = Problem.objects.get(pk=problem.pk)
    ledger.plan(other, [as_typed(first)], actor=world.handler, at=world.tick())
    with pytest.raises(Stale):
        ledger.plan(problem, [as_typed(first, text="另一文字")], actor=world.handler, at=world.tick())
