"""Sessions (验收会): many applied problems, one panel, one decision number, one notice of publicity."""

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.acceptance.models.applying import ClosureApplication
from jianfa.acceptance.models.panels import PanelMember
from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Person, Post, Role

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

SEE_EVERY_SESSION = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})


class SessionState(models.TextChoices):
    GATHERING = "gathering", pgettext_lazy("session", "gathering problems")
    VERIFYING = "verifying", pgettext_lazy("session", "being verified")
    DECIDING = "deciding", pgettext_lazy("session", "awaiting decision")
    DECIDED = "decided", pgettext_lazy("session", "decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("session", "withdrawn")


SESSION_OPEN = (SessionState.GATHERING, SessionState.VERIFYING, SessionState.DECIDING)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, post: Post) -> Self:
        """Desk, leaders and the auditor see every session, a panellist those in which the post sits on a panel."""
        if post.role in SEE_EVERY_SESSION:
            return self.all()
        if post.role == Role.PANELLIST:
            sits = PanelMember.objects.filter(
                post=post, panel__ended_at=None, panel__application__session_items__session=OuterRef("pk"),
                panel__application__session_items__ended_at=None,
            )  # fmt: skip
            return self.filter(Exists(sits), state__in=SESSION_OPEN)
        return self.none()


class Session(Journalled):
    """One session (验收会): opened by the desk, decided by a leader with one number for all its problems."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(_("name of the session"), max_length=80)
    held_on = models.DateField(_("day of the session"))
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.GATHERING)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    opener = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decision_no = models.CharField(_("decision no."), max_length=80, blank=True)
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]
    items: "RelatedManager[SessionItem]"

    journal_fields = (
        "held_on", "state", "version", "opened_by", "opener", "opened_at", "decision_no", "decided_by", "decider",
        "decided_at", "withdrawn_at",
    )  # fmt: skip
    journal_texts = ("title",)

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(decider=None) | ~Q(decider=F("opener")), name="session_two_persons"),
            models.CheckConstraint(
                condition=~Q(state="decided") | (Q(decider__isnull=False) & ~Q(decision_no="")),
                name="session_decided_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["-opened_at", "-id"], name="session_newest"),)

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return ("session", self.pk)


class SessionItem(Journalled):
    """One problem of a session; pulled out it goes on alone, and why is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="items")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="session_items")
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="session_items")
    position = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    why = models.CharField(_("why it was pulled out"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    journal_owner = "session"
    journal_fields = ("session", "problem", "application", "position", "added_by", "added_at", "ended_at")
    journal_texts = ("why",)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at=None), name="session_item_one_session"
            ),
            models.UniqueConstraint(fields=["session", "position"], name="session_item_position"),
        )
