"""Group robots as the server's settings name them, what they say, and what could not be delivered."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, QuerySet

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import Sensitivity
from jianfa.notices.models import Delivery, Robot, RobotKind
from jianfa.supervision.queries import with_light
from jianfa.supervision.queries.reminding import UNIONS

SHOWN_LIGHTS = ("overdue", "behind", "near")
MOST_FAILURES = 20


@dataclass(frozen=True)
class Configured:
    """One robot of the settings; the secret and the whole address never leave this object for a page."""

    name: str
    kind: str
    address: str
    secret: str

    def __repr__(self) -> str:
        return f"Configured({self.name!r}, {self.kind!r})"

    @property
    def kind_name(self) -> str:
        return str(RobotKind(self.kind).label)

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""


def configured_robots() -> dict[str, Configured]:
    """Return name → robot, as the settings of the server have them."""
    rows: list[dict[str, Any]] = settings.ROBOTS
    return {row["name"]: Configured(row["name"], row["kind"], row["address"], row.get("secret", "")) for row in rows}


def robots_on() -> list[Configured]:
    """Return the robots that are configured and switched on; one query."""
    on = set(Robot.objects.filter(is_on=True).values_list("name", flat=True))
    return [robot for name, robot in configured_robots().items() if name in on]


def group_counts(today: date) -> dict[str, int]:
    """Return light → how many problems of the units that work; two queries.

    Without practice, without sensitive problems, and only what a union unit drives: a group never learns more.
    """
    counted = Problem.objects.filter(
        campaign__state=Campaign.State.OPEN, campaign__is_practice=False, acting_unit__kind__in=UNIONS,
        sensitivity=Sensitivity.GENERAL,
    )  # fmt: skip
    lit: QuerySet[Any] = with_light(counted, today)
    found = dict(lit.order_by().values("light").annotate(n=Count("pk")).values_list("light", "n"))
    return {light: found[light] for light in SHOWN_LIGHTS if found.get(light)}


def latest_failures() -> QuerySet[Delivery]:
    """Return what was given up lately, newest first."""
    failed = Delivery.objects.filter(state=Delivery.State.FAILED).select_related("person")
    return failed.order_by("-day", "-next_at")[:MOST_FAILURES]
