"""The lot (双随机): candidates published first, a seed nobody could know then, and the order it gave."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from jianfa.acceptance.models.applying import ClosureApplication
from jianfa.journal.models import Journalled
from jianfa.organisations.models import Post


class Lot(Journalled):
    """One lot for the panel of one application; what was published stays, and a draw stays (triggers hold both)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="lots")
    rule = models.CharField(max_length=20)
    """Name and version of the rule by which it is drawn (``rules.LOT_RULE``)."""
    size = models.PositiveSmallIntegerField()
    needs_outsider = models.BooleanField()
    candidates = models.JSONField()
    """Of each candidate ``post`` and ``outside``, in the order of the ids; one post for each person."""
    called_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    checkpoint = models.PositiveIntegerField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    """Hash of that checkpoint, hexadecimal; "" until it is drawn."""
    drawn = models.JSONField(default=list)
    """Ids of posts in the order of the draw."""
    gone = models.JSONField(default=list)
    """Ids of posts that were passed over when it was drawn: no longer held, or no longer independent."""
    drawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """It could not fill the panel, and another lot was called."""

    journal_owner = "application__problem"
    journal_fields = (
        "application", "rule", "size", "needs_outsider", "candidates", "called_by", "called_at", "checkpoint", "seed",
        "drawn", "gone", "drawn_at", "ended_at",
    )  # fmt: skip

    class Meta:
        ordering = ("called_at",)
        constraints = (
            models.UniqueConstraint(fields=["application"], condition=Q(ended_at=None), name="lot_one_open"),
            models.CheckConstraint(
                condition=Q(drawn_at=None, checkpoint=None, seed="")
                | (Q(drawn_at__isnull=False, checkpoint__isnull=False, ended_at=None) & ~Q(seed="")),
                name="lot_drawn_with_its_seed",
            ),
        )
