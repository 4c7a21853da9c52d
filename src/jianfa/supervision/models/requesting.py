"""What was granted of what a unit asked for: extensions (延期) and changes of clock (改为持续), each kept for ever."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.ledger.models import Criterion, Problem
from jianfa.ledger.models.problem import OfProblem
from jianfa.ledger.rules import MOST_EXTENSIONS
from jianfa.organisations.models import Post, Proposal


class Granted(OfProblem):
    """Who asked, who checked and who granted; ``due_before`` is the due date it took the place of.

    ``checked_by`` is empty where the decision was entered from paper (代录): the paper went through both offices.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="%(class)s_grants")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="+")
    cycle = models.PositiveSmallIntegerField()
    reason = models.TextField(_("reason"))
    due_before = models.DateField(null=True)
    asked_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    granted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    journal_fields: ClassVar[tuple[str, ...]] = (
        "problem", "proposal", "cycle", "due_before", "asked_by", "asked_on", "checked_by", "granted_by", "granted_at",
    )  # fmt: skip
    journal_texts: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta:
        abstract = True


class Extension(Granted):
    """The nth extension in a cycle: the date asked for and the date granted, which may be earlier."""

    nth = models.PositiveSmallIntegerField()
    requested_until = models.DateField()
    granted_until = models.DateField()

    journal_fields = (*Granted.journal_fields, "nth", "requested_until", "granted_until")

    class Meta:
        ordering = ("granted_at",)
        constraints = (
            models.UniqueConstraint(fields=["problem", "cycle", "nth"], name="extension_nth"),
            models.CheckConstraint(condition=Q(nth__gte=1, nth__lte=MOST_EXTENSIONS), name="extension_at_most"),
            models.CheckConstraint(condition=Q(granted_until__gt=F("due_before")), name="extension_is_later"),
            models.CheckConstraint(
                condition=Q(granted_until__lte=F("requested_until")), name="extension_within_request"
            ),
        )


class ClockChange(Granted):
    """The change to a continuous clock: a stage goal that is accepted like a criterion, a review, an expected end."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    stage_goal = models.CharField(_("stage goal"), max_length=300)
    review_on = models.DateField(_("next review"))
    expected_end = models.DateField(_("expected end"))

    journal_fields = (*Granted.journal_fields, "criterion", "review_on", "expected_end")
    journal_texts = ("reason", "stage_goal")

    class Meta:
        ordering = ("granted_at",)
        constraints = (
            models.UniqueConstraint(fields=["problem", "cycle"], name="clock_change_once"),
            models.CheckConstraint(condition=Q(expected_end__gte=F("review_on")), name="clock_change_review_first"),
        )
