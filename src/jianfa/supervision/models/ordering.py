"""Supervision orders (督办单, 挂牌督办, 约谈): one paper to a unit for a month with all its items; the answers."""

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models import Problem
from jianfa.organisations.models import UNIT_ROLES, Person, Post, Role, Unit, UnitKind

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

UNION_UNITS = (UnitKind.COUNTY_UNION, UnitKind.DEPARTMENT)
"""Who can be addressed: the city's departments and the county unions; never a Party or government body."""


class OrderKind(models.TextChoices):
    ORDER = "order", _("supervision order")
    ESCALATED = "escalated", _("escalated supervision")
    SUMMONS = "summons", _("summons to a talk")


class OrderState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("order", "drafted")
    SIGNED = "signed", pgettext_lazy("order", "signed, to be signed for")
    RECEIVED = "received", pgettext_lazy("order", "signed for, to be answered")
    ANSWERED = "answered", pgettext_lazy("order", "answered")
    CLOSED = "closed", pgettext_lazy("order", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "withdrawn")


UNSIGNED = (OrderState.DRAFT, OrderState.WITHDRAWN)
UNANSWERED = (OrderState.SIGNED, OrderState.RECEIVED)


class OrderQuerySet(models.QuerySet["SupervisionOrder"]):
    def visible_to(self, post: Post) -> Self:
        """Desk, leaders and the auditor see every paper, a unit what was signed and is addressed to it."""
        if post.role in {Role.DESK, Role.LEADER, Role.AUDITOR}:
            return self.all()
        if post.role in UNIT_ROLES:
            return self.filter(unit=post.unit_id).exclude(state__in=UNSIGNED)
        return self.none()


class SupervisionOrder(Journalled):
    """One paper: drafted by the desk, signed by a leader, answered item by item by the unit it is addressed to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind of paper"), max_length=10, choices=OrderKind, default=OrderKind.ORDER)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("addressed unit"))
    month = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    colour = models.CharField(_("colour"), max_length=8)
    """The worst light of its items as it was when they were put on the paper."""
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="escalations")
    requirement = models.TextField(_("requirement"))
    answer_days = models.PositiveSmallIntegerField(_("answer within working days"))
    talk_on = models.DateField(_("day of the talk"), null=True)
    place = models.CharField(_("place of the talk"), max_length=80, blank=True)

    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    number = models.CharField(_("number of the paper"), max_length=30, null=True, unique=True)
    year = models.PositiveSmallIntegerField(null=True)
    n = models.PositiveIntegerField(null=True)
    signed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    answer_by = models.DateField(_("answer by"), null=True)

    received_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing = models.TextField(_("how it ended"), blank=True)

    objects: ClassVar[OrderQuerySet] = OrderQuerySet.as_manager()  # type: ignore[assignment]
    items: "RelatedManager[OrderItem]"
    summoned: "RelatedManager[SummonedPost]"
    copies: "RelatedManager[OrderCopy]"

    journal_fields = (
        "kind", "unit", "month", "state", "version", "colour", "based_on", "answer_days", "talk_on", "drafted_by",
        "drafter", "drafted_at", "number", "year", "n", "signed_by", "signer", "signed_at", "answer_by",
        "received_by", "received_at", "answered_at", "closed_by", "closed_at",
    )  # fmt: skip
    journal_texts = ("requirement", "place", "closing")

    class Meta:
        ordering = ("-drafted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "month", "kind"], condition=~Q(state="withdrawn"), name="order_one_a_month"
            ),
            models.UniqueConstraint(fields=["kind", "year", "n"], name="order_series"),
            models.CheckConstraint(condition=Q(signer=None) | ~Q(signer=F("drafter")), name="order_two_persons"),
            models.CheckConstraint(
                condition=Q(state__in=UNSIGNED)
                | Q(number__isnull=False, signer__isnull=False, signed_at__isnull=False, answer_by__isnull=False),
                name="order_in_force_is_signed",
            ),
            models.CheckConstraint(condition=Q(kind="order") | Q(based_on__isnull=False), name="order_step_by_step"),
            models.CheckConstraint(condition=~Q(kind="summons") | Q(talk_on__isnull=False), name="order_summons_day"),
        )
        indexes = (
            models.Index(fields=["-drafted_at", "-id"], name="order_newest"),
            models.Index(fields=["unit", "state", "-drafted_at"], name="order_of_unit"),
            models.Index(fields=["state", "answer_by"], name="order_state"),
        )

    def __str__(self) -> str:
        return self.number or str(self.get_kind_display())

    @property
    def subject(self) -> Subject:
        return ("order", self.pk)


class OfOrder(Journalled):
    """A row that belongs to one paper and is written in its chain."""

    journal_owner = "order"

    class Meta:
        abstract = True


class OrderItem(OfOrder):
    """One problem on a paper, with its light and the reason in words as they were that day; never changed later."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="items")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="order_items")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    light = models.CharField(max_length=8)
    reason = models.CharField(max_length=200)
    due = models.DateField(null=True)
    as_of = models.DateField()
    adder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    """Taken off before the paper was signed."""

    answers: "RelatedManager[OrderAnswer]"
    journal_fields = (
        "order", "problem", "position", "number", "light", "due", "as_of", "adder", "ended_at",
    )  # fmt: skip
    journal_texts = ("title", "reason")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["order", "problem"], condition=Q(ended_at=None), name="order_item_once"),
            models.UniqueConstraint(fields=["order", "position"], name="order_item_position"),
        )


class OrderAnswer(Journalled):
    """What the unit answers to one item; one that was not enough is ended with what is missing, and kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(OrderItem, models.PROTECT, related_name="answers")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("answer"))
    document_no = models.CharField(_("number of the sealed reply"), max_length=80, blank=True)
    missing = models.TextField(_("what is missing"), blank=True)
    ended_at = models.DateTimeField(null=True)

    journal_owner = "item__order"
    journal_fields = ("item", "post", "at", "document_no", "ended_at")
    journal_texts = ("text", "missing")

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(fields=["item"], condition=Q(ended_at=None), name="order_answer_one_standing"),
        )


class SummonedPost(OfOrder):
    """A union officer of the addressed unit who is summoned to the talk."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="summoned")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    journal_fields = ("order", "post")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["order", "post"], name="order_summoned_once"),)


class OrderCopy(OfOrder):
    """A copy to a Party committee: only by a letter with number and date that a leader has signed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, related_name="copies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Party committee"))
    letter_no = models.CharField(_("letter no."), max_length=80)
    letter_on = models.DateField(_("date of the letter"))
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    signer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    journal_fields = (
        "order", "unit", "letter_no", "letter_on", "drafter", "signed_by", "signer", "signed_at",
    )  # fmt: skip

    class Meta:
        ordering = ("signed_at",)
        constraints = (
            models.UniqueConstraint(fields=["order", "unit"], name="order_copy_once"),
            models.CheckConstraint(condition=~Q(letter_no=""), name="order_copy_by_letter"),
            models.CheckConstraint(condition=~Q(signer=F("drafter")), name="order_copy_two_persons"),
        )
