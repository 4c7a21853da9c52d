"""What an auditor looks at (疑点): derived from the journal, made anew from it at any time."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import pgettext_lazy

from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Role

SEE_DOUBTS = frozenset({Role.AUDITOR, Role.LEADER})


class DoubtKind(models.TextChoices):
    SAME_PAIR = "same_pair", pgettext_lazy("doubt", "same pair verifies and approves")
    QUICK_PASS = "quick_pass", pgettext_lazy("doubt", "passed within an hour")
    REUSED = "reused", pgettext_lazy("doubt", "evidence used for another problem")
    AFTER_RED = "after_red", pgettext_lazy("doubt", "date, weight or criteria changed after red")
    LATE_EXTENSION = "late_extension", pgettext_lazy("doubt", "extension asked for just before due")
    AFTER_BASELINE = "after_baseline", pgettext_lazy("doubt", "merged or voided after the baseline")
    RECORDED = "recorded", pgettext_lazy("doubt", "entered from paper")
    SIGNED_BY_ITSELF = "signed_by_itself", pgettext_lazy("doubt", "counted as signed for")
    OPENING = "opening", pgettext_lazy("doubt", "opening balance")
    REFUSED_RELAPSE = "refused_relapse", pgettext_lazy("doubt", "refused relapse")


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def visible_to(self, post: Post) -> Self:
        """The auditor and the leaders see doubts; nobody else."""
        return self.all() if post.role in SEE_DOUBTS else self.none()


class Doubt(models.Model):
    """One thing worth a look: which rule, on which event, with which values. It accuses nobody."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=DoubtKind)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, blank=True)
    """Tells several doubts of a kind on one event apart: a person, a document's number."""
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    values = models.JSONField(default=dict)
    """The working: ids, numbers and days; never a name or a typed sentence."""

    objects: ClassVar[DoubtQuerySet] = DoubtQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=["event", "kind", "key"], name="doubt_once"),)
        indexes = (models.Index(fields=["kind", "-at", "-id"], name="doubt_newest"),)


class DoubtCursor(models.Model):
    """How far the journal has been read for doubts; without the row everything is read anew."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
