"""Demands of the demo city (示例): of county unions and of workers, each at another point of its way."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from jianfa.demo.city import City
from jianfa.demo.days import Moment
from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.states import Channel, Satisfaction
from jianfa.ledger.models import Problem
from jianfa.ledger.states import ON_LIST
from jianfa.organisations.models import Post, Role

MORNING = time(9, 40)
COUNTY = frozenset({"county_union"})
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


def demands(city: City) -> list[Moment]:
    """Return what happens to some demands, each step at its moment; nothing on the list changes by them."""
    counties = [entry["key"] for entry in city.places.units if entry["kind"] in COUNTY]
    way = _Way(city)
    _of_counties(way, counties)
    _of_workers(way, counties[1])
    return way.moments


class _Way:
    """Gathers the steps; what is raised in one is found by its key in the next."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.moments: list[Moment] = []
        self.made: dict[str, Demand] = {}

    def step(self, ago: int, hours: int, act: Callable[[datetime], object]) -> None:
        at = self.city.days.moment(-ago, MORNING) + timedelta(hours=hours)
        self.moments.append(Moment(at, f"demand{len(self.moments):03d}", act))

    def liaison(self, county: str) -> Post:
        return self.city.offices[county, Role.LIAISON]

    def raised(self, key: str, ago: int, county: str, text: str, *, by_desk: bool = False, **more: Any) -> None:
        def act(at: datetime) -> None:
            self.made[key] = actions.raise_demand(
                actor=self.city.desk(0) if by_desk else self.liaison(county), at=at, title="", text=text,
                campaign=self.city.campaigns["strengthening"], unit=self.city.units[county], **more,
            )  # fmt: skip

        self.step(ago, 0, act)


def _of_counties(way: _Way, counties: list[str]) -> None:
    """Of five counties: merged into what is on the list, answered and rated, declined, and two that wait."""
    desk, made = way.city.desk, way.made
    for n, text in enumerate(COUNTY_TEXTS):
        way.raised(f"county{n}", 24 - 4 * n, counties[n * 3 % len(counties)], text, channel=Channel.COUNTY)
    told = "已与园区商定共用职工之家，下月起每周三、六开放。（示例）"
    reason = "律师值班由区司法局安排，请县级工会与其对接。（示例）"
    rater = counties[3 % len(counties)]
    way.step(24, 3, partial(_merge, way))
    way.step(18, 1, lambda at: actions.answer(made["county1"], actor=desk(1), at=at, text=told))
    satisfied = Satisfaction.SATISFIED.value
    way.step(18, 2, lambda at: actions.rate(
        made["county1"], actor=way.liaison(rater), at=at, satisfaction=satisfied
    ))  # fmt: skip
    way.step(16, 2, lambda at: actions.decline(made["county2"], actor=desk(0), at=at, reason=reason))


def _merge(way: _Way, at: datetime) -> None:
    campaign = way.city.campaigns["strengthening"]
    like = Problem.objects.filter(campaign=campaign, title__contains="经费审查", state__in=ON_LIST).first()
    if like is not None:
        actions.merge(
            way.made["county0"], like, actor=way.city.desk(0), at=at, text="与清单内经审事项一并办理。（示例）"
        )


def _of_workers(way: _Way, county: str) -> None:
    """Of three workers who came in: offered to a department, passed on, and one meant for the city."""
    made = way.made
    came = partial(way.raised, county=county, channel=Channel.ON_BEHALF, is_from_worker=True)
    department = next(entry["key"] for entry in way.city.places.units if entry["kind"] == "department")
    came("canteen", 6, text=WORKER_TEXTS["canteen"], contact="00000000000")
    way.step(6, 1, lambda at: actions.summarise(
        made["canteen"], actor=way.liaison(county), at=at, title="园区保洁人员就餐不便（示例）",
        summary="园区保洁岗位离食堂较远，午间就餐时间不足。（示例）",
    ))  # fmt: skip
    reason = "涉及全市园区就餐点布局。（示例）"
    way.step(5, 2, lambda at: actions.hand_over(
        made["canteen"], actor=way.liaison(county), at=at, unit=way.city.units[department], reason=reason
    ))  # fmt: skip
    came("wages", 4, text=WORKER_TEXTS["wages"], urgent="wages")
    way.step(4, 1, lambda at: actions.summarise(
        made["wages"], actor=way.liaison(county), at=at, title="工地欠薪（示例）",
        summary="某工地班组反映被拖欠工资。（示例）"
    ))  # fmt: skip
    way.step(4, 2, partial(_pass_on, way, county))
    came("union", 2, text=WORKER_TEXTS["union"], by_desk=True, wants_city=True)


def _pass_on(way: _Way, county: str, at: datetime) -> None:
    to = actions.PassedOn("labour_inspection", at.date(), reference_no="劳监〔示例〕8号")
    actions.pass_on(
        way.made["wages"], to, actor=way.liaison(county), at=at, text="已转劳动监察，可凭编号查询。（示例）"
    )
