import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0010_due_base"),
        ("organisations", "0003_checked_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("supervision", "0006_orders_two_persons"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("remind_near", "near the due date"),
                            ("remind_due", "due"),
                            ("remind_overdue", "overdue"),
                            ("remind_long", "long overdue"),
                            ("urge", "urged"),
                        ],
                        max_length=16,
                    ),
                ),
                ("due", models.DateField(null=True)),
                ("day", models.DateField()),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="words to the unit")),
                ("sent_at", models.DateTimeField()),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="ledger.problem"
                    ),
                ),
                (
                    "urged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
            ],
            options={
                "ordering": ("-sent_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "urge"), _negated=True),
                        fields=("problem", "kind", "due"),
                        name="reminder_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "urge")), fields=("problem", "day"), name="urge_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "urge"), ("urged_by__isnull", False)),
                            models.Q(
                                models.Q(("kind", "urge"), _negated=True), ("due__isnull", False), ("urged_by", None)
                            ),
                            _connector="OR",
                        ),
                        name="reminder_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("clerk", "liaison or handler"),
                            ("head", "head of the unit"),
                            ("desk", "city desk"),
                            ("leader", "leader in charge"),
                        ],
                        max_length=8,
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
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
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.problem"
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="supervision.reminder"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("reminder", "person"), name="receipt_once")],
            },
        ),
    ]
