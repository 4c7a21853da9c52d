"""SQLite with an authorizer: it holds on SQLite the same list that a role's grants hold on PostgreSQL.

Each statement is asked about while it is prepared; what ``GRANTS`` does not name is refused as "not authorized".
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]
HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT})
NO_COLUMN = ""
"""SQLite asks for no column where a query needs none of a table, as in count(*)."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is refused everything but the public process' own work."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.set_authorizer(authorizer())
        return connection


def authorizer() -> Authorizer:
    """Return the function that SQLite asks."""
    # why: settings name this module before there are models
    from jianfa.portal.models import GRANTS

    reads = {grant.table: {*grant.columns, NO_COLUMN} for grant in GRANTS if grant.reads}
    inserts = {grant.table for grant in GRANTS if grant.inserts}

    def decide(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            allowed = second in reads.get(first or "", ())
        elif action == sqlite3.SQLITE_INSERT:
            allowed = first in inserts
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = (second or "").lower() != "load_extension"
        else:
            allowed = action in HARMLESS
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return decide
