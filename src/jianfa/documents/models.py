"""Archive packages that were made of a problem (一题一档)."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from jianfa.files.models import StoredFile
from jianfa.journal.models import Journalled
from jianfa.ledger.models import Problem, Retention
from jianfa.organisations.models import Post


class Archive(Journalled):
    """One package; the same matter gives the same bytes, and is then not made a second time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="archives")
    cycle = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    """The last event of the problem that is in it."""
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    files = models.PositiveIntegerField()
    """How many files are in it."""
    retention = models.CharField(max_length=10, choices=Retention)

    journal_owner = "problem"
    journal_fields: ClassVar[tuple[str, ...]] = (
        "problem", "cycle", "seq", "at", "post", "file", "files", "retention",
    )  # fmt: skip

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=["problem", "file"], name="archive_once"),)
