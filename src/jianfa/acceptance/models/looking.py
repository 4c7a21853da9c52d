"""Looking back (回头看) at what was struck off; and what a second relapse is raised to."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.acceptance.models.deciding import WriteOff
from jianfa.journal.models import Journalled
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.models import Person, Post


class LookBackDraw(Journalled):
    """One draw of a campaign: which anniversaries until which day, how many of how many. The rule is in the event."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="look_back_draws")
    until_day = models.DateField()
    percent = models.PositiveSmallIntegerField()
    considered = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()

    journal_owner = "campaign"
    journal_fields = ("campaign", "until_day", "percent", "considered", "drawn")

    class Meta:
        ordering = ("-until_day",)
        constraints = (models.UniqueConstraint(fields=["campaign", "until_day"], name="look_back_draw_once"),)


class LookBack(Journalled):
    """One write-off that was drawn, so many months later: whether what was solved has held."""

    class Outcome(models.TextChoices):
        HELD = "held", pgettext_lazy("look-back", "has held")
        BACK = "back", pgettext_lazy("look-back", "is back")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="look_backs")
    write_off = models.ForeignKey(WriteOff, models.PROTECT, related_name="look_backs")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    outcome = models.CharField(_("what was found"), max_length=4, choices=Outcome, blank=True)
    note = models.TextField(_("what was seen"), blank=True)
    looked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    looker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)

    journal_owner = "problem"
    journal_fields = ("problem", "write_off", "months", "due_on", "outcome", "looked_by", "looker", "looked_at")
    journal_texts = ("note",)

    class Meta:
        ordering = ("due_on",)
        constraints = (
            models.UniqueConstraint(fields=["write_off", "months"], name="look_back_once"),
            models.CheckConstraint(condition=Q(outcome="") | Q(looker__isnull=False), name="look_back_by_somebody"),
        )
        indexes = (models.Index(fields=["problem"], condition=Q(outcome=""), name="look_back_open"),)


class Escalation(Journalled):
    """What a second relapse was raised to, by the leader's decision: stands until it is struck off again."""

    class Kind(models.TextChoices):
        SOLVER = "solver", pgettext_lazy("second relapse", "solver one level up")
        SUPERVISION = "supervision", pgettext_lazy("second relapse", "escalated supervision")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="escalations")
    cycle = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    decided_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    journal_owner = "problem"
    journal_fields = ("problem", "cycle", "kind", "decided_by", "decided_at")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["problem", "cycle"], name="escalation_once"),)
