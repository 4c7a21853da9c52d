"""A survey (以此类推): its questions, whom it asks, and what each county answered over its head's signature."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.files.models import StoredFile
from jianfa.intake.models.demands import WHOLE_CITY, Demand
from jianfa.journal.models import Journalled, Subject
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.models import COUNTY_ROLES, Person, Post, Role, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class SurveyState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("survey", "draft")
    OPEN = "open", pgettext_lazy("survey", "open")
    CLOSED = "closed", pgettext_lazy("survey", "closed")


class QuestionKind(models.TextChoices):
    YES_NO = "yes_no", pgettext_lazy("question", "yes or no")
    NUMBER = "number", pgettext_lazy("question", "number")
    TEXT = "text", pgettext_lazy("question", "words")
    CHOICE = "choice", pgettext_lazy("question", "one of several")


class AskedState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("asked in a survey", "not answered yet")
    ANSWERED = "answered", pgettext_lazy("asked in a survey", "answered")
    NOT_WITH_US = "not_with_us", pgettext_lazy("asked in a survey", "not with us")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, post: Post) -> Self:
        """Every survey for those who see the whole city, drafts for the desk only; a county those that ask it."""
        if post.role in WHOLE_CITY:
            return self if post.role == Role.DESK else self.exclude(state=SurveyState.DRAFT)
        if post.role not in COUNTY_ROLES:
            return self.none()
        mine = Asked.objects.filter(survey=OuterRef("pk"), unit=post.unit_id)
        return self.filter(Exists(mine)).exclude(state=SurveyState.DRAFT)


class Survey(Journalled):
    """One question set to all or some county unions; what it grew from, if anything, is a demand."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="surveys")
    demand = models.ForeignKey(Demand, models.PROTECT, null=True, related_name="surveys")
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    """The theme it grew from, in words; themes are computed and have no row."""
    state = models.CharField(max_length=8, choices=SurveyState, default=SurveyState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(_("title"), max_length=200)
    why = models.TextField(_("why we ask"))
    units = models.JSONField(default=list)
    """Ids of the units it is to ask, while it is a draft; sent, they are rows of ``Asked``."""
    due = models.DateField(_("answer by"))
    drafted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    opened_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    """When those who had not answered were reminded that the day is near; once for each day."""
    chased_at = models.DateTimeField(null=True)
    """When those who had not answered were told that the day is over; once for each day."""
    closed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[SurveyQuerySet] = SurveyQuerySet.as_manager()  # type: ignore[assignment]
    questions: "RelatedManager[Question]"
    asked: "RelatedManager[Asked]"
    problems: "RelatedManager[SurveyProblem]"

    journal_fields = (
        "campaign", "demand", "state", "version", "units", "due", "drafted_by", "drafted_at", "opened_by",
        "opened_at", "reminded_at", "chased_at", "closed_by", "closed_at",
    )  # fmt: skip
    journal_texts = ("theme", "title", "why")

    class Meta:
        ordering = ("-drafted_at", "-pk")
        indexes = (models.Index(fields=["state", "due"], name="survey_state_due"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=SurveyState.DRAFT) | Q(opened_by__isnull=False, opened_at__isnull=False),
                name="survey_opened_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Subject:
        return ("survey", self.pk)

    def is_over(self, today: date) -> bool:
        """Say whether the day for the answer has passed; a late answer is still taken until it is closed."""
        return today > self.due


class OfSurvey(Journalled):
    """A row that belongs to one survey and is written in its chain."""

    journal_owner = "survey"

    class Meta:
        abstract = True


class Question(OfSurvey):
    """One question; the same ``key`` in another survey is the same question, so that its answer can be used again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(_("key"), max_length=40)
    text = models.CharField(_("question"), max_length=300)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind)
    choices = models.TextField(_("choices, one a line"), blank=True)
    measure = models.CharField(_("counted in"), max_length=10, blank=True)
    is_required = models.BooleanField(_("needed"), default=True)
    ended_at = models.DateTimeField(null=True)

    journal_fields = ("survey", "position", "kind", "is_required", "ended_at")
    journal_texts = ("key", "text", "choices", "measure")

    class Meta:
        ordering = ("position",)
        indexes = (models.Index(fields=["key"], name="question_key"),)
        constraints = (
            models.UniqueConstraint(fields=["survey", "key"], condition=Q(ended_at=None), name="question_key_once"),
            models.CheckConstraint(condition=~Q(kind="choice") | ~Q(choices=""), name="question_has_choices"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class Asked(OfSurvey):
    """One county asked: what its liaison filled in becomes the answer by its head's signature."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="asked")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=AskedState, default=AskedState.ASKED)
    version = models.PositiveIntegerField(default=1)
    says_not_with_us = models.BooleanField(default=False)
    """What the liaison put before the head: that there is no such thing in this county."""
    remark = models.TextField(blank=True)
    filled_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    filled_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    signer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    missing = models.TextField(blank=True)
    """What the desk asked for once more; the earlier signature stays in the record."""

    answers: "RelatedManager[Answer]"
    journal_fields = (
        "survey", "unit", "state", "version", "says_not_with_us", "filled_by", "filled_at", "signed_by", "signer",
        "signed_at",
    )  # fmt: skip
    journal_texts = ("remark", "missing")

    class Meta:
        ordering = ("unit__position", "unit__code")
        indexes = (models.Index(fields=["unit", "state"], name="asked_unit_state"),)
        constraints = (
            models.UniqueConstraint(fields=["survey", "unit"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(state=AskedState.ASKED, signed_by=None, signer=None, signed_at=None)
                | (
                    ~Q(state=AskedState.ASKED)
                    & Q(signed_by__isnull=False, signer__isnull=False, signed_at__isnull=False)
                ),
                name="asked_answer_is_signed",
            ),
        )

    @property
    def is_filled(self) -> bool:
        """Say whether it waits for the head's signature."""
        return self.state == AskedState.ASKED and self.filled_at is not None


class Answer(OfSurvey):
    """What one county says to one question: a number, words, or a choice; with its basis and a file where there is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    asked = models.ForeignKey(Asked, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    """Words, the choice, or yes / no; of a number nothing."""
    number = models.BigIntegerField(null=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=160, blank=True)
    reused_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    """The earlier answer it repeats, so that nobody was asked twice."""

    journal_fields = ("survey", "asked", "question", "number", "file", "reused_from")
    journal_texts = ("text", "basis", "file_name")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["asked", "question"], name="survey_answer_once"),)

    @property
    def value(self) -> str:
        """The value as it was typed; "yes" and "no" stay codes."""
        return str(self.number) if self.number is not None else self.text


class SurveyProblem(OfSurvey):
    """The one common problem made of a result; and a further one that was split off it, with the link kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="problems")
    problem = models.OneToOneField(Problem, models.PROTECT, related_name="survey_link")
    split_from = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    journal_fields = ("survey", "problem", "split_from", "made_by", "made_at")

    class Meta:
        ordering = ("made_at",)
        constraints = (
            models.UniqueConstraint(fields=["survey"], condition=Q(split_from=None), name="survey_one_problem"),
            models.CheckConstraint(
                condition=Q(split_from=None) | ~Q(split_from=F("problem")), name="survey_split_not_itself"
            ),
        )
