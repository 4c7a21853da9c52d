"""A small true city to measure on: ten problems of the demo city, led through the real actions."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from jianfa.calendar.actions import seed
from jianfa.demo.aside import Aside
from jianfa.demo.city import City, empty_city, found, open_campaign
from jianfa.demo.content import load
from jianfa.demo.days import CAMPAIGN_IS_SET_UP, SHANGHAI, Days, Moment
from jianfa.demo.story import Story
from jianfa.journal.actions import remember_key
from jianfa.ledger import actions as ledger
from jianfa.organisations.models import TIMER

CHOSEN = ("p01", "p02", "p03", "s02", "s04", "s05", "k01", "k04", "k05", "n04")
"""Of each solver; one is suspended, three in progress, five are written off, one waits to be listed."""


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
    stories: dict[str, Story] = {row["key"]: Story(city, row) for row in book["problems"] if row["key"] in CHOSEN}
    asides = [Aside(city, row, stories) for row in book["extras"] if row["key"] in CHOSEN]
    moments = [
        moment for story in (*stories.values(), *asides) for moment in city.days.plan(story.key, list(story.steps()))
    ]
    for row in book["campaigns"]:
        at = city.days.moment(row["start"] - 1, CAMPAIGN_IS_SET_UP)
        moments.append(Moment(at, "", partial(open_campaign, city, row)))
    return moments


def sign_off(city: City, *, days_ago: int) -> None:
    """Sign the list off as it is, so that the board shows its walk."""
    campaign = city.campaigns["strengthening"]
    row = load("problems")["campaigns"][0]["baseline"]
    at = datetime.combine(city.days.today - timedelta(days=days_ago), CAMPAIGN_IS_SET_UP, SHANGHAI)
    ledger.sign_baseline(campaign, actor=city.posts[row["leader"]], at=at, document_no="示例〔2026〕1号")
