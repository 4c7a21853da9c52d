"""Puts a whole database back to an earlier moment.

The journal may not be deleted from: triggers say so on both databases, and the product has no switch. So
Django's way of cleaning up after a test that commits (empty every table) must not work here. Instead the
database as it was after the migrations is kept as a template, and put back. Tests inside a transaction are
rolled back and need none of this.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, connections

from jianfa.calendar.queries import forget
from jianfa.intake.queries.texts import forget_texts
from tests.environment import HOME


def take(name: str) -> None:
    """Keep the database as it is now under this name, replacing an earlier one."""
    if connection.vendor == "sqlite":
        _file(name).unlink(missing_ok=True)
        with closing(sqlite3.connect(_file(name))) as kept:
            _sqlite().backup(kept)
        return
    database = connection.settings_dict["NAME"]
    _replace(_database(name), database)


def restore(name: str) -> None:
    """Make the database what it was when it was kept under this name."""
    forget()
    forget_texts()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_file(name))) as kept:
            kept.backup(_sqlite())
        return
    _replace(connection.settings_dict["NAME"], _database(name))


def drop(name: str) -> None:
    """Forget what was kept under this name."""
    if connection.vendor == "sqlite":
        _file(name).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{_database(name)}"')


def _file(name: str) -> Path:
    return Path(HOME) / f"snapshot-{name}.sqlite3"


def _database(name: str) -> str:
    return f"{connection.settings_dict['NAME']}_{name}"


def _sqlite() -> Any:
    connection.ensure_connection()
    return connection.connection


def _replace(target: str, source: str) -> None:
    """Make the PostgreSQL database target a copy of source; nobody may be connected to either."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
