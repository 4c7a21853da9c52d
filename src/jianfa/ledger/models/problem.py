"""A problem and what belongs to it: assists, criteria, measures, reports, evidence, and where it stood when."""

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.files.models import StoredFile
from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models.campaign import Campaign, ClassTemplate, Dimension
from jianfa.ledger.states import BEFORE_LIST, ON_LIST, Clock, Grade, Method, Nature, Sensitivity, Solver, State
from jianfa.organisations.models import Person, Post, Proposal, Role, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Origin(models.TextChoices):
    COUNTY = "county", _("raised by a county union")
    CITY = "city", _("found by the city")
    IMPORT = "import", _("imported by the desk")
    SURVEY = "survey", _("from a survey")


class ProblemQuerySet(models.QuerySet["Problem"]):
    def visible_to(self, post: Post) -> Self:
        """Everything this post may see, and nothing else (DESIGN §4); a county's draft is its own until handed in."""
        county_paper = Q(origin=Origin.COUNTY, state__in=(State.DRAFT, State.RETURNED))
        if post.role in {Role.DESK, Role.LEADER, Role.AUDITOR}:
            on_paper = Exists(Proposal.waiting("problem").exclude(recorded_for=None))
            # Of a signed sheet (代录) the desk may be the second clerk.
            draft = Q(state=State.DRAFT) & (~Q(on_paper) if post.role == Role.DESK else Q())
            return self.exclude(Q(origin=Origin.COUNTY) & (draft | Q(state=State.VOIDED, submitted_by=None)))
        if post.role == Role.ASSESSOR:
            return self.filter(state__in=ON_LIST)
        assists = Exists(Assist.objects.filter(problem=OuterRef("pk"), unit=post.unit_id, ended_at=None))
        works_on = Q(lead=post.unit_id) | Q(driver=post.unit_id) | assists
        if post.role in {Role.LIAISON, Role.HEAD}:
            return self.filter(Q(source_unit=post.unit_id) | (works_on & ~county_paper))
        if post.role in {Role.HANDLER, Role.DEPARTMENT_HEAD}:
            seen = (works_on & ~county_paper) | Q(drafted_by__unit=post.unit_id)
            asked = Q(Exists(Proposal.waiting("problem").filter(verb="decline")), state=State.SUBMITTED)
            return self.filter(seen | asked if post.role == Role.DEPARTMENT_HEAD else seen)
        if post.role == Role.PANELLIST:
            return self.filter(Exists(Invitation.objects.filter(problem=OuterRef("pk"), post=post, ended_at=None)))
        return self.none()

    def on_list(self) -> Self:
        return self.filter(state__in=ON_LIST)

    def without_practice(self) -> Self:
        """Only the real campaigns: what is tried out in practice is no figure of the city's."""
        return self.exclude(campaign__in=Campaign.objects.filter(is_practice=True))


