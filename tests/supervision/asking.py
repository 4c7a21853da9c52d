"""A request from its asking to its grant, as each office does its part."""

from datetime import date, datetime
from typing import Any

from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Proposal
from jianfa.supervision import actions as supervision
from tests.world import World, reread

UNTIL, GRANTED = date(2026, 8, 31), date(2026, 7, 31)
STAGE = supervision.Stage("首批人员到岗", date(2026, 5, 29), date(2026, 12, 31))
HEARD = supervision.Heard("职能调整", "方案一份，待报批", "同意移交", "同意承接")


def proposal_of(problem: Problem) -> Proposal:
    found = ledger.open_proposal(problem)
    assert found is not None
    return found


def ask(world: World, problem: Problem, until: date = UNTIL, at: datetime | None = None) -> Event:
    return supervision.extend(
        problem, actor=world.department_head, at=at or world.now, reason="拨付批次延后", until=until
    )


def check(world: World, problem: Problem, at: datetime | None = None) -> Event:
    return ledger.check(problem, proposal_of(problem), actor=world.desk, at=at or world.now, note="情况属实")


def grant(world: World, problem: Problem, granted: date, until: date = UNTIL, at: datetime | None = None) -> Event:
    return supervision.extend(
        problem, actor=world.leader, at=at or world.now, reason="拨付批次延后", until=until, granted_until=granted,
        proposal=proposal_of(problem),
    )  # fmt: skip


def extended(world: World, problem: Problem, granted: date = GRANTED, until: date = UNTIL, **when: Any) -> Problem:
    ask(world, problem, until, **when)
    check(world, problem, **when)
    grant(world, problem, granted, until, **when)
    return reread(problem)


def made_continuous(world: World, problem: Problem, stage: supervision.Stage = STAGE, **when: Any) -> Problem:
    at = when.get("at") or world.now
    supervision.change_clock(problem, actor=world.department_head, at=at, reason="须分年落实", stage=stage)
    check(world, problem, at=at)
    supervision.change_clock(
        problem, actor=world.leader, at=at, reason="须分年落实", stage=stage, proposal=proposal_of(problem)
    )
    return reread(problem)


def transferred(world: World, problem: Problem, to: Any = None, at: datetime | None = None) -> Problem:
    for actor, proposal in ((world.desk, None), (world.leader, "open")):
        supervision.transfer(
            problem, actor=actor, at=at or world.now, to=to or world.rights, heard=HEARD, owner_name="钱程",
            proposal=proposal_of(problem) if proposal else None,
        )  # fmt: skip
    return reread(problem)
