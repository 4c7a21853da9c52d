import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acceptance", "0009_looking"),
        ("journal", "0002_append_only"),
        ("ledger", "0016_evidence_document"),
    ]

    operations = [
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same_pair", "same pair verifies and approves"),
                            ("quick_pass", "passed within an hour"),
                            ("reused", "evidence used for another problem"),
                            ("after_red", "date, weight or criteria changed after red"),
                            ("late_extension", "extension asked for just before due"),
                            ("after_baseline", "merged or voided after the baseline"),
                            ("recorded", "entered from paper"),
                            ("signed_by_itself", "counted as signed for"),
                            ("opening", "opening balance"),
                            ("refused_relapse", "refused relapse"),
                        ],
                        max_length=16,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
                ("values", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-at", "-id"),
                "indexes": [models.Index(fields=["kind", "-at", "-id"], name="doubt_newest")],
            },
        ),
        migrations.CreateModel(
            name="DoubtCursor",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddIndex(
            model_name="criterionanswer",
            index=models.Index(fields=["document_no"], name="answer_document"),
        ),
        migrations.AddField(
            model_name="doubt",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.event"),
        ),
        migrations.AddField(
            model_name="doubt",
            name="problem",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.problem"),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.UniqueConstraint(fields=("event", "kind", "key"), name="doubt_once"),
        ),
    ]
