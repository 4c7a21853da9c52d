"""A demand (诉求) and what belongs to it: attachments, where it was passed on to, what it is linked with."""

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.files.models import StoredFile
from jianfa.intake.states import CLOSED, Channel, LinkKind, Outlet, Satisfaction, State, Urgent
from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import COUNTY_ROLES, DEPARTMENT_ROLES, UNIT_ROLES, Person, Post, Role, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

WHOLE_CITY = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})


class DemandQuerySet(models.QuerySet["Demand"]):
    def visible_to(self, post: Post) -> Self:
        """Everything this post may see of, and nothing else; what of it, says ``intake.policy.may_read_text``.

        What nobody has handed in is its drafters' own. A demand meant for the city (报给市总) is not shown to the
        county it concerns, unless it is handed over there.
        """
        own = Q(drafted_by__unit=post.unit_id, drafted_by__role__in=same_side(post.role))
        handed_in = ~Q(receipt_no=None)
        if post.role in WHOLE_CITY:
            return self.filter(handed_in | own if post.role == Role.DESK else handed_in)
        if post.role not in UNIT_ROLES:
            return self.none()
        holds = Q(owner=post.unit_id) | Q(first_receiver=post.unit_id)
        offered = Q(handed_to=post.unit_id, state=State.HANDING_OVER)
        seen = holds | offered
        if post.role in COUNTY_ROLES:
            seen |= Q(source_unit=post.unit_id, wants_city=False)
        return self.filter((handed_in & seen) | own)

    def without_practice(self) -> Self:
        """Only the real campaigns."""
        return self.exclude(campaign__in=Campaign.objects.filter(is_practice=True))


def same_side(role: str) -> frozenset[Role]:
    """Return the roles that share drafts with this one in a unit."""
    for roles in (COUNTY_ROLES, DEPARTMENT_ROLES, frozenset({Role.DESK})):
        if role in roles:
            return roles
    return frozenset()


class Demand(Journalled):
    """One demand. The first receiver never changes; nothing is ever deleted, a person can be erased from it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="demands")
    receipt_no = models.CharField(_("receipt no."), max_length=20, null=True, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    source_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("concerns"))
    first_receiver = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("received by"))
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("is with"))
    handed_to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """To whom it is being offered; the owner stays responsible until they take it on."""

    title = models.CharField(_("demand"), max_length=200)
    text = models.TextField(_("in full"))
    """The words of whoever raised it; of a worker's demand only the first receiver reads them."""
    summary = models.TextField(_("summary"), blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    is_from_worker = models.BooleanField(default=False)
    """From a person, not from a union: then text and contact never leave the first receiver."""
    wants_city = models.BooleanField(_("is meant for the city"), default=False)
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Sensitivity, default=Sensitivity.GENERAL)
    urgent = models.CharField(_("urgent words"), max_length=10, choices=Urgent, blank=True)

    drafted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    """None: it came through the portal."""
    raised_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    """When the submitter first got an answer; never overwritten."""
    settled_at = models.DateTimeField(null=True)
    """When it came to the end it stands at now; None while it is open."""
    answer = models.TextField(_("answer"), blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=10, choices=Satisfaction, blank=True)
    has_appealed = models.BooleanField(default=False)
    decliner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    redecliner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Who declined it again after the appeal: another person than the first time."""
    erased_at = models.DateTimeField(null=True)
    batch = models.UUIDField(null=True)
    """What it came in with, of one paste or one file; None: by itself."""

    objects: ClassVar[DemandQuerySet] = DemandQuerySet.as_manager()  # type: ignore[assignment]
    attachments: "RelatedManager[Attachment]"
    referrals: "RelatedManager[Referral]"
    links: "RelatedManager[DemandLink]"

    journal_fields = (
        "campaign", "receipt_no", "state", "version", "channel", "source_unit", "first_receiver", "owner", "handed_to",
        "is_anonymous", "is_from_worker", "wants_city", "sensitivity", "urgent", "drafted_by", "raised_at",
        "received_at", "answered_at", "settled_at", "satisfaction", "has_appealed", "decliner", "redecliner",
        "erased_at",
    )  # fmt: skip
    journal_texts = ("title", "text", "summary", "contact", "answer")
    journal_silent = {"batch": "is the fact of that name in the event it came in with, where it can be looked for"}

    class Meta:
        ordering = ("-raised_at", "-pk")
        indexes = (
            models.Index(fields=["-raised_at", "-id"], name="demand_newest"),
            models.Index(fields=["owner", "state", "-raised_at"], name="demand_owner"),
            models.Index(fields=["source_unit", "-raised_at"], name="demand_source"),
            models.Index(fields=["handed_to", "state"], name="demand_offered"),
            models.Index(fields=["campaign", "state", "-raised_at"], name="demand_campaign"),
            models.Index(fields=["batch"], name="demand_batch"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(receipt_no__isnull=False, received_at__isnull=False),
                name="demand_received_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*CLOSED]) | ~Q(answer=""), name="demand_closed_has_answer"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HANDING_OVER) | Q(handed_to__isnull=False), name="demand_offered_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(redecliner=None) | ~Q(redecliner=F("decliner")), name="demand_two_decliners"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.PORTAL) | Q(drafted_by__isnull=False), name="demand_has_drafter"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.receipt_no or str(self.get_state_display())

    @property
    def subject(self) -> Subject:
        return ("demand", self.pk)

    @property
    def is_sensitive(self) -> bool:
        """Say whether it is about establishment, personnel or complaints."""
        return self.sensitivity != Sensitivity.GENERAL


class ReceiptSeries(Journalled):
    """The series of receipt numbers, one a year; practice counts by itself under 0."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    journal_silent = {"last": "counts the receipts given out, which are in the events"}


