"""Supervision orders of the demo city: drafted for whatever is late on the day, signed, answered; one instruction."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from django.db.models import Q

from jianfa.demo.city import City
from jianfa.demo.days import Moment, Step
from jianfa.ledger.actions import local_day
from jianfa.organisations.models import Post, Role, Unit
from jianfa.supervision import actions
from jianfa.supervision.models import Instruction, OrderState, SupervisionOrder
from jianfa.supervision.models.ordering import UNANSWERED
from jianfa.supervision.policy.ordering import HEADS
from jianfa.supervision.queries.ordering import candidates, candidates_of, on_paper_this_month, waiting_proposal
from jianfa.supervision.rules.lights import Light

EARLIER, LATELY, YESTERDAY = -44, -10, -1
"""Days on which papers are drafted: one that was answered and closed, one to be answered, one to be signed."""
REQUIREMENT = "请逐项查明原因，采取措施加快办理，于限期前书面答复；答复须经单位主要负责人签批。"
ANSWER = "已查明原因：前期论证时间较长。现已明确专人，本月内完成，进展按期在系统填报。"
INSTRUCTION = "请专题研究，主要负责同志亲自抓，一周内报来办理情况。"
SAID = "已召开专题会议，明确了责任人和完成时间，办理情况已随进展填报。"


def orders(city: City) -> Iterator[Moment]:
    """Yield what happens about papers, in order; a day on which nothing is late passes without one."""
    signed = [_draft, _sign, _receive]
    papers = {
        "orders/earlier": [*_on(city, EARLIER, (0, 1, 2, 6, 8), [*signed, _answer, _close])],
        "orders/lately": [*_on(city, LATELY, (0, 1, 2, 3, 7), [*signed, _instruct, _say])],
        "orders/yesterday": [*_on(city, YESTERDAY, (0,), [_draft])],
    }
    for key, steps in papers.items():
        yield from city.days.plan(key, steps)


def _on(city: City, first: int, days: Sequence[int], acts: Sequence[Callable[[City, datetime], None]]) -> list[Step]:
    return [Step(first + day, partial(act, city)) for day, act in zip(days, acts, strict=True)]


def _draft(city: City, at: datetime) -> None:
    """Draft one paper: to the unit with the earliest date that has passed, else with the nearest one."""
    desk, today = city.desk(3), local_day(at)
    late = candidates(desk, today).exclude(on_paper_this_month(today))
    first = (
        late.exclude(Q(light=Light.NEAR.value)).order_by("due_current", "pk").first()
        or late.order_by("due_current", "pk").first()
    )
    if first is None or first.acting_unit is None or _has_paper(first.acting_unit, at):
        return
    unit = first.acting_unit
    new = actions.NewOrder(unit=unit, problems=candidates_of(desk, unit, today), requirement=REQUIREMENT)
    actions.draft_order(new, actor=desk, at=at)


def _has_paper(unit: Unit, at: datetime) -> bool:
    month = local_day(at).replace(day=1)
    return SupervisionOrder.objects.filter(unit=unit, month=month).exclude(state=OrderState.WITHDRAWN).exists()


def _latest(*states: str) -> SupervisionOrder | None:
    return SupervisionOrder.objects.filter(state__in=states).select_related("unit").order_by("-drafted_at").first()


def _sign(city: City, at: datetime) -> None:
    order = _latest(OrderState.DRAFT)
    proposal = waiting_proposal(order) if order else None
    if order is not None and proposal is not None:
        actions.sign_order(order, proposal, actor=_leader(city), at=at)


def _receive(city: City, at: datetime) -> None:
    order = _latest(OrderState.SIGNED)
    if order is not None:
        actions.receive_order(order, actor=_head(order.unit), at=at)


def _answer(city: City, at: datetime) -> None:
    order = _latest(*UNANSWERED)
    if order is not None:
        answers = {item.pk: ANSWER for item in order.items.filter(ended_at=None)}
        actions.answer_order(order, answers, actor=_head(order.unit), at=at)


def _close(city: City, at: datetime) -> None:
    order = _latest(OrderState.ANSWERED)
    if order is not None:
        actions.close_order(order, actor=city.desk(3), at=at, closing="答复清楚，转入日常跟踪。")


def _instruct(city: City, at: datetime) -> None:
    """A leader writes an instruction on what stands on the latest paper."""
    order = _latest(*UNANSWERED)
    item = order.items.filter(ended_at=None).select_related("problem__campaign").first() if order else None
    if order is not None and item is not None:
        problem = item.problem
        actions.instruct(problem, actor=_leader(city), at=at, text=INSTRUCTION, units=[order.unit])


def _say(city: City, at: datetime) -> None:
    said = Instruction.objects.filter(state=Instruction.State.OPEN).select_related("problem").first()
    row = said.addressees.select_related("unit").first() if said else None
    if said is not None and row is not None and row.unit is not None:
        actions.answer_instruction(said, actor=_head(row.unit), at=at, answer=SAID)


def _leader(city: City) -> Post:
    return city.offices["city", Role.LEADER]


def _head(unit: Unit) -> Post:
    return Post.objects.select_related("person", "unit").filter(unit=unit, role__in=HEADS, until_day=None)[0]
