"""Themes of the demands of a campaign as they were last worked out. Made from the demands, so not journalled."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models

from jianfa.intake.models.demands import Demand
from jianfa.ledger.models import Campaign

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ThemeRun(models.Model):
    """One working out of a campaign's themes; the next one takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="theme_run")
    as_of = models.DateTimeField()
    texts = models.PositiveIntegerField()
    """So many demands were compared."""
    synonyms = models.PositiveIntegerField()
    """Version of the list of synonyms; 0 is the one that comes along."""

    themes: "RelatedManager[Theme]"

    def __str__(self) -> str:
        return f"{self.texts} {self.as_of}"


class Theme(models.Model):
    """A group of demands about one matter, the largest first."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(ThemeRun, models.CASCADE, related_name="themes")
    position = models.PositiveIntegerField()
    likeness = models.PositiveSmallIntegerField()
    """How alike two of its demands are on average, in percent."""
    words = models.JSONField(default=list)
    size = models.PositiveIntegerField()

    members: "RelatedManager[ThemeMember]"

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["run", "position"], name="theme_position"),)

    def __str__(self) -> str:
        return "、".join(self.words)


class ThemeMember(models.Model):
    """A demand of a theme; ``position`` 0 stands for it: the one most like all others."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="members")
    demand = models.OneToOneField(Demand, models.CASCADE, related_name="in_theme")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["theme", "position"], name="theme_member_position"),)

    def __str__(self) -> str:
        return str(self.position)
