"""Whether a common problem is solved where it was felt: one row for each county that has it."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jianfa.ledger.models import Problem
from jianfa.ledger.models.problem import OfProblem
from jianfa.organisations.models import Post, Unit
from jianfa.remedies.states import OPEN_EFFECTS, EffectState


class EffectQuerySet(models.QuerySet["Effect"]):
    def visible_to(self, post: Post) -> Self:
        """Whoever sees the problem, and the unit that is asked: it answers without seeing the whole problem."""
        return self.filter(Q(unit=post.unit_id) | Q(problem__in=Problem.objects.visible_to(post)))

    def still_open(self) -> Self:
        """Return the rows of the present cycle that keep their problem from being applied for."""
        return self.filter(state__in=OPEN_EFFECTS, cycle=models.F("problem__cycle"))


class Effect(OfProblem):
    """A policy issued is not yet a write-off: the county's head confirms what arrived, or says why not yet.

    The head's answer is the signature; a leader may waive a row with a reason and a document. A row moves to a problem
    that was split off, where the same county is asked from then on.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="effects")
    cycle = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(_("effect"), max_length=10, choices=EffectState, default=EffectState.AWAITED)
    version = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.TextField(_("what it says"), blank=True)
    document_no = models.CharField(_("document no. or row"), max_length=120, blank=True)
    settled_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    moved_to = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[EffectQuerySet] = EffectQuerySet.as_manager()  # type: ignore[assignment]
    journal_fields = (
        "problem", "cycle", "unit", "state", "version", "asked_by", "asked_at", "document_no", "settled_by",
        "settled_at", "moved_to",
    )  # fmt: skip
    journal_texts = ("words",)

    class Meta:
        ordering = ("unit__position", "unit__code")
        constraints = (
            models.UniqueConstraint(fields=["problem", "cycle", "unit"], name="effect_once"),
            models.CheckConstraint(
                condition=Q(state="awaited", settled_by=None, settled_at=None)
                | (~Q(state="awaited") & Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(words="")),
                name="effect_settled_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "waived"]) | ~Q(document_no=""), name="effect_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(state="moved", moved_to__isnull=False) | (~Q(state="moved") & Q(moved_to=None)),
                name="effect_moved_somewhere",
            ),
        )
        indexes = (
            models.Index(fields=["unit", "state"], name="effect_unit"),
            models.Index(fields=["problem", "state"], name="effect_problem"),
        )

    def __str__(self) -> str:
        return f"{self.problem} · {self.unit}"
