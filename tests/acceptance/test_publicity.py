"""Publicity: internal by default; public words approved apart; sensitive problems never; who objected known to few."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jianfa.acceptance import actions
from jianfa.acceptance.models import Objector, Publicity
from jianfa.acceptance.queries.publicity import public_now
from jianfa.journal.models import Event, Wording
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Role
from jianfa.organisations.policy import Refused, Why
from tests.acceptance.sittings import problems, sitting
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.workspace.test_problem_moves import logged_in
from tests.world import FOUNDED, World

WORDS = "示例：部分基层工会力量不足的问题"


def drafted(world: World, state: State = State.APPROVING) -> Problem:
    problem = world.problem(state)
    actions.draft_publicity(problem, actor=world.desk, at=world.now, scope="public", public_title=WORDS)
    return problem


def approved(world: World, problem: Problem) -> Problem:
    actions.approve(problem, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号")
    return problem


def objected(world: World) -> Problem:
    problem = world.problem(State.PUBLICISED)
    actions.object_to(problem, actor=world.liaison, at=world.now, text="尚未到岗", name="鲁直", contact="13900000000")
    return problem


def refusal_of(act, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_without_a_draft_it_is_publicised_inside_only(world: World):
    world.problem(State.PUBLICISED)

    assert list(public_now()) == []


def test_the_public_title_is_approved_with_the_problem_and_not_before(world: World):
    problem = drafted(world)
    before = list(public_now())

    approved(world, problem)

    row = Publicity.objects.get()
    assert before == []
    assert [vars(found)["public_title"] for found in public_now()] == [WORDS]
    assert (row.approver, row.decision) == (world.leader.person, problem.applications.get().decisions.get())
    assert findings() == []


def test_the_internal_title_is_never_the_public_one(world: World):
    problem = world.problem(State.APPROVING)
    same = f" {problem.title[:4]} {problem.title[4:]}"

    refusal = refusal_of(
        actions.draft_publicity, problem, actor=world.desk, at=world.now, scope="public", public_title=same
    )

    assert (refusal.why, refusal.field) == (Why.VALUE, "public_title")


def test_a_title_checked_again_is_public_only_after_the_next_approval(world: World):
    problem = approved(world, drafted(world))

    actions.recheck(problem, actor=world.leader, at=world.now, reason="再核一次名册")

    assert list(public_now()) == []


def test_a_sensitive_problem_has_no_public_title_and_is_approved_only_with_a_reason(world: World):
    problem = world.problem(State.APPROVING)
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")
    problem.refresh_from_db()

    drafting = refusal_of(
        actions.draft_publicity, problem, actor=world.desk, at=world.now, scope="public", public_title=WORDS
    )
    approving = refusal_of(actions.approve, problem, actor=world.leader, at=world.now, decision_no="1号")

    assert (drafting.field, approving.field) == ("scope", "exemption")
    assert problem.state == State.APPROVING


def test_a_session_asks_for_the_reason_of_its_sensitive_problem(client, world: World):
    session = sitting(world, "deciding", 2)
    sensitive = problems(session)[1]
    Problem.objects.filter(pk=sensitive.pk).update(sensitivity="sensitive")
    address = reverse("session_step", args=[session.pk, "approve"])
    logged_in(client, world.leader)

    without = client.post(address, {"decision_no": "8号", "version": session.version})
    given = client.post(address, {"decision_no": "8号", "version": session.version, "exemption-2": "涉及编制"})

    assert (without.status_code, given.status_code) == (400, 302)
    assert [row.state for row in problems(session)] == [State.PUBLICISED, State.WRITTEN_OFF]


def test_whoever_drafted_the_words_does_not_approve_them(world: World):
    problem = drafted(world)
    at = world.now
    second = organisations.give_post(
        world.desk.person, actor=TIMER, at=at, unit=world.city, role=Role.LEADER, from_day=FOUNDED.date()
    )

    refusal = refusal_of(actions.approve, problem, actor=second, at=at, decision_no="8号")

    assert "公开标题" in str(refusal.sentence)


def test_the_database_holds_that_two_persons_make_the_words_public(world: World):
    approved(world, drafted(world))
    row = Publicity.objects.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        Publicity.objects.filter(pk=row.pk).update(approver=row.drafter)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publicity.objects.filter(pk=row.pk).update(public_title="")


def test_the_page_shows_what_is_publicised_as_each_may_see_it(client, world: World):
    approved(world, drafted(world))

    assert WORDS in opened(client, world.desk, reverse("publicity")).text("table")
    assert len(opened(client, world.liaison, reverse("publicity")).titles) == 1
    assert opened(client, world.other_liaison, reverse("publicity")).titles == []


def test_the_notice_for_the_public_names_no_internal_title(client, world: World):
    problem = approved(world, drafted(world))

    page = opened(client, world.desk, reverse("publicity_notice"))

    assert WORDS in page.text("table")
    assert problem.title not in page.text()
    assert str(problem.number) not in page.text()


def test_the_page_asks_the_same_number_of_queries_however_many_are_publicised(client, world: World):
    def queries() -> int:
        client.force_login(world.desk.person)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("publicity")).status_code == 200
        return len(captured)

    approved(world, drafted(world))
    queries()
    few = queries()
    for _n in range(4):
        approved(world, drafted(world))

    assert queries() == few


# Who objected ----------------------------------------------------------------------------------------------


def test_who_objected_is_seen_by_the_lead_of_the_desk_and_the_auditor_only(client, world: World):
    problem = objected(world)
    page = reverse("problem", args=[problem.pk])

    for who in ("desk", "auditor"):
        assert "鲁直 13900000000" in opened(client, world.posts[who], page).text()
    for who in ("second_clerk", "leader", "liaison", "head", "handler", "department_head", "assessor"):
        seen = opened(client, world.posts[who], page)
        assert seen.status == 200
        assert "鲁直" not in seen.text()
        assert "13900000000" not in seen.text()


def test_who_objected_is_in_no_list_and_in_no_answer_of_the_api(client, world: World):
    problem = objected(world)
    client.force_login(world.desk.person)

    for address in (
        reverse("home"), reverse("problems"), reverse("search") + "?q=鲁直", reverse("publicity"), reverse("weekly"),
        reverse("problem_record", args=[problem.pk]), reverse("api:read_problem", args=[problem.pk]),
        reverse("api:list_events", args=[problem.pk]),
    ):  # fmt: skip
        text = (
            client.get(address)
            .content.decode()
            .replace("?q=鲁直", "")
            .replace('value="鲁直"', "")
            .replace("“鲁直”", "")
        )
        assert "13900000000" not in text, address
        assert "鲁直" not in text or address.endswith("鲁直"), address


def test_who_objected_is_in_the_journal_only_as_a_commitment(world: World):
    problem = objected(world)

    assert not any("鲁直".encode() in bytes(event.body) for event in Event.objects.filter(chain=problem.pk))
    assert findings() == []


def test_erased_the_name_is_gone_and_the_record_is_still_whole(world: World):
    problem = objected(world)
    objection = problem.objections.get()

    actions.erase_objector(objection, actor=world.desk, at=world.now, reason="本人要求")

    row = Objector.objects.get()
    assert (row.name, row.contact) == ("", "")
    assert not Wording.objects.filter(text__contains="鲁直").exists()
    assert findings() == []
    assert refusal_of(actions.erase_objector, objection, actor=world.desk, at=world.now, reason="再来").why == Why.STATE


@pytest.mark.parametrize("who", ["second_clerk", "leader", "liaison"])
def test_others_do_not_erase_who_objected(world: World, who: str):
    objection = objected(world).objections.get()

    refusal = refusal_of(actions.erase_objector, objection, actor=world.posts[who], at=world.now, reason="不必留")

    assert refusal.why == Why.OFFICE
    assert Objector.objects.get().name == "鲁直"


def test_an_upheld_objection_goes_back_to_work_and_the_words_are_public_no_more(world: World):
    problem = approved(world, drafted(world))
    actions.object_to(problem, actor=world.liaison, at=world.now, text="尚未到岗")

    actions.uphold(problem, actor=world.leader, at=world.now, answer="属实，退回整改")

    assert problem.state == State.IN_PROGRESS
    assert list(public_now()) == []
    assert ledger.open_proposal(problem) is None


def test_only_a_post_of_the_desk_leads_the_desk(world: World):
    refusal = refusal_of(
        organisations.give_post, world.nobody, actor=TIMER, at=world.now, unit=world.city, role=Role.LEADER,
        from_day=FOUNDED.date(), leads=True,
    )  # fmt: skip

    assert refusal.field == "leads"
