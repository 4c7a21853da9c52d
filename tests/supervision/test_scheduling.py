"""Tasks of a plan: versions, dates counted back, finishing, what refuses."""

from datetime import date
from typing import Any

import pytest

from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions
from jianfa.supervision.actions import NewTask
from jianfa.supervision.models import Schedule, Task, TaskLink
from jianfa.supervision.queries.scheduling import planned_percent
from jianfa.supervision.queries.versions import versions_of
from tests.world import DUE, World


@pytest.fixture
def problem(world: World) -> Problem:
    return world.problem(State.IN_PROGRESS)


def measures(problem: Problem) -> list[Any]:
    return list(problem.measures.filter(ended_at=None))


def tasks(problem: Problem) -> list[Task]:
    return list(Task.objects.filter(problem=problem, ended_at=None))


def usual(problem: Problem) -> list[NewTask]:
    """Two tasks of the first measure, one of the second, one after the other."""
    first, second = measures(problem)
    return [
        NewTask(first.pk, "摸底", days=5), NewTask(first.pk, "核定", days=3, after=[(1, 0)]),
        NewTask(second.pk, "报批", days=10, after=[(2, 2)], unit=second.unit, owner_name="周敏"),
    ]  # fmt: skip


def again(problem: Problem, **changed: Any) -> list[NewTask]:
    """The tasks in force as they would be sent again; ``changed`` is days by text."""
    rows = tasks(problem)
    places = {row.pk: row.position for row in rows}
    links = TaskLink.objects.filter(task__in=places)
    return [
        NewTask(
            row.measure_id, row.text, days=changed.get(row.text, row.days), unit=row.unit, owner_name=row.owner_name,
            weight=row.weight, is_milestone=row.is_milestone, replaces=row.pk,
            after=[(places[link.after_id], link.lag) for link in links if link.task_id == row.pk],
        )
        for row in rows
    ]  # fmt: skip


def write(world: World, problem: Problem, new: list[NewTask], **kwargs: Any) -> Event:
    return actions.schedule(problem, new, actor=world.handler, at=world.now, **kwargs)


