"""One random change by SQL: a column, a bit, a row gone, two rows that change places."""

import random
from collections.abc import Callable
from typing import Any

from django.db import connection, models

from jianfa.cli.proof.tables import columns_of, journalled_models
from jianfa.journal.models import Chain, Checkpoint, CheckpointLeaf, Deployment, Event, PublicKey, Wording
from tests.journal.tampering import other

Table = type[models.Model]
JOURNAL: tuple[Table, ...] = (Event, Chain, Wording, Checkpoint, CheckpointLeaf, Deployment, PublicKey)
DELETED: tuple[Table, ...] = (Event, Chain, Checkpoint, CheckpointLeaf, Deployment)
"""Not wordings: a text that is gone was erased, which is allowed and counted."""
BOUND = {"Event": ("id",), "Wording": ("id", "event"), "CheckpointLeaf": ("id",)}
"""Keys that only tie rows together here and stand in no event."""


def tables() -> list[tuple[Table, list[str]]]:
    """Return every table with a row, and the columns whose change must be found."""
    found: list[tuple[Table, list[str]]] = [
        (
            table,
            [field.name for field in table._meta.concrete_fields if field.name not in BOUND.get(table.__name__, ())],
        )
        for table in JOURNAL
    ]
    found += [(table, list(columns_of(table))) for table in journalled_models()]
    return [(table, columns) for table, columns in found if table._default_manager.exists()]


class Mutation:
    """Makes one change; ``words`` say which, so that one that is missed can be repeated."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = ""

    def make(self) -> None:
        """Do it; a change that changes nothing is made again otherwise."""
        ways: tuple[Callable[[], bool], ...] = (self._column, self._column, self._bit, self._row, self._swap)
        while not self.random.choice(ways)():
            pass

    def _pick(self, table: Table) -> Any:
        keys = list(table._default_manager.order_by("pk").values_list("pk", flat=True))
        return table._default_manager.get(pk=self.random.choice(keys))

    def _set(self, row: Any, name: str, value: Any) -> bool:
        """Write one column; keep out what leaves it as it was."""
        if value == getattr(row, row._meta.get_field(name).attname):
            return False
        self.words = f"{row._meta.label_lower}/{row.pk}/{name}"
        type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
        return True

    def _column(self) -> bool:
        table, names = self.random.choice(tables())
        row, name = self._pick(table), self.random.choice(names)
        field: Any = table._meta.get_field(name)
        return self._set(row, name, other(field, field.value_from_object(row)))

    def _bit(self) -> bool:
        table = self.random.choice((Event, Chain, Wording, Checkpoint, CheckpointLeaf))
        row: Any = self._pick(table)
        field = self.random.choice([f for f in table._meta.concrete_fields if isinstance(f, models.BinaryField)])
        data = bytearray(getattr(row, field.name))
        if not data:
            return False
        data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
        return self._set(row, field.name, bytes(data))

    def _row(self) -> bool:
        """Take a row out by SQL, whatever hangs on it."""
        table = self.random.choice([*DELETED, *(table for table, _names in tables() if table not in JOURNAL)])
        if not table._default_manager.exists():
            return False
        row = self._pick(table)
        self.words = f"{table._meta.label_lower}/{row.pk} deleted"
        key = table._meta.pk
        assert key is not None
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table._meta.db_table} WHERE {key.column} = %s",
                [key.get_db_prep_value(row.pk, connection)],
            )
        return True

    def _swap(self) -> bool:
        """Let two rows of a table change what stands in one column."""
        table, names = self.random.choice(tables())
        one, two, name = self._pick(table), self._pick(table), self.random.choice(names)
        field: Any = table._meta.get_field(name)
        if one.pk == two.pk or field.unique or name in UNIQUE_TOGETHER.get(table.__name__, ()):
            return False
        mine = getattr(one, field.attname)
        return self._set(one, name, getattr(two, field.attname)) and self._set(two, name, mine)


UNIQUE_TOGETHER = {
    "Event": ("chain", "seq"), "CheckpointLeaf": ("chain", "seq"), "Wording": ("name",),
}  # fmt: skip
"""Two that change places would meet on the way."""
