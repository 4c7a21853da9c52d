"""Who may have settled, judged and signed what, held by the database where no single row shows it."""

from django.db import migrations

# (trigger, table, events, what must not be so, sentence)
RULES = (
    (
        "effect_settled_by", "remedies_effect", ("INSERT", "UPDATE"),
        """NEW.settled_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.settled_by_id AND ((NEW.state = 'waived' AND p.role = 'leader')
        OR (NEW.state IN ('confirmed', 'not_yet') AND p.role = 'head' AND p.unit_id = NEW.unit_id)))""",
        "an effect is confirmed by the head of its county, and waived by a leader",
    ),
    (
        "effect_stays", "remedies_effect", ("UPDATE",),
        "NEW.problem_id <> OLD.problem_id OR NEW.unit_id <> OLD.unit_id OR NEW.cycle <> OLD.cycle",
        "whose effect it is never changes",
    ),
    (
        "effect_of_county", "remedies_effect", ("INSERT",),
        "NOT EXISTS (SELECT 1 FROM organisations_unit u WHERE u.id = NEW.unit_id AND u.kind = 'county_union')",
        "an effect is confirmed by a county union",
    ),
    (
        "service_judged_by", "remedies_targetedservice", ("INSERT", "UPDATE"),
        """NEW.judged_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        JOIN ledger_problem q ON q.source_unit_id = p.unit_id
        WHERE p.id = NEW.judged_by_id AND p.role IN ('liaison', 'head') AND q.id = NEW.problem_id)""",
        "whether a service helped is said by the county that raised the problem",
    ),
    (
        "petition_signed_by", "remedies_petition", ("INSERT", "UPDATE"),
        """NEW.signer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.signed_by_id AND p.person_id = NEW.signer_id AND p.role = 'leader')""",
        "a petition is signed by a leader",
    ),
    (
        "petition_signed_stays", "remedies_petition", ("UPDATE",),
        """OLD.signer_id IS NOT NULL AND (NEW.signer_id IS NULL OR NEW.signer_id <> OLD.signer_id
        OR NEW.title <> OLD.title OR NEW.body <> OLD.body OR NEW.addressee_id <> OLD.addressee_id
        OR NEW.from_unit_id <> OLD.from_unit_id OR NEW.state IN ('drafted', 'dropped'))""",
        "a signed petition is never changed",
    ),
    (
        "grant_needs_reply", "remedies_quotagrant", ("INSERT",),
        """NOT EXISTS (SELECT 1 FROM remedies_petition p
        WHERE p.id = NEW.petition_id AND p.state = 'replied' AND p.result <> 'refused')""",
        "nothing is granted without a reply that grants",
    ),
    (
        "grant_stays", "remedies_quotagrant", ("UPDATE",),
        """NEW.petition_id <> OLD.petition_id OR NEW.unit_id <> OLD.unit_id OR NEW.kind <> OLD.kind
        OR NEW.number <> OLD.number OR NEW.document_no <> OLD.document_no""",
        "what was granted to whom is never changed; a wrong row ends",
    ),
    (
        "pairing_of_city", "remedies_linkpairing", ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM organisations_unit u WHERE u.id = NEW.county_id AND u.kind = 'county_union')
        OR (NEW.leader_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        WHERE p.id = NEW.leader_id AND p.role = 'leader'))
        OR (NEW.department_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_unit d
        WHERE d.id = NEW.department_id AND d.kind = 'department'))""",
        "a leader or a department answers for a county union",
    ),
    (
        "visit_confirmed_by", "remedies_pairingvisit", ("INSERT", "UPDATE"),
        """NEW.confirmed_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organisations_post p
        JOIN remedies_linkpairing l ON l.county_id = p.unit_id
        WHERE p.id = NEW.confirmed_by_id AND p.role IN ('liaison', 'head') AND l.id = NEW.pairing_id)""",
        "a visit is confirmed by the county",
    ),
)  # fmt: skip


def add_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, events, forbidden, sentence in RULES:
        trigger = f"remedies_{name}"
        if is_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {forbidden} THEN RAISE EXCEPTION 'remedies: {sentence}'; END IF; RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {' OR '.join(events)} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            )
            continue
        for event in events:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger}_{event.lower()} BEFORE {event} ON {table} WHEN {forbidden} "
                f"BEGIN SELECT RAISE(ABORT, 'remedies: {sentence}'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("remedies", "0001_first"), ("organisations", "0001_first")]
    operations = [migrations.RunPython(add_triggers)]
