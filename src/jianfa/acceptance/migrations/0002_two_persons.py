"""Who applies never verifies, who verifies never decides: held by the database where no single row shows it."""

from django.db import migrations

MEMBER_IS_APPLICANT = """SELECT 1 FROM acceptance_panel p
  JOIN acceptance_closureapplication a ON a.id = p.application_id
  WHERE p.id = NEW.panel_id AND a.applicant_id = NEW.person_id"""
DECIDER_IS_MEMBER = """SELECT 1 FROM acceptance_panelmember m
  JOIN acceptance_panel p ON p.id = m.panel_id
  WHERE p.application_id = NEW.application_id AND m.person_id = NEW.decider_id"""
MEMBER_SENTENCE = "acceptance: whoever applied cannot verify"
DECIDER_SENTENCE = "acceptance: whoever verified cannot decide"

SQLITE = (
    f"""CREATE TRIGGER acceptance_member_{{when}} BEFORE {{event}} ON acceptance_panelmember
    WHEN EXISTS ({MEMBER_IS_APPLICANT}) BEGIN SELECT RAISE(ABORT, '{MEMBER_SENTENCE}'); END""",
    f"""CREATE TRIGGER acceptance_decider_{{when}} BEFORE {{event}} ON acceptance_decision
    WHEN EXISTS ({DECIDER_IS_MEMBER}) BEGIN SELECT RAISE(ABORT, '{DECIDER_SENTENCE}'); END""",
)
POSTGRESQL = f"""
CREATE FUNCTION acceptance_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF EXISTS ({MEMBER_IS_APPLICANT}) THEN RAISE EXCEPTION '{MEMBER_SENTENCE}'; END IF; RETURN NEW; END $$;
CREATE FUNCTION acceptance_decider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF EXISTS ({DECIDER_IS_MEMBER}) THEN RAISE EXCEPTION '{DECIDER_SENTENCE}'; END IF; RETURN NEW; END $$;
CREATE TRIGGER acceptance_member_change BEFORE INSERT OR UPDATE ON acceptance_panelmember
FOR EACH ROW EXECUTE FUNCTION acceptance_member();
CREATE TRIGGER acceptance_decider_change BEFORE INSERT OR UPDATE ON acceptance_decision
FOR EACH ROW EXECUTE FUNCTION acceptance_decider();
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for statement in SQLITE:
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(statement.format(when=event.lower(), event=event))


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0001_first")]
    operations = [migrations.RunPython(add_triggers)]
