"""Import batches: a file, what was understood of it, its rows with their doubts, and remembered columns."""

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.files.models import StoredFile
from jianfa.journal.models import Journalled, Subject
from jianfa.organisations.models import COUNTY_ROLES, Post, Role, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

CITY_ROLES = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, post: Post) -> Self:
        """The city's batches for those who see the whole city; a county union's own for itself."""
        if post.role in CITY_ROLES:
            return self.filter(uploaded_by__role=Role.DESK)
        if post.role in COUNTY_ROLES:
            return self.filter(unit=post.unit_id, uploaded_by__role__in=COUNTY_ROLES)
        return self.none()


class Batch(Journalled):
    """One uploaded file and what became of it."""

    class Kind(models.TextChoices):
        PROBLEMS = "problems", _("problem list")
        UNITS = "units", _("units")
        PEOPLE = "people", _("people")

    class State(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("batch", "being read")
        UNDERSTOOD = "understood", pgettext_lazy("batch", "to be checked")
        COMMITTED = "committed", pgettext_lazy("batch", "imported")
        UNDONE = "undone", pgettext_lazy("batch", "undone")
        DISCARDED = "discarded", pgettext_lazy("batch", "discarded")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PROBLEMS)
    target = models.UUIDField()
    """What the rows go into; known to the room that takes them (for problems: the campaign)."""
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Whose list it is: the city federation's, or one county union's."""
    uploaded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    read_on = models.DateField()
    """The day against which words such as 年底前 were read."""
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    columns = models.JSONField(default=dict)
    """Heading → field as a person chose it; empty: as understood."""
    names = models.JSONField(default=dict)
    """Name as written → id of the unit it stands for, "" to keep it as written."""
    reading = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    rows_taken = models.PositiveIntegerField(default=0)
    rows_skipped = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    rows_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 over the canonical JSON of all rows as they were taken."""
    committed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    """When it was undone or discarded."""

    objects: ClassVar[BatchQuerySet] = BatchQuerySet.as_manager()  # type: ignore[assignment]
    rows: "RelatedManager[BatchRow]"

    journal_fields = (
        "kind", "target", "unit", "uploaded_by", "uploaded_at", "file", "digest", "read_on", "state", "rows_total",
        "rows_taken", "rows_skipped", "rows_rejected", "rows_digest", "committed_by", "committed_at", "ended_by",
        "ended_at",
    )  # fmt: skip
    journal_texts = ("file_name", "columns", "names")
    journal_silent = {"reading": "what was read of the file, which is kept; it can be read again"}

    class Meta:
        ordering = ("-uploaded_at",)
        indexes = (
            models.Index(fields=["digest", "target"], name="batch_same_file"),
            models.Index(fields=["-uploaded_at"], name="batch_newest"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "target", "unit", "digest"], condition=Q(state="committed"), name="batch_file_once"
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def subject(self) -> Subject:
        return ("import", self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.UPLOADED, self.State.UNDERSTOOD}

    @property
    def is_of_county(self) -> bool:
        """Brought by a county union, whose rows become its own drafts."""
        return self.uploaded_by.role in COUNTY_ROLES

    @property
    def county(self) -> Unit | None:
        """The county union whose rows these are; None for the city's list."""
        return self.unit if self.is_of_county else None


class BatchRow(models.Model):
    """One row (one problem) of a batch. Thousands at once: their digest is in the batch's events, not each row."""

    class Choice(models.TextChoices):
        TAKE = "take", pgettext_lazy("row", "take")
        OPENING = "opening", pgettext_lazy("row", "take as opening balance")
        SKIP = "skip", pgettext_lazy("row", "leave out")

    class Outcome(models.TextChoices):
        NONE = "", pgettext_lazy("row", "not imported yet")
        TAKEN = "taken", pgettext_lazy("row", "imported")
        SKIPPED = "skipped", pgettext_lazy("row", "left out")
        REJECTED = "rejected", pgettext_lazy("row", "rejected")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    sheet = models.CharField(max_length=80)
    row = models.PositiveIntegerField()
    """The first row in the sheet, counted from 1."""
    values = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    """Every cell by heading, as it stood in the file."""
    doubts = models.JSONField(default=list)
    open_doubts = models.PositiveSmallIntegerField(default=0)
    choice = models.CharField(max_length=8, choices=Choice, default=Choice.TAKE)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.NONE, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was rejected, in the language of whoever imported."""

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["batch", "position"], name="batch_row_once"),)
        indexes = (
            models.Index(fields=["batch", "open_doubts", "position"], name="batch_row_doubts"),
            models.Index(fields=["batch", "outcome", "position"], name="batch_row_outcome"),
        )

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class ColumnTemplate(Journalled):
    """How a unit reads the columns of a list with these headings; used again for the next file with them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Batch.Kind, default=Batch.Kind.PROBLEMS)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    """SHA-256 over the headings, in order."""
    columns = models.JSONField(default=dict)
    saved_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    journal_fields = ("kind", "unit", "signature", "saved_by", "saved_at")
    journal_texts = ("columns",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "unit", "signature"], name="column_template_once"),)

    @property
    def subject(self) -> Subject:
        return ("columns", self.pk)
