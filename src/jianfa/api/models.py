"""Tokens: a program acting for one person in one post, within a scope, until a day."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled
from jianfa.organisations.models import Post


class Scope(models.TextChoices):
    """What a token may do; a wider scope includes the narrower ones, export stands apart."""

    READ = "read", _("read")
    WRITE = "write", _("read and act")
    EXPORT = "export", _("read and export")


class Token(Journalled):
    """Kept as a digest only; the token itself is shown once."""

    PREFIX: ClassVar[str] = "jf_"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("what it is for"), max_length=60)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens")
    scope = models.CharField(_("scope"), max_length=8, choices=Scope, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField(_("valid until"))
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    journal_owner = "post__person"
    journal_fields = ("post", "scope", "created_at", "expires_on", "revoked_at")
    journal_texts = ("name", "digest")
    journal_silent = {"last_used_on": "shown to its owner only; not a business fact"}

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name