class Problem(Journalled):
    """One problem. Columns are projections of its chain; nothing is ever deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="problems")
    number = models.CharField(_("number"), max_length=20, null=True, unique=True)
    number_order = models.BigIntegerField(null=True)
    """Year and running number as one figure: 2026-1000 comes after 2026-999, which text does not know."""
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    cycle = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.COUNTY)
    is_opening_balance = models.BooleanField(_("opening balance"), default=False)

    title = models.CharField(_("problem"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    goal = models.TextField(_("goal"), blank=True)
    search = models.TextField(default="", blank=True)

    dimension = models.ForeignKey(
        Dimension, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("dimension")
    )
    template = models.ForeignKey(
        ClassTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("class")
    )
    solver = models.CharField(_("who must solve it"), max_length=16, choices=Solver, blank=True)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature, blank=True)
    clock = models.CharField(_("clock"), max_length=12, choices=Clock, default=Clock.PHASED)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Sensitivity, default=Sensitivity.GENERAL)

    method = models.CharField(_("method of verification"), max_length=12, choices=Method, default=Method.PAPERS)
    grade = models.CharField(_("grade of acceptance"), max_length=8, choices=Grade, default=Grade.ORDINARY)
    needs_publicity = models.BooleanField(_("is publicised before it is written off"), default=True)

    source_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("source unit"))
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead unit"))
    driver = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("driving unit")
    )
    acting_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    sponsor = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sponsoring leader")
    )
    owner_name = models.CharField(_("owner"), max_length=40, blank=True)
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    due_original = models.DateField(_("original due date"), null=True, blank=True)
    due_current = models.DateField(_("current due date"), null=True, blank=True)
    due_text = models.CharField(_("due date as written"), max_length=80, blank=True)
    due_base = models.DateField(null=True)
    """The due date without what was granted, None while nothing was; it moves with the stopped days as well."""
    extensions = models.PositiveSmallIntegerField(default=0)
    stopped_on = models.DateField(null=True)
    """The day the clock stopped (suspension or application); the stopped days are given back on resuming."""
    review_on = models.DateField(null=True)
    suspend_reason = models.CharField(max_length=200, blank=True)
    was_overdue = models.BooleanField(default=False)
    """It was overdue when the clock last stopped; kept beside the light (曾超期)."""

    drafted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    plan_approved_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    publicity_ends_on = models.DateField(null=True)
    written_off_at = models.DateTimeField(null=True)
    decision_no = models.CharField(max_length=80, blank=True)

    letter_no = models.CharField(_("letter no."), max_length=80, blank=True)
    letter_on = models.DateField(null=True)
    addressee = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("addressee"))

    returned_times = models.PositiveSmallIntegerField(default=0)
    refused_times = models.PositiveSmallIntegerField(default=0)
    sent_back_times = models.PositiveSmallIntegerField(default=0)
    has_appealed = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_here")
    merged_from = models.CharField(max_length=12, blank=True)
    """The state before a merger, to go back to."""

    objects: ClassVar[ProblemQuerySet] = ProblemQuerySet.as_manager()  # type: ignore[assignment]
    assists: "RelatedManager[Assist]"
    criteria: "RelatedManager[Criterion]"
    measures: "RelatedManager[Measure]"
    reports: "RelatedManager[Report]"

    journal_fields = (
        "campaign", "number", "number_order", "state", "version", "cycle", "origin", "is_opening_balance",
        "dimension", "template", "solver", "nature", "clock", "weight", "sensitivity", "method", "grade",
        "needs_publicity", "source_unit", "lead", "driver", "acting_unit", "sponsor", "drafted_by", "submitted_by",
        "applicant", "approver", "due_original", "due_current", "due_base", "extensions", "stopped_on", "review_on",
        "was_overdue", "drafted_at", "submitted_at", "listed_at", "dispatched_at", "plan_approved_at", "applied_at",
        "approved_at", "publicity_ends_on", "written_off_at", "decision_no", "letter_no", "letter_on", "addressee",
        "returned_times", "refused_times", "sent_back_times", "has_appealed", "merged_into", "merged_from",
    )  # fmt: skip
    journal_texts = ("title", "description", "cause", "goal", "due_text", "owner_name", "suspend_reason")
    journal_silent = {
        "search": "made from title, description, number and units",
    }

    class Meta:
        indexes = (
            models.Index(fields=["campaign", "state", "due_current"], name="problem_list"),
            models.Index(fields=["campaign", "number"], name="problem_number"),
            models.Index(fields=["number_order"], name="problem_order"),
            models.Index(fields=["-drafted_at"], name="problem_newest"),
            models.Index(fields=["due_current"], name="problem_due"),
            models.Index(fields=["acting_unit", "state"], name="problem_acting"),
            models.Index(fields=["source_unit", "state"], name="problem_source"),
            models.Index(fields=["lead", "state"], name="problem_lead"),
            models.Index(fields=["state", "publicity_ends_on"], name="problem_publicity"),
            # Covers the board's figures and its plan line (docs/board.md).
            models.Index(
                fields=[
                    "campaign", "state", "solver", "dimension", "source_unit", "cycle", "is_opening_balance",
                    "due_original",
                ],
                name="problem_board",
            ),
        )  # fmt: skip
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[*BEFORE_LIST, State.MERGED, State.VOIDED]) | Q(number__isnull=False),
                name="problem_listed_has_number",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=models.F("applicant")), name="problem_two_persons"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number or '–'} {self.title}"

    @property
    def subject(self) -> Subject:
        return ("problem", self.pk)

    @property
    def is_petition(self) -> bool:
        """Solved by a Party or government body, which is asked and never told."""
        return self.solver == Solver.PARTY_GOV


class OfProblem(Journalled):
    """A row that belongs to one problem and is written in its chain."""

    journal_owner = "problem"

    class Meta:
        abstract = True


class Assist(OfProblem):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="assists")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    journal_fields = ("problem", "unit", "from_at", "ended_at")

    class Meta:
        ordering = ("unit__position",)
        constraints = (
            models.UniqueConstraint(fields=["problem", "unit"], condition=Q(ended_at=None), name="assist_once"),
        )


class Invitation(OfProblem):
    """A panellist may see, and answer for, the problem until the invitation ends."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="invitations")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    journal_fields = ("problem", "post", "ended_at")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["problem", "post"], condition=Q(ended_at=None), name="invitation_once"),
        )


