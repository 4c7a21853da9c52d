"""An effect moves to a problem that was split off, by the desk and only where the county is asked there."""

import django.db.models.deletion
from django.db import migrations, models

# (trigger, events, what must not be so, sentence)
RULES = (
    (
        "effect_settled_by", ("INSERT", "UPDATE"),
        """NEW.settled_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.settled_by_id AND ((NEW.state = 'waived' AND p.role = 'leader')
        OR (NEW.state IN ('confirmed', 'not_yet') AND p.role = 'head' AND p.unit_id = NEW.unit_id)
        OR (NEW.state = 'moved' AND p.role = 'desk' AND EXISTS (SELECT 1 FROM remedies_effect e
        WHERE e.problem_id = NEW.moved_to_id AND e.unit_id = NEW.unit_id AND e.id <> NEW.id))))""",
        "an effect is confirmed by the head of its county, waived by a leader, and moved where the county is asked",
    ),
    (
        "effect_stays", ("UPDATE",),
        "NEW.problem_id <> OLD.problem_id OR NEW.unit_id <> OLD.unit_id OR NEW.cycle <> OLD.cycle",
        "whose effect it is never changes",
    ),
    (
        "effect_of_county", ("INSERT",),
        "NOT EXISTS (SELECT 1 FROM organisations_unit u WHERE u.id = NEW.unit_id AND u.kind = 'county_union')",
        "an effect is confirmed by a county union",
    ),
)  # fmt: skip


def renew_triggers(apps, schema_editor):
    """SQLite makes a changed table anew, without its triggers; PostgreSQL keeps them and gets one function again."""
    if schema_editor.connection.vendor == "postgresql":
        name, _events, forbidden, sentence = RULES[0]
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION remedies_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'remedies: {sentence}'; END IF; RETURN NEW; END $$"
        )
        return
    for name, events, forbidden, sentence in RULES:
        for event in events:
            trigger = f"remedies_{name}_{event.lower()}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {event} ON remedies_effect WHEN {forbidden} "
                f"BEGIN SELECT RAISE(ABORT, 'remedies: {sentence}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_asks"),
        ("ledger", "0017_draws_lots"),
        ("remedies", "0004_policies_entered_again"),
    ]
    operations = [
        migrations.AddField(
            model_name="effect",
            name="moved_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.problem"
            ),
        ),
        migrations.AlterField(
            model_name="effect",
            name="state",
            field=models.CharField(
                choices=[
                    ("awaited", "awaited"),
                    ("confirmed", "confirmed"),
                    ("not_yet", "not yet"),
                    ("waived", "waived"),
                    ("moved", "awaited with the problem split off"),
                ],
                default="awaited",
                max_length=10,
                verbose_name="effect",
            ),
        ),
        migrations.AddConstraint(
            model_name="effect",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_to__isnull", False), ("state", "moved")),
                    models.Q(models.Q(("state", "moved"), _negated=True), ("moved_to", None)),
                    _connector="OR",
                ),
                name="effect_moved_somewhere",
            ),
        ),
        migrations.RunPython(renew_triggers),
    ]
