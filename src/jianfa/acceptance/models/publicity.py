"""What is publicised how far, with which words; and who objected, known to few."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.acceptance.models.deciding import Decision, Objection
from jianfa.journal.models import Journalled
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Person, Post


class Scope(models.TextChoices):
    INTERNAL = "internal", pgettext_lazy("publicity", "inside the union system")
    PUBLIC = "public", pgettext_lazy("publicity", "to the public")


class Publicity(Journalled):
    """How far one cycle of a problem is publicised; without a row, internally. The public words are approved apart."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="publicities")
    cycle = models.PositiveSmallIntegerField()
    scope = models.CharField(pgettext_lazy("publicity", "scope"), max_length=8, choices=Scope, default=Scope.INTERNAL)
    public_title = models.CharField(_("public title"), max_length=200, blank=True)
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="publicities")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """Replaced by another draft, or without effect because the problem is exempt."""

    journal_owner = "problem"
    journal_fields = (
        "problem", "cycle", "scope", "drafted_by", "drafter", "drafted_at", "decision", "approver", "approved_at",
        "ended_at",
    )  # fmt: skip
    journal_texts = ("public_title",)

    class Meta:
        ordering = ("-drafted_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["problem", "cycle"], condition=Q(ended_at=None), name="publicity_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("drafter")), name="publicity_two_persons"
            ),
            models.CheckConstraint(condition=~Q(scope="public") | ~Q(public_title=""), name="publicity_public_words"),
        )


class Objector(Journalled):
    """Who objected and how to reach them: apart from the objection, for the desk's lead and the auditor only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    objection = models.OneToOneField(Objection, models.PROTECT, related_name="objector")
    name = models.CharField(_("who objected"), max_length=40, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=80, blank=True)
    erased_at = models.DateTimeField(null=True)

    journal_owner = "objection__problem"
    journal_fields = ("objection", "erased_at")
    journal_texts = ("name", "contact")
