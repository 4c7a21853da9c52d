"""Lights of past days: kept once a day for history, never read for today (DESIGN §4, Light)."""

from django.db import models
from django.db.models import F, Q

from jianfa.ledger.models import Campaign, Problem
from jianfa.supervision.rules.lights import Light


class LightSpan(models.Model):
    """Days on which a problem's light was the same, from the evening record of the first to that of the last.

    Not journalled row by row: the event of a day holds the count of each light and a digest of the day's changes.
    """

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="light_spans")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    light = models.CharField(max_length=8, choices=[(light.value, light.value) for light in Light])
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    """The first day on which it was another one; None while it lasts."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["problem"], condition=Q(until_day=None), name="light_span_one_now"),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gt=F("from_day")), name="light_span_ends_later"
            ),
        )
        indexes = (models.Index(fields=["campaign", "light", "from_day", "until_day"], name="light_span_as_of"),)
