"""The tree of units, people, the posts they act through, and decisions that need two offices."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from jianfa.journal.models import Journalled, Subject


class UnitKind(models.TextChoices):
    FEDERATION = "federation", _("City federation")
    DEPARTMENT = "department", _("Department")
    COUNTY_UNION = "county_union", _("County union")
    SUPERIOR_UNION = "superior_union", _("Superior union")
    PARTY_GOV = "party_gov", _("Party committee or government body")
    OUTSIDE = "outside", _("Outside body")


class UnitQuerySet(TreeQuerySet):  # type: ignore[misc]  # tree_queries carries no types
    def on(self, day: date) -> Self:
        """Units that exist on that day."""
        existing: Self = self.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gte=day))
        return existing

    def county_unions(self) -> Self:
        unions: Self = self.filter(kind=UnitKind.COUNTY_UNION)
        return unions


class Unit(Journalled, TreeNode):  # type: ignore[misc, django-manager-missing, unused-ignore]
    """A unit under its own code; GB/T 2260 gives an area code to most counties but not to all."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("official name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    area_code = models.CharField(_("area code"), max_length=6, null=True, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    valid_from = models.DateField(_("valid from"), default=date(2000, 1, 1))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )
    is_sample = models.BooleanField(default=False)

    objects: ClassVar[UnitQuerySet] = UnitQuerySet.as_manager(with_tree_fields=False)

    journal_fields = (
        "code", "name", "short_name", "kind", "area_code", "parent", "position",
        "valid_from", "valid_until", "successor", "is_sample",
    )  # fmt: skip

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        return ("unit", self.pk)


class Alias(Journalled):
    """Another name a unit goes by in lists; ``key`` is the mended, lower-case form names are looked up by."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="aliases")
    text = models.CharField(_("also known as"), max_length=80)
    key = models.CharField(max_length=80, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    journal_owner = "unit"
    journal_fields = ("unit", "text", "key", "ended_at")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["unit", "key"], condition=Q(ended_at=None), name="alias_unit_key"),
        )

    def __str__(self) -> str:
        return self.text


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(Journalled, AbstractBaseUser):
    """A person; has an account once an activation slip was used. Deciders and outside members need none."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=40, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_sample = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[PersonManager] = PersonManager()

    journal_fields = ("is_active", "is_sample")
    journal_texts = ("username", "name", "mobile")
    journal_silent = {
        "password": "a secret; that it was changed is an event",
        "last_login": "not a business fact; rankings of logins are forbidden",
        "language": "a personal setting",
    }

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        return ("person", self.pk)


class Role(models.TextChoices):
    LIAISON = "liaison", _("County liaison")
    HEAD = "head", _("County head")
    DESK = "desk", _("City desk")
    HANDLER = "handler", _("Department handler")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    LEADER = "leader", _("City leader")
    PANELLIST = "panellist", _("Panellist")
    ASSESSOR = "assessor", _("Assessor")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


COUNTY_ROLES = frozenset({Role.LIAISON, Role.HEAD})
DEPARTMENT_ROLES = frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD})
UNIT_ROLES = COUNTY_ROLES | DEPARTMENT_ROLES
"""Roles of whoever works for one union unit."""


class PostQuerySet(models.QuerySet["Post"]):
    def on(self, day: date) -> "PostQuerySet":
        """Posts held on that day."""
        return self.filter(from_day__lte=day).filter(Q(until_day=None) | Q(until_day__gte=day))


