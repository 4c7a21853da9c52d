"""Petitions (争取事项): what is asked of a Party committee, a government or a superior body, and what it grants."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import COUNTY_ROLES, DEPARTMENT_ROLES, Person, Post, Role, Unit
from jianfa.remedies.states import SENT_ON, SIGNED_ON, LetterForm, PetitionState, QuotaKind, Result

CITY = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})
SEE_ALL_GRANTS = CITY | DEPARTMENT_ROLES | {Role.ASSESSOR}


class PetitionQuerySet(models.QuerySet["Petition"]):
    def visible_to(self, post: Post) -> Self:
        """The city and the unit it goes out from; once it is sent, whoever sees its problem or a grant."""
        if post.role in CITY:
            return self.all()
        if post.role not in SEE_ALL_GRANTS | COUNTY_ROLES:
            return self.none()
        seen = Q(problem__in=Problem.objects.visible_to(post))
        granted = Q(pk__in=QuotaGrant.objects.visible_to(post).in_force().values("petition"))
        # Of a sensitive matter a county sees what it was granted, not the letter.
        granted &= Q(problem=None) | ~Q(problem__sensitivity=Sensitivity.SENSITIVE)
        own = Q(from_unit=post.unit_id) if post.role in DEPARTMENT_ROLES else Q(pk=None)
        return self.filter(own | (Q(state__in=SENT_ON) & (seen | granted)))


class Petition(Journalled):
    """One letter with its reply. ``is_from_ledger``: it is the letter by which a listed problem was petitioned.

    Number, day, addressee and signature of such a letter are taken from the problem and are not typed again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="petitions")
    form = models.CharField(_("form of the letter"), max_length=8, choices=LetterForm, default=LetterForm.REQUEST)
    addressee = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("addressee"))
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("sending unit"))
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what is asked for"), blank=True)
    is_from_ledger = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=8, choices=PetitionState, default=PetitionState.DRAFTED)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    letter_no = models.CharField(_("letter no."), max_length=80, blank=True)
    letter_on = models.DateField(_("date of the letter"), null=True)
    reply_no = models.CharField(_("number of the reply"), max_length=80, blank=True)
    reply_on = models.DateField(_("date of the reply"), null=True)
    reply = models.TextField(_("what the reply says"), blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result, blank=True)
    replied_at = models.DateTimeField(null=True)
    dropping = models.TextField(_("why it is dropped"), blank=True)

    objects: ClassVar[PetitionQuerySet] = PetitionQuerySet.as_manager()  # type: ignore[assignment]
    journal_fields = (
        "problem", "form", "addressee", "from_unit", "is_from_ledger", "state", "version", "drafted_by", "drafter",
        "drafted_at", "signed_by", "signer", "signed_at", "letter_no", "letter_on", "reply_no", "reply_on", "result",
        "replied_at",
    )  # fmt: skip
    journal_texts = ("title", "body", "reply", "dropping")

    class Meta:
        ordering = ("-drafted_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(signer=None) | ~Q(signer=F("drafter")), name="petition_two_persons"),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED_ON) | Q(signer__isnull=False, signed_by__isnull=False),
                name="petition_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SENT_ON) | (~Q(letter_no="") & Q(letter_on__isnull=False)),
                name="petition_sent_with_number",
            ),
            models.CheckConstraint(
                condition=Q(state="replied", reply_on__isnull=False) & ~Q(result="")
                | ~Q(state="replied") & Q(result=""),
                name="petition_reply_whole",
            ),
            models.UniqueConstraint(
                fields=["problem", "letter_no"], condition=~Q(letter_no=""), name="petition_letter_once"
            ),
        )
        indexes = (
            models.Index(fields=["-drafted_at", "-id"], name="petition_newest"),
            models.Index(fields=["state"], name="petition_state"),
        )

    def __str__(self) -> str:
        return f"{self.letter_no} {self.title}".strip()

    @property
    def subject(self) -> Subject:
        return ("petition", self.pk)


class GrantQuerySet(models.QuerySet["QuotaGrant"]):
    def visible_to(self, post: Post) -> Self:
        """The city and its departments see all grants, a county its own."""
        if post.role in SEE_ALL_GRANTS:
            return self.all()
        return self.filter(unit=post.unit_id) if post.role in COUNTY_ROLES else self.none()

    def in_force(self) -> Self:
        return self.filter(ended_at=None)


class QuotaGrant(Journalled):
    """What an approval document gives one unit of one kind (职数, 编制, 内设机构); totals are sums over these rows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="grants")
    document_no = models.CharField(_("approval document"), max_length=80)
    authority = models.CharField(_("approving authority"), max_length=80)
    document_on = models.DateField(_("date of the document"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind of quota"), max_length=16, choices=QuotaKind)
    number = models.PositiveSmallIntegerField(_("how many"))
    purpose = models.CharField(_("for what"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(_("why it does not count"), blank=True)

    objects: ClassVar[GrantQuerySet] = GrantQuerySet.as_manager()  # type: ignore[assignment]
    journal_owner = "petition"
    journal_fields = (
        "petition", "document_no", "document_on", "unit", "kind", "number", "recorded_by", "recorded_at", "ended_at",
    )  # fmt: skip
    journal_texts = ("authority", "purpose", "ending")

    class Meta:
        ordering = ("document_on", "document_no", "unit__position", "kind")
        constraints = (
            models.CheckConstraint(condition=Q(number__gte=1), name="grant_of_something"),
            models.UniqueConstraint(
                fields=["document_no", "unit", "kind"], condition=Q(ended_at=None), name="grant_once"
            ),
        )
        indexes = (
            models.Index(fields=["unit", "kind"], name="grant_unit"),
            models.Index(fields=["-recorded_at", "-id"], name="grant_newest"),
        )

    def __str__(self) -> str:
        return f"{self.document_no} {self.unit}"
