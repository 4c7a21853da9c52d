"""Demands of the demo city (示例): of county unions and of workers, each at another point of its way."""

from datetime import datetime, time, timedelta
from typing import Any

from jianfa.demo.city import City
from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.states import Channel, Satisfaction
from jianfa.ledger.models import Problem
from jianfa.ledger.states import ON_LIST
from jianfa.organisations.models import Post, Role, UnitKind

MORNING = time(9, 40)
COUNTY_TEXTS = (
    "区总工会经费审查由财务人员兼职，审管不分，希望单独设立经审办。（示例）",
    "新就业群体入会后没有固定活动场地，希望市总统筹盘活闲置阵地。（示例）",
    "职工服务中心的法律援助律师一周只来半天，来访职工常常等不到人。（示例）",
    "户外劳动者驿站夏季没有饮水，开放时间与环卫作业时间不一致。（示例）",
    "专职化工会工作者待遇三年没有调整，人员流失较多。（示例）",
)
WORKER_TEXTS = {
    "canteen": "我在园区做保洁，食堂离作业点太远，中午赶不回去吃饭。（示例）",
    "wages": "工地拖欠我们班组两个月工资，多次催要没有结果。（示例）",
    "union": "我们厂的工会一直没有换届，反映到上级工会也没有回音。（示例）",
}


def demands(city: City) -> None:
    """Let some demands be raised and go their ways; nothing on the list changes by them."""
    counties = [
        unit for unit in city.units.values()
        if unit.kind == UnitKind.COUNTY_UNION and _of(city, unit.pk, Role.LIAISON) is not None
    ]  # fmt: skip
    _of_counties(city, counties)
    _of_workers(city, counties)


def _of(city: City, unit: Any, role: Role) -> Post | None:
    found = (post for post in city.posts.values() if post.unit_id == unit and post.role == role)
    return next(found, None)


def _at(city: City, ago: int, hours: float = 0) -> datetime:
    return city.days.moment(-ago, MORNING) + timedelta(hours=hours)


def _of_counties(city: City, counties: list[Any]) -> None:
    """Of five counties: merged into what is on the list, answered and rated, declined, and two that wait."""
    campaign = city.campaigns["strengthening"]
    made = []
    for n, text in enumerate(COUNTY_TEXTS):
        unit = counties[(n * 3) % len(counties)]
        liaison = _of(city, unit.pk, Role.LIAISON)
        assert liaison is not None  # demands() has asked
        demand = actions.raise_demand(
            actor=liaison, at=_at(city, 24 - 4 * n), campaign=campaign, unit=unit, title="", text=text,
            channel=Channel.COUNTY,
        )  # fmt: skip
        made.append((demand, liaison, 24 - 4 * n))
    (first, _who, ago), (second, liaison, since), (third, _other, day) = made[:3]
    like = Problem.objects.filter(campaign=campaign, title__contains="经审", state__in=ON_LIST).first()
    if like is not None:
        actions.merge(first, like, actor=city.desk(0), at=_at(city, ago, 3), text="与清单内经审事项一并办理。（示例）")
    text = "已与园区商定共用职工之家，下月起每周三、六开放。（示例）"
    actions.answer(second, actor=city.desk(1), at=_at(city, since - 2), text=text)
    satisfied = Satisfaction.SATISFIED.value
    actions.rate(second, actor=liaison, at=_at(city, since - 2, 2), satisfaction=satisfied)
    reason = "律师值班由区司法局安排，请县级工会与其对接。（示例）"
    actions.decline(third, actor=city.desk(0), at=_at(city, day, 2), reason=reason)


def _of_workers(city: City, counties: list[Any]) -> None:
    """Of three workers who came in: offered to a department, passed on, and one meant for the city."""
    unit = counties[1 % len(counties)]
    head = _of(city, unit.pk, Role.LIAISON)
    assert head is not None  # demands() has asked

    def came(key: str, ago: int, actor: Post, **more: Any) -> Demand:
        return actions.raise_demand(
            actor=actor, at=_at(city, ago), campaign=city.campaigns["strengthening"], unit=unit, title="",
            text=WORKER_TEXTS[key], channel=Channel.ON_BEHALF, is_from_worker=True, **more,
        )  # fmt: skip

    canteen = came("canteen", 6, head, contact="00000000000")
    actions.summarise(
        canteen, actor=head, at=_at(city, 6, 1), title="园区保洁人员就餐不便（示例）",
        summary="园区保洁岗位离食堂较远，午间就餐时间不足。（示例）",
    )  # fmt: skip
    department = next((unit for unit in city.units.values() if unit.kind == UnitKind.DEPARTMENT), None)
    if department is not None:
        actions.hand_over(
            canteen, actor=head, at=_at(city, 5), unit=department, reason="涉及全市园区就餐点布局。（示例）"
        )
    wages = came("wages", 4, head, is_anonymous=True, urgent="wages")
    actions.summarise(
        wages, actor=head, at=_at(city, 4, 1), title="工地欠薪（示例）", summary="某工地班组反映被拖欠工资。（示例）"
    )
    to = actions.PassedOn("labour_inspection", _at(city, 4).date(), reference_no="劳监〔示例〕8号")
    actions.pass_on(wages, to, actor=head, at=_at(city, 4, 2), text="已转劳动监察，可凭编号查询。（示例）")
    came("union", 2, city.desk(0), is_anonymous=True, wants_city=True)
