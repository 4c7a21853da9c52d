import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_first"),
        ("organisations", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosureApplication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cycle", models.PositiveSmallIntegerField()),
                ("applied_at", models.DateTimeField()),
                ("statement", models.TextField(verbose_name="what was done")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("-applied_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("problem",), name="application_one_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CriterionAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(verbose_name="how it was met")),
                ("document_no", models.CharField(blank=True, max_length=120, verbose_name="document no. or row")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="acceptance.closureapplication",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.criterion"
                    ),
                ),
            ],
            options={
                "ordering": ("criterion__position",),
                "constraints": [models.UniqueConstraint(fields=("application", "criterion"), name="answer_once")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("decided_at", models.DateTimeField()),
                ("decision_no", models.CharField(max_length=80, verbose_name="decision no.")),
                ("exemption", models.TextField(blank=True, verbose_name="reason for no publicity")),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="acceptance.closureapplication",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decider", models.F("applicant")), _negated=True),
                        name="decision_two_persons",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)), fields=("application",), name="decision_one_standing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cycle", models.PositiveSmallIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("text", models.TextField(verbose_name="objection")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_upheld", models.BooleanField(default=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("-raised_at",),
            },
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("named_at", models.DateTimeField()),
                ("is_split", models.BooleanField(default=False)),
                ("concluded_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("source_answer", models.CharField(blank=True, max_length=12)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="acceptance.closureapplication",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "ordering": ("-named_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("application", "round"), name="panel_round"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("application",), name="panel_one_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "verdict",
                    models.CharField(blank=True, choices=[("passed", "passed"), ("failed", "failed")], max_length=8),
                ),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="acceptance.panel"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("panel", "person"), name="member_once")],
            },
        ),
        migrations.CreateModel(
            name="CriterionResult",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("has_passed", models.BooleanField()),
                ("note", models.TextField(blank=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.criterion"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="acceptance.panelmember"
                    ),
                ),
            ],
            options={
                "ordering": ("criterion__position",),
                "constraints": [models.UniqueConstraint(fields=("member", "criterion"), name="result_once")],
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cycle", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("is_on_time", models.BooleanField(null=True)),
                ("is_first_pass", models.BooleanField(null=True)),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="basis document")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="write_offs", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "indexes": [models.Index(fields=["-at"], name="write_off_latest")],
                "constraints": [models.UniqueConstraint(fields=("problem", "cycle"), name="write_off_once")],
            },
        ),
    ]
