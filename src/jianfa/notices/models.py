"""Notices and how they travel: the centre, the outbox, the reader of the journal, settings, feeds, robots."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.intake.models import Demand, Survey
from jianfa.journal.models import Discrepancy, Event, Journalled, Subject
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Person, Post
from jianfa.remedies.models import Effect, Petition
from jianfa.supervision.models import Instruction, SupervisionOrder


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class Delivery(models.Model):
    """One message in the outbox: a person's digest, or a robot's counts, at most one a day each.

    Made in one transaction with what it carries; whoever sends it holds a lease, as a job's worker does. Not
    journalled: that somebody was told stands in the journal, how the mail travelled does not.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        ROBOT = "robot", _("group robot")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "waiting")
        SENDING = "sending", pgettext_lazy("delivery", "being sent")
        SENT = "sent", pgettext_lazy("delivery", "sent")
        FAILED = "failed", pgettext_lazy("delivery", "given up")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    channel = models.CharField(max_length=6, choices=Channel)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    robot = models.CharField(max_length=40, blank=True)
    day = models.DateField()
    message_id = models.CharField(max_length=200, unique=True)
    """Fixed before the first attempt, so that a repeated mail can be recognised as the same one."""
    counts = models.JSONField(default=dict)
    """What a robot says: kind → how many."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    """Attempts that were answered with an error; one that a killed process began is none."""
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sentence = models.TextField(blank=True)
    """What went wrong last, for the administrator."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "day"], condition=Q(person__isnull=False), name="digest_once_a_day"
            ),
            models.UniqueConstraint(fields=["robot", "day"], condition=~Q(robot=""), name="robot_once_a_day"),
            models.CheckConstraint(
                condition=Q(channel="mail", person__isnull=False, robot="")
                | (Q(channel="robot", person=None) & ~Q(robot="")),
                name="delivery_to_whom",
            ),
        )
        indexes = (
            models.Index(fields=["state", "next_at"], name="delivery_next"),
            models.Index(fields=["-day", "state"], name="delivery_newest"),
        )


class Notice(models.Model):
    """One person is told of one event. Names nothing: number and title are looked up by whoever may see them.

    Not journalled: derived from the journal.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, null=True, related_name="+")
    """A supervision paper, where it is about one; else ``problem``."""
    instruction = models.ForeignKey(Instruction, models.PROTECT, null=True, related_name="+")
    survey = models.ForeignKey(Survey, models.PROTECT, null=True, related_name="+")
    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, null=True, related_name="+")
    """What a verification found: the record as a whole, no problem."""
    effect = models.ForeignKey(Effect, models.PROTECT, null=True, related_name="+")
    """The row a county answers, beside its ``problem``: the county may see the one without the other."""
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, related_name="+")
    """A petition, where it is about one; a problem of its own it need not have."""
    demand = models.ForeignKey(Demand, models.PROTECT, null=True, related_name="+")
    reminder = models.UUIDField(null=True)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    is_mailed = models.BooleanField(default=False)
    """Belongs into a digest."""
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="notices")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "person"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(
                    problem__isnull=False, order=None, discrepancy=None, survey=None, petition=None, demand=None
                )
                | Q(order__isnull=False, problem=None, discrepancy=None, survey=None, petition=None, demand=None)
                | Q(discrepancy__isnull=False, problem=None, order=None, survey=None, petition=None, demand=None)
                | Q(survey__isnull=False, problem=None, order=None, discrepancy=None, petition=None, demand=None)
                | Q(petition__isnull=False, problem=None, order=None, discrepancy=None, survey=None, demand=None)
                | Q(demand__isnull=False, problem=None, order=None, discrepancy=None, survey=None, petition=None),
                name="notice_about_one",
            ),
        )
        indexes = (
            models.Index(fields=["person", "-created_at"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["person"], condition=Q(is_mailed=True, delivery=None), name="notice_to_mail"),
        )


class Cursor(models.Model):
    """How far something has come: the reader of the journal; and when the timer last made its round."""

    name = models.CharField(primary_key=True, max_length=20)
    position = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)


class Preference(Journalled):
    """What one person wishes: an e-mail address, whether digests are mailed, which kinds are not told."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, related_name="notice_preference")
    email = models.EmailField(_("e-mail address"), max_length=120, blank=True)
    is_mailed = models.BooleanField(_("also send me what is not a legal notice"), default=True)
    muted = models.JSONField(default=list)
    """Kinds that are not told at all; a legal one is never among them."""

    journal_owner = "person"
    journal_fields = ("person", "is_mailed", "muted")
    journal_texts = ("email",)


class Feed(Journalled):
    """A secret address under which a calendar program reads one post's due dates; kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    journal_owner = "post__person"
    journal_fields = ("post", "created_at", "ended_at")
    journal_texts = ("digest",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post"], condition=Q(ended_at=None), name="feed_one_a_post"),)


class Robot(Journalled):
    """A group robot that was switched on at least once; its address and secret are in a file of the server only."""

    KINDS: ClassVar = RobotKind

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=40, unique=True)
    is_on = models.BooleanField(default=True)

    journal_fields = ("is_on",)
    journal_texts = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        return ("robot", self.pk)
