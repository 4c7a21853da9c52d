"""What the timer did in the demo's last nights: it noted the lights and told people what concerns them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from jianfa.demo.city import City
from jianfa.demo.days import SHANGHAI, TIMER_RUNS, Moment
from jianfa.notices.actions import begin_reading, collect
from jianfa.organisations.models import TIMER
from jianfa.supervision.actions import note_lights

NIGHTS_OF_LIGHTS, NIGHTS_OF_NOTICES = 14, 7
"""So many nights back; of what was before nobody is told, and since when a light burns is not known."""


def nights(city: City) -> Iterator[Moment]:
    """Return the nights before the last one, in order."""
    for ago in range(NIGHTS_OF_LIGHTS, 0, -1):
        yield Moment(_night(city, ago), "", partial(_pass, city, ago))


def last_night(city: City) -> None:
    """Tell what happened yesterday; today's lights are noted by the timer of the server, which starts after this."""
    collect(at=datetime.combine(city.days.today, time.min, SHANGHAI))


def _night(city: City, ago: int) -> datetime:
    return datetime.combine(city.days.today - timedelta(days=ago), TIMER_RUNS, SHANGHAI)


def _pass(city: City, ago: int, at: datetime) -> None:
    for campaign in city.campaigns.values():
        note_lights(campaign, actor=TIMER, at=at)
    if ago == NIGHTS_OF_NOTICES:
        begin_reading()
    elif ago < NIGHTS_OF_NOTICES:
        collect(at=at)
