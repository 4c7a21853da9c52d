"""A demand becomes a problem or goes into one; a merger can be undone; what became of it is read from the ledger."""

import pytest
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import DemandLink
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from tests.intake.made import from_worker, raised, summarised
from tests.intake.test_pages import shown, step
from tests.journal.tampering import findings
from tests.world import reread

TOLD = "已转为问题办理。"


def test_it_becomes_a_problem_with_what_is_known(world):
    demand = raised(world)
    form = step(world.desk, demand, "promote", title="")
    assert form.status_code == 400

    step(world.desk, demand, "promote", title="经审力量不足", description="兼职多", solver="party_gov", answer=TOLD)
    problem = Problem.objects.get()
    demand = reread(demand)

    assert (problem.title, problem.source_unit, problem.state) == ("经审力量不足", world.east, "submitted")
    assert (demand.state, demand.answer) == ("promoted", TOLD)
    assert demand.links.get().problem == problem
    assert findings() == []


def test_a_workers_demand_becomes_a_problem_only_with_a_summary(world):
    demand = from_worker(world)
    content = ledger.Draft("食堂太远", world.east)
    with pytest.raises(Refused):
        actions.promote(demand, content, actor=world.liaison, at=world.now, text=TOLD)

    assert not Problem.objects.exists()
    actions.promote(summarised(world), content, actor=world.liaison, at=world.now, text=TOLD)
    assert Problem.objects.get().state == "draft"


def test_the_page_says_when_the_problem_was_written_off(world):
    problem = world.problem(State.WRITTEN_OFF)
    demand = raised(world, "还是经审")
    step(world.desk, demand, "merge", into=problem.number, answer="并案办理。")

    page = shown(world.liaison, reread(demand))
    assert "已解决：所转问题已销账" in page
    assert reverse("problem", args=[problem.pk]) in page


def test_the_problem_names_the_demands_behind_it(world, client):
    demand = raised(world)
    actions.promote(demand, ledger.Draft("甲", world.east), actor=world.desk, at=world.now, text=TOLD)
    client.force_login(world.desk.person)

    page = client.get(reverse("problem", args=[Problem.objects.get().pk])).content.decode()
    assert reverse("demand", args=[demand.pk]) in page


def test_a_merger_is_confirmed_by_a_person_and_can_be_undone(world):
    first, second = raised(world), raised(world, "经审力量不足")
    assert step(world.desk, second, "merge", into="2099-1", answer="并").status_code == 400
    assert step(world.desk, second, "merge", into=second.receipt_no, answer="并").status_code == 400
    assert step(world.desk, second, "merge", into=first.receipt_no, answer="并入前件。").status_code == 302
    assert "经审力量不足" in shown(world.desk, first)

    assert step(world.desk, reread(second), "unmerge", reason="不是一事").status_code == 302
    second = reread(second)
    link = DemandLink.objects.get()
    assert (second.state, second.answer, link.ended_by) == ("received", "", world.desk)
    assert "经审力量不足" not in shown(world.desk, first)
    assert findings() == []


def test_a_merger_ends_the_likeness_whichever_of_the_two_carries_it(world):
    for n in range(6):
        one, other = raised(world, f"甲{n}", text=f"甲{n}"), raised(world, f"乙{n}", text=f"乙{n}")
        actions.confirm_like(one, other, actor=world.desk, at=world.now)
        actions.merge(one, other, actor=world.desk, at=world.now, text="一并办理。")

    assert DemandLink.objects.filter(kind="like", ended_at=None).count() == 0


def test_practice_is_not_merged_with_real_work(world):
    real, practised = raised(world), raised(world, campaign=world.practice)

    with pytest.raises(Refused) as refused:
        actions.merge(real, practised, actor=world.desk, at=world.now, text="一并办理。")
    assert refused.value.field == "into"
