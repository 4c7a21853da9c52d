"""A special campaign with its dictionaries, number series, class templates and baseline."""

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity
from jianfa.organisations.models import Post

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Headline(models.TextChoices):
    """Which of the three figures stands in the equation."""

    SOLVED = "solved", _("solved")
    ACCEPTED = "accepted", _("accepted")
    WRITTEN_OFF = "written_off", _("written off")


class Retention(models.TextChoices):
    """For how long the file of a problem is kept (保管期限)."""

    PERMANENT = "permanent", _("permanently")
    THIRTY = "30", _("30 years")
    TEN = "10", _("10 years")


CITY_TERMS = ("triage_days", "panel_days", "verification_days", "decision_days", "extension_days")
"""How long each step of the city's own may take, in working days."""


class DayKind(models.TextChoices):
    """How durations and the nearness of a due date are counted; legal terms stay in working days."""

    WORKING = "working", _("working days")
    NATURAL = "natural", _("natural days")


class Campaign(Journalled):
    """One special campaign (专项工作); several may run at once."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("preparing")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name of the campaign"), max_length=60, unique=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    headline = models.CharField(_("headline figure"), max_length=12, choices=Headline, default=Headline.WRITTEN_OFF)
    number_pattern = models.CharField(_("numbering"), max_length=40, default="{year}-{n:03d}")
    warn_days = models.PositiveSmallIntegerField(_("near the due date from (working days)"), default=5)
    publicity_days = models.PositiveSmallIntegerField(_("publicity (working days)"), default=5)
    plan_approval = models.BooleanField(_("the desk approves plans"), default=False)
    day_kind = models.CharField(_("durations are counted in"), max_length=8, choices=DayKind, default=DayKind.WORKING)
    quiet_days = models.PositiveSmallIntegerField(_("asked for a report after so many quiet days"), default=60)
    nodes_a_week = models.PositiveSmallIntegerField(_("open nodes one person carries in a week"), default=5)
    """An example (示例); weeks beyond it are marked in the load."""
    certificates_on = models.BooleanField(_("certificates of write-offs are given out"), default=False)
    triage_days = models.PositiveSmallIntegerField(_("the city judges within (working days)"), default=5)
    panel_days = models.PositiveSmallIntegerField(_("the city names a panel within (working days)"), default=3)
    verification_days = models.PositiveSmallIntegerField(_("the panel verifies within (working days)"), default=10)
    decision_days = models.PositiveSmallIntegerField(_("the city decides within (working days)"), default=5)
    extension_days = models.PositiveSmallIntegerField(_("the city answers a request within (working days)"), default=3)
    answer_days = models.PositiveSmallIntegerField(_("whoever raised it answers within (working days)"), default=3)
    key_panel_size = models.PositiveSmallIntegerField(_("members of a panel for a key problem, at least"), default=3)
    """The city's own terms are examples (示例), DESIGN §4: city steps have clocks too and never light a county."""
    retention = models.CharField(_("files are kept"), max_length=10, choices=Retention, default=Retention.THIRTY)
    """示例: the office's own table of retention periods decides."""
    look_back_percent = models.PositiveSmallIntegerField(_("looked back at, of a hundred write-offs"), default=10)
    """示例 10 %, drawn 3, 6 and 12 months after a write-off."""
    draws_lots = models.BooleanField(_("panels are drawn by lot"), default=False)
    """双随机: off unless the campaign says so."""
    is_practice = models.BooleanField(_("for practice"), default=False)
    is_sample = models.BooleanField(default=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    """The moment at which the figures froze; nothing on the list moves after it."""

    dimensions: "RelatedManager[Dimension]"
    class_templates: "RelatedManager[ClassTemplate]"
    journal_fields = (
        "name", "starts_on", "ends_on", "state", "headline", "number_pattern", "warn_days",
        "publicity_days", "plan_approval", "day_kind", "quiet_days", "nodes_a_week", "certificates_on", "triage_days",
        "panel_days", "verification_days", "decision_days", "extension_days", "answer_days", "key_panel_size",
        "retention", "look_back_percent", "draws_lots", "is_practice", "is_sample", "closed_at",
    )  # fmt: skip

    class Meta:
        ordering = ("is_practice", "-starts_on", "name")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="campaign_ends_later"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        return ("campaign", self.pk)


class Dimension(Journalled):
    """A goal of the campaign (五强): a dictionary of each campaign, never an enumeration in code."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="dimensions")
    name = models.CharField(_("dimension"), max_length=30)
    position = models.PositiveSmallIntegerField(default=0)

    journal_owner = "campaign"
    journal_fields = ("campaign", "name", "position")

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["campaign", "name"], name="dimension_once"),)

    def __str__(self) -> str:
        return self.name


class NumberSeries(Journalled):
    """The city-wide series of problem numbers, one a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    journal_silent = {"last": "counts the numbers given out, which are in the events; jianfa verify compares"}


class ClassTemplate(Journalled):
    """What is pre-filled when a problem of this class is listed; kept by officials.

    A change ends the row and makes a new one, so that what was listed with it can still be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="class_templates")
    name = models.CharField(_("class"), max_length=40)
    dimension = models.ForeignKey(
        Dimension, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dimension")
    )
    nature = models.CharField(_("nature"), max_length=12, choices=Nature, blank=True)
    clock = models.CharField(_("clock"), max_length=12, choices=Clock, default=Clock.PHASED)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Sensitivity, default=Sensitivity.GENERAL)
    method = models.CharField(_("method of verification"), max_length=12, choices=Method, default=Method.PAPERS)
    grade = models.CharField(_("grade of acceptance"), max_length=8, choices=Grade, default=Grade.ORDINARY)
    needs_publicity = models.BooleanField(_("is publicised before it is written off"), default=True)
    criteria = models.JSONField(_("criteria"), default=list)
    """Rows of ``text`` (the result), ``test`` (how it is measured) and ``evidence_hint``."""
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    journal_owner = "campaign"
    journal_fields = (
        "campaign", "name", "dimension", "nature", "clock", "weight", "sensitivity", "method", "grade",
        "needs_publicity", "criteria", "position", "ended_at",
    )  # fmt: skip

    class Meta:
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "name"], condition=Q(ended_at=None), name="class_template_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Baseline(Journalled):
    """The list signed off as version n: what was on it is in the events' facts, how many in ``count``."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="baselines")
    version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    document_no = models.CharField(_("document no."), max_length=80, blank=True)

    journal_owner = "campaign"
    journal_fields = ("campaign", "version", "signed_at", "signed_by", "count", "document_no")

    class Meta:
        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=["campaign", "version"], name="baseline_version"),)


class Amendment(Journalled):
    """What changed the number of problems on the list after the baseline was signed."""

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        MERGED = "merged", _("merged")
        VOIDED = "voided", _("voided")
        UNMERGED = "unmerged", _("merger undone")
        CARRIED = "carried", _("carried over into another campaign")

    STEP: ClassVar[dict[str, int]] = {"added": 1, "merged": -1, "voided": -1, "unmerged": 1, "carried": -1}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="amendments")
    problem = models.ForeignKey("ledger.Problem", models.PROTECT, related_name="amendments")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    journal_owner = "problem"
    journal_fields = ("campaign", "problem", "kind", "at")
    journal_texts = ("reason",)

    class Meta:
        indexes = (models.Index(fields=["campaign", "kind", "at"], name="amendment_walk"),)
