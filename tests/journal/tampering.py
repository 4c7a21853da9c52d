"""What whoever owns the database can do: switch the guards off and write what they like. Undone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction

from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.queries import trusted_keys
from jianfa.journal.replay import Finding


@contextmanager
def tampering() -> Iterator[None]:
    """Drop every trigger and check for as long as this lasts; then put everything back as it was."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                for statement in _statements(cursor):
                    cursor.execute(statement)
            yield
            transaction.set_rollback(True)
    finally:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")


def _statements(cursor: Any) -> list[str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return ["PRAGMA ignore_check_constraints = ON", *(f"DROP TRIGGER {name}" for (name,) in cursor.fetchall())]
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    tables = [table for (table,) in cursor.fetchall()]
    cursor.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0"
    )
    checks = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in cursor.fetchall()]
    return ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", *(
        f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables
    ), *checks]  # fmt: skip


NEIGHBOURS = frozenset({"year", "version", "day", "position", "n", "seq", "cycle"})
"""Columns whose next value has a row of its own, so that UNIQUE would refuse it."""


def other(field: Any, value: Any) -> Any:
    """Return another value for a column, of the kind it holds."""
    while field.is_relation:
        field = field.target_field
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField):
        return (value or 0) + (100 if field.name in NEIGHBOURS else 1)
    if isinstance(field, models.DateTimeField):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+00:00")) + timedelta(seconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=500 if field.name in NEIGHBOURS else 1)
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.JSONField):
        return {"changed": True}
    if isinstance(field, models.BinaryField):
        return bytes(value) + b"\0"
    text = f"{value or ''}甲"
    return text if field.max_length is None else text[-field.max_length :]


def findings(subject: UUID | None = None) -> list[Finding]:
    """Return what `jianfa verify` finds, in everything or in one chain."""
    return list(verify(trusted_keys(), Tally(), subject=subject))


def codes(found: list[Finding]) -> set[str]:
    return {finding.code for finding in found}
