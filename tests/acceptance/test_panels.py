"""Panels: how many by grade, one from outside the ranked counties, no two counties for one another, and who leaves."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import Panel, PanelMember
from jianfa.acceptance.queries import independent_panellists
from jianfa.acceptance.rules import MUTUAL_DAYS, Checked, counties, mutual
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import Grade, Method, State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Post, Role, Unit
from jianfa.organisations.policy import Refused
from tests.workspace.html import opened, queries
from tests.workspace.verbs import third_panellist
from tests.world import World, reread

IDS = [UUID(int=n) for n in range(1, 6)]
SETS = st.frozensets(st.sampled_from(IDS))


def seat(world: World, unit: Unit, username: str) -> Post:
    """Give somebody new a seat among the panellists of a unit."""
    person = organisations.create_person(actor=TIMER, at=world.now, username=username, name=f"评{username}")
    day = world.now.date()
    return organisations.give_post(
        person, actor=TIMER, at=world.now, unit=unit, role=Role.PANELLIST, from_day=day - timedelta(days=30)
    )


def name(world: World, problem: Problem, *posts: Post) -> Panel:
    acceptance.name_panel(problem, actor=world.desk, at=world.now, posts=posts)
    return Panel.objects.get(application__problem=problem, ended_at=None)


def refused(world: World, problem: Problem, *posts: Post) -> str:
    with pytest.raises(Refused) as caught:
        name(world, problem, *posts)
    return str(caught.value.sentence)


@given(SETS, SETS, st.lists(st.builds(Checked, SETS, SETS, st.just("2026-001"))))
def test_every_pair_that_is_refused_has_verified_the_other_way(by, of, earlier):
    for pair in mutual(by, of, earlier):
        assert pair.one in by
        assert pair.other in of
        assert pair.one != pair.other
        assert any(pair.other in row.by and pair.one in row.of for row in earlier)


@given(SETS, SETS, st.lists(st.builds(Checked, SETS, SETS, st.just("2026-001"))))
def test_without_a_county_on_either_side_nothing_is_mutual(by, of, earlier):
    assert mutual((), of, earlier) == mutual(by, (), earlier) == mutual(by, of, ()) == []


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.sets(st.integers(0, 5)))
def test_whatever_stands_below_a_county_is_of_it(above, are_counties):
    ids = [uuid4() for _n in range(6)]
    tree = [(ids[n], ids[up] if up < n else None, n in are_counties) for n, up in enumerate(above)]
    found = counties(tree)

    assert all(found[ids[n]] == ids[n] for n in are_counties)
    assert all(found[unit] == found[parent] for unit, parent, is_county in tree if parent and not is_county)


def test_a_key_problem_has_a_panel_of_three(world: World):
    problem = world.problem(State.CLOSING)
    Problem.objects.filter(pk=problem.pk).update(grade=Grade.KEY)
    problem = reread(problem)

    sentence = refused(world, problem, world.panellist, world.second_panellist)
    panel = name(world, reread(problem), world.panellist, world.second_panellist, third_panellist(world))

    assert "不少于 3 人" in sentence
    assert panel.members.count() == 3


def test_the_rules_of_the_campaign_say_how_many(world: World):
    problem = world.problem(State.CLOSING)
    Problem.objects.filter(pk=problem.pk).update(grade=Grade.KEY)
    Campaign.objects.update(key_panel_size=4)

    assert "不少于 4 人" in refused(
        world, reread(problem), world.panellist, world.second_panellist, third_panellist(world)
    )


def test_where_counties_are_ranked_somebody_comes_from_outside_them(world: World):
    """East raises and works; west works on another problem of the campaign: the two are ranked."""
    problem = world.problem(State.CLOSING, lead=world.east)
    west_and_lake = [seat(world, world.west, "west-seat"), world.second_panellist]
    alone = name(world, world.problem(State.CLOSING, lead=world.east, title="独此一家"), *west_and_lake)
    world.problem(State.IN_PROGRESS, lead=world.west, source=world.west, title="西城的事")

    sentence = refused(world, reread(problem), *west_and_lake)
    panel = name(world, reread(problem), world.second_panellist, world.panellist)

    assert "县级工会之外" in sentence
    assert (alone.members.count(), panel.members.count()) == (2, 2)


def test_two_counties_do_not_verify_for_one_another(world: World):
    """West verified for east; now somebody of east would verify for west."""
    name(world, world.problem(State.CLOSING), world.panellist, seat(world, world.west, "west-seat"))
    number = Problem.objects.latest("number_order").number
    of_west = world.problem(State.CLOSING, source=world.west, title="西城的事")

    sentence = refused(world, of_west, world.panellist, world.county_panellist)

    assert all(part in sentence for part in ("东城区总工会", "西城区总工会", str(number), "互相验收"))
    offered = independent_panellists(of_west, world.now.date())
    assert world.county_panellist not in offered
    assert world.panellist in offered


def test_after_the_period_they_may(world: World):
    name(world, world.problem(State.CLOSING), world.panellist, seat(world, world.west, "west-seat"))
    of_west = world.problem(State.CLOSING, source=world.west, title="西城的事")
    world.travel(days=MUTUAL_DAYS + 1)

    panel = name(world, of_west, world.panellist, world.county_panellist)

    assert panel.members.count() == 2
    assert world.county_panellist in independent_panellists(of_west, world.now.date())


def test_at_the_approval_the_later_of_two_mutual_panels_is_refused(world: World):
    """Both were named at the same moment: neither saw the other."""
    panel = [world.panellist, world.county_panellist]
    later = world.problem(State.APPROVING, source=world.west, title="西城的事", panel=panel)
    Panel.objects.filter(application__problem=later).update(named_at=world.now)
    first = world.problem(State.APPROVING, panel=[world.panellist, seat(world, world.west, "west-seat")])

    acceptance.approve(first, actor=world.leader, at=world.now, decision_no="示例1号")
    with pytest.raises(Refused) as caught:
        acceptance.approve(later, actor=world.leader, at=world.now, decision_no="示例2号")

    assert "互相验收" in str(caught.value.sentence)


def test_whoever_has_a_conflict_leaves_and_another_is_named(client: Client, world: World):
    problem = world.problem(State.VERIFYING)
    third = third_panellist(world)
    acceptance.step_aside(problem, actor=world.panellist, at=world.now, reason="配偶在该单位任职")
    left = PanelMember.objects.get(person=world.panellist.person)
    page = opened(client, world.desk, reverse("problem", args=[problem.pk])).text("main")

    acceptance.replace_member(problem, actor=world.desk, at=world.now, member=left, post=third)

    assert (left.interest, left.recorded_at) == ("conflict", None)
    assert "已回避" in page
    assert "配偶" not in page
    assert not Problem.objects.visible_to(world.panellist).filter(pk=problem.pk).exists()
    assert Problem.objects.visible_to(third).filter(pk=problem.pk).exists()
    assert PanelMember.objects.get(person=third.person).replaces == left


def test_whoever_has_left_records_nothing(world: World):
    problem = world.problem(State.VERIFYING)
    acceptance.step_aside(problem, actor=world.panellist, at=world.now, reason="配偶在该单位任职")
    findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}

    with pytest.raises(Refused):
        acceptance.record_result(problem, actor=world.panellist, at=world.now, findings=findings)


def test_it_is_not_concluded_while_a_seat_is_empty(world: World):
    problem = world.problem(State.VERIFYING)
    acceptance.respond(problem, actor=world.head, at=world.now, answer="solved")
    acceptance.step_aside(problem, actor=world.panellist, at=world.now, reason="配偶在该单位任职")
    findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
    acceptance.record_result(problem, actor=world.second_panellist, at=world.now, findings=findings)

    with pytest.raises(Refused) as caught:
        acceptance.conclude(problem, actor=world.desk, at=world.now)

    assert world.panellist.person.name in str(caught.value.sentence)


def test_a_member_who_has_not_stepped_aside_is_replaced_only_with_a_reason(world: World):
    problem = world.problem(State.VERIFYING)
    member = PanelMember.objects.get(person=world.panellist.person)
    third = third_panellist(world)

    with pytest.raises(Refused) as caught:
        acceptance.replace_member(problem, actor=world.desk, at=world.now, member=member, post=third)
    acceptance.replace_member(problem, actor=world.desk, at=world.now, member=reread(member), post=third, reason="出差")

    assert caught.value.field == "reason"
    assert reread(member).left_at is not None


def test_the_new_member_must_be_independent_too(world: World):
    problem = world.problem(State.VERIFYING)
    member = PanelMember.objects.get(person=world.panellist.person)

    with pytest.raises(Refused):
        acceptance.replace_member(
            problem, actor=world.desk, at=world.now, member=member, post=world.county_panellist, reason="出差"
        )


def test_the_form_takes_no_result_from_whoever_declares_a_conflict(client: Client, world: World):
    problem = world.problem(State.VERIFYING)
    typed = {f"criterion-{row.position}": "passed" for row in problem.criteria.all()}
    address = reverse("move", args=[problem.pk, "record_result"])

    page = opened(client, world.panellist, address, **typed, interest="conflict", version=problem.version)

    assert page.status == 400
    assert "申请回避" in page.text(".field-error")
    assert not PanelMember.objects.exclude(recorded_at=None).exists()


def test_the_database_takes_none_either(world: World):
    world.problem(State.VERIFYING)
    rows = PanelMember.objects.filter(person=world.panellist.person)

    for values in ({"interest": "conflict"}, {"interest": None}, {"interest": "none", "left_at": world.now}):
        with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
            rows.update(recorded_at=world.now, **values)


def test_a_site_visit_has_a_day_and_only_where_the_method_says_so(world: World):
    problem = world.problem(State.VERIFYING)
    findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
    today = world.now.date()

    with pytest.raises(Refused) as without:
        acceptance.record_result(problem, actor=world.panellist, at=world.now, findings=findings, visited_on=today)
    Problem.objects.filter(pk=problem.pk).update(method=Method.ON_SITE)
    on_site = reread(problem)
    with pytest.raises(Refused) as missing:
        acceptance.record_result(on_site, actor=world.panellist, at=world.now, findings=findings)
    with pytest.raises(Refused) as future:
        acceptance.record_result(
            on_site, actor=world.panellist, at=world.now, findings=findings, visited_on=today + timedelta(days=1)
        )
    acceptance.record_result(on_site, actor=world.panellist, at=world.now, findings=findings, visited_on=today)

    assert {error.value.field for error in (without, missing, future)} == {"visited_on"}
    assert PanelMember.objects.get(person=world.panellist.person).visited_on == today


def test_the_leader_sees_what_each_found_side_by_side(client: Client, world: World):
    problem = world.problem(State.VERIFYING)
    acceptance.respond(problem, actor=world.head, at=world.now, answer="solved")
    for post, passed in ((world.panellist, True), (world.second_panellist, False)):
        finding = acceptance.Finding(passed, "" if passed else "名册少一人")
        findings = {row.pk: finding for row in problem.criteria.all()}
        acceptance.record_result(problem, actor=post, at=world.now, findings=findings)
    acceptance.conclude(problem, actor=world.desk, at=world.now)

    page = opened(client, world.leader, reverse("move", args=[problem.pk, "approve"]))

    assert page.text("table.sheet thead") == "验收标准宋清源冯玉卓"
    assert page.text("table.sheet tbody").count("名册少一人") == problem.criteria.count()
    assert page.text("table.sheet tbody").count("✓ 达标") == problem.criteria.count()


def test_asking_who_may_sit_costs_the_same_for_many(world: World):
    name(world, world.problem(State.CLOSING), world.panellist, seat(world, world.west, "west-seat"))
    of_west = world.problem(State.CLOSING, source=world.west, title="西城的事")
    independent_panellists(of_west, world.now.date())  # reads the problem's own units once
    few = queries(lambda: independent_panellists(of_west, world.now.date()))
    for n in range(12):
        seat(world, world.west, f"more-{n}")

    assert queries(lambda: independent_panellists(of_west, world.now.date())) == few
