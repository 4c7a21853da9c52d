"""Policy measures (政策措施): a document that serves one problem or many."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Role

READERS = frozenset(
    {
        Role.LIAISON, Role.HEAD, Role.DESK, Role.HANDLER, Role.DEPARTMENT_HEAD, Role.LEADER, Role.ASSESSOR,
        Role.AUDITOR,
    }
)  # fmt: skip
"""Everybody with a part in the work; panellists read what stands on the problem they verify."""


class PolicyQuerySet(models.QuerySet["PolicyMeasure"]):
    def visible_to(self, post: Post) -> Self:
        """A policy is issued to be known."""
        return self.all() if post.role in READERS else self.none()


class PolicyMeasure(Journalled):
    """One document: its number and day, who issued it, what it says and from when it holds."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document_no = models.CharField(_("document no."), max_length=80)
    document_on = models.DateField(_("date of the document"))
    issued_by = models.CharField(_("issued by"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it says"))
    effective_on = models.DateField(_("effective from"))
    ended_on = models.DateField(_("ended on"), null=True)
    ending = models.TextField(_("why it ended"), blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects: ClassVar[PolicyQuerySet] = PolicyQuerySet.as_manager()  # type: ignore[assignment]
    journal_fields = ("document_no", "document_on", "effective_on", "ended_on", "version", "entered_by", "entered_at")
    journal_texts = ("title", "text", "issued_by", "ending")

    class Meta:
        ordering = ("-document_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["document_no"], condition=Q(ended_on=None), name="policy_document_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("effective_on")), name="policy_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=["-document_on", "-id"], name="policy_newest"),)

    def __str__(self) -> str:
        return f"{self.document_no} {self.title}"

    @property
    def subject(self) -> Subject:
        return ("policy", self.pk)


class Serving(Journalled):
    """A policy serves a problem; ended, never deleted, when it was linked by mistake."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    policy = models.ForeignKey(PolicyMeasure, models.PROTECT, related_name="servings")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="servings")
    linked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    journal_owner = "policy"
    journal_fields = ("policy", "problem", "linked_by", "linked_at", "ended_at")

    class Meta:
        ordering = ("linked_at",)
        constraints = (
            models.UniqueConstraint(fields=["policy", "problem"], condition=Q(ended_at=None), name="serving_once"),
        )
