"""A small survey of the demo city, still open: some counties have answered, one says “not with us”. All of it 示例."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from jianfa.demo.city import City
from jianfa.demo.days import Moment, Step
from jianfa.intake.actions import surveys as actions
from jianfa.intake.models import Asked, Survey
from jianfa.ledger.actions import local_day
from jianfa.organisations.models import Post, Role, Unit

ASKED, ANSWERED, SIGNED = -6, -4, -3
DAYS_TO_ANSWER = 12
TITLE = "职工驿站冬季服务物资储备情况（示例）"
WHY = "两个县级工会反映驿站冬季物资不足，想一次了解各区县的情况，以便统一安排（示例）。"
QUESTIONS = (
    actions.NewQuestion("驿站冬季物资是否不足"),
    actions.NewQuestion("缺少物资的驿站数", "number", measure="个"),
    actions.NewQuestion("最需要的物资", "choice", choices=("热饮设备", "防寒用品", "应急药品"), is_required=False),
)
BASIS = "驿站台账（示例）"
NOT_WITH_US = "本区驿站物资由街道统一配备，目前不缺（示例）。"
SAID = (("yes", "6", "热饮设备"), ("yes", "3", "防寒用品"))


def surveys(city: City) -> Iterator[Moment]:
    """Yield what happens about the survey, in order; no figure of the list moves."""
    steps = [Step(ASKED, partial(_ask, city)), Step(ANSWERED, partial(_fill, city)), Step(SIGNED, partial(_sign, city))]
    yield from city.days.plan("surveys", steps)


def _ask(city: City, at: datetime) -> None:
    counties = list(Unit.objects.county_unions().on(local_day(at)).order_by("position", "code"))
    due = local_day(at) + timedelta(days=DAYS_TO_ANSWER)
    new = actions.NewSurvey(TITLE, WHY, due, counties, QUESTIONS)
    survey = actions.draft_survey(new, campaign=city.campaigns["strengthening"], actor=city.desk(3), at=at)
    actions.open_survey(survey, actor=city.desk(3), at=at)


def _rows(city: City, at: datetime) -> list[tuple[Asked, Post, Post]]:
    """Return the first counties that have both a liaison and a head, with the two."""
    survey = Survey.objects.get(title=TITLE)
    held = [post for post in city.posts.values() if post.is_held_on(local_day(at))]
    found = []
    for row in survey.asked.select_related("unit", "survey__campaign"):
        liaison = next((post for post in held if post.unit_id == row.unit_id and post.role == Role.LIAISON), None)
        head = next((post for post in held if post.unit_id == row.unit_id and post.role == Role.HEAD), None)
        if liaison and head:
            found.append((row, liaison, head))
    return found[: len(SAID) + 2]


def _fill(city: City, at: datetime) -> None:
    """Two say what they lack, one says “not with us”, one more is filled in and waits for its head."""
    for n, (row, liaison, _head) in enumerate(_rows(city, at)):
        if n == len(SAID):
            actions.fill(row, {}, actor=liaison, at=at, not_with_us=True, remark=NOT_WITH_US)
            continue
        values = SAID[n % len(SAID)]
        questions = row.survey.questions.filter(ended_at=None)
        given = {one.pk: actions.Given(value, BASIS) for one, value in zip(questions, values, strict=True)}
        actions.fill(row, given, actor=liaison, at=at)


def _sign(city: City, at: datetime) -> None:
    for row, _liaison, head in _rows(city, at)[: len(SAID) + 1]:
        if row.is_filled:
            actions.sign(row, actor=head, at=at)
