"""Looking back: a sample nobody chooses, found by those who did not act; relapses and what a second one goes up to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa import timer
from jianfa.acceptance import actions
from jianfa.acceptance.models import Escalation, LookBack, LookBackDraw
from jianfa.acceptance.rules import LOOK_BACK_MONTHS, is_drawn, months_before
from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.queries import timeline
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER
from jianfa.organisations.policy import Refused, Why
from tests.acceptance.relapses import relapsed, struck_off_twice
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.world import World, reread

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.integers(0, 400), st.integers(0, 400), st.sampled_from(LOOK_BACK_MONTHS))
def test_windows_that_follow_one_another_cover_every_day_once(day: date, first: int, second: int, months: int):
    middle, last = day + timedelta(first), day + timedelta(first + second)

    assert months_before(day, months) <= months_before(middle, months) <= months_before(last, months)


@given(st.binary(min_size=32, max_size=32), st.sampled_from(LOOK_BACK_MONTHS), st.integers(0, 99))
def test_a_larger_share_holds_whatever_a_smaller_one_holds(digest: bytes, months: int, percent: int):
    assert not is_drawn(digest, months, percent) or is_drawn(digest, months, percent + 1)


def test_about_one_in_ten_is_drawn():
    drawn = sum(is_drawn(n.to_bytes(32, "big"), 3, 10) for n in range(10_000))

    assert 900 < drawn < 1100


def all_drawn(world: World) -> Problem:
    """A problem that is struck off and three months later drawn for certain."""
    Campaign.objects.update(look_back_percent=100)
    problem = world.problem(State.WRITTEN_OFF)
    world.travel(days=100)
    actions.draw_look_backs(reread(problem).campaign, actor=TIMER, at=world.now)
    Campaign.objects.update(look_back_percent=10)  # as the journal has it
    return reread(problem)


def refusal_of(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_the_timer_draws_once_and_says_how_many_of_how_many(world: World):
    Campaign.objects.update(look_back_percent=100)
    problem = world.problem(State.WRITTEN_OFF)
    world.travel(days=100)

    first, second = timer.make_round(lambda: world.now), timer.make_round(lambda: world.now)

    draw = LookBackDraw.objects.get()
    assert (first.done["look_back"], second.done["look_back"]) == (1, 0)
    assert (draw.considered, draw.drawn, draw.percent) == (1, 1, 100)
    assert [(row.months, row.due_on) for row in problem.look_backs.all()] == [(3, world.now.date())]


def test_what_was_missed_while_the_timer_stood_still_is_drawn_later(world: World):
    Campaign.objects.update(look_back_percent=100)
    problem = world.problem(State.WRITTEN_OFF)
    world.travel(days=370)

    actions.draw_look_backs(problem.campaign, actor=TIMER, at=world.now)

    assert [row.months for row in problem.look_backs.order_by("months")] == [3, 6, 12]


def test_the_sample_follows_from_the_hash_of_the_write_off(world: World):
    rows = [world.problem(State.WRITTEN_OFF, title=f"第{n}件事") for n in range(8)]
    Campaign.objects.update(look_back_percent=50)
    world.travel(days=150)
    actions.draw_look_backs(Campaign.objects.get(pk=rows[0].campaign_id), actor=TIMER, at=world.now)
    hashes = {row.pk: bytes(Event.objects.get(chain=row.pk, verb="write_off").hash) for row in rows}

    drawn = set(LookBack.objects.values_list("problem", flat=True))

    assert drawn == {pk for pk, found in hashes.items() if is_drawn(found, 3, 50)}


def test_nothing_is_drawn_when_the_campaign_wants_none(world: World):
    Campaign.objects.update(look_back_percent=0)
    world.problem(State.WRITTEN_OFF)
    world.travel(days=100)

    actions.draw_look_backs(Campaign.objects.get(is_practice=False), actor=TIMER, at=world.now)

    assert not LookBack.objects.exists()


def test_it_waits_on_the_desk_and_what_was_seen_is_kept(client, world: World):
    problem = all_drawn(world)

    page = opened(client, world.auditor, "/")
    actions.look_back(problem, actor=world.auditor, at=world.now, outcome="held", note="两名专职人员仍在岗")

    assert "待回头看 1" in page.texts(".card-head h2")
    row = problem.look_backs.get()
    assert (row.outcome, row.looker) == ("held", world.auditor.person)
    assert "两名专职人员仍在岗" in opened(client, world.desk, f"/problems/{problem.pk}/").text()
    assert findings() == []


def test_the_form_opens_without_a_warning(client, world: World):
    problem = all_drawn(world)

    page = opened(client, world.auditor, f"/problems/{problem.pk}/look_back/")

    assert page.texts("#step .note-error") == []


@pytest.mark.parametrize("who", ["handler", "department_head", "leader", "liaison"])
def test_whoever_acted_or_decided_does_not_look_back(world: World, who: str):
    problem = all_drawn(world)

    refusal = refusal_of(actions.look_back, problem, actor=world.posts[who], at=world.now, outcome="held", note="很好")

    assert refusal.why == Why.OFFICE


def test_a_look_back_is_recorded_once(world: World):
    problem = all_drawn(world)
    actions.look_back(problem, actor=world.auditor, at=world.now, outcome="held", note="在岗")

    refusal = refusal_of(actions.look_back, problem, actor=world.desk, at=world.now, outcome="back", note="又缺人")

    assert refusal.why == Why.STATE


def test_what_came_back_fills_in_the_relapse(client, world: World):
    problem = all_drawn(world)
    actions.look_back(problem, actor=world.auditor, at=world.now, outcome="back", note="两名专职人员已调走")

    page = opened(client, world.auditor, f"/problems/{problem.pk}/relapse/")

    assert "回头看发现反弹，待提出 1" in opened(client, world.desk, "/").texts(".card-head h2")
    assert "两名专职人员已调走" in page.text("textarea")
    assert not page.tree.xpath('//input[@name="raised"]')


def test_a_relapse_names_who_approved_the_write_off(world: World):
    problem = relapsed(world, world.problem(State.WRITTEN_OFF))

    moment = timeline(problem)[0]

    assert problem.cycle == 2
    assert "何志远" in moment.second


def test_a_refused_relapse_keeps_its_reason(world: World):
    problem = world.problem(State.WRITTEN_OFF)
    due = world.now.date() + timedelta(days=60)
    actions.relapse(problem, actor=world.desk, at=world.now, evidence="又缺一人", due=due)
    proposal = ledger.open_proposal(problem)
    assert proposal is not None

    ledger.reject(problem, proposal, actor=world.other_leader, at=world.now, reason="人员轮岗，编制仍在")

    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("rejected", "人员轮岗，编制仍在")
    assert reread(problem).state == State.WRITTEN_OFF
    assert timeline(problem)[0].text == "人员轮岗，编制仍在"


def test_the_second_relapse_must_go_up_a_level(world: World):
    problem = struck_off_twice(world)

    refusal = refusal_of(
        actions.relapse,
        problem,
        actor=world.desk,
        at=world.now,
        evidence="再次缺人",
        due=world.now.date() + timedelta(9),
    )

    assert (refusal.why, refusal.field) == (Why.VALUE, "raised")


def test_the_second_relapse_is_put_under_escalated_supervision(client, world: World):
    problem = relapsed(world, struck_off_twice(world), raised="supervision")

    assert Escalation.objects.get().kind == "supervision"
    assert "挂牌督办" in opened(client, world.desk, f"/problems/{problem.pk}/").texts(".tag")
    assert findings() == []


def test_the_second_relapse_may_go_to_a_solver_one_level_up(world: World):
    problem = struck_off_twice(world)
    before = problem.solver

    problem = relapsed(world, problem, raised="solver")

    assert (before, problem.solver) == ("superior_union", "party_gov")
    assert problem.acting_unit == world.finance
    assert findings() == []
