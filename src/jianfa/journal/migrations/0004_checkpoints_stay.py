"""Checkpoints and their leaves are append-only in the database itself, like events."""

from django.db import migrations

SENTENCE = "journal: checkpoints are append-only"
KEPT = {
    "journal_checkpoint": "n = NEW.n",
    "journal_checkpointleaf": "id = NEW.id OR (chain = NEW.chain AND seq = NEW.seq)",
}
"""Table → which row a new one would replace on SQLite, whose REPLACE asks no trigger of DELETE."""


def add_triggers(apps, schema_editor):
    for table, replaced in KEPT.items():
        if schema_editor.connection.vendor == "postgresql":
            for name, events, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {events} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION journal_refuse()"
                )
            continue
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {replaced}) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_checkpoints")]
    operations = [migrations.RunPython(add_triggers)]
