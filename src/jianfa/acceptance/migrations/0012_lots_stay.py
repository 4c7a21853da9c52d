"""What was published for a lot stays, a draw stays, and while a lot waits to be drawn nobody is named by choice."""

from django.db import migrations

# (trigger, table, event, what must not be so, sentence)
RULES = (
    (
        "acceptance_lot_published", "acceptance_lot", "UPDATE",
        """NEW.candidates <> OLD.candidates OR NEW.size <> OLD.size OR NEW.needs_outsider <> OLD.needs_outsider
        OR NEW.rule <> OLD.rule OR NEW.application_id <> OLD.application_id OR NEW.called_by_id <> OLD.called_by_id
        OR NEW.called_at <> OLD.called_at""",
        "what was published for a lot stays",
    ),
    (
        "acceptance_lot_drawn", "acceptance_lot", "UPDATE", "OLD.drawn_at IS NOT NULL", "a draw stays as it was drawn",
    ),
    (
        "acceptance_panel_drawn", "acceptance_panel", "INSERT",
        """EXISTS (SELECT 1 FROM acceptance_lot l
        WHERE l.application_id = NEW.application_id AND l.drawn_at IS NULL AND l.ended_at IS NULL)""",
        "a lot was called for this panel and nobody is named by choice",
    ),
)  # fmt: skip


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, event, forbidden, sentence in RULES:
        if is_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'acceptance: {sentence}'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
            continue
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {forbidden} "
            f"BEGIN SELECT RAISE(ABORT, 'acceptance: {sentence}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0011_lots")]
    operations = [migrations.RunPython(add_triggers)]
