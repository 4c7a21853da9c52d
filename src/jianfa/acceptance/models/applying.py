"""Applications and how each criterion is answered."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled
from jianfa.ledger.models import Criterion, Problem
from jianfa.organisations.models import Person, Post

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ClosureApplication(Journalled):
    """The acting unit's head says that every criterion is met; on time is judged by the finally accepted one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="applications")
    cycle = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    statement = models.TextField(_("what was done"))
    asked_until = models.DateField(null=True)
    """Until when whoever raised it may say whether it is solved; null where nobody is asked."""
    ended_at = models.DateTimeField(null=True)
    """Taken back or sent back; the next application is a new row."""

    answers: "RelatedManager[CriterionAnswer]"
    journal_owner = "problem"
    journal_fields = ("problem", "cycle", "post", "applicant", "applied_at", "asked_until", "ended_at")
    journal_texts = ("statement",)

    class Meta:
        ordering = ("-applied_at",)
        constraints = (
            models.UniqueConstraint(fields=["problem"], condition=Q(ended_at=None), name="application_one_open"),
        )


class CriterionAnswer(Journalled):
    """How one criterion was met, and what shows it: a document's number or a row is enough."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField(_("how it was met"))
    document_no = models.CharField(_("document no. or row"), max_length=120, blank=True)

    journal_owner = "application__problem"
    journal_fields = ("application", "criterion", "document_no")
    journal_texts = ("text",)

    class Meta:
        ordering = ("criterion__position",)
        constraints = (models.UniqueConstraint(fields=["application", "criterion"], name="answer_once"),)
        indexes = (models.Index(fields=["document_no"], name="answer_document"),)
