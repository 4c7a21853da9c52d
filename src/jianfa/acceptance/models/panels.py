"""Panels, their members and what each member found."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    """As it stood when concluded: solved, partly, unsolved, none (未答复), or why nobody was asked (same, city)."""

    members: "RelatedManager[PanelMember]"
    journal_owner = "application__problem"
    journal_fields = (
        "application", "round", "named_by", "named_at", "is_split", "concluded_at", "ended_at", "source_answer",
    )  # fmt: skip

    class Meta:
        ordering = ("-named_at",)
        indexes = (models.Index(fields=["named_at"], name="panel_named"),)
        constraints = (
            models.UniqueConstraint(fields=["application", "round"], name="panel_round"),
            models.UniqueConstraint(fields=["application"], condition=Q(ended_at=None), name="panel_one_open"),
        )


class PanelMember(Journalled):
    """One member with the result; each records once. Never whoever applied (a trigger holds it too).

    Columns added later are null, not "": SQLite adds such a column in place, without remaking a table with triggers.
    """

    class Verdict(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")

    class Interest(models.TextChoices):
        NONE = "none", pgettext_lazy("conflict of interest", "none")
        CONFLICT = "conflict", pgettext_lazy("conflict of interest", "there is one")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)
    interest = models.CharField(max_length=8, choices=Interest, null=True)
    """What the member declared; a result needs none (a trigger holds it too), null before this was asked."""
    visited_on = models.DateField(null=True)
    """The day on site, where the method says so."""
    left_at = models.DateTimeField(null=True)
    """Stepped aside or replaced before recording; whoever has left does not count."""
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    results: "RelatedManager[CriterionResult]"
    journal_owner = "panel__application__problem"
    journal_fields = (
        "panel", "post", "person", "verdict", "recorded_at", "interest", "visited_on", "left_at", "replaces",
    )  # fmt: skip
    journal_texts = ("note",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["panel", "person"], name="member_once"),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="member_one_successor"
            ),
        )

    @classmethod
    def vacant(cls) -> Q:
        """Members who have left and for whom nobody has been named yet."""
        return Q(left_at__isnull=False, replaced_by=None)


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
