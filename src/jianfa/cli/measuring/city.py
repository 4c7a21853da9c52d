"""A small true city to measure on: ten problems of the demo city, led through the real actions."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from jianfa.calendar.actions import seed
from jianfa.demo.aside import Aside
from jianfa.demo.city import City, empty_city, found, open_campaign
from jianfa.demo.content import load
from jianfa.demo.days import CAMPAIGN_IS_SET_UP, SHANGHAI, Days, Moment, Step
from jianfa.demo.demands import demands
from jianfa.demo.generalised import Generalised
from jianfa.demo.remedies import POLICIES, remedies
from jianfa.demo.story import Story
from jianfa.demo.surveys import surveys
from jianfa.intake import actions as intake
from jianfa.journal.actions import remember_key
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Problem
from jianfa.organisations.models import TIMER, Unit
from jianfa.remedies import actions as remedy
from jianfa.remedies.models import LinkPairing

CHOSEN = ("p01", "p02", "p03", "s03", "s04", "s05", "k01", "k04", "k05", "n04")
"""Of each solver, at every point of its way; the first began as a demand that all counties were asked about."""
PASTED = ("驿站冬季没有热水（示例）", "驿站夏季没有饮水（示例）", "环卫班组午休无处可去（示例）")
PASTED_ON, PAIRED_ANEW, ASKED_ON = -20, -25, -1
ASKED_BY_DEMO = 2


def build(today: date) -> City:
    """Found the city and let the chosen problems happen, in the order of the year that ends today."""
    remember_key()
    seed(actor=TIMER, at=timezone.now())
    with transaction.atomic():
        city = empty_city(Days(today), "fictional")
        found(city, "")
        for moment in sorted(_moments(city), key=lambda moment: (moment.at, moment.key)):
            moment.act(moment.at)
    return city


def _moments(city: City) -> list[Moment]:
    book = load("problems")
    stories: dict[str, Story] = {
        row["key"]: Generalised(city, row) if "grants" in row else Story(city, row)
        for row in book["problems"] if row["key"] in CHOSEN
    }  # fmt: skip
    asides = [Aside(city, row, stories) for row in book["extras"] if row["key"] in CHOSEN]
    moments = [
        moment for story in (*stories.values(), *asides) for moment in city.days.plan(story.key, list(story.steps()))
    ]
    for row in book["campaigns"]:
        at = city.days.moment(row["start"] - 1, CAMPAIGN_IS_SET_UP)
        moments.append(Moment(at, "", partial(open_campaign, city, row)))
    steps = [
        Step(PAIRED_ANEW, partial(_pair_anew, city)), Step(PASTED_ON, partial(_paste, city)),
        Step(ASKED_ON, partial(_expect, city)),
    ]  # fmt: skip
    beside = city.days.plan("beside", steps)
    return [*moments, *demands(city), *surveys(city), *remedies(city), *beside]


def _pair_anew(city: City, at: datetime) -> None:
    """Let another department answer for a county, so that there is a pairing that has ended."""
    paired = LinkPairing.objects.exclude(department=None).order_by("county__position")
    row, other = paired.select_related("county", "department")[:2]
    remedy.end_pairing(row, actor=city.desk(0), at=at, until_day=local_day(at))
    remedy.pair(row.county, actor=city.desk(0), at=at, from_day=local_day(at), department=other.department)


def _expect(city: City, at: datetime) -> None:
    """Ask for the effect of a common problem in the counties that the demo does not ask."""
    problem = Problem.objects.get(campaign=city.campaigns["strengthening"], title=POLICIES[1].serves)
    for county in Unit.objects.county_unions().order_by("position", "code")[ASKED_BY_DEMO:]:
        remedy.expect_effect(problem, county, actor=city.desk(0), at=at)


def _paste(city: City, at: datetime) -> None:
    """Let demands come in by a list, all at once."""
    counties = list(Unit.objects.county_unions().order_by("position", "code"))
    new = [intake.NewDemand(text, counties[n]) for n, text in enumerate(PASTED)]
    intake.raise_several(new, actor=city.desk(0), at=at, campaign=city.campaigns["strengthening"], key="pasted")


def sign_off(city: City, *, days_ago: int) -> None:
    """Sign the list off as it is, so that the board shows its walk."""
    campaign = city.campaigns["strengthening"]
    row = load("problems")["campaigns"][0]["baseline"]
    at = datetime.combine(city.days.today - timedelta(days=days_ago), CAMPAIGN_IS_SET_UP, SHANGHAI)
    ledger.sign_baseline(campaign, actor=city.posts[row["leader"]], at=at, document_no="示例〔2026〕1号")
