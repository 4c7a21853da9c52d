"""Whom a paper may name and who may sign it, held by the database where no single row shows it."""

from django.db import migrations

# (trigger, table, events, what must not be so, sentence)
RULES = (
    (
        "order_to_union_unit", "supervision_supervisionorder", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_unit u
        WHERE u.id = NEW.unit_id AND u.kind IN ('county_union', 'department'))""",
        "a paper is addressed to a union unit of the city",
    ),
    (
        "order_drafter_is_post", "supervision_supervisionorder", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.drafted_by_id AND p.person_id = NEW.drafter_id AND p.role = 'desk')""",
        "a paper is drafted by the desk",
    ),
    (
        "order_signer_is_leader", "supervision_supervisionorder", ("INSERT", "UPDATE"),
        """NEW.signer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.signed_by_id AND p.person_id = NEW.signer_id AND p.role = 'leader')""",
        "a paper is signed by a leader",
    ),
    (
        "order_signer_added_item", "supervision_supervisionorder", ("INSERT", "UPDATE"),
        """NEW.signer_id IS NOT NULL AND EXISTS (SELECT 1 FROM supervision_orderitem i
        WHERE i.order_id = NEW.id AND i.adder_id = NEW.signer_id)""",
        "whoever drafted cannot sign",
    ),
    (
        "order_stays", "supervision_supervisionorder", ("UPDATE",),
        """NEW.unit_id <> OLD.unit_id OR NEW.month <> OLD.month OR NEW.kind <> OLD.kind
        OR NEW.drafter_id <> OLD.drafter_id""",
        "to whom a paper goes is never changed",
    ),
    (
        "order_signed_stays", "supervision_supervisionorder", ("UPDATE",),
        """OLD.signer_id IS NOT NULL AND (NEW.signer_id IS NULL OR NEW.signer_id <> OLD.signer_id
        OR NEW.number IS NULL OR NEW.number <> OLD.number OR NEW.requirement <> OLD.requirement
        OR NEW.colour <> OLD.colour OR NEW.state IN ('draft', 'withdrawn'))""",
        "a signed paper is never changed",
    ),
    (
        "order_item_frozen", "supervision_orderitem", ("UPDATE",),
        """NEW.order_id <> OLD.order_id OR NEW.problem_id <> OLD.problem_id OR NEW.light <> OLD.light
        OR NEW.reason <> OLD.reason OR NEW.title <> OLD.title OR NEW.adder_id <> OLD.adder_id""",
        "what an item says is never changed",
    ),
    (
        "order_item_before_signing", "supervision_orderitem", ("INSERT", "UPDATE"),
        """EXISTS (SELECT 1 FROM supervision_supervisionorder o
        WHERE o.id = NEW.order_id AND o.signer_id IS NOT NULL)""",
        "items are put on and taken off before the signature only",
    ),
    (
        "order_summoned_is_officer", "supervision_summonedpost", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_post p
        JOIN organisations_unit u ON u.id = p.unit_id
        JOIN supervision_supervisionorder o ON o.id = NEW.order_id
        WHERE p.id = NEW.post_id AND p.unit_id = o.unit_id AND o.kind = 'summons'
        AND u.kind IN ('county_union', 'department'))""",
        "only union officers of the addressed unit are summoned",
    ),
    (
        "order_copy_to_party", "supervision_ordercopy", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_unit u WHERE u.id = NEW.unit_id AND u.kind = 'party_gov')
        OR NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.signed_by_id AND p.person_id = NEW.signer_id AND p.role = 'leader')""",
        "a copy goes to a Party committee by a letter that a leader has signed",
    ),
    (
        "instruction_by_leader", "supervision_instruction", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.post_id AND p.person_id = NEW.leader_id AND p.role = 'leader')""",
        "an instruction is written by a leader",
    ),
    (
        "instruction_stays", "supervision_instruction", ("UPDATE",),
        "NEW.text <> OLD.text OR NEW.leader_id <> OLD.leader_id OR NEW.problem_id <> OLD.problem_id",
        "an instruction is never changed",
    ),
    (
        "addressee_is_union", "supervision_addressee", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_unit u
        WHERE u.kind IN ('county_union', 'department', 'federation') AND (u.id = NEW.unit_id
        OR u.id = (SELECT p.unit_id FROM organisations_post p WHERE p.id = NEW.post_id)))""",
        "an instruction goes to union units and officers",
    ),
)  # fmt: skip


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, events, forbidden, sentence in RULES:
        trigger = f"supervision_{name}"
        if is_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'supervision: {sentence}'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {' OR '.join(events)} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            )
            continue
        for event in events:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger}_{event.lower()} BEFORE {event} ON {table} WHEN {forbidden} "
                f"BEGIN SELECT RAISE(ABORT, 'supervision: {sentence}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("supervision", "0005_orders"), ("organisations", "0001_first")]
    operations = [migrations.RunPython(add_triggers)]
