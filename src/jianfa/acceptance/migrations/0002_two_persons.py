"""Who applies never verifies, who verifies never decides: held by the database where no single row shows it."""

from django.db import migrations

# (trigger, table, events, what must not be so, sentence)
RULES = (
    (
        "acceptance_member_applied", "acceptance_panelmember", ("INSERT", "UPDATE"),
        """EXISTS (SELECT 1 FROM acceptance_panel p
        JOIN acceptance_closureapplication a ON a.id = p.application_id
        WHERE p.id = NEW.panel_id AND a.applicant_id = NEW.person_id)""",
        "whoever applied cannot verify",
    ),
    (
        "acceptance_member_decided", "acceptance_panelmember", ("INSERT", "UPDATE"),
        """EXISTS (SELECT 1 FROM acceptance_decision d
        JOIN acceptance_panel p ON p.application_id = d.application_id
        WHERE p.id = NEW.panel_id AND d.decider_id = NEW.person_id AND d.revoked_at IS NULL)""",
        "whoever decided cannot verify",
    ),
    (
        "acceptance_member_is_post", "acceptance_panelmember", ("INSERT", "UPDATE"),
        "NOT EXISTS (SELECT 1 FROM organisations_post o WHERE o.id = NEW.post_id AND o.person_id = NEW.person_id)",
        "a member acts through a post of their own",
    ),
    (
        "acceptance_decider_verified", "acceptance_decision", ("INSERT", "UPDATE"),
        """EXISTS (SELECT 1 FROM acceptance_panelmember m
        JOIN acceptance_panel p ON p.id = m.panel_id
        WHERE p.application_id = NEW.application_id AND m.person_id = NEW.decider_id)""",
        "whoever verified cannot decide",
    ),
    (
        "acceptance_decider_applied", "acceptance_decision", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM acceptance_closureapplication a
        WHERE a.id = NEW.application_id AND a.applicant_id = NEW.applicant_id AND a.applicant_id <> NEW.decider_id)""",
        "whoever applied cannot decide",
    ),
    (
        "acceptance_decider_is_post", "acceptance_decision", ("INSERT", "UPDATE"),
        "NOT EXISTS (SELECT 1 FROM organisations_post o WHERE o.id = NEW.post_id AND o.person_id = NEW.decider_id)",
        "a decider acts through a post of their own",
    ),
    (
        "acceptance_application_stays", "acceptance_closureapplication", ("UPDATE",),
        "NEW.applicant_id <> OLD.applicant_id OR NEW.problem_id <> OLD.problem_id OR NEW.cycle <> OLD.cycle",
        "who applied for what is never changed",
    ),
    (
        "acceptance_panel_stays", "acceptance_panel", ("UPDATE",),
        "NEW.application_id <> OLD.application_id",
        "a panel belongs to one application",
    ),
)  # fmt: skip


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, events, forbidden, sentence in RULES:
        if is_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'acceptance: {sentence}'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
            continue
        for event in events:
            schema_editor.execute(
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} WHEN {forbidden} "
                f"BEGIN SELECT RAISE(ABORT, 'acceptance: {sentence}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0001_first")]
    operations = [migrations.RunPython(add_triggers)]
