"""A link by which an outside member without an account signs once."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from jianfa.acceptance.models.panels import PanelMember
from jianfa.journal.models import Journalled
from jianfa.organisations.models import Post


class SigningLink(Journalled):
    """A one-time link for one seat; only the digest of its secret is kept, and the secret is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """A newer link took its place."""

    journal_owner = "member__panel__application__problem"
    journal_fields = ("member", "digest", "made_by", "made_at", "expires_at", "used_at", "ended_at")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None, used_at=None), name="signing_link_one_open"
            ),
        )
