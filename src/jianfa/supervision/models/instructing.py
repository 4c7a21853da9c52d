"""Instructions (批示): what a leader writes on a problem, to whom, and what they answer."""

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.journal.models import Journalled
from jianfa.ledger.models import Problem
from jianfa.ledger.models.problem import OfProblem
from jianfa.organisations.models import UNIT_ROLES, Person, Post, Role, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, post: Post) -> Self:
        """The desk, the auditor, the leader who wrote it and those it is addressed to; nobody else."""
        if post.role in {Role.DESK, Role.AUDITOR}:
            return self.all()
        mine = Q(leader=post.person_id) if post.role == Role.LEADER else Q(pk=None)
        return self.filter(mine | Q(Exists(Addressee.objects.of(post).filter(instruction=OuterRef("pk")))))


class Instruction(OfProblem):
    """One instruction; it stands on the addressees' desks until each has answered, and is closed by leader or desk."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("instruction", "to be answered")
        ANSWERED = "answered", pgettext_lazy("instruction", "answered")
        CLOSED = "closed", pgettext_lazy("instruction", "closed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="instructions")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    leader = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("instruction"))
    due = models.DateField(_("answer by"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    closed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing = models.TextField(_("how it ended"), blank=True)

    objects: ClassVar[InstructionQuerySet] = InstructionQuerySet.as_manager()  # type: ignore[assignment]
    addressees: "RelatedManager[Addressee]"
    journal_fields = ("problem", "post", "leader", "at", "due", "state", "version", "closed_by", "closed_at")
    journal_texts = ("text", "closing")

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["problem", "-at"], name="instruction_of_problem"),
            models.Index(fields=["state", "due"], name="instruction_state"),
            models.Index(fields=["leader", "state"], name="instruction_leader"),
        )

    def __str__(self) -> str:
        return self.text[:40]


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    def of(self, post: Post) -> Self:
        """Rows that address the post: by name, or its unit, or whoever held the same post of the unit before."""
        named = Q(post__person=post.person_id, post__role=post.role)
        if post.role not in UNIT_ROLES:
            return self.filter(named)
        return self.filter(named | Q(unit=post.unit_id) | Q(post__unit=post.unit_id, post__role=post.role))


class Addressee(Journalled):
    """A union unit or a union post that an instruction is addressed to; a trigger keeps others out."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="addressees")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects: ClassVar[AddresseeQuerySet] = AddresseeQuerySet.as_manager()  # type: ignore[assignment]
    journal_owner = "instruction__problem"
    journal_fields = ("instruction", "position", "unit", "post", "answered_by", "answered_at")
    journal_texts = ("answer",)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit=None, post__isnull=False) | Q(unit__isnull=False, post=None), name="addressee_is_one"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="addressee_answer_has_author",
            ),
            models.UniqueConstraint(fields=["instruction", "unit"], name="addressee_unit_once"),
            models.UniqueConstraint(fields=["instruction", "post"], name="addressee_post_once"),
        )

    @property
    def name(self) -> str:
        """Return the addressee in words: the unit, or person and unit."""
        if self.unit is not None:
            return str(self.unit.name)
        assert self.post is not None  # addressee_is_one
        return f"{self.post.person.name}（{self.post.unit.short_name}）"
