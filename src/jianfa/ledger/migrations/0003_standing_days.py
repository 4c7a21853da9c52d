"""Days beside the moments of a standing, since when a unit assists, and two indexes that cover the board."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations, models

SHANGHAI = ZoneInfo("Asia/Shanghai")


def fill(apps: Any, schema_editor: Any) -> None:
    Standing = apps.get_model("ledger", "Standing")
    for row in Standing.objects.iterator():
        row.from_day = row.from_at.astimezone(SHANGHAI).date()
        row.until_day = row.until_at and row.until_at.astimezone(SHANGHAI).date()
        row.save(update_fields=["from_day", "until_day"])


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_sorting_and_dates")]

    operations = [
        migrations.AddField(
            "standing", "from_day", models.DateField(default=date(2000, 1, 1)), preserve_default=False
        ),
        migrations.AddField("standing", "until_day", models.DateField(null=True)),
        migrations.AddField(
            "assist",
            "from_at",
            models.DateTimeField(default=datetime(2000, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "standing",
            models.Index(
                fields=[
                    "campaign", "state", "from_day", "until_day", "solver", "dimension", "source_unit", "cycle",
                    "is_opening_balance",
                ],
                name="standing_board",
            ),
        ),
        migrations.AddIndex(
            "problem",
            models.Index(
                fields=[
                    "campaign", "state", "solver", "dimension", "source_unit", "cycle", "is_opening_balance",
                    "due_original",
                ],
                name="problem_board",
            ),
        ),
    ]  # fmt: skip
