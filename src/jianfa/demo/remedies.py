"""What the demo city does beside the plans of its problems; everything is invented and says so.

Two policies, each serving a common problem; two services, one judged by its county and one that waits for the word of
the other; two petitions, one sent and one that waits for a leader's signature; three counties paired with departments
and one of them with a leader; two counties that are asked for the effect of the second policy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from jianfa.remedies.states import LetterForm

PAIRED, CALLED, CONFIRMED = -110, -30, -26
ENTERED, LINKED, NEXT_ENTERED, NEXT_LINKED = -90, -80, -35, -32
OFFERED, VISITED, JUDGED, EXPECTED = -18, -12, -8, -1
LETTER_DRAFTED, LETTER_SIGNED, LETTER_SENT, NEXT_DRAFTED = -45, -43, -41, -2
WORKED_ON = (State.DISPATCHED, State.PLANNING, State.IN_PROGRESS)
MOST_PAIRED = 3
SERVICES = ("派业务骨干上门帮建台账、送课一次（示例）", "到现场一起梳理问题清单，帮助拟定办理步骤（示例）")
LETTERS = (
    ("关于支持户外劳动者服务站点用水用电的函（示例）", "恳请对站点用水用电给予支持，减轻基层工会运行负担。"),
    ("关于将职工服务阵地纳入公共服务设施规划的请示（示例）", "恳请在编制公共服务设施规划时统筹考虑职工服务阵地布局。"),
)


@dataclass(frozen=True)
class Policy:
    """A document of the year: its number, what it provides, and the title of the common problem it serves."""

    number: int
    title: str
    text: str
    serves: str


POLICIES = (
    Policy(
        18, "关于社会化工会工作者补助增额的通知（示例）", "按岗位等级，每人每月补助增额 200 元至 500 元。",
        "社会化工会工作者缺晋升通道和激励",
    ),
    Policy(
        26, "关于职工心理健康服务分片送到企业的通知（示例）",
        "公布专业机构和志愿师资名录，各区（市）县总工会开通预约渠道，每季度至少送服务一次。",
        "职工心理健康服务供给不足",
    ),
)  # fmt: skip


def remedies(city: City) -> Iterator[Moment]:
    """Yield what is done beside the plans of the problems; none of it moves a figure."""
    steps = [
        Step(PAIRED, partial(_pair, city)), Step(ENTERED, partial(_enter, city, POLICIES[0])),
        Step(LINKED, partial(_link, city, POLICIES[0])),
        Step(LETTER_DRAFTED, partial(_draft, city, LETTERS[0])), Step(LETTER_SIGNED, partial(_sign, city)),
        Step(LETTER_SENT, partial(_send, city)), Step(NEXT_ENTERED, partial(_enter, city, POLICIES[1])),
        Step(NEXT_LINKED, partial(_link, city, POLICIES[1])), Step(CALLED, partial(_call, city)),
        Step(CONFIRMED, partial(_confirm, city)),
        Step(OFFERED, partial(_offer, city)), Step(VISITED, partial(_visit, city)),
        Step(JUDGED, partial(_judge, city)), Step(NEXT_DRAFTED, partial(_draft, city, LETTERS[1])),
        Step(EXPECTED, partial(_expect, city)),
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


def _enter(city: City, policy: Policy, at: datetime) -> None:
    day = local_day(at)
    actions.enter_policy(
        actor=city.desk(0), at=at, document_no=f"示例工发〔{day.year}〕{policy.number}号", document_on=day,
        issued_by="市总工会（示例）", title=policy.title, effective_on=day, text=policy.text,
    )  # fmt: skip


def _working(city: City, nature: Nature) -> list[Problem]:
    """Return the problems of this nature that are worked on, by number."""
    rows = Problem.objects.filter(campaign=city.campaigns["strengthening"], state__in=WORKED_ON, nature=nature)
    shown = rows.select_related("campaign", "lead", "acting_unit", "source_unit")
    return list(shown.order_by("number_order"))


def _served(city: City, policy: Policy) -> Problem:
    return Problem.objects.get(campaign=city.campaigns["strengthening"], title=policy.serves)


def _link(city: City, policy: Policy, at: datetime) -> None:
    row = PolicyMeasure.objects.get(title=policy.title)
    actions.serve(row, _served(city, policy), actor=city.desk(0), at=at)


def _offer(city: City, at: datetime) -> None:
    """The department that works on a problem serves its county; another serves a county that works on its own."""
    keys = {unit.pk: key for key, unit in city.units.items()}
    departments = [
        unit for unit in _of_kind(city, UnitKind.DEPARTMENT) if (keys[unit.pk], Role.HANDLER) in city.offices
    ]  # fmt: skip
    problems = [
        row for row in _working(city, Nature.INDIVIDUAL) if (keys[row.source_unit_id], Role.LIAISON) in city.offices
    ]
    in_charge = [row for row in problems if row.acting_unit in departments][:1]
    by_county = [row for row in problems if row.acting_unit_id == row.source_unit_id][:1]
    for problem, what in zip([*in_charge, *by_county], SERVICES, strict=False):
        department = problem.acting_unit if problem.acting_unit in departments else departments[-1]
        assert department is not None
        actions.offer_service(problem, department, actor=city.desk(0), at=at, what=what)


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
    """The problem that the second policy serves waits for the word of two counties."""
    problem = _served(city, POLICIES[1])
    for county in _of_kind(city, UnitKind.COUNTY_UNION)[:2]:
        actions.expect_effect(problem, county, actor=city.desk(0), at=at)


def _draft(city: City, letter: tuple[str, str], at: datetime) -> None:
    addressee = _of_kind(city, UnitKind.PARTY_GOV)[0]
    form = LetterForm.LETTER if letter is LETTERS[0] else LetterForm.REQUEST
    title, body = letter
    actions.draft_petition(actions.Letter(addressee, title, body, form.value), actor=city.desk(0), at=at)


def _first_letter() -> Petition:
    return Petition.objects.get(title=LETTERS[0][0])


def _sign(city: City, at: datetime) -> None:
    leader = next(post for post in city.posts.values() if post.role == Role.LEADER)
    actions.sign_petition(_first_letter(), actor=leader, at=at)


def _send(city: City, at: datetime) -> None:
    day = local_day(at)
    actions.send_petition(
        _first_letter(), actor=city.desk(0), at=at, letter_no=f"示例工函〔{day.year}〕27号", letter_on=day
    )
