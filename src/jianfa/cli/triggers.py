"""Which triggers the migrations make, and which of them a database lacks."""

import re
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

MADE_BY = (
    "jianfa.journal.migrations.0002_append_only", "jianfa.journal.migrations.0004_checkpoints_stay",
    "jianfa.acceptance.migrations.0002_two_persons", "jianfa.acceptance.migrations.0005_answers_two_persons",
    "jianfa.acceptance.migrations.0012_lots_stay",
    "jianfa.supervision.migrations.0006_orders_two_persons",
)  # fmt: skip
"""Migrations whose ``add_triggers`` says with its statements which triggers there should be."""
NAME = re.compile(r"CREATE TRIGGER (\w+)")
PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@dataclass
class Listener:
    """Stands where a schema editor would, and notes the statements instead of running them."""

    connection: Any
    statements: list[str] = field(default_factory=list)

    def execute(self, statement: str, params: object = ()) -> None:
        self.statements.append(statement)


def missing_triggers(connection: Any) -> list[str]:
    """Return the triggers that should keep the record and are not there."""
    listener = Listener(connection)
    for module in MADE_BY:
        import_module(module).add_triggers(None, listener)
    expected = {name for statement in listener.statements for name in NAME.findall(statement)}
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        return sorted(expected - {row[0] for row in cursor.fetchall()})
