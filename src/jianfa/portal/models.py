"""What the public process may see and leave behind, and the one row that says whether it is open.

No model here has a foreign key: the public process loads none of the rooms below, and its database role may read and
write exactly what ``GRANTS`` says. Rows of the inbox are emptied when they have been taken in.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled, Subject
from jianfa.portal.states import RATED, Said, Seen, Urgent

PORTAL_ID = UUID("9d6f2c1e-6a53-4f0e-8c57-0b3f6d2a7b10")
"""The one portal of an installation."""
LONGEST_TEXT, LONGEST_CONTACT, LONGEST_APPEAL = 2000, 100, 1000


class Portal(Journalled):
    """Whether the portal is open, by which decision, and what its first screen says."""

    id = models.UUIDField(primary_key=True, default=PORTAL_ID, editable=False)
    is_on = models.BooleanField(default=False)
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    document_day = models.DateField(_("date of the document"), null=True)
    switched_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    hotlines = models.JSONField(default=list)
    """Of each number, name and kinds, in the order in which they stand on the first screen."""
    urgent_words = models.JSONField(default=dict)
    """Kind → words."""
    log_by = models.CharField(_("who runs the server"), max_length=80, blank=True)
    log_days = models.PositiveSmallIntegerField(_("days its log is kept"), default=0)
    """What the operator's log keeps is told to every worker; 0: none is kept."""

    journal_fields = ("is_on", "document_no", "document_day", "switched_at", "version", "log_days")
    journal_texts = ("hotlines", "urgent_words", "log_by")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=PORTAL_ID), name="portal_one"),
            models.CheckConstraint(
                condition=models.Q(is_on=False) | (~models.Q(document_no="") & models.Q(document_day__isnull=False)),
                name="portal_open_by_document",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> Subject:
        return ("portal", self.pk)


class PortalUnit(models.Model):
    """A unit a demand can be about, as the public pages name it: a copy, renewed from the units inside."""

    unit = models.UUIDField(unique=True)
    code = models.CharField(primary_key=True, max_length=30)
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    is_shown = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class Inbox(models.Model):
    """One row that came from outside; not journalled: what is done with it is, on the demand's own chain."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64)
    """Of the receipt code, which is nowhere kept."""
    sent_at = models.DateTimeField()
    """To the hour only, so that no log of a network can be laid beside it."""
    taken_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=200, blank=True)
    """Why it could not be taken in the last time, for the desk."""

    class Meta:
        abstract = True


class Submission(Inbox):
    """A demand as it was sent; text and contact are emptied once it has been taken in."""

    unit_code = models.CharField(max_length=30)
    text = models.TextField()
    contact = models.CharField(max_length=LONGEST_CONTACT, blank=True)
    wants_city = models.BooleanField(default=False)
    urgent = models.CharField(max_length=10, choices=Urgent, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["digest"], name="submission_one_code"),)
        indexes = (models.Index(fields=["sent_at"], condition=models.Q(taken_at=None), name="submission_waiting"),)

    def __str__(self) -> str:
        return str(self.pk)


class Feedback(Inbox):
    """What a worker says of an answer, or the one appeal; the words of a refused appeal stay until they are read."""

    said = models.CharField(max_length=10, choices=Said)
    text = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["sent_at"], condition=models.Q(taken_at=None), name="feedback_waiting"),
            models.Index(
                fields=["sent_at"],
                condition=models.Q(taken_at__isnull=False) & ~models.Q(text=""),
                name="feedback_unread",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Card(models.Model):
    """What the holder of a receipt code is told: written inside, read outside by the digest of the code."""

    digest = models.CharField(primary_key=True, max_length=64)
    demand = models.UUIDField(unique=True)
    """Not granted to the public process."""
    seen = models.CharField(max_length=10, choices=Seen, default=Seen.RECEIVED)
    receipt_no = models.CharField(max_length=30, blank=True)
    unit_name = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)
    urgent = models.CharField(max_length=10, choices=Urgent, blank=True)
    received_on = models.DateField()
    changed_on = models.DateField()
    said = models.CharField(max_length=10, choices=Said, blank=True)
    may_rate = models.BooleanField(default=False)
    may_appeal = models.BooleanField(default=False)
    has_appealed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.digest[:8]

    @property
    def waits_for_word(self) -> bool:
        return self.may_rate and not self.said and self.seen in RATED


@dataclass(frozen=True)
class Grant:
    """What the public process may do with one table: columns it reads, and whether it may add rows."""

    model: type[models.Model]
    reads: tuple[str, ...] = ()
    inserts: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names in the database of what is read."""
        fields = {field.name: str(field.column) for field in self.model._meta.concrete_fields}
        return tuple(fields[name] for name in self.reads)


CARD_COLUMNS = (
    "digest", "seen", "receipt_no", "unit_name", "answer", "urgent", "received_on", "changed_on", "said", "may_rate",
    "may_appeal", "has_appealed",
)  # fmt: skip
PORTAL_COLUMNS = ("id", "is_on", "hotlines", "urgent_words", "log_by", "log_days")
UNIT_COLUMNS = ("code", "name", "position", "is_shown")
GRANTS: tuple[Grant, ...] = (
    Grant(Portal, PORTAL_COLUMNS),
    Grant(PortalUnit, UNIT_COLUMNS),
    Grant(Card, CARD_COLUMNS),
    Grant(Submission, inserts=True),
    Grant(Feedback, inserts=True),
)
"""Everything the public process may do in the database, on PostgreSQL as grants, on SQLite as an authorizer."""

__all__ = [
    "CARD_COLUMNS", "GRANTS", "PORTAL_COLUMNS", "PORTAL_ID", "UNIT_COLUMNS", "Card", "Feedback", "Grant", "Portal",
    "PortalUnit", "Submission",
]  # fmt: skip
