"""Panels, their members and what each member found."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance.models.applying import ClosureApplication
from jianfa.journal.models import Journalled
from jianfa.ledger.models import Criterion
from jianfa.organisations.models import Person, Post

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Panel(Journalled):
    """Who verifies one application (验收组); a recheck names another round."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="panels")
    round = models.PositiveSmallIntegerField(default=1)
    named_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    is_split = models.BooleanField(default=False)
    concluded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    source_answer = models.CharField(max_length=12, blank=True)
    """What the county that raised it answers: solved, partly, unsolved, or none (未答复)."""

    members: "RelatedManager[PanelMember]"
    journal_owner = "application__problem"
    journal_fields = (
        "application", "round", "named_by", "named_at", "is_split", "concluded_at", "ended_at", "source_answer",
    )  # fmt: skip

    class Meta:
        ordering = ("-named_at",)
        constraints = (
            models.UniqueConstraint(fields=["application", "round"], name="panel_round"),
            models.UniqueConstraint(fields=["application"], condition=Q(ended_at=None), name="panel_one_open"),
        )


class PanelMember(Journalled):
    """One member with the result; each records once. Never whoever applied (a trigger holds it too)."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)

    results: "RelatedManager[CriterionResult]"
    journal_owner = "panel__application__problem"
    journal_fields = ("panel", "post", "person", "verdict", "recorded_at")
    journal_texts = ("note",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["panel", "person"], name="member_once"),)


class CriterionResult(Journalled):
    """One member's finding on one criterion."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="results")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    has_passed = models.BooleanField()
    note = models.TextField(blank=True)

    journal_owner = "member__panel__application__problem"
    journal_fields = ("member", "criterion", "has_passed")
    journal_texts = ("note",)

    class Meta:
        ordering = ("criterion__position",)
        constraints = (models.UniqueConstraint(fields=["member", "criterion"], name="result_once"),)
