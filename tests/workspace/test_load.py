"""The load by week: counted over all problems, over capacity by word and sign, seen before dispatching."""

from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.supervision.queries.load import load_of
from tests.workspace.html import opened, queries
from tests.workspace.verbs import divide
from tests.world import World

LOAD = "/load/"


def busy(world: World, count: int, owner: str = "周敏", due: date = date(2026, 3, 20)) -> Problem:
    """Finance works on a problem with so many measures of one owner, all due this week."""
    problem = world.problem(State.PLANNING, title=f"忙碌{owner}")
    new = [
        ledger.NewMeasure(f"第{n}项", unit=world.finance, owner_name=owner, starts_on=due - timedelta(days=2), due=due)
        for n in range(count)
    ]
    ledger.plan(problem, new, actor=world.handler, at=world.now)
    return problem


def test_it_counts_open_work_and_its_days_by_unit_and_owner(world):
    busy(world, 2)
    busy(world, 1, owner="")
    (found,) = load_of(world.desk, world.now.date()).units

    assert (found.unit, found.capacity) == (world.finance, 10)  # a handler and a head
    assert [(cell.nodes, cell.days) for cell in found.cells[:2]] == [(3, 9), (0, 0)]
    assert {name: cells[0].nodes for name, cells in found.owners.items()} == {"周敏": 2, "": 1}
    assert not found.is_over


def test_tasks_stand_for_their_measure_and_what_is_finished_counts_no_more(world):
    problem = world.problem(State.IN_PROGRESS)
    divide(world, problem)
    weeks = load_of(world.desk, date(2026, 6, 15)).units[0].cells
    ledger.report(
        problem, actor=world.handler, at=world.now, text="已报",
        finished=[problem.measures.filter(ended_at=None).latest("position").pk],
    )  # fmt: skip
    after = load_of(world.desk, date(2026, 6, 15)).units[0].cells

    assert weeks[2].nodes == 2  # the week of the thirtieth: the last task, and the measure without any
    assert after[2].nodes == 1


def test_what_is_late_counts_this_week_and_suspended_or_practice_not_at_all(world):
    busy(world, 1)
    suspended = world.problem(State.SUSPENDED)
    later = load_of(world.desk, date(2026, 5, 13)).units

    assert suspended.state == State.SUSPENDED
    assert [(cell.nodes, cell.days) for cell in later[0].cells[:2]] == [(1, 1), (0, 0)]


def test_a_week_over_capacity_has_a_word_and_a_sign(client: Client, world: World) -> None:
    busy(world, 6)
    page = opened(client, world.desk, LOAD)
    own = opened(client, world.handler, LOAD)

    assert "▲ 超量：周敏" in page.text("table")
    assert "▲ 超量" in own.text("table td")
    assert f"{LOAD}?unit=T-CW" in page.links("table a")
    assert own.titles[0] == Problem.objects.get(title="忙碌周敏").number


def test_the_desk_sees_it_before_it_dispatches(client: Client, world: World) -> None:
    busy(world, 6)
    problem = world.problem(State.LISTED)
    page = opened(client, world.desk, reverse("move", args=[problem.pk, "dispatch"]))
    idle = Problem.objects.get(pk=problem.pk)
    Problem.objects.filter(pk=problem.pk).update(lead=world.rights)
    other = opened(client, world.desk, reverse("move", args=[idle.pk, "dispatch"]))

    assert page.table(".step-load table")[1][0].startswith("财务部")
    assert "权益保障部这几周没有待办的节点" in other.text(".step-load")
    assert LOAD in page.links(".step-load a")


def test_a_unit_sees_its_own_load_and_no_other(client: Client, world: World) -> None:
    busy(world, 1)

    assert opened(client, world.other_liaison, LOAD).titles == []
    assert opened(client, world.other_liaison, f"{LOAD}?unit=T-CW").status == 404
    assert opened(client, world.desk, f"{LOAD}?unit=T-CW").titles != []
    assert opened(client, world.desk, f"{LOAD}?unit=nowhere").status == 404


def test_it_asks_as_often_for_much_as_for_little(client: Client, world: World) -> None:
    busy(world, 1)
    opened(client, world.desk, LOAD)
    few = queries(lambda: client.get(LOAD))
    for n in range(4):
        busy(world, 5, owner=f"承办{n}")

    assert queries(lambda: client.get(LOAD)) == few


def test_the_desk_leads_to_the_dates_of_whoever_works_there(client: Client, world: World) -> None:
    own = opened(client, world.handler, reverse("home")).links()
    city = opened(client, world.desk, reverse("home")).links()

    assert {"/month/", LOAD, reverse("unit_timetable", args=[world.finance.pk])} <= set(own)
    assert {"/month/", LOAD} <= set(city)
    assert LOAD not in opened(client, world.panellist, reverse("home")).links()
