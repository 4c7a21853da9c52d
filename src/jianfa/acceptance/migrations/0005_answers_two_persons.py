"""A result needs the declaration of no conflict; who applied or verifies does not answer for the source unit."""

from django.db import migrations

RECORDS = "NEW.recorded_at IS NOT NULL AND (NEW.interest IS NULL OR NEW.interest <> 'none' OR NEW.left_at IS NOT NULL)"
# (trigger, table, event, what must not be so, sentence)
RULES = (
    (
        "acceptance_member_declares", "acceptance_panelmember", "INSERT", RECORDS,
        "a member with a conflict of interest records nothing",
    ),
    (
        "acceptance_member_declared", "acceptance_panelmember", "UPDATE", f"OLD.recorded_at IS NULL AND {RECORDS}",
        "a member with a conflict of interest records nothing",
    ),
    (
        "acceptance_answer_applied", "acceptance_sourceanswer", "INSERT",
        """EXISTS (SELECT 1 FROM acceptance_closureapplication a
        WHERE a.id = NEW.application_id AND a.applicant_id = NEW.person_id)""",
        "whoever applied does not answer for the unit that raised it",
    ),
    (
        "acceptance_answer_verifies", "acceptance_sourceanswer", "INSERT",
        """EXISTS (SELECT 1 FROM acceptance_panelmember m
        JOIN acceptance_panel p ON p.id = m.panel_id
        WHERE p.application_id = NEW.application_id AND m.person_id = NEW.person_id)""",
        "whoever verifies does not answer for the unit that raised it",
    ),
    (
        "acceptance_answer_is_post", "acceptance_sourceanswer", "INSERT",
        "NOT EXISTS (SELECT 1 FROM organisations_post o WHERE o.id = NEW.post_id AND o.person_id = NEW.person_id)",
        "an answer is given through a post of one's own",
    ),
    (
        "acceptance_answer_stays", "acceptance_sourceanswer", "UPDATE",
        """NEW.answer <> OLD.answer OR NEW.application_id <> OLD.application_id OR NEW.person_id <> OLD.person_id
        OR NEW.post_id <> OLD.post_id""",
        "an answer stays as it was given",
    ),
)  # fmt: skip


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, event, forbidden, sentence in RULES:
        text = sentence.replace("'", "''")
        if is_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'acceptance: {text}'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
            continue
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {forbidden} "
            f"BEGIN SELECT RAISE(ABORT, 'acceptance: {text}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0004_panels_and_answers"), ("organisations", "0001_first")]
    operations = [migrations.RunPython(add_triggers)]
