"""The decision of a session on paper (代录): one clerk enters it for all, a second confirms it, the leader decided."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jianfa.acceptance import actions
from jianfa.acceptance.actions import note_doubts
from jianfa.acceptance.models import Decision, Doubt, DoubtKind, Session, SessionItem
from jianfa.journal.models import Event
from jianfa.ledger.models import Evidence
from jianfa.ledger.states import State
from jianfa.organisations.models import Proposal
from jianfa.organisations.policy import Refused, Why
from tests.acceptance.sittings import items, problems, sitting
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.workspace.test_paper_scan import PDF
from tests.workspace.test_problem_moves import logged_in
from tests.world import World

NO = "清工决〔2026〕8号"


def entered(world: World, session: Session) -> Session:
    """Enter that the leader has approved all in the minutes; return the session as it is then."""
    actions.record_session_decision(
        session, actor=world.desk, at=world.now, decider=world.leader, document_no="纪要〔2026〕3号",
        document_day=world.now.date(), decision_no=NO,
    )  # fmt: skip
    session.refresh_from_db()
    return session


def refused(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_what_one_clerk_enters_approves_nothing(world: World):
    session = entered(world, sitting(world, "deciding"))

    assert session.state == "deciding"
    assert {problem.state for problem in problems(session)} == {State.APPROVING}
    assert not Decision.objects.exists()


def test_the_second_clerk_confirms_and_the_leader_is_the_one_who_decided(world: World):
    session = entered(world, sitting(world, "deciding"))

    actions.confirm_session_decision(session, actor=world.second_clerk, at=world.now)
    session.refresh_from_db()

    assert {problem.state for problem in problems(session)} == {State.PUBLICISED}
    assert (session.state, session.decision_no, session.decider) == ("decided", NO, world.leader.person)
    assert set(Decision.objects.values_list("decider", "decision_no")) == {(world.leader.person_id, NO)}
    for problem in problems(session):
        last = json.loads(bytes(Event.objects.filter(chain=problem.pk, verb="approve").get().body))
        assert last["facts"]["recorded"]["clerks"] == [str(world.desk.pk), str(world.second_clerk.pk)]
        assert last["facts"]["batch"] == str(session.pk)
    assert findings() == []


def test_whoever_entered_it_does_not_confirm_it(world: World):
    session = entered(world, sitting(world, "deciding"))

    refusal = refused(actions.confirm_session_decision, session, actor=world.desk, at=world.now)

    assert refusal.why == Why.OFFICE
    assert {problem.state for problem in problems(session)} == {State.APPROVING}


def test_a_leader_who_may_not_decide_one_problem_is_entered_for_none(world: World):
    session = sitting(world, "deciding")
    own = problems(session)[1]
    own.sponsor = world.leader
    own.save()

    refusal = refused(entered, world, session)

    assert str(own.number) in str(refusal.sentence)
    assert not Proposal.objects.filter(recorded_for__isnull=False).exists()


def test_it_is_entered_once(world: World):
    session = entered(world, sitting(world, "deciding"))

    assert refused(entered, world, session).why == Why.STATE


@pytest.mark.parametrize("clerk", ["desk", "second_clerk"])
def test_an_entry_that_does_not_fit_is_taken_off_and_the_leader_may_decide_here(world: World, clerk):
    session = entered(world, sitting(world, "deciding"))

    actions.reject_session_decision(session, actor=getattr(world, clerk), at=world.now, reason="文号有误")
    session.refresh_from_db()
    assert not Proposal.objects.filter(state="open").exists()
    actions.approve_session(session, actor=world.leader, at=world.now, decision_no=NO)

    assert {problem.state for problem in problems(session)} == {State.PUBLICISED}
    assert findings() == []


def test_what_is_pulled_out_is_confirmed_alone(world: World):
    session = entered(world, sitting(world, "deciding"))
    item = items(session)[0]
    actions.pull_out(item, actor=world.leader, at=world.now, reason="需单独研究")
    session.refresh_from_db()

    actions.confirm_session_decision(session, actor=world.second_clerk, at=world.now)

    assert SessionItem.objects.get(pk=item.pk).problem.state == State.APPROVING
    assert Proposal.objects.get(subject_id=item.problem_id, state="open").recorded_for == world.leader
    assert {problem.state for problem in problems(session)} == {State.PUBLICISED}


def test_the_pages_carry_it_through(client, world: World):
    session = sitting(world, "deciding")
    page = opened(client, world.desk, f"/sessions/{session.pk}/")
    assert f"/sessions/{session.pk}/record_decision/" in page.links()
    sent = {
        "version": session.version, "decider": world.leader.pk, "decision_no": NO, "paper_no": "纪要〔2026〕3号",
        "paper_day": world.now.date().isoformat(),
    }  # fmt: skip

    note_doubts(at=world.now)
    reused = Doubt.objects.filter(kind=DoubtKind.REUSED).count()
    logged_in(client, world.desk)
    wrong = client.post(f"/sessions/{session.pk}/record_decision/", sent | {"paper_no": ""})
    scan = SimpleUploadedFile("纪要.pdf", PDF)
    answer = client.post(f"/sessions/{session.pk}/record_decision/", sent | {"scan": scan})

    assert (wrong.status_code, answer.status_code) == (400, 302)
    waiting = opened(client, world.desk, f"/sessions/{session.pk}/")
    assert "纪要〔2026〕3号" in waiting.text(".note")
    assert f"/sessions/{session.pk}/confirm_decision/" not in waiting.links()
    assert "待核对的书面审定验收会" in opened(client, world.second_clerk, "/").text("main")
    compared = opened(client, world.second_clerk, f"/sessions/{session.pk}/confirm_decision/")
    assert NO in compared.text(".note")
    sheets = list(Evidence.objects.filter(file_name="纪要.pdf"))
    assert {row.problem for row in sheets} == set(problems(session))
    address = next(link for link in compared.links(".note a") if "/evidence/" in link)
    assert b"".join(client.get(address).streaming_content) == PDF
    note_doubts(at=world.now)
    assert Doubt.objects.filter(kind=DoubtKind.REUSED).count() == reused
    assert compared.texts("[data-row]") != []
    logged_in(client, world.second_clerk)
    version = Session.objects.get(pk=session.pk).version
    client.post(f"/sessions/{session.pk}/confirm_decision/", {"version": version})
    assert {problem.state for problem in problems(session)} == {State.PUBLICISED}
    assert "书面" in opened(client, world.desk, f"/sessions/{session.pk}/").text("main")
    assert "待核对" not in opened(client, world.second_clerk, "/").text("main")


def test_the_second_clerk_may_take_it_off_on_a_page(client, world: World):
    session = entered(world, sitting(world, "deciding"))
    opened(client, world.second_clerk, f"/sessions/{session.pk}/reject_decision/")

    answer = client.post(f"/sessions/{session.pk}/reject_decision/", {"version": session.version, "reason": "文号有误"})

    assert answer.status_code == 302
    assert not Proposal.objects.filter(state="open").exists()
