"""Applications, panels, results, decisions, publicity, objections and write-offs of problems, cycle by cycle."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Journalled
from jianfa.ledger.models import Criterion, Problem
from jianfa.organisations.models import Person, Post
from jianfa.supervision.states import OnTime

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ClosureApplication(Journalled):
    """The acting unit's head says that every criterion is met; on time is judged by the finally accepted one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="applications")
    cycle = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    statement = models.TextField(_("what was done"))
    ended_at = models.DateTimeField(null=True)
    """Taken back or sent back; the next application is a new row."""

    answers: "RelatedManager[CriterionAnswer]"
    journal_owner = "problem"
    journal_fields = ("problem", "cycle", "post", "applicant", "applied_at", "ended_at")
    journal_texts = ("statement",)

    class Meta:
        ordering = ("-applied_at",)
        constraints = (
            models.UniqueConstraint(fields=["problem"], condition=Q(ended_at=None), name="application_one_open"),
        )


class CriterionAnswer(Journalled):
    """How one criterion was met, and what shows it: a document's number or a row is enough."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField(_("how it was met"))
    document_no = models.CharField(_("document no. or row"), max_length=120, blank=True)

    journal_owner = "application__problem"
    journal_fields = ("application", "criterion", "document_no")
    journal_texts = ("text",)

    class Meta:
        ordering = ("criterion__position",)
        constraints = (models.UniqueConstraint(fields=["application", "criterion"], name="answer_once"),)


class Panel(Journalled):
    """Who verifies one application (验收组); a recheck names another round."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="panels")
    round = models.PositiveSmallIntegerField(default=1)
    named_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    is_split = models.BooleanField(default=False)
    concluded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    source_answer = models.CharField(max_length=12, blank=True)
    """What the county that raised it answers: solved, partly, unsolved, or none (未答复)."""

    members: "RelatedManager[PanelMember]"
    journal_owner = "application__problem"
    journal_fields = (
        "application", "round", "named_by", "named_at", "is_split", "concluded_at", "ended_at", "source_answer",
    )  # fmt: skip

    class Meta:
        ordering = ("-named_at",)
        constraints = (
            models.UniqueConstraint(fields=["application", "round"], name="panel_round"),
            models.UniqueConstraint(fields=["application"], condition=Q(ended_at=None), name="panel_one_open"),
        )


class PanelMember(Journalled):
    """One member with the result; each records once. Never whoever applied (a trigger holds it too)."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)

    results: "RelatedManager[CriterionResult]"
    journal_owner = "panel__application__problem"
    journal_fields = ("panel", "post", "person", "verdict", "recorded_at")
    journal_texts = ("note",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["panel", "person"], name="member_once"),)


class CriterionResult(Journalled):
    """One member's finding on one criterion."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="results")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    has_passed = models.BooleanField()
    note = models.TextField(blank=True)

    journal_owner = "member__panel__application__problem"
    journal_fields = ("member", "criterion", "has_passed")
    journal_texts = ("note",)

    class Meta:
        ordering = ("criterion__position",)
        constraints = (models.UniqueConstraint(fields=["member", "criterion"], name="result_once"),)


class Decision(Journalled):
    """A leader's approval; decider, applicant and verifiers are different persons."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(ClosureApplication, models.PROTECT, related_name="decisions")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decision_no = models.CharField(_("decision no."), max_length=80)
    exemption = models.TextField(_("reason for no publicity"), blank=True)
    revoked_at = models.DateTimeField(null=True)
    """Set when the leader has it checked again or upholds an objection; the row stays."""

    journal_owner = "application__problem"
    journal_fields = ("application", "applicant", "post", "decider", "decided_at", "decision_no", "revoked_at")
    journal_texts = ("exemption",)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(decider=F("applicant")), name="decision_two_persons"),
            models.UniqueConstraint(fields=["application"], condition=Q(revoked_at=None), name="decision_one_standing"),
        )


class Objection(Journalled):
    """An objection during the publicity period; each is answered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="objections")
    cycle = models.PositiveSmallIntegerField()
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    text = models.TextField(_("objection"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(default=False)

    journal_owner = "problem"
    journal_fields = (
        "problem", "cycle", "entered_by", "raised_at", "answered_by", "answered_at", "is_upheld",
    )  # fmt: skip
    journal_texts = ("text", "answer")

    class Meta:
        ordering = ("-raised_at",)


class WriteOff(Journalled):
    """One per problem and cycle, whatever the code does; a relapse opens the next cycle and leaves this one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="write_offs")
    cycle = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    is_on_time = models.BooleanField(null=True)
    """None for an opening balance, which stays outside on-time figures."""
    on_time = models.CharField(max_length=8, choices=OnTime, blank=True)
    """The class: original, extended, overdue; empty for an opening balance."""
    is_first_pass = models.BooleanField(null=True)
    basis = models.CharField(_("basis document"), max_length=120, blank=True)

    journal_owner = "problem"
    journal_fields = ("problem", "cycle", "at", "is_on_time", "on_time", "is_first_pass", "basis")

    class Meta:
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=["problem", "cycle"], name="write_off_once"),)
        indexes = (models.Index(fields=["-at"], name="write_off_latest"),)
