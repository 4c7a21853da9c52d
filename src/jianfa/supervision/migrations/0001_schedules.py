import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0008_days_of_a_campaign"),
        ("organisations", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("due", models.DateField(verbose_name="scheduled back from")),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="schedules", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("version",),
                "constraints": [
                    models.UniqueConstraint(fields=("problem", "version"), name="schedule_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("problem",), name="schedule_one_in_force"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepTemplate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40, verbose_name="name of the template")),
                (
                    "clock",
                    models.CharField(
                        blank=True,
                        choices=[("immediate", "at once"), ("phased", "in phases"), ("continuous", "continuous")],
                        max_length=12,
                        verbose_name="clock",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("common", "common"), ("individual", "individual")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("steps", models.JSONField(default=list, verbose_name="steps")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="step_templates", to="ledger.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("campaign", "name"), name="step_template_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=200, verbose_name="task")),
                ("days", models.PositiveSmallIntegerField(default=1, verbose_name="duration in days")),
                ("owner_name", models.CharField(blank=True, max_length=40, verbose_name="owner")),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                ("is_milestone", models.BooleanField(default=False, verbose_name="milestone")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("due_original", models.DateField()),
                ("due_current", models.DateField(verbose_name="until")),
                ("finished_on", models.DateField(null=True, verbose_name="finished on")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="ledger.measure"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="ledger.problem"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="supervision.task"
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="supervision.schedule"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="owning unit",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [
                    models.Index(fields=["problem", "ended_at", "due_current"], name="task_of_problem"),
                    models.Index(fields=["unit", "ended_at", "due_current"], name="task_of_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("schedule", "position"), name="task_position"),
                    models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="task_takes_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("due_current__gte", models.F("starts_on"))), name="task_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("lag", models.SmallIntegerField(default=0, verbose_name="lag in days")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="behind", to="supervision.task"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.problem"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="before", to="supervision.task"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("task", "after"), name="task_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("task", models.F("after")), _negated=True), name="task_link_two_tasks"
                    ),
                ],
            },
        ),
    ]
