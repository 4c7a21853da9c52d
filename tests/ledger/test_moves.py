"""The whole table of moves: every state × every verb × every post of the cast, and the timer.

Moved, proposed, or refused with the right kind and sentence and without an event. What is expected stands here
as the procedure says it (DESIGN §4), not as the code computes it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember
from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import CHANGEABLE, MOVES, Office, State
from jianfa.organisations.models import TIMER, ActingPost
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions as supervision
from tests.acceptance.lots import sealed_lot, set_lots
from tests.workspace.verbs import third_panellist
from tests.world import World, reread

DESKS = {"desk", "second_clerk"}
LEADERS = {"leader", "other_leader"}
ACTING = {"handler", "department_head"}
DEPARTMENT_HEADS = {"department_head", "other_department_head"}
PANEL = {"panellist", "second_panellist"}

MOVED: dict[str, dict[str, set[str]]] = {
    "submit": {"draft": {"head"}, "returned": {"head"}},
    "withdraw": {"draft": {"liaison"}, "submitted": {"liaison"}, "returned": {"liaison"}},
    "return_": {"submitted": DESKS},
    "decline": {},
    "appeal": {"declined": {"head"}},
    "list": {"submitted": DESKS},
    "carry_in": {},
    "dispatch": {"listed": DESKS},
    "petition": {},
    "refuse": {"dispatched": ACTING},
    "sign_for": {"dispatched": {*ACTING, "timer"}},
    "start": {"planning": ACTING},
    "report": {"in_progress": ACTING},
    "suspend": {},
    "resume": {"suspended": {*DESKS, "timer"}},
    "extend": {},
    "change_clock": {},
    "transfer": {},
    "apply": {"in_progress": {"department_head"}},
    "retract": {"closing": {"department_head"}},
    "name_panel": {"closing": DESKS},
    "call_lot": {"closing": DESKS},
    "draw_panel": {"closing": DESKS},
    "record_result": {"verifying": PANEL},
    "respond": {"closing": {"liaison", "head"}, "verifying": {"liaison", "head"}},
    "step_aside": {"verifying": PANEL},
    "replace_member": {"verifying": DESKS},
    "conclude": {"verifying": DESKS | PANEL},
    "send_back": {"closing": DESKS, "verifying": PANEL, "approving": LEADERS},
    "recheck": {"approving": LEADERS, "publicised": LEADERS | DESKS},
    "approve": {"approving": LEADERS},
    "uphold": {"publicised": LEADERS},
    "write_off": {"publicised": {*DESKS, "timer"}},
    "relapse": {},
    "merge": {"submitted": DESKS},
    "unmerge": {"merged": DESKS},
    "void": {},
}
PROPOSED: dict[str, dict[str, set[str]]] = {
    "decline": {"submitted": DESKS},
    "suspend": {"in_progress": DESKS},
    "extend": {"planning": {"department_head"}, "in_progress": {"department_head"}},
    "change_clock": {"in_progress": {"department_head"}},
    "transfer": {"planning": DESKS, "in_progress": DESKS},
    "relapse": {"written_off": {*DESKS, "auditor", "liaison", "head"}},
    "merge": {str(state): DEPARTMENT_HEADS for state in CHANGEABLE},
    "void": {str(state): DEPARTMENT_HEADS for state in CHANGEABLE},
}

HOLDERS: dict[Office, set[str]] = {
    Office.DRAFTER: {"liaison"}, Office.COUNTY_HEAD: {"head"}, Office.SOURCE_UNIT: {"liaison", "head"},
    Office.DESK: DESKS, Office.DEPARTMENT_HEAD: DEPARTMENT_HEADS, Office.LEADER: LEADERS,
    Office.LEADER_NOT_SPONSOR: LEADERS, Office.AUDITOR: {"auditor"}, Office.TIMER: {"timer"},
}  # fmt: skip
PASSING: dict[Office, tuple[set[str], set[str]]] = {
    Office.ACTING_UNIT: ({"handler"}, {*map(str, State)} - {"draft", "submitted", "returned", "declined", "merged"}),
    Office.ACTING_HEAD: (
        {"department_head"}, {*map(str, State)} - {"draft", "submitted", "returned", "declined", "merged"},
    ),
    Office.APPLICANT: ({"department_head"}, {"closing", "verifying", "approving", "publicised", "written_off"}),
    Office.PANELLIST: (PANEL, {"verifying", "approving", "publicised"}),
    Office.ASSIST_UNIT: (set(), set()),
}  # fmt: skip
"""Offices that come and go with the state: who, and in which states."""


def holds_an_office(who: str, verb: str, state: str) -> bool:
    for office in (*MOVES[verb].who, *MOVES[verb].proposed_by):
        if who in HOLDERS.get(office, set()):
            return True
        posts, states = PASSING.get(office, (set(), set()))
        if who in posts and state in states:
            return True
    return False


Attempt = Callable[[World, Problem, Any, datetime], Any]


def findings(problem: Problem, *, passed: bool) -> dict[Any, acceptance.Finding]:
    return {row.pk: acceptance.Finding(passed, "" if passed else "缺少文件") for row in problem.criteria.all()}


def answers(problem: Problem) -> dict[Any, acceptance.Answer]:
    return {row.pk: acceptance.Answer("已落实", "示例1号") for row in problem.criteria.all()}


def merge(world: World, problem: Problem, actor: Any, at: datetime) -> Any:
    into = Problem.objects.get(title="并入此件")
    return ledger.merge(problem, actor=actor, at=at, into=into, reason="同一事项")


def replace(world: World, problem: Problem, actor: Any, at: datetime) -> Any:
    member = PanelMember.objects.filter(panel__application__problem=problem).order_by("person__username").first()
    third = third_panellist(world)
    return acceptance.replace_member(
        problem, actor=actor, at=world.now, member=member or PanelMember(panel_id=uuid4()), post=third, reason="出差"
    )


ATTEMPTS: dict[str, Attempt] = {
    "submit": lambda w, p, a, at: ledger.submit(p, actor=a, at=at),
    "withdraw": lambda w, p, a, at: ledger.withdraw(p, actor=a, at=at),
    "return_": lambda w, p, a, at: ledger.return_(p, actor=a, at=at, missing="缺人数"),
    "decline": lambda w, p, a, at: ledger.decline(p, actor=a, at=at, reason="不属本专项"),
    "appeal": lambda w, p, a, at: ledger.appeal(p, actor=a, at=at, facts="补充了数据"),
    "list": lambda w, p, a, at: ledger.list_problem(
        p, actor=a, at=at, solver="superior_union", nature="individual", due=date(2026, 9, 30),
        criteria=[ledger.NewCriterion("有文件")], lead=w.finance,
    ),
    "carry_in": lambda w, p, a, at: acceptance.carry_in(
        p, actor=a, at=at, struck_off_on=date(2026, 1, 5), basis="示例"
    ),
    "dispatch": lambda w, p, a, at: ledger.dispatch(p, actor=a, at=at, lead=w.finance),
    "petition": lambda w, p, a, at: ledger.petition(
        p, actor=a, at=at, addressee=w.east_government, letter_no="示例1号", letter_on=at.date()
    ),
    "refuse": lambda w, p, a, at: ledger.refuse(p, actor=a, at=at, reason="不属职责", proposed=w.rights),
    "sign_for": lambda w, p, a, at: ledger.sign_for(p, actor=a, at=at),
    "start": lambda w, p, a, at: ledger.start(p, actor=a, at=at),
    "report": lambda w, p, a, at: ledger.report(p, actor=a, at=at, text="正在推进"),
    "suspend": lambda w, p, a, at: supervision.suspend(
        p, actor=a, at=at, cause="政策未出台", document_no="示例1号", review_on=at.date() + timedelta(days=20)
    ),
    "resume": lambda w, p, a, at: supervision.resume(p, actor=a, at=at),
    "extend": lambda w, p, a, at: supervision.extend(
        p, actor=a, at=at, reason="拨付延后", until=date(2026, 8, 31)
    ),
    "change_clock": lambda w, p, a, at: supervision.change_clock(
        p, actor=a, at=at, reason="须分年落实",
        stage=supervision.Stage("首批人员到岗", date(2026, 6, 30), date(2026, 12, 31)),
    ),
    "transfer": lambda w, p, a, at: supervision.transfer(
        p, actor=a, at=at, to=w.rights, heard=supervision.Heard("职能调整", "材料一份", "同意", "同意承接")
    ),
    "apply": lambda w, p, a, at: acceptance.apply(p, actor=a, at=at, statement="已落实", answers=answers(p)),
    "retract": lambda w, p, a, at: acceptance.retract(p, actor=a, at=at),
    "name_panel": lambda w, p, a, at: acceptance.name_panel(
        p, actor=a, at=at, posts=[w.panellist, w.second_panellist]
    ),
    "call_lot": lambda w, p, a, at: acceptance.call_lot(p, actor=a, at=at),
    "draw_panel": lambda w, p, a, at: acceptance.draw_panel(p, actor=a, at=at),
    "record_result": lambda w, p, a, at: acceptance.record_result(
        p, actor=a, at=at, findings=findings(p, passed=True)
    ),
    "respond": lambda w, p, a, at: acceptance.respond(p, actor=a, at=at, answer="solved"),
    "step_aside": lambda w, p, a, at: acceptance.step_aside(p, actor=a, at=at, reason="亲属在该单位任职"),
    "replace_member": replace,
    "conclude": lambda w, p, a, at: acceptance.conclude(p, actor=a, at=at),
    "send_back": lambda w, p, a, at: acceptance.send_back(p, actor=a, at=at, requirement="请补充二〇二六年的拨付凭证"),
    "recheck": lambda w, p, a, at: acceptance.recheck(p, actor=a, at=at, reason="名册不全"),
    "approve": lambda w, p, a, at: acceptance.approve(p, actor=a, at=at, decision_no="示例决1号"),
    "uphold": lambda w, p, a, at: acceptance.uphold(p, actor=a, at=at, answer="情况属实"),
    "write_off": lambda w, p, a, at: acceptance.write_off(p, actor=a, at=at),
    "relapse": lambda w, p, a, at: acceptance.relapse(
        p, actor=a, at=at, evidence="人员又被抽走", due=at.date() + timedelta(days=60)
    ),
    "merge": merge,
    "unmerge": lambda w, p, a, at: ledger.unmerge(p, actor=a, at=at, reason="不是同一事项"),
    "void": lambda w, p, a, at: ledger.void(p, actor=a, at=at, reason="立项有误"),
}  # fmt: skip


def ripen(world: World, problem: Problem, verb: str, at: datetime) -> None:
    """Bring about what the verb needs besides its state: results recorded, an objection entered."""
    if problem.state == State.VERIFYING and verb in {"conclude", "send_back"}:
        for post in (world.panellist, world.second_panellist):
            passed = verb == "conclude"
            acceptance.record_result(problem, actor=post, at=at, findings=findings(problem, passed=passed))
    if problem.state == State.VERIFYING and verb == "conclude":
        acceptance.respond(problem, actor=world.head, at=at, answer="solved")
    if problem.state == State.CLOSING and verb in {"call_lot", "draw_panel"}:
        set_lots(problem)
    if problem.state == State.CLOSING and verb == "draw_panel":
        sealed_lot(world, problem)
    if problem.state == State.PUBLICISED and verb in {"uphold", "recheck"}:
        acceptance.object_to(problem, actor=world.desk, at=at, text="仍有人员兼职")


def attempt(world: World, problem: Problem, verb: str, who: str, at: datetime) -> Any:
    actor: ActingPost = TIMER if who == "timer" else world.posts[who]
    if verb == "write_off" or who == "timer":  # the timer acts when its date has come
        at += timedelta(days=60)
    return ATTEMPTS[verb](world, problem, actor, at)


def count(problem: Problem) -> int:
    return Event.objects.filter(chain=problem.pk).count()


@pytest.fixture
def scene(world: World) -> tuple[World, Problem]:
    return world, world.problem(State.LISTED, title="并入此件")


def test_the_expectations_name_every_verb_of_the_table():
    assert set(MOVED) == set(MOVES) == set(ATTEMPTS)


@pytest.mark.parametrize("state", list(State))
def test_every_verb_by_everybody_else_is_refused(scene: tuple[World, Problem], state: State):
    world = scene[0]
    problem = world.problem(state)
    at, before, faults = world.tick(), count(problem), []
    for verb in MOVES:
        allowed = MOVED[verb].get(state, set()) | PROPOSED.get(verb, {}).get(state, set())
        for who in {*world.posts, "timer"} - allowed:
            try:
                attempt(world, problem, verb, who, at)
            except Refused as refused:
                fault = fault_of_refusal(verb, state, who, refused)
            else:
                pytest.fail(f"{verb} by {who} from {state} was not refused")
            faults += [f"{verb} by {who} from {state}: {fault}"] if fault else []

    assert faults == []
    assert (count(problem), reread(problem).state) == (before, state)


CASES = [
    (verb, state, who, outcome)
    for outcome, table in (("moved", MOVED), ("proposed", PROPOSED))
    for verb, by_state in table.items()
    for state, posts in by_state.items()
    for who in posts
]


@pytest.mark.parametrize("state", sorted({state for _verb, state, _who, _outcome in CASES}))
def test_whoever_may_moves_it_or_proposes_it(scene: tuple[World, Problem], state: str):
    world = scene[0]
    problem = world.problem(state, clock="immediate" if state == State.PLANNING else "phased")
    at, faults = world.tick(), []
    for verb, _state, who, outcome in (case for case in CASES if case[1] == state):
        fresh = Problem.objects.get(pk=problem.pk)
        with transaction.atomic():
            ripen(world, fresh, verb, at)
            before = count(fresh)
            attempt(world, fresh, verb, who, at)
            stays = outcome == "proposed" or MOVES[verb].target is None
            expected = State.SUBMITTED if verb == "unmerge" else state if stays else MOVES[verb].target
            if (reread(fresh).state, count(fresh)) != (expected, before + 1):
                faults.append(f"{verb} by {who} from {state}: now {reread(fresh).state}")
            transaction.set_rollback(True)

    assert faults == []


def fault_of_refusal(verb: str, state: State, who: str, refused: Refused) -> str | None:
    """Never one's office: 403 naming the verb. The right office at the wrong moment: 409 naming the state."""
    move, sentence = MOVES[verb], str(refused.sentence)
    if not holds_an_office(who, verb, state):
        is_right = refused.why == Why.OFFICE and str(move.name) in sentence
    elif state not in move.sources:
        is_right = refused.why == Why.STATE and str(state.label) in sentence
    else:  # in the right state a condition of the matter refuses
        is_right = refused.why in {Why.OFFICE, Why.STATE} and sentence != ""
    return None if is_right else f"wrong refusal {refused.why}: {sentence}"
