"""Reminders (临期 · 到期 · 超期 · 催办) as they were sent, each with a receipt of everybody who was told."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.ledger.models import Problem
from jianfa.ledger.models.problem import OfProblem
from jianfa.organisations.models import Person, Post
from jianfa.supervision.rules.reminding import Kind, Level

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

KINDS = (
    (Kind.NEAR.value, pgettext_lazy("reminder", "near the due date")),
    (Kind.DUE.value, pgettext_lazy("reminder", "due")),
    (Kind.OVERDUE.value, pgettext_lazy("reminder", "overdue")),
    (Kind.LONG_OVERDUE.value, pgettext_lazy("reminder", "long overdue")),
    (Kind.URGE.value, pgettext_lazy("reminder", "urged")),
)
LEVELS = (
    (Level.CLERK.value, pgettext_lazy("level", "liaison or handler")),
    (Level.HEAD.value, pgettext_lazy("level", "head of the unit")),
    (Level.DESK.value, pgettext_lazy("level", "city desk")),
    (Level.LEADER.value, pgettext_lazy("level", "leader in charge")),
)


class Reminder(OfProblem):
    """One step of the ladder on one problem and due date, or one 催办 of the desk; sent once, kept for ever."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=16, choices=KINDS)
    due = models.DateField(null=True)
    """The due date it reminds of; one that moves is reminded of anew."""
    day = models.DateField()
    """From this day on the step holds, however late it was sent; of a 催办 the working day it counts for."""
    urged_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("words to the unit"), max_length=200, blank=True)
    sent_at = models.DateTimeField()

    receipts: "RelatedManager[Receipt]"
    journal_fields = ("problem", "kind", "due", "day", "urged_by", "sent_at")
    journal_texts = ("words",)

    class Meta:
        ordering = ("-sent_at",)
        constraints = (
            models.UniqueConstraint(fields=["problem", "kind", "due"], condition=~Q(kind="urge"), name="reminder_once"),
            models.UniqueConstraint(fields=["problem", "day"], condition=Q(kind="urge"), name="urge_once_a_day"),
            models.CheckConstraint(
                condition=Q(kind="urge", urged_by__isnull=False)
                | (~Q(kind="urge") & Q(urged_by=None, due__isnull=False)),
                name="reminder_by_whom",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class Receipt(OfProblem):
    """That one person was reminded, in which post and on which level; and whether it was read."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="+")
    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="receipts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=LEVELS)
    read_at = models.DateTimeField(null=True)

    journal_fields = ("problem", "reminder", "post", "person", "level")
    journal_silent = {"read_at": "shown to the desk beside the reminder; who reads what when is nobody's ranking"}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reminder", "person"], name="receipt_once"),)
