import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acceptance", "0006_signing_links"),
        ("ledger", "0010_due_base"),
        ("organisations", "0003_checked_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=80, verbose_name="name of the session")),
                ("held_on", models.DateField(verbose_name="day of the session")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("gathering", "gathering problems"),
                            ("verifying", "being verified"),
                            ("deciding", "awaiting decision"),
                            ("decided", "decided"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="gathering",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("opened_at", models.DateTimeField()),
                ("decision_no", models.CharField(blank=True, max_length=80, verbose_name="decision no.")),
                ("decided_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "opener",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_at", "-pk"),
                "indexes": [models.Index(fields=["-opened_at", "-id"], name="session_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decider", None), models.Q(("decider", models.F("opener")), _negated=True), _connector="OR"
                        ),
                        name="session_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(("decider__isnull", False), models.Q(("decision_no", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="session_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why it was pulled out")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session_items",
                        to="acceptance.closureapplication",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="session_items", to="ledger.problem"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="acceptance.session"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("application",), name="session_item_one_session"
                    ),
                    models.UniqueConstraint(fields=("session", "position"), name="session_item_position"),
                ],
            },
        ),
    ]