class Post(Journalled):
    """A person acting for a unit in a role, from one day until another; a substitute has a post of the own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    title = models.CharField(_("title of the post"), max_length=40, blank=True)
    # Null, not "": SQLite adds such a column in place, without remaking a table that triggers of other rooms name.
    basis = models.CharField(_("basis document"), max_length=80, null=True, blank=True)
    """The document by which somebody is appointed; an auditor has one, and a last day (DESIGN §4)."""
    leads = models.BooleanField(_("leads the desk"), null=True, blank=True)
    """Null, not false, for the same reason. Of the desk only its lead knows who objected to a write-off."""
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    substitute_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="substitutes", verbose_name=_("substitute for")
    )

    objects: ClassVar[models.Manager["Post"]] = PostQuerySet.as_manager()

    journal_owner = "person"
    journal_fields = ("person", "unit", "role", "from_day", "until_day", "substitute_for", "basis", "leads")
    journal_texts = ("title",)

    class Meta:
        ordering = ("-from_day", "role")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "role"], condition=Q(until_day=None), name="post_held_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person.name} · {self.unit.name} · {self.get_role_display()}"

    def is_held_on(self, day: date) -> bool:
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)

    @property
    def stands_for(self) -> frozenset[UUID]:
        """Whoever acts here: the person, and whoever the person stands in for; neither decides the own matter."""
        principal = self.substitute_for
        return frozenset({self.person_id, principal.person_id} if principal else {self.person_id})

    def journal_actor(self) -> dict[str, str]:
        actor = {"person": self.person_id, "post": self.pk, "unit": self.unit_id, "role": self.role}
        if self.substitute_for_id:
            actor["on_behalf"] = self.substitute_for_id
        return {key: str(value) for key, value in actor.items()}


class Timer:
    """The system itself, acting by rule when a date has come."""

    def journal_actor(self) -> dict[str, str]:
        return {"system": "timer"}


TIMER = Timer()
ActingPost = Post | Timer


class Proposal(Journalled):
    """One office proposes, another confirms; or a clerk records what was decided on paper (代录).

    ``params`` holds what the verb needs as plain values, ``wording`` its typed texts by name.
    A recorded decision names the post that decided, the document and its day; a second clerk confirms it.
    With ``needs_check`` a third office looks at it first: who asks, who checks and who decides are three persons.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    verb = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    wording = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    needs_check = models.BooleanField(default=False)
    checked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    checker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    check_note = models.TextField(blank=True)
    recorded_for = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    document_day = models.DateField(_("date of the document"), null=True)

    journal_owner = "subject_id"
    journal_fields = (
        "subject_kind", "subject_id", "verb", "state", "proposed_by", "proposer", "proposed_at",
        "decided_by", "decider", "decided_at", "needs_check", "checked_by", "checker", "checked_at", "recorded_for",
        "document_no", "document_day",
    )  # fmt: skip
    journal_texts = ("params", "wording", "answer", "check_note")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="open"), name="proposal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decider=None) | Q(state="withdrawn") | ~Q(decider=F("proposer")),
                name="proposal_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | (~Q(checker=F("proposer")) & (Q(decider=None) | ~Q(checker=F("decider")))),
                name="proposal_checker_apart",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(needs_check=False) | ~Q(checker=None),
                name="proposal_checked_first",
            ),
        )
        indexes = (models.Index(fields=["state", "subject_kind"], name="proposal_state"),)

    @property
    def subject(self) -> Subject:
        return (self.subject_kind, self.subject_id)

    @classmethod
    def waiting(cls, kind: str) -> "models.QuerySet[Proposal]":
        """Return what waits for an answer about an outer row of that kind, for a subquery."""
        return cls._default_manager.filter(subject_kind=kind, subject_id=OuterRef("pk"), state=cls.State.OPEN)

    @property
    def waits_for_check(self) -> bool:
        """Say whether the office between has not looked at it yet."""
        return self.needs_check and self.checker_id is None

    @property
    def is_recorded(self) -> bool:
        return self.recorded_for_id is not None


class Handover(Journalled):
    """Open items pass from one post to another when the receiver has signed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    giver = models.ForeignKey(Post, models.PROTECT, related_name="handovers_given")
    receiver = models.ForeignKey(Post, models.PROTECT, related_name="handovers_received")
    items = models.JSONField(default=list)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    journal_owner = "giver__person"
    journal_fields = ("giver", "receiver", "items", "started_at", "signed_at")
    journal_texts = ("note",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["giver"], condition=Q(signed_at=None), name="handover_one_open"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_two_posts"),
        )


class ActivationSlip(Journalled):
    """A printed one-time code to set a first password; kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="slips")
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    journal_owner = "person"
    journal_fields = ("person", "issued_at", "expires_at", "used_at", "ended_at")
    journal_texts = ("digest",)


SEE_EVERY_ASK = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR, Role.ASSESSOR})


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, post: Post) -> "AskQuerySet":
        """What every unit was asked for those who see the whole city; for everybody else their own unit's."""
        return self if post.role in SEE_EVERY_ASK else self.filter(unit=post.unit_id)


class Ask(Journalled):
    """That one event asked one unit for something: how many fields to fill in, by when; written with that event.

    It measures whoever asks, never the unit (docs/burden.md). It stands in the chain of what it was asked about.
    """

    class Kind(models.TextChoices):
        FORM = "form", pgettext_lazy("asked for", "form")
        REPORT = "report", pgettext_lazy("asked for", "report")
        SURVEY = "survey", pgettext_lazy("asked for", "survey")
        ANSWER = "answer", pgettext_lazy("asked for", "answer")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    verb = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="asks")
    kind = models.CharField(max_length=8, choices=Kind)
    fields = models.PositiveSmallIntegerField()
    due = models.DateField(null=True)
    at = models.DateTimeField()
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    """Null: the system asked, by rule."""

    objects: ClassVar[AskQuerySet] = AskQuerySet.as_manager()  # type: ignore[assignment]

    journal_owner = "subject_id"
    journal_fields = ("subject_kind", "subject_id", "verb", "unit", "kind", "fields", "due", "at", "asked_by")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(fields__gte=1), name="ask_has_fields"),)
        indexes = (
            models.Index(fields=["unit", "at"], name="ask_unit_at"),
            models.Index(fields=["at", "unit"], name="ask_at_unit"),
            models.Index(fields=["subject_id"], name="ask_subject"),
        )