class Criterion(OfProblem):
    """What must be shown before the problem may be struck off; set when it is listed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("criterion"), max_length=300)
    test = models.CharField(_("how it is measured"), max_length=300, blank=True)
    evidence_hint = models.CharField(_("what serves as evidence"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    journal_fields = ("problem", "position", "ended_at")
    journal_texts = ("text", "test", "evidence_hint")

    class Meta:
        ordering = ("position",)


class Measure(OfProblem):
    """One measure with its owner, dates and weight; ``due_original`` is never overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("measure"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("owning unit"))
    owner_name = models.CharField(_("owner"), max_length=40, blank=True)
    starts_on = models.DateField(_("from"), null=True)
    due_original = models.DateField(null=True)
    due_current = models.DateField(pgettext_lazy("measure", "until"), null=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    finished_on = models.DateField(_("finished on"), null=True)
    ended_at = models.DateTimeField(null=True)

    journal_fields = (
        "problem", "position", "unit", "starts_on", "due_original", "due_current", "weight", "finished_on", "ended_at",
    )  # fmt: skip
    journal_texts = ("text", "owner_name")

    class Meta:
        ordering = ("position",)
        indexes = (
            models.Index(fields=["due_current"], condition=Q(ended_at=None, finished_on=None), name="measure_open_due"),
        )


class Report(OfProblem):
    """A progress report; how far the work is, is computed from finished measures, never typed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="reports")
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    text = models.TextField(_("progress"))
    is_same = models.BooleanField(default=False)
    percent = models.PositiveSmallIntegerField()

    journal_fields = ("problem", "at", "post", "is_same", "percent")
    journal_texts = ("text",)

    class Meta:
        ordering = ("-at",)


class Evidence(OfProblem):
    """What proves something: a document's number, a row in the system, or a file; reuse links the same file."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document no.")
        ROW = "row", _("row in the system")
        FILE = "file", _("file")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="evidence")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    document_no = models.CharField(_("document no. or row"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=160, blank=True)
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="+")
    """The decision entered from paper (代录) whose signed sheet or minutes this is the scan of."""

    journal_fields = ("problem", "criterion", "kind", "document_no", "file", "added_by", "added_at", "proposal")
    journal_texts = ("note", "file_name")

    class Meta:
        ordering = ("added_at",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(kind="file") & Q(file__isnull=False)) | (~Q(kind="file") & ~Q(document_no="")),
                name="evidence_says_what",
            ),
        )
        indexes = (models.Index(fields=["document_no"], name="evidence_document"),)
