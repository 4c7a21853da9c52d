import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_first"),
        ("intake", "0003_synonyms_and_themes"),
        ("ledger", "0017_draws_lots"),
        ("organisations", "0005_asks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("theme", models.CharField(blank=True, max_length=200, verbose_name="theme")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("open", "open"), ("closed", "closed")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("why", models.TextField(verbose_name="why we ask")),
                ("units", models.JSONField(default=list)),
                ("due", models.DateField(verbose_name="answer by")),
                ("drafted_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("chased_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="ledger.campaign"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surveys",
                        to="intake.demand",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
            ],
            options={
                "ordering": ("-drafted_at", "-pk"),
                "indexes": [models.Index(fields=["state", "due"], name="survey_state_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="survey_opened_by_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=40, verbose_name="key")),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("yes_no", "yes or no"),
                            ("number", "number"),
                            ("text", "words"),
                            ("choice", "one of several"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("choices", models.TextField(blank=True, verbose_name="choices, one a line")),
                ("measure", models.CharField(blank=True, max_length=10, verbose_name="counted in")),
                ("is_required", models.BooleanField(default=True, verbose_name="needed")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="intake.survey"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [models.Index(fields=["key"], name="question_key")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("survey", "key"), name="question_key_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), _negated=True),
                            models.Q(("choices", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="question_has_choices",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "not answered yet"),
                            ("answered", "answered"),
                            ("not_with_us", "not with us"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("says_not_with_us", models.BooleanField(default=False)),
                ("remark", models.TextField(blank=True)),
                ("filled_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("missing", models.TextField(blank=True)),
                (
                    "filled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="asked", to="intake.survey"
                    ),
                ),
            ],
            options={
                "ordering": ("unit__position", "unit__code"),
                "indexes": [models.Index(fields=["unit", "state"], name="asked_unit_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "unit"), name="asked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at", None), ("signed_by", None), ("signer", None), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("signer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="asked_answer_is_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(blank=True)),
                ("number", models.BigIntegerField(null=True)),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="basis")),
                ("file_name", models.CharField(blank=True, max_length=160)),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "reused_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.answer"
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="intake.asked"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="intake.question"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.survey"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("asked", "question"), name="survey_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="SurveyProblem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="survey_link", to="ledger.problem"
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.problem"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="intake.survey"
                    ),
                ),
            ],
            options={
                "ordering": ("made_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("split_from", None)), fields=("survey",), name="survey_one_problem"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("split_from", None),
                            models.Q(("split_from", models.F("problem")), _negated=True),
                            _connector="OR",
                        ),
                        name="survey_split_not_itself",
                    ),
                ],
            },
        ),
    ]
