"""What no single row shows, held by the database: whose a demand is, and that its words stay."""

from django.db import migrations

# (trigger, table, events, what must not be so, sentence)
RULES = (
    (
        "demand_owner_by_handover", "intake_demand", ("UPDATE",),
        """NEW.owner_id <> OLD.owner_id AND OLD.receipt_no IS NOT NULL
        AND NOT (OLD.state = 'handing_over' AND OLD.handed_to_id IS NOT NULL AND NEW.owner_id = OLD.handed_to_id)""",
        "a demand passes to another unit only when that unit has taken it on",
    ),
    (
        "demand_received_stays", "intake_demand", ("UPDATE",),
        """OLD.receipt_no IS NOT NULL AND (NEW.receipt_no IS NULL OR NEW.receipt_no <> OLD.receipt_no
        OR NEW.first_receiver_id <> OLD.first_receiver_id OR NEW.source_unit_id <> OLD.source_unit_id
        OR NEW.channel <> OLD.channel OR NEW.is_from_worker <> OLD.is_from_worker
        OR NEW.raised_at <> OLD.raised_at OR NEW.received_at <> OLD.received_at
        OR (NEW.text <> OLD.text AND NEW.erased_at IS NULL))""",
        "what was handed in is never changed",
    ),
    (
        "demand_with_union_unit", "intake_demand", ("INSERT", "UPDATE"),
        """EXISTS (SELECT 1 FROM organisations_unit u
        WHERE u.id IN (NEW.owner_id, NEW.first_receiver_id, NEW.handed_to_id)
        AND u.kind NOT IN ('federation', 'department', 'county_union'))""",
        "a demand is with a union unit of the city",
    ),
    (
        "demand_leaves_with_summary", "intake_demand", ("INSERT", "UPDATE"),
        """NEW.is_from_worker AND NEW.summary = '' AND (NEW.owner_id <> NEW.first_receiver_id
        OR NEW.state IN ('handing_over', 'promoted', 'merged'))""",
        "what a worker wrote leaves the first receiver as a summary only",
    ),
    (
        "demand_link_frozen", "intake_demandlink", ("UPDATE",),
        """NEW.demand_id <> OLD.demand_id OR NEW.kind <> OLD.kind OR NEW.confirmed_by_id <> OLD.confirmed_by_id
        OR NEW.confirmed_at <> OLD.confirmed_at OR COALESCE(NEW.problem_id, NEW.demand_id) <>
        COALESCE(OLD.problem_id, OLD.demand_id) OR COALESCE(NEW.other_id, NEW.demand_id) <>
        COALESCE(OLD.other_id, OLD.demand_id) OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL
        OR NEW.ended_at <> OLD.ended_at))""",
        "a link is ended, never changed",
    ),
    (
        "demand_referral_frozen", "intake_referral", ("UPDATE",),
        """NEW.demand_id <> OLD.demand_id OR NEW.outlet <> OLD.outlet OR NEW.passed_on <> OLD.passed_on
        OR NEW.reference_no <> OLD.reference_no""",
        "where it was passed on to is never changed",
    ),
)  # fmt: skip


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, events, forbidden, sentence in RULES:
        trigger = f"intake_{name}"
        if is_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'intake: {sentence}'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {' OR '.join(events)} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            )
            continue
        for event in events:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger}_{event.lower()} BEFORE {event} ON {table} WHEN {forbidden} "
                f"BEGIN SELECT RAISE(ABORT, 'intake: {sentence}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_demands"), ("organisations", "0001_first")]
    operations = [migrations.RunPython(add_triggers)]
