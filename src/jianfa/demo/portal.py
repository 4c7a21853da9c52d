"""The worker portal of the demo city: opened by an invented decision, used by some invented workers."""

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial

from jianfa.demo.city import City
from jianfa.demo.days import SHANGHAI, Moment, Step
from jianfa.intake import actions as intake
from jianfa.intake.models import Demand
from jianfa.intake.states import Channel
from jianfa.ledger.actions import local_day
from jianfa.organisations.models import TIMER, Post, Role
from jianfa.portal.actions import taking
from jianfa.portal.actions.sending import Sent, send
from jianfa.portal.actions.switching import Decision, open_portal, propose_opening
from jianfa.portal.models import Card, Feedback, PortalUnit, Submission
from jianfa.portal.queries.inside import current_portal
from jianfa.portal.states import Said, Urgent

PROPOSED, OPENED, SENT, SUMMARISED, ANSWERED, RATED = -40, -38, -25, -23, -20, -8
"""What workers do falls on any day; so far after what an office does that the longest holiday lies between."""
EVENING = time(20)
DOCUMENT = "成工办〔示例〕17号"
LOG_BY, LOG_DAYS = "市电子政务中心（示例）", 30
LETTERS = (
    (
        "商场后勤的同事中午没有地方热饭，最近的职工驿站走过去要二十分钟，希望在附近设一个能热饭、歇脚的点（示例）。",
        "",
        False,
    ),
    (
        "站点有三十多个骑手，想加入工会，问了两次都说要单位盖章，我们没有单位，希望告诉我们怎么办（示例）。",
        "周师傅，晚上联系",
        False,
    ),
    ("街道工会说补助已经发了，我们几个聘用的工会工作者没有收到，希望市里看一看（示例）。", "", True),
)
"""Words, how to be reached, and whether it is for the city federation."""
SUMMARY = ("商圈后勤职工反映就近没有热饭和歇脚的场所", "希望在商圈附近增设职工驿站或者微波炉等设施（示例）。")
ANSWER = "已与商场物业商定，在负一层设一处热饭、饮水、休息点，下月投入使用，届时在商场公告栏公布（示例）。"


def portal(city: City) -> Iterator[Moment]:
    """Yield the portal's days: opened, three demands sent and taken in, one answered and judged; no figure moves."""
    steps = [
        Step(PROPOSED, partial(_propose, city)),
        Step(OPENED, partial(_open, city)),
        Step(SUMMARISED, partial(_summarise, city)),
        Step(ANSWERED, partial(_answer, city)),
    ]
    moments = list(city.days.plan("portal", steps))
    for offset, act in ((SENT, _send), (RATED, _rate)):  # of what workers do the hour is kept: a full one
        at = datetime.combine(city.days.written(offset), EVENING, SHANGHAI)
        moments.append(Moment(at, "portal", partial(act, city)))
    yield from sorted(moments, key=lambda moment: moment.at)


def _propose(city: City, at: datetime) -> None:
    propose_opening(Decision(DOCUMENT, local_day(at), LOG_BY, LOG_DAYS), actor=city.desk(0), at=at)


def _open(city: City, at: datetime) -> None:
    leaders = [post for post in city.posts.values() if post.role == Role.LEADER and post.is_held_on(local_day(at))]
    open_portal(actor=leaders[0], at=at, version=current_portal().version)
    taking.begin_reading()


def _send(city: City, at: datetime) -> None:
    codes = list(PortalUnit.objects.filter(is_shown=True).values_list("code", flat=True))
    for n, (text, contact, wants_city) in enumerate(LETTERS):
        urgent = Urgent.WAGES.value if "补助" in text else ""
        send(Sent(f"示例{n}", codes[n % len(codes)], text, contact, wants_city, urgent), at)
    for row in Submission.objects.filter(taken_at=None).order_by("pk"):
        taking.take_in(row, actor=TIMER, at=at)


def _first() -> Demand:
    demands = Demand.objects.filter(channel=Channel.PORTAL, wants_city=False, is_anonymous=True)
    return demands.select_related("owner", "first_receiver", "source_unit", "campaign").earliest("receipt_no")


def _of(demand: Demand, at: datetime) -> Post:
    """Return whoever works for the union that has it."""
    posts = Post.objects.filter(unit=demand.owner, role__in=[Role.LIAISON, Role.HEAD]).select_related("person", "unit")
    return next(post for post in posts.order_by("-role", "pk") if post.is_held_on(local_day(at)))


def _summarise(city: City, at: datetime) -> None:
    demand, (title, summary) = _first(), SUMMARY
    intake.summarise(demand, actor=_of(demand, at), at=at, title=title, summary=summary)


def _answer(city: City, at: datetime) -> None:
    demand = _first()
    intake.answer(demand, actor=_of(demand, at), at=at, text=ANSWER)
    taking.renew_cards(at)


def _rate(city: City, at: datetime) -> None:
    card = Card.objects.get(demand=_first().pk)
    Feedback.objects.create(digest=card.digest, sent_at=at, said=Said.SATISFIED)
    for row in Feedback.objects.filter(taken_at=None):
        taking.take_word(row, actor=TIMER, at=at)
    taking.renew_cards(at)
