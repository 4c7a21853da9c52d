import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.UUID("c41e4da5-0000-4000-8000-000000000001"),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", uuid.UUID("c41e4da5-0000-4000-8000-000000000001"))),
                        name="calendar_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("version", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=120, verbose_name="document no.")),
                ("is_published", models.BooleanField(default=True, verbose_name="announced by the State Council")),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="years", to="calendar.calendar"
                    ),
                ),
            ],
            options={
                "ordering": ("year", "version"),
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "version"), name="calendar_year_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("calendar", "year"),
                        name="calendar_year_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionalDay",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="day")),
                ("is_worked", models.BooleanField(verbose_name="worked")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="holiday")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="calendar.calendaryear"
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": [models.UniqueConstraint(fields=("year", "day"), name="exceptional_day_once")],
            },
        ),
    ]
