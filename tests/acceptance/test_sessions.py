"""Sessions: one panel, one decision number for many problems; all or none, each with its own event."""

import json

import pytest
from django.db import DatabaseError, transaction

from jianfa.acceptance import actions
from jianfa.acceptance.actions.sessions import SessionRefused
from jianfa.acceptance.models import Decision, PanelMember, Session, SessionItem
from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused, Why
from tests.acceptance.sittings import gathered, items, panel, problems, record, sitting
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.world import World


def refused(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_one_decision_number_approves_every_problem(world: World):
    session = sitting(world, "decided")

    assert {problem.state for problem in problems(session)} == {State.PUBLICISED}
    assert {problem.decision_no for problem in problems(session)} == {"清工决〔2026〕8号"}
    assert Decision.objects.count() == 3


def test_every_problem_gets_its_own_events_with_the_same_batch(world: World):
    session = sitting(world, "decided")

    for problem in problems(session):
        bodies = [json.loads(bytes(event.body)) for event in Event.objects.filter(chain=problem.pk).order_by("seq")]
        batched = [body["verb"] for body in bodies if body["facts"].get("batch") == str(session.pk)]
        assert batched == ["name_panel", "record_result", "record_result", "conclude", "approve"]
    assert findings() == []


def test_one_result_is_recorded_for_each_criterion(world: World):
    session = sitting(world, "recorded")

    for member in PanelMember.objects.all():
        assert member.results.count() == member.panel.application.problem.criteria.count()
    assert PanelMember.objects.exclude(recorded_at=None).count() == 6
    assert session.state == "verifying"


def test_a_step_that_one_problem_hinders_is_done_for_none(world: World):
    session = sitting(world, "deciding")
    own = problems(session)[1]
    own.sponsor = world.leader
    own.save()

    refusal = refused(
        actions.approve_session, session, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号"
    )

    assert str(own.number) in str(refusal.sentence)
    assert refusal.why == Why.STATE
    assert {problem.state for problem in problems(session)} == {State.APPROVING}
    assert not Decision.objects.exists()


def test_what_is_pulled_out_goes_on_alone_and_why_is_kept(world: World):
    session = sitting(world, "deciding")
    item = items(session)[0]

    actions.pull_out(item, actor=world.leader, at=world.now, reason="需单独研究")
    session.refresh_from_db()
    actions.approve_session(session, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号")
    alone = item.problem
    alone.refresh_from_db()

    assert alone.state == State.APPROVING
    assert SessionItem.objects.get(pk=item.pk).why == "需单独研究"
    actions.approve(alone, actor=world.leader, at=world.now, decision_no="清工决〔2026〕9号")
    assert alone.state == State.PUBLICISED


def test_after_the_decision_nothing_is_pulled_out(world: World):
    session = sitting(world, "decided")

    refusal = refused(actions.pull_out, items(session)[0], actor=world.desk, at=world.now, reason="太晚")

    assert refusal.why == Why.STATE


def test_what_the_panel_sends_back_leaves_the_session_by_itself(world: World):
    session = sitting(world, "verifying")
    bad = problems(session)[2]
    for post in panel(world):
        record(world, session, post, failing=[bad])

    refusal = refused(actions.conclude_session, session, actor=world.desk, at=world.now)
    bad.refresh_from_db()
    actions.send_back(bad, actor=world.panellist, at=world.now, requirement="请补充批复文件和文号后再次申请。")
    actions.conclude_session(session, actor=world.desk, at=world.now)

    assert "退回" in str(refusal.sentence)
    assert [problem.state for problem in problems(session)] == [State.APPROVING, State.APPROVING, State.IN_PROGRESS]


def test_the_leader_reads_before_approving_where_the_panel_did_not_agree(client, world: World):
    session = sitting(world, "verifying")
    one, other = panel(world)
    record(world, session, one, failing=[problems(session)[1]])
    record(world, session, other)
    actions.conclude_session(session, actor=world.desk, at=world.now)

    page = opened(client, world.leader, f"/sessions/{session.pk}/approve/")

    assert ["验收组意见不一致" in row for row in page.texts("[data-row]")] == [False, True, False]


def test_only_what_was_applied_for_goes_in_and_into_one_session_only(world: World):
    session = gathered(world, 1)
    other = actions.open_session(actor=world.second_clerk, at=world.now, title="另一次", held_on=world.now.date())
    working = world.problem(State.IN_PROGRESS, title="还在办")

    early = refused(actions.add_problems, other, [working], actor=world.desk, at=world.now)
    twice = refused(actions.add_problems, other, problems(session), actor=world.desk, at=world.now)

    assert str(working.number) in str(early.sentence)
    assert "已在" in str(twice.sentence)
    assert other.items.count() == 0


def test_the_database_holds_an_application_in_one_session(world: World):
    session = gathered(world, 1)
    other = actions.open_session(actor=world.desk, at=world.now, title="另一次", held_on=world.now.date())
    row = items(session)[0]

    with pytest.raises(DatabaseError), transaction.atomic():
        SessionItem.objects.create(
            session=other, problem=row.problem, application=row.application, position=1, added_by=world.desk,
            added_at=world.now,
        )  # fmt: skip


def test_the_database_holds_that_whoever_opened_it_does_not_decide(world: World):
    session = sitting(world, "decided")

    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(decider=session.opener)


def test_a_panel_that_one_problem_forbids_is_named_for_none(world: World):
    session = gathered(world)
    posts = [world.panellist, world.county_panellist]

    refusal = refused(actions.name_session_panel, session, actor=world.desk, at=world.now, posts=posts)

    assert isinstance(refusal, SessionRefused)
    assert len(refusal.hindered) == 3
    assert {problem.state for problem in problems(session)} == {State.CLOSING}


def test_a_member_records_once(world: World):
    session = sitting(world, "recorded")

    refusal = refused(actions.record_session_results, session, actor=world.panellist, at=world.now, findings={})

    assert refusal.why == Why.STATE


def test_a_finding_that_is_left_out_writes_nothing(world: World):
    session = sitting(world, "verifying")

    refusal = refused(actions.record_session_results, session, actor=world.panellist, at=world.now, findings={})

    assert refusal.why == Why.VALUE
    assert not PanelMember.objects.exclude(recorded_at=None).exists()


def test_of_two_who_act_at_once_one_is_stale(world: World):
    session = sitting(world, "deciding")
    seen = Session.objects.get(pk=session.pk)
    item = items(session)[0]
    actions.pull_out(item, actor=world.desk, at=world.now, reason="需单独研究")

    with pytest.raises(Stale):
        actions.approve_session(seen, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号")
    assert {problem.state for problem in problems(session)} == {State.APPROVING}


def test_a_session_given_up_frees_its_problems(world: World):
    session = gathered(world, 2)
    freed = problems(session)
    actions.withdraw_session(session, actor=world.desk, at=world.now, reason="改期")
    other = actions.open_session(actor=world.desk, at=world.now, title="另一次", held_on=world.now.date())

    actions.add_problems(other, freed, actor=world.desk, at=world.now)

    assert other.items.count() == 2


def test_a_leader_does_not_open_a_session_and_the_desk_does_not_decide_one(world: World):
    session = sitting(world, "deciding")

    opening = refused(
        actions.open_session, actor=world.leader, at=world.now, title="自行召开", held_on=world.now.date()
    )
    deciding = refused(actions.approve_session, session, actor=world.desk, at=world.now, decision_no="1号")

    assert {opening.why, deciding.why} == {Why.OFFICE}