def refused(world: World, problem: Problem, new: list[NewTask], **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as found:
        write(world, problem, new, **kwargs)
    return found.value


def test_it_counts_the_dates_back_from_the_due_date(world, problem):
    write(world, problem, usual(problem))
    rows = tasks(problem)

    assert [(row.starts_on, row.due_current) for row in rows] == [
        (date(2026, 6, 2), date(2026, 6, 8)), (date(2026, 6, 9), date(2026, 6, 11)),
        (date(2026, 6, 16), DUE),  # after two days between; Dragon Boat, the nineteenth, is off
    ]  # fmt: skip
    assert [row.due_original for row in rows] == [row.due_current for row in rows]
    assert Schedule.objects.get(problem=problem).due == DUE


def test_a_measure_begins_and_ends_with_its_tasks_and_its_last_one_is_a_milestone(world, problem):
    write(world, problem, usual(problem))
    first, second = measures(problem)

    assert (first.starts_on, first.due_current, first.due_original) == (date(2026, 6, 2), date(2026, 6, 11), DUE)
    assert (second.starts_on, second.due_current) == (date(2026, 6, 16), DUE)
    assert [row.is_milestone for row in tasks(problem)] == [False, True, True]


def test_natural_days_are_counted_where_the_campaign_says_so(world, problem):
    Campaign.objects.filter(pk=problem.campaign_id).update(day_kind="natural")
    problem = Problem.objects.get(pk=problem.pk)
    write(world, problem, usual(problem))

    assert [row.starts_on for row in tasks(problem)] == [date(2026, 6, 11), date(2026, 6, 16), date(2026, 6, 21)]


def test_a_new_version_keeps_the_earlier_one_first_dates_and_finishes(world, problem):
    write(world, problem, usual(problem))
    old = tasks(problem)
    actions.finish_task(old[0], actor=world.handler, at=world.now)
    problem.refresh_from_db()
    write(world, problem, again(problem, 核定=6), reason="核定需会签")
    new = tasks(problem)

    assert [row.replaces_id for row in new] == [row.pk for row in old]
    assert [row.due_original for row in new] == [row.due_original for row in old]
    assert new[0].finished_on == world.now.date()
    assert (new[0].starts_on, new[0].due_current) == (old[0].starts_on, old[0].due_current)
    assert new[1].starts_on == date(2026, 6, 4)
    assert [(row.version, row.ended_at is None) for row in Schedule.objects.filter(problem=problem)] == [
        (1, False), (2, True),
    ]  # fmt: skip
    assert Task.objects.filter(problem=problem, ended_at=None).count() == 3


def test_no_tasks_at_all_makes_each_measure_its_own_task_again(world, problem):
    write(world, problem, usual(problem))
    write(world, problem, [])

    assert tasks(problem) == []
    assert refused(world, Problem.objects.get(pk=world.problem(State.IN_PROGRESS).pk), []).why == Why.VALUE


def test_a_plan_that_cannot_be_met_is_refused_and_says_how_many_days_are_missing(world, problem):
    new = usual(problem)
    new[2] = NewTask(new[2].measure, "报批", days=70, after=[(2, 2)])
    found = refused(world, problem, new)

    assert (found.why, found.field) == (Why.VALUE, "in_spite")
    assert "7 " in str(found.sentence)
    assert tasks(problem) == []


def test_it_is_written_all_the_same_by_whoever_knows(world, problem):
    new = usual(problem)
    new[2] = NewTask(new[2].measure, "报批", days=70, after=[(2, 2)])
    write(world, problem, new, in_spite=True)

    assert tasks(problem)[2].due_current == DUE
    assert Event.objects.filter(chain=problem.pk, verb="schedule").count() == 1


def changed(new: list[NewTask], place: int, **values: Any) -> list[NewTask]:
    row = vars(new[place]) | values
    return [*new[:place], NewTask(**row), *new[place + 1 :]]


@pytest.mark.parametrize(
    ("place", "values", "field"),
    [
        (1, {"text": " "}, "task-2"), (0, {"days": 0}, "task-1"), (0, {"days": 400}, "task-1"),
        (2, {"weight": 0}, "task-3"), (1, {"after": [(2, 0)]}, "task-2"), (1, {"after": [(9, 0)]}, "task-2"),
        (1, {"after": [(1, 0), (1, 1)]}, "task-2"), (1, {"after": [(1, 999)]}, "task-2"),
        (0, {"text": "机密★一年"}, "task-1"), (0, {"after": [(3, 0)]}, "task-3"),
    ],
)  # fmt: skip
def test_it_refuses_what_is_typed_wrong_and_names_the_row(world, problem, place, values, field):
    found = refused(world, problem, changed(usual(problem), place, **values))

    assert (found.why, found.field) == (Why.VALUE, field)
    assert tasks(problem) == []


def test_it_names_the_tasks_that_wait_for_one_another(world, problem):
    found = refused(world, problem, changed(usual(problem), 0, after=[(3, 0)]))

    assert "1 → 2 → 3 → 1" in str(found.sentence)


def test_it_refuses_a_measure_of_another_problem(world, problem):
    other = world.problem(State.IN_PROGRESS, title="另一件")
    found = refused(world, problem, changed(usual(problem), 0, measure=measures(other)[0].pk))

    assert found.field == "task-1"


def test_it_refuses_to_drop_a_finished_task_and_one_that_is_not_in_force(world, problem):
    write(world, problem, usual(problem))
    actions.finish_task(tasks(problem)[0], actor=world.handler, at=world.now)
    problem.refresh_from_db()
    kept = again(problem)
    twice = changed(kept, 1, replaces=kept[0].replaces)

    assert refused(world, problem, kept[1:][:0] or [changed(kept, 1, after=[])[1]]).why == Why.VALUE
    assert refused(world, problem, twice).why == Why.STATE


def test_only_the_acting_unit_divides_its_plan(world, problem):
    for post in (world.desk, world.leader, world.other_liaison, world.liaison):
        with pytest.raises(Refused) as found:
            actions.schedule(problem, usual(problem), actor=post, at=world.now)
        assert found.value.why == Why.OFFICE


def test_it_refuses_in_another_state_and_without_a_due_date(world):
    suspended = world.problem(State.SUSPENDED)
    endless = world.problem(State.PLANNING, title="长期", clock="continuous", due=None)

    assert refused(world, suspended, usual(suspended)).why == Why.STATE
    assert refused(world, endless, []).why == Why.STATE


# Finishing -------------------------------------------------------------------------------------------------


def test_a_measure_is_finished_with_the_last_of_its_tasks(world, problem):
    write(world, problem, usual(problem))
    first, second, _third = tasks(problem)
    actions.finish_task(first, actor=world.handler, at=world.now)
    after_one = measures(problem)[0].finished_on
    problem.refresh_from_db()
    second = Task.objects.get(pk=second.pk)
    actions.finish_task(second, actor=world.handler, at=world.now)

    assert after_one is None
    assert measures(problem)[0].finished_on == world.now.date()
    with pytest.raises(Refused):
        actions.finish_task(Task.objects.get(pk=second.pk), actor=world.handler, at=world.now)


def test_a_task_of_an_earlier_version_cannot_be_finished(world, problem):
    write(world, problem, usual(problem))
    old = tasks(problem)[0]
    write(world, problem, again(problem))
    with pytest.raises(Refused):
        actions.finish_task(Task.objects.get(pk=old.pk), actor=world.handler, at=world.now)


def test_a_report_finishes_tasks_and_with_them_their_measure(world, problem):
    write(world, problem, usual(problem))
    done = [row.pk for row in tasks(problem)[:2]]
    actions.report(problem, actor=world.handler, at=world.now, text="已核定", tasks=done)

    assert problem.reports.get().percent == 33
    assert [row.finished_on is not None for row in tasks(problem)] == [True, True, False]
    assert measures(problem)[0].finished_on is not None


def test_a_report_cannot_finish_a_measure_before_its_tasks_nor_a_task_of_elsewhere(world, problem):
    write(world, problem, usual(problem))
    first, _second = measures(problem)
    other = world.problem(State.IN_PROGRESS, title="另一件")
    write(world, other, usual(other))
    for wrong in ({"finished": [first.pk]}, {"tasks": [tasks(other)[0].pk]}):
        with pytest.raises(Refused) as found:
            actions.report(problem, actor=world.handler, at=world.now, text="已核定", **wrong)
        assert found.value.why == Why.VALUE

    assert not problem.reports.exists()


def test_a_finished_measure_takes_no_further_task(world, problem):
    first, _second = measures(problem)
    ledger.report(problem, actor=world.handler, at=world.now, text="已核定", finished=[first.pk])

    assert refused(world, problem, usual(problem)).field == "task-1"


# The plan --------------------------------------------------------------------------------------------------


def typed(row: Any, **values: Any) -> ledger.NewMeasure:
    return ledger.NewMeasure(
        **{"text": row.text, "unit": row.unit, "owner_name": row.owner_name, "id": row.pk, **values}
    )


def test_dropping_a_measure_drops_its_tasks_and_leaves_the_others_as_they_are(world, problem):
    write(world, problem, usual(problem))
    before = {row.text: row.due_current for row in tasks(problem)}
    actions.plan(problem, [typed(measures(problem)[0])], actor=world.handler, at=world.now)

    assert {row.text: row.due_current for row in tasks(problem)} == {name: before[name] for name in ("摸底", "核定")}
    assert Schedule.objects.get(problem=problem, ended_at=None).version == 2
    assert TaskLink.objects.filter(task__in=tasks(problem)).count() == 1


def test_the_dates_of_a_measure_with_tasks_are_not_typed(world, problem):
    write(world, problem, usual(problem))
    first, second = measures(problem)
    with pytest.raises(Refused) as found:
        actions.plan(problem, [typed(first, due=date(2026, 6, 12)), typed(second)], actor=world.handler, at=world.now)
    actions.plan(problem, [typed(first, text="核定人数（示例）"), typed(second)], actor=world.handler, at=world.now)

    assert found.value.field == "measure-1"
    assert measures(problem)[0].due_current == date(2026, 6, 11)


def test_planned_progress_counts_the_nodes_due_by_then(world, problem):
    write(world, problem, usual(problem))
    days = [date(2026, 6, 10), date(2026, 6, 11), date(2026, 6, 29), DUE]

    assert [planned_percent(problem, day) for day in days] == [0, 33, 33, 100]


def test_versions_say_what_was_changed(world, problem):
    write(world, problem, usual(problem))
    write(world, problem, again(problem, 核定=4), reason="核定需会签")
    newest, middle, oldest = versions_of(problem)

    assert [version.number for version in (newest, middle, oldest)] == [3, 2, 1]
    assert [line.text for line in oldest.lines] == ["核定人数", "报请批复"]
    assert [line.text for line in middle.lines] == ["核定人数", "摸底", "核定", "报请批复", "报批"]
    assert any("摸底" in sentence for sentence in middle.differences)
    assert any("核定" in sentence and "3 → 4" in sentence for sentence in newest.differences)
    assert not any("报批" in sentence for sentence in newest.differences)
