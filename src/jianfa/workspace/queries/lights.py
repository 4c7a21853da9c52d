"""The lights of a campaign, grouped; the most urgent first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.queries import LISTED_WITH
from jianfa.organisations.models import Post
from jianfa.supervision.queries import with_light
from jianfa.supervision.rules.lights import Light

ROWS_A_LIGHT = 20
"""So many rows of a light stand on the page; the others are one click away in the list."""
LIT = (Light.OVERDUE, Light.BEHIND, Light.NEAR, Light.STOPPED, Light.AWAITING, Light.NORMAL)


@dataclass(frozen=True)
class LightGroup:
    """The problems of one light: the first rows and how many there are."""

    light: Light
    total: int
    rows: list[Problem]


def light_groups(post: Post, campaign: Campaign, today: date) -> list[LightGroup]:
    """Return the lights that are on, of the problems this post may see; one query for the counts, one a light."""
    lit: Any = with_light(Problem.objects.visible_to(post).filter(campaign=campaign), today)
    counts = dict(lit.order_by().values("light").annotate(n=Count("pk")).values_list("light", "n"))
    urgent = (F("due_current").asc(nulls_last=True), "number_order", "pk")
    shown = lit.select_related(*LISTED_WITH)
    return [
        LightGroup(light, counts[light], list(shown.filter(light=light).order_by(*urgent)[:ROWS_A_LIGHT]))
        for light in LIT
        if counts.get(light)
    ]
