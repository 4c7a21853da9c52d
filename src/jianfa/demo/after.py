"""After the write-offs of the demo city: what was drawn is looked back at, a relapse is refused, doubts are noted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from jianfa.acceptance import actions
from jianfa.acceptance.models import LookBack
from jianfa.acceptance.policy import may_look_back
from jianfa.acceptance.policy.looking import LOOKERS
from jianfa.demo.city import City
from jianfa.demo.days import Moment, Step
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER, Post, Role

DRAWN, LOOKED, DRAWN_AGAIN = -60, -52, -2
"""The draw whose results are in, when they were recorded, and the latest draw, which waits on the desk."""
SAID_BACK, REFUSED = -40, -37
HELD = "现场询问并核对文件，专职人员在岗，制度仍在执行（示例）。"
EVIDENCE = "反映该项工作近两个月没有台账记录（示例）。"
REASON = "经核实，台账改由区县统一填报，工作未中断，不属反弹（示例）。"


def after(city: City) -> Iterator[Moment]:
    """Yield what happens after write-offs, in order; none of it moves a figure."""
    steps = [
        Step(DRAWN, partial(_draw, city), by_timer=True),
        Step(LOOKED, partial(_look_back, city)),
        Step(SAID_BACK, partial(_say_back, city)),
        Step(REFUSED, partial(_refuse, city)),
        Step(DRAWN_AGAIN, partial(_draw, city), by_timer=True),
    ]
    yield from city.days.plan("after", steps)


def _draw(city: City, at: datetime) -> None:
    actions.draw_look_backs(city.campaigns["strengthening"], actor=TIMER, at=at)


def _look_back(city: City, at: datetime) -> None:
    """Whoever may look records that it has held: the auditor, else one of the desk."""
    waiting = LookBack.objects.filter(outcome="", problem__state=State.WRITTEN_OFF).select_related("problem")
    for row in waiting.order_by("problem__number_order", "months"):
        problem = row.problem
        problem.refresh_from_db()
        lookers = [post for post in city.posts.values() if post.role in LOOKERS and post.is_held_on(local_day(at))]
        able = [post for post in sorted(lookers, key=lambda post: post.role) if may_look_back(problem, post)]
        if able:
            actions.look_back(problem, actor=able[0], at=at, outcome=LookBack.Outcome.HELD.value, note=HELD)


def _of_age(city: City, at: datetime) -> Problem | None:
    """Return the problem that has been struck off longest, without a relapse so far."""
    rows = Problem.objects.filter(campaign=city.campaigns["strengthening"], state=State.WRITTEN_OFF, cycle=1)
    return rows.select_related("campaign", "source_unit").order_by("written_off_at", "pk").first()


def _say_back(city: City, at: datetime) -> None:
    problem = _of_age(city, at)
    if problem is not None:
        due = local_day(at) + timedelta(days=90)
        actions.relapse(problem, actor=city.desk(2), at=at, evidence=EVIDENCE, due=due)


def _refuse(city: City, at: datetime) -> None:
    problem = _of_age(city, at)
    proposal = ledger.open_proposal(problem) if problem else None
    if problem is None or proposal is None:
        return
    ledger.reject(problem, proposal, actor=_other_leader(city, problem), at=at, reason=REASON)


def _other_leader(city: City, problem: Problem) -> Post:
    leaders = [post for post in city.posts.values() if post.role == Role.LEADER]
    return next(post for post in leaders if post.person_id != problem.approver_id)
