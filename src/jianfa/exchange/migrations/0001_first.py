import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_first"),
        ("organisations", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("problems", "problem list"), ("units", "units"), ("people", "people")],
                        default="problems",
                        max_length=10,
                    ),
                ),
                ("target", models.UUIDField()),
                ("uploaded_at", models.DateTimeField()),
                ("file_name", models.CharField(max_length=160)),
                ("digest", models.CharField(max_length=64)),
                ("read_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "being read"),
                            ("understood", "to be checked"),
                            ("committed", "imported"),
                            ("undone", "undone"),
                            ("discarded", "discarded"),
                        ],
                        default="uploaded",
                        max_length=12,
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                ("names", models.JSONField(default=dict)),
                ("reading", models.JSONField(default=dict)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_taken", models.PositiveIntegerField(default=0)),
                ("rows_skipped", models.PositiveIntegerField(default=0)),
                ("rows_rejected", models.PositiveIntegerField(default=0)),
                ("rows_digest", models.CharField(blank=True, max_length=64)),
                ("committed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "committed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "ordering": ("-uploaded_at",),
                "indexes": [
                    models.Index(fields=["digest", "target"], name="batch_same_file"),
                    models.Index(fields=["-uploaded_at"], name="batch_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "committed")),
                        fields=("kind", "target", "unit", "digest"),
                        name="batch_file_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("sheet", models.CharField(max_length=80)),
                ("row", models.PositiveIntegerField()),
                ("values", models.JSONField(default=dict)),
                ("written", models.JSONField(default=dict)),
                ("doubts", models.JSONField(default=list)),
                ("open_doubts", models.PositiveSmallIntegerField(default=0)),
                (
                    "choice",
                    models.CharField(
                        choices=[("take", "take"), ("opening", "take as opening balance"), ("skip", "leave out")],
                        default="take",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not imported yet"),
                            ("taken", "imported"),
                            ("skipped", "left out"),
                            ("rejected", "rejected"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="exchange.batch",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [
                    models.Index(fields=["batch", "open_doubts", "position"], name="batch_row_doubts"),
                    models.Index(fields=["batch", "outcome", "position"], name="batch_row_outcome"),
                ],
                "constraints": [models.UniqueConstraint(fields=("batch", "position"), name="batch_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ColumnTemplate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("problems", "problem list"), ("units", "units"), ("people", "people")],
                        default="problems",
                        max_length=10,
                    ),
                ),
                ("signature", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "unit", "signature"), name="column_template_once")
                ],
            },
        ),
    ]
