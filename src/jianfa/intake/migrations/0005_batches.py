"""What a demand came in with is a column: an older paste is found however many came after it."""

import json
import uuid

from django.db import migrations, models

AT_ONCE = 500


def name_batches(apps, schema_editor):
    """Take the batch from the event each demand came in with."""
    demand, event = apps.get_model("intake", "Demand"), apps.get_model("journal", "Event")
    known = list(demand.objects.filter(channel="import", batch=None).values_list("pk", flat=True))
    for start in range(0, len(known), AT_ONCE):
        first = event.objects.filter(chain__in=known[start : start + AT_ONCE], seq=1).values_list("chain", "body")
        for chain, body in first:
            if batch := json.loads(bytes(body))["facts"].get("batch"):
                demand.objects.filter(pk=chain).update(batch=uuid.UUID(batch))


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_surveys"), ("journal", "0004_checkpoints_stay")]
    operations = [
        migrations.AddField(model_name="demand", name="batch", field=models.UUIDField(null=True)),
        migrations.RunPython(name_batches),
        migrations.AddIndex(model_name="demand", index=models.Index(fields=["batch"], name="demand_batch")),
    ]