class OfDemand(Journalled):
    """A row that belongs to one demand and is written in its chain."""

    journal_owner = "demand"

    class Meta:
        abstract = True


class Attachment(OfDemand):
    """A file that was handed in with a demand; read by whoever may read its text."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    added_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    journal_fields = ("demand", "file", "added_by", "added_at")
    journal_texts = ("file_name",)

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (models.UniqueConstraint(fields=["demand", "file"], name="attachment_once"),)


class Referral(OfDemand):
    """Where and when a demand was passed on, with the number it has there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="referrals")
    outlet = models.CharField(_("passed on to"), max_length=20, choices=Outlet)
    body = models.CharField(_("name of the body"), max_length=80, blank=True)
    passed_on = models.DateField(_("day"))
    reference_no = models.CharField(_("reference no. there"), max_length=80, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    journal_fields = ("demand", "outlet", "passed_on", "reference_no", "post", "at")
    journal_texts = ("body",)

    class Meta:
        ordering = ("at",)
        constraints = (
            models.CheckConstraint(condition=~Q(outlet=Outlet.OTHER) | ~Q(body=""), name="referral_names_body"),
        )


class DemandLink(OfDemand):
    """A demand beside a problem or another demand; a person has confirmed it, and it can be ended."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="links")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="demand_links")
    other = models.ForeignKey(Demand, models.PROTECT, null=True, related_name="links_here")
    kind = models.CharField(max_length=10, choices=LinkKind)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    journal_fields = (
        "demand", "problem", "other", "kind", "confirmed_by", "confirmed_at", "ended_at", "ended_by",
    )  # fmt: skip

    class Meta:
        ordering = ("confirmed_at",)
        indexes = (
            models.Index(fields=["problem", "kind"], name="demand_link_problem"),
            models.Index(fields=["other", "kind"], name="demand_link_other"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(problem=None, other__isnull=False) | Q(problem__isnull=False, other=None),
                name="demand_link_is_one",
            ),
            models.CheckConstraint(condition=Q(other=None) | ~Q(other=F("demand")), name="demand_link_not_itself"),
            models.CheckConstraint(
                condition=~Q(kind=LinkKind.PROMOTED) | Q(problem__isnull=False), name="demand_link_promoted_problem"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="demand_link_end_has_author",
            ),
            models.UniqueConstraint(
                fields=["demand"], condition=Q(ended_at=None) & ~Q(kind=LinkKind.LIKE), name="demand_link_one_end"
            ),
            models.UniqueConstraint(
                fields=["demand", "problem"], condition=Q(ended_at=None), name="demand_link_problem_once"
            ),
            models.UniqueConstraint(
                fields=["demand", "other"], condition=Q(ended_at=None), name="demand_link_other_once"
            ),
        )  # fmt: skip
