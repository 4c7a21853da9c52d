"""Policies, services, effects and pairing of the demo city; everything is invented and says so."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from jianfa.demo.city import City
from jianfa.demo.days import Moment, Step
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Nature, State
from jianfa.organisations.models import Role, Unit, UnitKind
from jianfa.remedies import actions
from jianfa.remedies.models import LinkPairing, Petition, PolicyMeasure, TargetedService

PAIRED, CALLED, CONFIRMED = -110, -30, -26
ENTERED, LINKED, OFFERED, VISITED, JUDGED, EXPECTED = -90, -20, -18, -12, -8, -1
WORKED_ON = (State.DISPATCHED, State.PLANNING, State.IN_PROGRESS)
MOST_PAIRED = 3


def remedies(city: City) -> Iterator[Moment]:
    """Yield what is done beside the plans of the problems; none of it moves a figure."""
    steps = [
        Step(PAIRED, partial(_pair, city)), Step(ENTERED, partial(_enter, city)), Step(CALLED, partial(_call, city)),
        Step(CONFIRMED, partial(_confirm, city)), Step(LINKED, partial(_link, city)),
        Step(OFFERED, partial(_offer, city)), Step(VISITED, partial(_visit, city)),
        Step(JUDGED, partial(_judge, city)), Step(EXPECTED, partial(_expect, city)),
    ]  # fmt: skip
    yield from city.days.plan("remedies", steps)


def petition_with_grants(
    city: City, letter: actions.Letter, *, at: datetime, letter_no: str, reply: actions.Reply,
    granted: Sequence[actions.Granted], problem: Problem | None = None,
) -> Petition:  # fmt: skip
    """Let a petition go its whole way within one day: drafted, signed, sent, replied to, its grants entered.

    ``reply.on`` and the days of the grants may not lie after ``at``; totals follow from the grants given.
    """
    leader = next(post for post in city.posts.values() if post.role == Role.LEADER)
    desk, minute = city.desk(0), timedelta(minutes=1)
    row = actions.draft_petition(letter, actor=desk, at=at, problem=problem)
    actions.sign_petition(row, actor=leader, at=at + minute)
    letter_on = min(local_day(at), reply.on)
    actions.send_petition(row, actor=desk, at=at + 2 * minute, letter_no=letter_no, letter_on=letter_on)
    actions.record_reply(row, reply, actor=desk, at=at + 3 * minute)
    for n, one in enumerate(granted, 4):
        actions.record_grant(row, one, actor=desk, at=at + n * minute)
    return row


def _of_kind(city: City, kind: UnitKind) -> list[Unit]:
    units = [unit for unit in city.units.values() if unit.kind == kind]
    return sorted(units, key=lambda unit: (unit.position, unit.code))


def _pair(city: City, at: datetime) -> None:
    keys = {unit.pk: key for key, unit in city.units.items()}
    departments = [
        unit for unit in _of_kind(city, UnitKind.DEPARTMENT) if (keys[unit.pk], Role.HANDLER) in city.offices
    ]  # fmt: skip
    counties = _of_kind(city, UnitKind.COUNTY_UNION)[:MOST_PAIRED]
    day = local_day(at)
    for county, department in zip(counties, departments, strict=False):
        actions.pair(county, actor=city.desk(0), at=at, from_day=day, department=department)
    leader = next(post for post in city.posts.values() if post.role == Role.LEADER)
    actions.pair(counties[0], actor=city.desk(0), at=at, from_day=day, leader=leader)


def _call(city: City, at: datetime) -> None:
    keys = {unit.pk: key for key, unit in city.units.items()}
    for row in LinkPairing.objects.exclude(department=None).select_related("department", "county"):
        assert row.department_id is not None  # the leaders' pairings are left out
        handler = city.offices[keys[row.department_id], Role.HANDLER]
        actions.visit_county(
            row, actor=handler, at=at, visited_on=local_day(at), done="听取基层意见，核对问题办理进度（示例）。"
        )  # fmt: skip


def _confirm(city: City, at: datetime) -> None:
    keys = {unit.pk: key for key, unit in city.units.items()}
    row = LinkPairing.objects.exclude(department=None).select_related("county").order_by("county__position").first()
    liaison = city.offices.get((keys[row.county_id], Role.LIAISON)) if row else None
    if row is not None and liaison is not None:
        actions.confirm_visit(row.visits.earliest("recorded_at"), actor=liaison, at=at, answer="属实（示例）。")


def _enter(city: City, at: datetime) -> None:
    day = local_day(at)
    actions.enter_policy(
        actor=city.desk(0), at=at, document_no=f"示例工发〔{day.year}〕18号", document_on=day,
        issued_by="市总工会（示例）",
        title="关于社会化工会工作者补助增额的通知（示例）", effective_on=day,
        text="按岗位等级，每人每月补助增额 200 元至 500 元。",
    )  # fmt: skip


def _working(city: City, nature: Nature) -> list[Problem]:
    """Return the problems of this nature that are worked on, by number."""
    rows = Problem.objects.filter(campaign=city.campaigns["strengthening"], state__in=WORKED_ON, nature=nature)
    shown = rows.select_related("campaign", "lead", "acting_unit", "source_unit")
    return list(shown.order_by("number_order"))


def _link(city: City, at: datetime) -> None:
    policy = PolicyMeasure.objects.earliest("entered_at")
    for problem in _working(city, Nature.COMMON)[:2]:
        actions.serve(policy, problem, actor=city.desk(0), at=at)


def _offer(city: City, at: datetime) -> None:
    keys = {unit.pk: key for key, unit in city.units.items()}
    departments = {
        unit.pk for unit in _of_kind(city, UnitKind.DEPARTMENT) if (keys[unit.pk], Role.HANDLER) in city.offices
    }  # fmt: skip
    problems = [row for row in _working(city, Nature.INDIVIDUAL) if row.acting_unit_id in departments]
    for problem in problems[:2]:
        assert problem.acting_unit is not None
        actions.offer_service(
            problem, problem.acting_unit, actor=city.desk(0), at=at, what="派业务骨干上门帮建台账、送课一次（示例）"
        )  # fmt: skip


def _visit(city: City, at: datetime) -> None:
    keys = {unit.pk: key for key, unit in city.units.items()}
    for row in TargetedService.objects.select_related("problem", "unit"):
        handler = city.offices[keys[row.unit_id], Role.HANDLER]
        actions.record_visit(
            row, actor=handler, at=at, visited_on=local_day(at), done="现场帮助建立台账并讲解一次（示例）。",
            outcome="台账已建立，经办人员能独立登记（示例）。",
        )  # fmt: skip


def _judge(city: City, at: datetime) -> None:
    """The first county has said its word; of the second it waits on the desk."""
    keys = {unit.pk: key for key, unit in city.units.items()}
    row = TargetedService.objects.select_related("problem__source_unit").order_by("offered_at", "pk").first()
    liaison = city.offices.get((keys[row.problem.source_unit_id], Role.LIAISON)) if row else None
    if row is not None and liaison is not None:
        actions.judge_service(row, actor=liaison, at=at, verdict="helped", words="管用，能照着做（示例）。")


def _expect(city: City, at: datetime) -> None:
    """One common problem waits for the word of two counties."""
    problems = [row for row in _working(city, Nature.COMMON) if row.state == State.IN_PROGRESS]
    for county in _of_kind(city, UnitKind.COUNTY_UNION)[:2] if problems else ():
        actions.expect_effect(problems[0], county, actor=city.desk(0), at=at)
