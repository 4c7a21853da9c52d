"""What the tests of supervision orders share: problems that are late, papers in any state."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Proposal
from jianfa.organisations.policy import Refused
from jianfa.supervision import actions
from jianfa.supervision.models import SupervisionOrder
from jianfa.supervision.queries.ordering import waiting_proposal
from tests.world import World

OVERDUE, NEAR = date(2026, 3, 13), date(2026, 3, 20)
"""The Friday before the world's Monday, and the Friday after it."""
REQUIREMENT = "请查明原因，限期办结"


def late(world: World, title: str = "经审人员不足", **options: Any) -> Problem:
    """Return a problem of finance that is overdue by one working day."""
    return world.problem(State.IN_PROGRESS, **{"due": OVERDUE, "title": title, **options})


def drafted(world: World, *problems: Problem, **options: Any) -> SupervisionOrder:
    """Return a paper to the first problem's unit, drafted by the desk."""
    rows = problems or (late(world),)
    unit = rows[0].acting_unit
    assert unit is not None
    new = actions.NewOrder(unit=unit, problems=rows, requirement=REQUIREMENT, **options)
    return actions.draft_order(new, actor=world.desk, at=world.now)


def signed(world: World, *problems: Problem, **options: Any) -> SupervisionOrder:
    """Return a paper that a leader has signed."""
    order = drafted(world, *problems, **options)
    sign(world, order)
    return order


def sign(world: World, order: SupervisionOrder) -> None:
    actions.sign_order(order, waiting(order), actor=world.leader, at=world.now)


def waiting(order: SupervisionOrder) -> Proposal:
    """Return what on the paper waits for a signature."""
    proposal = waiting_proposal(order)
    assert proposal is not None
    return proposal


def answered(world: World, *problems: Problem) -> SupervisionOrder:
    """Return a paper that its unit has answered."""
    order = signed(world, *problems)
    answers = {item.pk: "已补充两人，下周到岗" for item in order.items.all()}
    actions.answer_order(order, answers, actor=world.department_head, at=world.now)
    return order


def escalated(world: World, before: SupervisionOrder, kind: str = "escalated", **options: Any) -> SupervisionOrder:
    """Return the next paper of the ladder, drafted from a signed one."""
    problems = [item.problem for item in before.items.all()]
    new = actions.NewOrder(
        unit=before.unit, problems=problems, requirement=REQUIREMENT, kind=kind, based_on=before, **options
    )
    return actions.draft_order(new, actor=world.desk, at=world.now)


def refusal(action: Callable[[], object]) -> Refused:
    """Return what the action is refused with."""
    with pytest.raises(Refused) as caught:
        action()
    return caught.value
