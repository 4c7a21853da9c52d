"""Who is told what: the table is complete, and everybody it names is told, once."""

import pytest

from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import MOVES, State
from jianfa.notices.actions import begin_reading, collect
from jianfa.notices.actions.collecting import SETTLED
from jianfa.notices.models import Cursor, Notice
from jianfa.notices.queries.audience import Scene
from jianfa.notices.states import OPTIONAL, TOLD, UNTOLD
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Reminder
from jianfa.supervision.rules.reminding import Kind
from tests import source
from tests.timer.rounds import due_in, round_now
from tests.world import World, reread


def told(problem: Problem, kind: str) -> set[str]:
    return set(Notice.objects.filter(problem=problem, kind=kind).values_list("person__username", flat=True))


def test_every_move_is_told_or_says_why_not():
    assert set(MOVES) - set(TOLD) - set(UNTOLD) == set()
    assert set(TOLD) & set(UNTOLD) == set()


def test_every_reminder_is_a_legal_notice():
    assert [kind for kind in Kind if not TOLD[kind].is_legal] == []


def test_the_page_of_the_documentation_shows_the_table():
    text = source.text(source.ROOT / "docs" / "notices.md")

    assert [row.kind for row in TOLD.values() if f"| `{row.kind}` |" not in text] == []


WALK = {
    "list": {"liaison", "head"},
    "dispatch": {"handler", "department_head"},
    "apply": {"desk", "second_clerk", "liaison", "head"},
    "respond": {"desk", "second_clerk"},
    "name_panel": {"panellist", "second_panellist"},
    "conclude": {"leader", "other_leader"},
    "approve": {"handler", "department_head", "liaison", "head"},
    "write_off": {"handler", "department_head", "liaison", "head"},
}


def test_a_life_is_told_to_whom_it_concerns(world: World):
    begin_reading()
    problem = world.problem(State.WRITTEN_OFF)

    collect(at=world.now)

    assert {kind: told(problem, kind) for kind in WALK} == WALK
    assert not told(problem, "submit") & {"head"}  # whoever did it is not told of it
    assert not Notice.objects.filter(person=world.other_liaison.person_id).exists()


def test_told_twice_is_told_once(world: World):
    begin_reading()
    problem = world.problem(State.CLOSING)
    before = collect(at=world.now)

    Cursor.objects.update(position=0)
    again = collect(at=world.now)

    assert (told(problem, "apply"), before > 0) == ({"desk", "second_clerk", "liaison", "head"}, True)
    assert Notice.objects.filter(problem=problem, kind="apply").count() == 4
    assert again >= 0


def test_the_reader_stays_behind_what_may_still_be_committed(world: World):
    begin_reading()
    problem = world.problem(State.PLANNING)
    start = Cursor.objects.get(name="journal").position
    supervision.urge(problem, actor=world.desk, at=world.now)

    collect(at=world.now)
    young = Cursor.objects.get(name="journal").position
    world.travel(seconds=SETTLED.total_seconds() + 60)
    collect(at=world.now)

    urged = Event.objects.get(verb="urge")
    assert start <= young < urged.pk == Cursor.objects.get(name="journal").position


def test_a_proposal_is_told_to_those_who_confirm_and_its_answer_to_who_proposed(world: World):
    begin_reading()
    problem = world.problem(State.IN_PROGRESS)
    ledger.void(problem, actor=world.department_head, at=world.now, reason="立项有误")
    proposal = ledger.open_proposal(problem)
    assert proposal
    ledger.reject(problem, proposal, actor=world.leader, at=world.now, reason="仍须办理")

    collect(at=world.now)

    assert told(problem, "propose") == {"leader", "other_leader"}
    assert told(problem, "reject") == {"department_head"}
    assert Notice.objects.filter(kind="propose").values_list("params__verb", flat=True)[0] == "void"


def test_a_request_waits_for_the_desk_first_and_then_for_the_leader(world: World):
    begin_reading()
    problem = world.problem(State.IN_PROGRESS)
    supervision.extend(
        problem, actor=world.department_head, at=world.now, until=due_in(140), reason="拨付批次延后"
    )  # fmt: skip
    collect(at=world.now)
    assert told(problem, "propose") == {"desk", "second_clerk"}

    proposal = ledger.open_proposal(problem)
    assert proposal
    ledger.check(problem, proposal, actor=world.desk, at=world.now, note="情况属实")
    collect(at=world.now)

    assert told(problem, "check") == {"leader", "other_leader"}


def test_only_what_the_timer_signed_for_is_told(world: World):
    begin_reading()
    by_hand, by_itself = world.problem(State.PLANNING), world.problem(State.DISPATCHED)
    world.travel(days=10)

    round_now()

    assert told(by_hand, "sign_for") == set()
    assert told(by_itself, "sign_for") == {"handler", "department_head"}


def test_a_petition_reminds_the_driver_and_never_the_government(world: World):
    problem = world.problem(
        State.IN_PROGRESS, solver="party_gov", lead=world.finance, due=due_in(-10), title="提请事项"
    )
    assert reread(problem).acting_unit_id == world.finance.pk

    round_now()

    reminder = Reminder.objects.get(problem=problem)
    units = {receipt.post.unit.kind for receipt in reminder.receipts.select_related("post__unit")}
    assert "party_gov" not in units
    assert {"handler", "department_head", "desk"} <= told(problem, "remind_long")


def test_a_unit_that_is_no_union_is_never_reminded(world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(-10))
    Problem.objects.filter(pk=problem.pk).update(acting_unit=world.east_government)

    round_now()

    assert not Reminder.objects.exists()


def test_a_substitute_is_told_like_the_one_they_stand_in_for(world: World):
    person = organisations.create_person(actor=TIMER, at=world.tick(), username="substitute", name="顾盼")
    problem = world.problem(State.IN_PROGRESS, due=due_in(2))
    organisations.substitute(
        world.handler, person, actor=TIMER, at=world.tick(), from_day=due_in(0), until_day=due_in(5)
    )

    round_now()

    assert told(problem, "remind_near") == {"handler", "substitute"}


def test_the_leader_in_charge_is_told_of_what_is_long_overdue(world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(-10))
    Problem.objects.filter(pk=problem.pk).update(sponsor=world.other_leader)

    round_now()

    assert told(problem, "remind_long") & {"leader", "other_leader"} == {"other_leader"}


@pytest.mark.parametrize("n", [1, 5])
def test_reading_a_page_of_events_costs_the_same(world: World, django_assert_max_num_queries, n: int):
    begin_reading()
    for name in range(n):
        world.problem(State.PLANNING, title=f"第{name}件")

    with django_assert_max_num_queries(19):
        collect(at=world.now)


def test_an_event_that_cannot_be_told_does_not_stop_the_others(world: World, monkeypatch, caplog):
    begin_reading()
    world.problem(State.CLOSING)
    true = Scene.posts_told

    def breaks(scene, event):
        if event.kind == "dispatch":
            raise ZeroDivisionError
        return true(scene, event)

    monkeypatch.setattr(Scene, "posts_told", breaks)

    collect(at=world.now)

    assert not Notice.objects.filter(kind="dispatch").exists()
    assert Notice.objects.filter(kind="apply").exists()
    assert "could not be told" in caplog.text


def test_what_is_optional_is_not_legal():
    assert [row.kind for row in OPTIONAL if row.is_legal] == []
