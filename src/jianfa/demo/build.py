"""Build the demo city: everything through the real actions, in the order of a year that ends today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from jianfa.acceptance.actions import note_doubts
from jianfa.demo.after import after
from jianfa.demo.aside import Aside
from jianfa.demo.city import City, change_rules, confirm_rules, empty_city, found, open_campaign
from jianfa.demo.content import Names, Record, load
from jianfa.demo.days import (
    BASELINE_IS_SIGNED,
    CAMPAIGN_IS_SET_UP,
    RULES_ARE_CONFIRMED,
    RULES_ARE_PROPOSED,
    Days,
    Moment,
)
from jianfa.demo.demands import demands
from jianfa.demo.generalised import Generalised
from jianfa.demo.notices import last_night, nights
from jianfa.demo.orders import orders
from jianfa.demo.portal import portal
from jianfa.demo.remedies import remedies
from jianfa.demo.sessions import sessions
from jianfa.demo.story import Story
from jianfa.demo.surveys import surveys
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import Person, Post, Unit


class RealData(Exception):
    """The database holds units that are not samples; the demo city must not be mixed with them."""


@dataclass(frozen=True)
class Account:
    """One account to try the system with."""

    name: str
    unit: str
    title: str
    role: str
    username: str


@dataclass(frozen=True)
class Built:
    campaign: Campaign
    practice: Campaign
    accounts: list[Account]


def is_empty() -> bool:
    """Say whether there is nothing in the database yet."""
    return not Unit.objects.exists()


def is_in_real_use() -> bool:
    """Say whether somebody already works with this database: it holds a unit or person that is no sample."""
    return Unit.objects.filter(is_sample=False).exists() or Person.objects.filter(is_sample=False).exists()


def build(today: date, names: Names = "chengdu", *, password: str | None = None) -> Built:
    """Build the city in one transaction: all of it, or, after an error, nothing.

    Without ``password`` nobody can log in. Raises RealData for a database in real use.
    """
    if is_in_real_use():
        raise RealData
    with transaction.atomic():
        city = empty_city(Days(today), names)
        found(city, make_password(password) if password else "")
        for moment in sorted(_moments(city), key=lambda moment: (moment.at, moment.key)):
            moment.act(moment.at)
        last_night(city)
        note_doubts(at=timezone.now())
    return Built(city.campaigns["strengthening"], city.campaigns["practice"], accounts())


def _moments(city: City) -> list[Moment]:
    book = load("problems")
    stories = {row["key"]: _story(city, row) for row in book["problems"]}
    asides = [Aside(city, row, stories) for row in book["extras"]]
    moments = [
        moment for story in (*stories.values(), *asides) for moment in city.days.plan(story.key, list(story.steps()))
    ]
    campaigns = [_campaign(city, row) for row in book["campaigns"]]
    rules = _rules(city, book["campaigns"][0]["rules"])
    sat = [moment for row in book["sessions"] for moment in sessions(city, row, stories)]
    beside = [
        *orders(city),
        *demands(city),
        *surveys(city),
        *after(city),
        *portal(city),
        *remedies(city),
        *nights(city),
    ]
    return [*moments, _baseline(city), *campaigns, *rules, *sat, *beside]


def _story(city: City, row: Record) -> Story:
    """What was granted something began as one county's demand."""
    return Generalised(city, row) if "grants" in row else Story(city, row)


def _campaign(city: City, row: Record) -> Moment:
    """A campaign is set up on the day before it starts, first thing."""
    return Moment(city.days.moment(row["start"] - 1, CAMPAIGN_IS_SET_UP), "", partial(open_campaign, city, row))


def _rules(city: City, entries: list[Record]) -> Iterator[Moment]:
    """Each change of the rules is proposed, and confirmed on a later day unless it still waits."""
    for entry in entries:
        yield Moment(city.days.moment(entry["proposed"], RULES_ARE_PROPOSED), "", partial(change_rules, city, entry))
        if entry["confirmed"] is not None:
            at = city.days.moment(entry["confirmed"], RULES_ARE_CONFIRMED)
            yield Moment(at, "", partial(confirm_rules, city))


def _baseline(city: City) -> Moment:
    row = load("problems")["campaigns"][0]["baseline"]

    def sign(at: datetime) -> None:
        ledger.sign_baseline(
            city.campaigns["strengthening"], actor=city.posts[row["leader"]], at=at,
            document_no=city.places.text(row["document"], day=row["signed_off"]),
        )  # fmt: skip

    return Moment(city.days.moment(row["signed_off"], BASELINE_IS_SIGNED), "", sign)


def accounts() -> list[Account]:
    """Return the accounts to print: one for each office, in the order of the data file."""
    printed = load("people")["printed_accounts"]
    usernames = [name for entry in printed.values() for name in ([entry] if isinstance(entry, str) else entry)]
    posts = {post.person.username: post for post in Post.objects.select_related("person", "unit")}
    return [
        Account(post.person.name, post.unit.name, post.title, str(post.get_role_display()), name)
        for name in usernames
        if (post := posts.get(name))
    ]
