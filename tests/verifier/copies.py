"""The database as a file, as whoever holds it would hand it to an auditor; from inside a test's transaction."""

from pathlib import Path
from typing import Any

from django.db import connection

from jianfa.journal.models import Checkpoint
from jianfa.journal.queries import checkpoint_keys, trusted_keys


def copy_of_database(folder: Path, name: str = "record") -> Path:
    """Write the database into a file: SQLite's own, or the COPY form of a dump of PostgreSQL."""
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        path = folder / f"{name}.sqlite3"
        path.write_bytes(raw.serialize())
        return path
    path = folder / f"{name}.sql"
    with path.open("wb") as file, raw.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
                "ORDER BY attnum", [table],
            )  # fmt: skip
            columns = ", ".join(column for (column,) in cursor.fetchall())
            file.write(f"COPY public.{table} ({columns}) FROM stdin;\n".encode())
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as rows:
                for part in rows:
                    file.write(part)
            file.write(b"\\.\n\n")
    return path


def notes_outside(folder: Path) -> Path:
    """Keep every note there is, and the public keys, in a folder of their own."""
    folder.mkdir(exist_ok=True)
    for made in Checkpoint.objects.all():
        (folder / f"{made.n:06}.note").write_text(made.note, encoding="utf-8")
    lines = [f"event {key.hex()}" for key in trusted_keys().values()]
    lines += [f"checkpoint {key.hex()}" for key in checkpoint_keys().values()]
    (folder / "keys.pub").write_text("\n".join(lines) + "\n", encoding="ascii")
    return folder
