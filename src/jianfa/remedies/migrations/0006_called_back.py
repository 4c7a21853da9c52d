"""A signed petition that has not gone out can be called back; its words stay as they were signed."""

from django.db import migrations

FORBIDDEN = """OLD.signer_id IS NOT NULL AND (NEW.signer_id IS NULL OR NEW.signer_id <> OLD.signer_id
OR NEW.title <> OLD.title OR NEW.body <> OLD.body OR NEW.addressee_id <> OLD.addressee_id
OR NEW.from_unit_id <> OLD.from_unit_id OR NEW.state = 'drafted'
OR (NEW.state = 'dropped' AND OLD.state NOT IN ('signed', 'dropped')))"""
SENTENCE = "remedies: a signed petition is never changed"
TRIGGER = "remedies_petition_signed_stays"


def renew_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {FORBIDDEN} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END $$"
        )
        return
    schema_editor.execute(f"DROP TRIGGER {TRIGGER}_update")
    schema_editor.execute(
        f"CREATE TRIGGER {TRIGGER}_update BEFORE UPDATE ON remedies_petition WHEN {FORBIDDEN} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


class Migration(migrations.Migration):
    dependencies = [("remedies", "0005_moved_effects")]
    operations = [migrations.RunPython(renew_trigger)]
