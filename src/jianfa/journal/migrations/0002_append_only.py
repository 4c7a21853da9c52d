"""Events are append-only in the database itself; heads only move forward. And the deployment gets its id."""

from uuid import uuid4

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_event_no_update BEFORE UPDATE ON journal_event
BEGIN SELECT RAISE(ABORT, 'journal: events are append-only'); END;
CREATE TRIGGER journal_event_no_delete BEFORE DELETE ON journal_event
BEGIN SELECT RAISE(ABORT, 'journal: events are append-only'); END;
CREATE TRIGGER journal_event_no_replace BEFORE INSERT ON journal_event
WHEN EXISTS (SELECT 1 FROM journal_event WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM journal_event WHERE chain_id = NEW.chain_id AND seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM journal_event WHERE idem = NEW.idem)
BEGIN SELECT RAISE(ABORT, 'journal: events are append-only'); END;
CREATE TRIGGER journal_chain_no_delete BEFORE DELETE ON journal_chain
BEGIN SELECT RAISE(ABORT, 'journal: chains are never deleted'); END;
CREATE TRIGGER journal_chain_no_replace BEFORE INSERT ON journal_chain
WHEN EXISTS (SELECT 1 FROM journal_chain WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'journal: chains are never replaced'); END;
CREATE TRIGGER journal_chain_forward BEFORE UPDATE ON journal_chain
WHEN NEW.head_seq IS NOT OLD.head_seq + 1 OR NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind
  OR NEW.last_at < OLD.last_at
BEGIN SELECT RAISE(ABORT, 'journal: a head moves forward by one'); END;
CREATE TRIGGER journal_publickey_no_update BEFORE UPDATE ON journal_publickey
BEGIN SELECT RAISE(ABORT, 'journal: public keys are kept'); END;
CREATE TRIGGER journal_publickey_no_delete BEFORE DELETE ON journal_publickey
BEGIN SELECT RAISE(ABORT, 'journal: public keys are kept'); END;
CREATE TRIGGER journal_publickey_no_replace BEFORE INSERT ON journal_publickey
WHEN EXISTS (SELECT 1 FROM journal_publickey WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'journal: public keys are kept'); END;
CREATE TRIGGER journal_deployment_no_update BEFORE UPDATE ON journal_deployment
BEGIN SELECT RAISE(ABORT, 'journal: the deployment keeps its id'); END;
CREATE TRIGGER journal_deployment_no_delete BEFORE DELETE ON journal_deployment
BEGIN SELECT RAISE(ABORT, 'journal: the deployment keeps its id'); END;
CREATE TRIGGER journal_deployment_one BEFORE INSERT ON journal_deployment
WHEN EXISTS (SELECT 1 FROM journal_deployment)
BEGIN SELECT RAISE(ABORT, 'journal: the deployment keeps its id'); END
"""
# REPLACE deletes a row in SQLite without asking the triggers of DELETE; hence the ones on INSERT.

POSTGRESQL = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'journal: % is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION journal_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.head_seq <> OLD.head_seq + 1 OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.last_at < OLD.last_at THEN
    RAISE EXCEPTION 'journal: a head moves forward by one';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION journal_one_deployment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM journal_deployment) THEN RAISE EXCEPTION 'journal: the deployment keeps its id'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER journal_chain_forward BEFORE UPDATE ON journal_chain
FOR EACH ROW EXECUTE FUNCTION journal_forward();
CREATE TRIGGER journal_deployment_one BEFORE INSERT ON journal_deployment
FOR EACH ROW EXECUTE FUNCTION journal_one_deployment();
"""
KEPT = {  # table → what must not happen to its rows
    "journal_event": "UPDATE OR DELETE",
    "journal_chain": "DELETE",
    "journal_publickey": "UPDATE OR DELETE",
    "journal_deployment": "UPDATE OR DELETE",
}


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        for table, changes in KEPT.items():
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE {changes} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
            )
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
