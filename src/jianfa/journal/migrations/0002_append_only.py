"""Events are append-only in the database itself; heads only move forward. And the deployment gets its id."""

from uuid import uuid4

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_event_no_update BEFORE UPDATE ON journal_event
BEGIN SELECT RAISE(ABORT, 'journal: events are append-only'); END;
CREATE TRIGGER journal_event_no_delete BEFORE DELETE ON journal_event
BEGIN SELECT RAISE(ABORT, 'journal: events are append-only'); END;
CREATE TRIGGER journal_chain_no_delete BEFORE DELETE ON journal_chain
BEGIN SELECT RAISE(ABORT, 'journal: chains are never deleted'); END;
CREATE TRIGGER journal_chain_forward BEFORE UPDATE ON journal_chain
WHEN NEW.head_seq <> OLD.head_seq + 1 OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
BEGIN SELECT RAISE(ABORT, 'journal: a head moves forward by one'); END;
CREATE TRIGGER journal_publickey_no_update BEFORE UPDATE ON journal_publickey
BEGIN SELECT RAISE(ABORT, 'journal: public keys are kept'); END;
CREATE TRIGGER journal_publickey_no_delete BEFORE DELETE ON journal_publickey
BEGIN SELECT RAISE(ABORT, 'journal: public keys are kept'); END
"""

POSTGRESQL = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'journal: % is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION journal_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.head_seq <> OLD.head_seq + 1 OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind THEN
    RAISE EXCEPTION 'journal: a head moves forward by one';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER journal_event_no_change BEFORE UPDATE OR DELETE ON journal_event
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_event_no_truncate BEFORE TRUNCATE ON journal_event
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_chain_no_delete BEFORE DELETE ON journal_chain
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_chain_no_truncate BEFORE TRUNCATE ON journal_chain
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_chain_forward BEFORE UPDATE ON journal_chain
FOR EACH ROW EXECUTE FUNCTION journal_forward();
CREATE TRIGGER journal_publickey_no_change BEFORE UPDATE OR DELETE ON journal_publickey
FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for statement in SQLITE.strip().split("END;"):
        schema_editor.execute(statement.strip().removesuffix("END").strip() + " END")


def name_deployment(apps, schema_editor):
    apps.get_model("journal", "Deployment").objects.get_or_create(defaults={"id": uuid4()})


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_first")]
    operations = [
        migrations.RunPython(name_deployment, migrations.RunPython.noop),
        migrations.RunPython(add_triggers),
    ]
