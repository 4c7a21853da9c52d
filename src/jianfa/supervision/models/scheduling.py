"""A backward schedule (倒排工期): versions of a plan, its tasks and what comes before what; templates of steps."""

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.journal.models import Journalled
from jianfa.ledger.models import Campaign, Measure, Problem
from jianfa.ledger.models.problem import OfProblem
from jianfa.ledger.states import Clock, Nature
from jianfa.organisations.models import Post, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Schedule(OfProblem):
    """One version of the schedule of a problem; earlier versions are kept, the one without an end is in force."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="schedules")
    version = models.PositiveSmallIntegerField(_("version"))
    due = models.DateField(_("scheduled back from"))
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    tasks: "RelatedManager[Task]"
    journal_fields = ("problem", "version", "due", "made_by", "made_at", "ended_at")
    journal_texts = ("reason",)

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=["problem", "version"], name="schedule_version"),
            models.UniqueConstraint(fields=["problem"], condition=Q(ended_at=None), name="schedule_one_in_force"),
        )


class Task(OfProblem):
    """One task of a version; durations are in the campaign's days, ``due_original`` is never overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="tasks")
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="tasks")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="tasks")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    """The same task in the version before; first date and finish come from there."""
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("task"), max_length=200)
    days = models.PositiveSmallIntegerField(_("duration in days"), default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("owning unit"))
    owner_name = models.CharField(_("owner"), max_length=40, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    is_milestone = models.BooleanField(_("milestone"), default=False)
    starts_on = models.DateField(pgettext_lazy("task", "from"))
    due_original = models.DateField()
    due_current = models.DateField(pgettext_lazy("task", "until"))
    finished_on = models.DateField(_("finished on"), null=True)
    ended_at = models.DateTimeField(null=True)
    """Ended together with its version."""

    before: "RelatedManager[TaskLink]"
    journal_fields = (
        "problem", "schedule", "measure", "replaces", "position", "days", "unit", "weight", "is_milestone",
        "starts_on", "due_original", "due_current", "finished_on", "ended_at",
    )  # fmt: skip
    journal_texts = ("text", "owner_name")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["schedule", "position"], name="task_position"),
            models.CheckConstraint(condition=Q(days__gte=1), name="task_takes_a_day"),
            models.CheckConstraint(condition=Q(due_current__gte=F("starts_on")), name="task_ends_later"),
        )
        indexes = (
            models.Index(fields=["problem", "ended_at", "due_current"], name="task_of_problem"),
            models.Index(fields=["unit", "ended_at", "due_current"], name="task_of_unit"),
            models.Index(
                fields=["due_current"],
                condition=Q(ended_at=None, finished_on=None, is_milestone=True),
                name="task_open_due",
            ),
        )


class TaskLink(OfProblem):
    """``task`` begins ``lag`` days after ``after`` has ended; negative lags overlap."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, related_name="before")
    after = models.ForeignKey(Task, models.PROTECT, related_name="behind")
    lag = models.SmallIntegerField(_("lag in days"), default=0)

    journal_fields = ("problem", "task", "after", "lag")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["task", "after"], name="task_link_once"),
            models.CheckConstraint(condition=~Q(task=F("after")), name="task_link_two_tasks"),
        )


class StepTemplate(Journalled):
    """Usual steps of a kind of problem, kept by officials (立行立改 + 举一反三 + 建章立制).

    ``steps`` are rows of ``text``, ``days``, ``weight``, ``is_milestone``. A change ends the row and makes a new one.
    Fits problems of its clock and nature; an empty value fits all.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="step_templates")
    name = models.CharField(_("name of the template"), max_length=40)
    clock = models.CharField(_("clock"), max_length=12, choices=Clock, blank=True)
    nature = models.CharField(_("nature"), max_length=12, choices=Nature, blank=True)
    steps = models.JSONField(_("steps"), default=list)
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    journal_owner = "campaign"
    journal_fields = ("campaign", "name", "clock", "nature", "steps", "position", "ended_at")

    class Meta:
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(fields=["campaign", "name"], condition=Q(ended_at=None), name="step_template_once"),
        )

    def __str__(self) -> str:
        return self.name
