"""Background jobs: rows of our own database, with a lease (docs/jobs.md)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.organisations.models import Post


class Job(models.Model):
    """One piece of long work, on one subject. Not journalled: what it does journals itself."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("job", "waiting")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", pgettext_lazy("job", "failed")

    class Stage(models.TextChoices):
        READING = "reading", _("Reading the file")
        CHECKING = "checking", _("Checking rows")
        WRITING = "writing", _("Writing, all at once")
        INDEXING = "indexing", _("Making them findable")
        WITHDRAWING = "withdrawing", _("Withdrawing")
        SETTING = "setting", _("Setting papers")
        PACKING = "packing", _("Packing files")
        COMPARING = "comparing", _("Comparing texts")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    """A key of ``settings.JOBS``, which names the function that does it."""
    subject = models.UUIDField()
    params = models.JSONField(default=dict)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    """Sentences of the result are written in the language of whoever asked."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    stage = models.CharField(max_length=12, choices=Stage, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    sentence = models.TextField(blank=True)
    """Why it failed, for the official."""
    asked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    """Until then whoever runs it is believed to be alive; renewed with each report of progress."""
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "asked_at"], name="job_next"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state__in=["waiting", "running"]), name="job_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_running(self) -> bool:
        """Waiting or under way."""
        return self.state in {self.State.WAITING, self.State.RUNNING}
