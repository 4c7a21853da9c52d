"""Services to the point (点对点服务): a department goes to the county, the county says whether it helped (双向赋能)."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled
from jianfa.ledger.models import Problem
from jianfa.ledger.models.problem import OfProblem
from jianfa.organisations.models import Post, Unit
from jianfa.remedies.states import Helped


class ServiceQuerySet(models.QuerySet["TargetedService"]):
    def visible_to(self, post: Post) -> Self:
        """Whoever sees the problem, and the department that serves."""
        return self.filter(Q(unit=post.unit_id) | Q(problem__in=Problem.objects.visible_to(post)))


class TargetedService(OfProblem):
    """What a department does for the county that raised a problem of its own kind, and the county's word on it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="services")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("serving department"))
    what = models.CharField(_("service"), max_length=200)
    version = models.PositiveIntegerField(default=1)
    offered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    verdict = models.CharField(_("did it help?"), max_length=8, choices=Helped, blank=True)
    words = models.TextField(_("in the county's words"), blank=True)
    judged_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    objects: ClassVar[ServiceQuerySet] = ServiceQuerySet.as_manager()  # type: ignore[assignment]
    journal_fields = (
        "problem", "unit", "version", "offered_by", "offered_at", "verdict", "judged_by", "judged_at",
    )  # fmt: skip
    journal_texts = ("what", "words")

    class Meta:
        ordering = ("-offered_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="", judged_by=None, judged_at=None)
                | (~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="service_verdict_has_author",
            ),
        )

    def __str__(self) -> str:
        return self.what


class ServiceVisit(Journalled):
    """One visit: the day, what was done, what came of it. No photograph and no track is asked for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    service = models.ForeignKey(TargetedService, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("day of the visit"))
    done = models.TextField(_("what was done"))
    outcome = models.TextField(_("what came of it"), blank=True)
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    journal_owner = "service__problem"
    journal_fields = ("service", "visited_on", "recorded_by", "recorded_at")
    journal_texts = ("done", "outcome")

    class Meta:
        ordering = ("visited_on", "recorded_at")
