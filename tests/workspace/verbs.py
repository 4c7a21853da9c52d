"""Every form of a verb, filled in as an official would: from which state, by whom, with what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Person, Post, Role, Unit, UnitKind
from jianfa.supervision import actions as supervision
from tests.acceptance.lots import sealed_lot, set_lots
from tests.remedies.effects import policy
from tests.world import World, reread

Typed = dict[str, Any]


def nothing(world: World, problem: Problem) -> Typed:
    return {}


@dataclass(frozen=True)
class Verb:
    """``wrong`` is a state in which the same post sees the problem and may not do it."""

    state: State
    who: str
    typed: Callable[[World, Problem], Typed] = nothing
    event: str = ""
    wrong: State = State.WRITTEN_OFF
    options: dict[str, Any] = field(default_factory=dict)
    ripen: Callable[[World, Problem], Any] = nothing
    is_elsewhere: bool = False
    """The event stands in the chain of what is made, not of the problem."""


def listing(world: World, problem: Problem) -> Typed:
    return {
        "solver": "superior_union", "nature": "individual", "due": "2026-09-30", "clock": "phased", "weight": "2",
        "sensitivity": "general", "lead": world.finance.pk,
        "dimension": world.campaign.dimensions.earliest("position").pk,
        "criteria-TOTAL_FORMS": "2", "criteria-INITIAL_FORMS": "0", "criteria-0-text": "批复文件已印发",
        "criteria-0-evidence_hint": "文号", "criteria-1-text": "", "criteria-1-evidence_hint": "",
    }  # fmt: skip


def planning(world: World, problem: Problem) -> Typed:
    return {
        "measure-TOTAL_FORMS": "2", "measure-INITIAL_FORMS": "0", "measure-0-text": "报请批复",
        "measure-0-unit": world.finance.pk, "measure-0-owner_name": "周敏", "measure-0-due": "2026-05-29",
        "measure-0-weight": "1", "measure-1-text": "",
    }  # fmt: skip


def answers(world: World, problem: Problem) -> Typed:
    typed = {"statement": "已全部落实"}
    for row in problem.criteria.all():
        typed |= {f"criterion-{row.position}": "已印发", f"document-{row.position}": "示例1号"}
    return typed


def results(world: World, problem: Problem) -> Typed:
    return {f"criterion-{row.position}": "passed" for row in problem.criteria.all()} | {
        "note": "查阅了文件", "interest": "none",
    }  # fmt: skip


def record_all(world: World, problem: Problem, *, passed: bool = True) -> None:
    for post in (world.panellist, world.second_panellist):
        findings = {row.pk: acceptance.Finding(passed, "缺少文件") for row in problem.criteria.all()}
        acceptance.record_result(problem, actor=post, at=world.now, findings=findings)


def heard_and_recorded(world: World, problem: Problem) -> None:
    acceptance.respond(problem, actor=world.head, at=world.now, answer="solved")
    record_all(world, problem)


def third_panellist(world: World) -> Post:
    """Somebody else from elsewhere who may verify."""
    person, day = world.other_department_head.person, world.now.date()
    known = Post.objects.filter(person=person, role=Role.PANELLIST).select_related("person", "unit").first()
    return known or organisations.give_post(
        person, actor=TIMER, at=world.now, unit=world.organising, role=Role.PANELLIST, from_day=day
    )


def left_by_one(world: World, problem: Problem) -> None:
    third_panellist(world)
    acceptance.step_aside(problem, actor=world.panellist, at=world.now, reason="配偶在该单位任职")


def successor(world: World, problem: Problem) -> Typed:
    members = PanelMember.objects.filter(panel__application__problem=problem, person=world.panellist.person)
    return {"member": [row.pk for row in members], "successor": third_panellist(world).pk}


def outside_member(world: World, problem: Problem) -> PanelMember:
    """A third party without an account in the place of a member of the panel, where there is one at work."""
    body = Unit.objects.filter(code="W-01").first() or organisations.create_unit(
        actor=TIMER, at=world.now, code="W-01", name="清河大学工会研究中心", kind=UnitKind.OUTSIDE
    )
    person = Person.objects.filter(username="outside").first() or organisations.create_person(
        actor=TIMER, at=world.now, username="outside", name="艾教授"
    )
    post = person.posts.first() or organisations.give_post(
        person, actor=TIMER, at=world.now, unit=body, role=Role.PANELLIST, from_day=world.now.date()
    )
    seats = PanelMember.objects.filter(panel__application__problem=problem)
    if not seats.filter(person=person).exists():
        member = seats.filter(person=world.panellist.person).first()
        if member is None or problem.state != State.VERIFYING:
            return PanelMember(pk=uuid4())
        acceptance.replace_member(
            reread(problem), actor=world.desk, at=world.now, member=member, post=post, reason="请第三方参加"
        )
    return seats.get(person=person)


def object_to(world: World, problem: Problem) -> None:
    acceptance.object_to(problem, actor=world.second_clerk, at=world.now, text="仍有人员兼职")


def object_by_name(world: World, problem: Problem) -> None:
    acceptance.object_to(
        problem, actor=world.second_clerk, at=world.now, text="仍有人员兼职", name="鲁直", contact="13900000000"
    )


def drawn_to_look_back(world: World, problem: Problem) -> None:
    Campaign.objects.update(look_back_percent=100)
    world.travel(days=100)
    acceptance.draw_look_backs(reread(problem).campaign, actor=TIMER, at=world.now)


def after_publicity(world: World, problem: Problem) -> None:
    assert problem.publicity_ends_on
    world.travel(days=(problem.publicity_ends_on - world.now.date()).days + 1)


def propose_void(world: World, problem: Problem) -> None:
    ledger.void(problem, actor=world.department_head, at=world.now, reason="立项有误")


def ask_for_extension(world: World, problem: Problem) -> None:
    supervision.extend(
        problem, actor=world.department_head, at=world.now, reason="拨付批次延后", until=date(2026, 8, 31)
    )


def as_opening_balance(world: World, problem: Problem) -> None:
    Problem.objects.filter(pk=problem.pk).update(is_opening_balance=True)


def dispatched_now(world: World, problem: Problem) -> None:
    Problem.objects.filter(pk=problem.pk).update(dispatched_at=world.now)


def plan_to_approve(world: World, problem: Problem) -> None:
    Campaign.objects.filter(pk=problem.campaign_id).update(plan_approval=True)
    ledger.plan(problem, [ledger.NewMeasure("核定人数", unit=world.finance)], actor=world.handler, at=world.now)


def into_other(world: World, problem: Problem) -> Typed:
    other = world.problem(State.LISTED, title="并入此件")
    return {"into": other.number, "reason": "同一事项"}


def soon(days: int) -> Callable[[World, Problem], str]:
    return lambda world, _problem: (world.now.date() + timedelta(days=days)).isoformat()


def dividing(world: World, problem: Problem) -> Typed:
    first, second = problem.measures.filter(ended_at=None)
    return {
        "task-TOTAL_FORMS": "3", "task-INITIAL_FORMS": "0", "task-0-text": "摸底", "task-0-measure": first.pk,
        "task-0-days": "5", "task-1-text": "报批", "task-1-measure": second.pk, "task-1-days": "8",
        "task-1-after": "1+2", "task-1-unit": world.finance.pk, "task-1-owner_name": "周敏", "task-2-text": "",
    }  # fmt: skip


def divide(world: World, problem: Problem) -> None:
    first = problem.measures.filter(ended_at=None).earliest("position")
    new = [supervision.NewTask(first.pk, "摸底", days=5), supervision.NewTask(first.pk, "核定", days=3, after=[(1, 0)])]
    supervision.schedule(problem, new, actor=world.handler, at=world.now)


def plan_two(world: World, problem: Problem) -> None:
    measures = [
        ledger.NewMeasure(text, unit=world.finance, due=problem.due_current) for text in ("核定人数", "报请批复")
    ]
    ledger.plan(problem, measures, actor=world.handler, at=world.now)


def first_task(world: World, problem: Problem) -> Typed:
    task = problem.tasks.filter(ended_at=None).order_by("position").first()
    return {"task": task.pk if task else uuid4()}


VERBS: dict[str, Verb] = {
    "edit": Verb(State.DRAFT, "liaison", lambda w, p: {"title": "经审力量不足", "description": "两名兼职"}),
    "submit": Verb(State.DRAFT, "head", wrong=State.LISTED),
    "withdraw": Verb(State.SUBMITTED, "liaison", lambda w, p: {"reason": "重复上报"}),
    "return_": Verb(State.SUBMITTED, "desk", lambda w, p: {"missing": "请补充人数"}),
    "decline": Verb(State.SUBMITTED, "desk", lambda w, p: {"reason": "不属本专项"}, "propose"),
    "appeal": Verb(State.DECLINED, "head", lambda w, p: {"facts": "补充了三年数据"}),
    "list": Verb(State.SUBMITTED, "desk", listing),
    "revise": Verb(State.DISPATCHED, "desk", listing),
    "dispatch": Verb(State.LISTED, "desk", lambda w, p: {"lead": w.finance.pk, "assists": [w.rights.pk, w.east.pk]}),
    "petition": Verb(
        State.LISTED, "desk",
        lambda w, p: {
            "addressee": w.east_government.pk, "letter_no": "清工函〔2026〕2号", "letter_on": "2026-03-13",
            "driver": w.finance.pk,
        }, "propose", options={"solver": "party_gov"},
    ),
    "refuse": Verb(State.DISPATCHED, "handler", lambda w, p: {
        "reason": "不属职责", "proposed": w.rights.pk,
    }, ripen=dispatched_now),
    "sign_for": Verb(State.DISPATCHED, "handler"),
    "plan": Verb(State.PLANNING, "handler", planning),
    "approve_plan": Verb(State.PLANNING, "desk", ripen=plan_to_approve),
    "start": Verb(State.PLANNING, "handler", options={"clock": "immediate"}),
    "report": Verb(State.IN_PROGRESS, "handler", lambda w, p: {
        "text": "方案已过会", "finished": [p.measures.filter(ended_at=None).earliest("position").pk],
    }),
    "schedule": Verb(State.PLANNING, "handler", dividing, ripen=plan_two),
    "finish_task": Verb(State.IN_PROGRESS, "handler", first_task, ripen=divide),
    "add_evidence": Verb(
        State.IN_PROGRESS, "handler", lambda w, p: {"kind": "document", "document_no": "清工发〔2026〕3号"},
        wrong=State.VOIDED,
    ),
    "suspend": Verb(State.IN_PROGRESS, "desk", lambda w, p: {
        "cause": "政策未出台", "document_no": "示例1号", "review_on": soon(20)(w, p),
    }, "propose"),
    "resume": Verb(State.SUSPENDED, "desk"),
    "extend": Verb(State.IN_PROGRESS, "department_head", lambda w, p: {
        "until": "2026-08-31", "reason": "拨付批次延后",
    }, "propose"),
    "change_clock": Verb(State.IN_PROGRESS, "department_head", lambda w, p: {
        "reason": "须分年落实", "stage_goal": "首批到岗", "review_on": soon(60)(w, p), "expected_end": "2026-12-31",
    }, "propose"),
    "transfer": Verb(State.IN_PROGRESS, "desk", lambda w, p: {
        "to": w.rights.pk, "reason": "职能调整", "handover": "方案一份", "giving": "同意", "receiving": "同意承接",
    }, "propose"),
    "check": Verb(State.IN_PROGRESS, "desk", lambda w, p: {"note": "情况属实"}, ripen=ask_for_extension),
    "urge": Verb(State.IN_PROGRESS, "desk", lambda w, p: {"words": "请抓紧办理"}),
    "instruct": Verb(State.IN_PROGRESS, "leader", lambda w, p: {
        "text": "请主要负责同志亲自抓", "units": [w.finance.pk],
    }, wrong=State.VOIDED),
    "merge": Verb(State.SUBMITTED, "desk", into_other),
    "unmerge": Verb(State.MERGED, "desk", lambda w, p: {"reason": "不是同一事项"}),
    "void": Verb(State.IN_PROGRESS, "department_head", lambda w, p: {"reason": "立项有误"}, "propose"),
    "confirm": Verb(State.IN_PROGRESS, "leader", event="void", ripen=propose_void),
    "reject": Verb(State.IN_PROGRESS, "leader", lambda w, p: {"reason": "仍须办理"}, ripen=propose_void),
    "take_back": Verb(State.IN_PROGRESS, "department_head", ripen=propose_void),
    "record_decision": Verb(State.APPROVING, "desk", lambda w, p: {
        "of": "approve", "decider": w.leader.pk, "paper_no": "清工纪〔2026〕4号", "paper_day": "2026-03-13",
        "decision_no": "清工决〔2026〕4号",
    }),
    "apply": Verb(State.IN_PROGRESS, "department_head", answers),
    "retract": Verb(State.CLOSING, "department_head"),
    "name_panel": Verb(State.CLOSING, "desk", lambda w, p: {"posts": [w.panellist.pk, w.second_panellist.pk]}),
    "call_lot": Verb(State.CLOSING, "desk", ripen=lambda w, p: set_lots(p)),
    "draw_panel": Verb(State.CLOSING, "desk", ripen=sealed_lot),
    "record_result": Verb(State.VERIFYING, "panellist", results, wrong=State.APPROVING),
    "respond": Verb(State.CLOSING, "head", lambda w, p: {"answer": "partly", "reason": "一名人员尚未到岗"}),
    "step_aside": Verb(
        State.VERIFYING, "panellist", lambda w, p: {"reason": "配偶在该单位任职"}, wrong=State.APPROVING
    ),
    "replace_member": Verb(State.VERIFYING, "desk", successor, ripen=left_by_one),
    "make_link": Verb(
        State.VERIFYING, "desk", lambda w, p: {"member": outside_member(w, p).pk}, ripen=outside_member
    ),
    "conclude": Verb(State.VERIFYING, "desk", ripen=heard_and_recorded),
    "send_back": Verb(State.CLOSING, "desk", lambda w, p: {"requirement": "请补充二〇二六年的拨付凭证"}),
    "recheck": Verb(State.APPROVING, "leader", lambda w, p: {"reason": "名册不全"}),
    "approve": Verb(State.APPROVING, "leader", lambda w, p: {"decision_no": "清工决〔2026〕4号"}),
    "object": Verb(State.PUBLICISED, "desk", lambda w, p: {"text": "仍有人员兼职"}),
    "answer_objection": Verb(State.PUBLICISED, "desk", lambda w, p: {
        "objection": p.objections.earliest("raised_at").pk, "answer": "已经核实",
    }, ripen=object_to),
    "uphold": Verb(State.PUBLICISED, "leader", lambda w, p: {"answer": "情况属实"}, ripen=object_to),
    "write_off": Verb(State.PUBLICISED, "desk", ripen=after_publicity),
    "relapse": Verb(State.WRITTEN_OFF, "desk", lambda w, p: {
        "evidence": "人员又被抽走", "due": soon(60)(w, p),
    }, "propose", wrong=State.LISTED),
    "draft_publicity": Verb(State.APPROVING, "desk", lambda w, p: {
        "scope": "public", "public_title": "示例：工会力量不足的问题",
    }),
    "erase_objector": Verb(State.PUBLICISED, "desk", lambda w, p: {
        "objection": p.objections.earliest("raised_at").pk, "reason": "本人要求",
    }, ripen=object_by_name),
    "look_back": Verb(State.WRITTEN_OFF, "desk", lambda w, p: {
        "outcome": "held", "note": "人员在岗",
    }, wrong=State.LISTED, ripen=drawn_to_look_back),
    "expect_effect": Verb(State.IN_PROGRESS, "desk", lambda w, p: {
        "units": [w.east.pk],
    }, options={"nature": "common"}),
    "serve": Verb(State.IN_PROGRESS, "handler", lambda w, p: {"policy": policy(w).pk}, is_elsewhere=True),
    "offer_service": Verb(State.IN_PROGRESS, "handler", lambda w, p: {
        "unit": w.finance.pk, "what": "上门帮建经审台账",
    }, options={"nature": "individual"}, is_elsewhere=True),
    "draft_petition": Verb(State.IN_PROGRESS, "desk", lambda w, p: {
        "addressee": w.east_government.pk, "form": "request", "title": "关于增设经审办的请示", "body": "恳请同意。",
    }, is_elsewhere=True),
    "take_up_letter": Verb(
        State.DISPATCHED, "desk", wrong=State.SUBMITTED, options={"solver": "party_gov"}, is_elsewhere=True
    ),
    "carry_in": Verb(State.SUBMITTED, "leader", lambda w, p: {
        "struck_off_on": "2026-01-05", "basis": "清工发〔2025〕9号",
    }, ripen=as_opening_balance),
}  # fmt: skip
