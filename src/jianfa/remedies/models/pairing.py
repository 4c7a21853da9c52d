"""Link pairing (对口联系): which leader and which department answers for which county, and their visits."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled, Subject
from jianfa.organisations.models import Person, Post, Unit
from jianfa.remedies.models.policies import READERS


class PairingQuerySet(models.QuerySet["LinkPairing"]):
    def visible_to(self, post: Post) -> Self:
        """Who answers for which county is known to everybody with a part in the work."""
        return self.all() if post.role in READERS else self.none()


class LinkPairing(Journalled):
    """A leader or a department, from one day until another; at most one open of each for a county."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("county union"))
    leader = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("city leader"))
    department = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("department"))
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[PairingQuerySet] = PairingQuerySet.as_manager()  # type: ignore[assignment]
    journal_fields = (
        "county", "leader", "department", "from_day", "until_day", "version", "made_by", "made_at",
    )  # fmt: skip

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(leader=None, department__isnull=False) | Q(leader__isnull=False, department=None),
                name="pairing_is_one",
            ),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="pairing_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["county"], condition=Q(until_day=None, department=None), name="pairing_one_leader"
            ),
            models.UniqueConstraint(
                fields=["county"], condition=Q(until_day=None, leader=None), name="pairing_one_department"
            ),
        )
        indexes = (models.Index(fields=["-made_at", "-id"], name="pairing_newest"),)

    def __str__(self) -> str:
        return f"{self.name} → {self.county}"

    @property
    def subject(self) -> Subject:
        return ("pairing", self.pk)

    @property
    def name(self) -> str:
        """Return who answers for the county: the leader's name, or the department's."""
        return str(self.leader.person.name if self.leader else self.department)


class PairingVisit(Journalled):
    """One visit to the county by whoever answers for it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pairing = models.ForeignKey(LinkPairing, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("day of the visit"))
    done = models.TextField(_("what was heard and done"))
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    confirmer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    answer = models.TextField(_("what the county says"), blank=True)

    journal_owner = "pairing"
    journal_fields = (
        "pairing", "visited_on", "recorded_by", "recorder", "recorded_at", "confirmed_by", "confirmer", "confirmed_at",
    )  # fmt: skip
    journal_texts = ("done", "answer")

    class Meta:
        ordering = ("-visited_on", "-recorded_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmer=None) | ~Q(confirmer=F("recorder")), name="pairing_visit_two_persons"
            ),
        )
