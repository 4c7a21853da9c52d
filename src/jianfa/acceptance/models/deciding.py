"""Decisions, objections and write-offs."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance.models.applying import ClosureApplication
from jianfa.journal.models import Journalled
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Person, Post
from jianfa.supervision.states import OnTime

if TYPE_CHECKING:
    pass


class Decision(Journalled):
    """A leader's approval; decider, applicant and verifiers are different persons."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="decisions")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decision_no = models.CharField(_("decision no."), max_length=80)
    exemption = models.TextField(_("reason for no publicity"), blank=True)
    revoked_at = models.DateTimeField(null=True)
    """Set when the leader has it checked again or upholds an objection; the row stays."""

    journal_owner = "application__problem"
    journal_fields = ("application", "applicant", "post", "decider", "decided_at", "decision_no", "revoked_at")
    journal_texts = ("exemption",)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(decider=F("applicant")), name="decision_two_persons"),
            models.UniqueConstraint(fields=["application"], condition=Q(revoked_at=None), name="decision_one_standing"),
        )


class Objection(Journalled):
    """An objection during the publicity period; each is answered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="objections")
    cycle = models.PositiveSmallIntegerField()
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    text = models.TextField(_("objection"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(default=False)

    journal_owner = "problem"
    journal_fields = (
        "problem", "cycle", "entered_by", "raised_at", "answered_by", "answered_at", "is_upheld",
    )  # fmt: skip
    journal_texts = ("text", "answer")

    class Meta:
        ordering = ("-raised_at",)


class WriteOff(Journalled):
    """One per problem and cycle, whatever the code does; a relapse opens the next cycle and leaves this one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="write_offs")
    cycle = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    is_on_time = models.BooleanField(null=True)
    """None for an opening balance, which stays outside on-time figures."""
    on_time = models.CharField(max_length=8, choices=OnTime, blank=True)
    """The class: original, extended, overdue; empty for an opening balance."""
    is_first_pass = models.BooleanField(null=True)
    basis = models.CharField(_("basis document"), max_length=120, blank=True)

    journal_owner = "problem"
    journal_fields = ("problem", "cycle", "at", "is_on_time", "on_time", "is_first_pass", "basis")

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=["problem", "cycle"], name="write_off_once"),)
        indexes = (models.Index(fields=["-at"], name="write_off_latest"),)
