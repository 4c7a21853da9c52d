"""The list of domain synonyms: each version is proposed by the desk and confirmed by another person."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.journal.models import Journalled, Subject
from jianfa.organisations.models import Person, Post


class SynonymList(Journalled):
    """One version of the list, whole, one group a line; the confirmed one with the highest version is in force."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("list of synonyms", "proposed")
        CONFIRMED = "confirmed", pgettext_lazy("list of synonyms", "confirmed")
        REJECTED = "rejected", pgettext_lazy("list of synonyms", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("list of synonyms", "withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.PositiveIntegerField(unique=True)
    text = models.TextField(_("synonyms"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    journal_fields = (
        "version", "state", "proposed_by", "proposer", "proposed_at", "decided_by", "decider", "decided_at",
    )  # fmt: skip
    journal_texts = ("text", "reason")

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=["state"], condition=Q(state="proposed"), name="synonyms_one_proposed"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decider__isnull=False, decided_at__isnull=False),
                name="synonyms_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "rejected"]) | ~Q(decider=F("proposer")),
                name="synonyms_two_persons",
            ),
        )

    def __str__(self) -> str:
        return str(self.version)

    @property
    def subject(self) -> Subject:
        return ("synonyms", self.pk)
