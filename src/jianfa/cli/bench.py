"""Measure pages, search, import, a move and the proof, at ten problems and at ten thousand."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.cli.measuring import alike, city, copies
from jianfa.cli.measuring.figures import Figure, Measuring
from jianfa.kit.signing import make_key_file

SUMMARY = gettext_lazy("measure the speed on a database made for it and thrown away")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(title=_("instead"), dest="what", metavar="similarity | triage")
    alike.add_arguments(what)
    parser.add_argument("--problems", type=int, default=10_000, metavar=_("N"), help=_("how many problems (10000)"))
    parser.add_argument("--rows", type=int, default=5_000, metavar=_("N"), help=_("rows of the import (5000)"))
    parser.add_argument("--rounds", type=int, default=30, metavar=_("N"), help=_("calls of each page, at most (30)"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object and nothing else"))


def run(options: argparse.Namespace) -> int:
    if options.what:
        return alike.run(options)
    with database_of_its_own():
        found = measure(options.problems, options.rows, options.rounds)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(as_markdown(found))
    grown = [
        name for name, (few, many) in found["queries"].items() if few is not None and many is not None and many > few
    ]
    for name in grown:
        few, many = found["queries"][name]
        print(_("%(name)s: %(few)s queries at first, %(many)s in the end") % {"name": name, "few": few, "many": many},
              file=sys.stderr)  # fmt: skip
    return 1 if grown else 0


FEW = 75
"""At so many problems every list, search and desk has found something of each kind that it asks further about."""


def measure(problems: int, rows: int, rounds: int) -> dict[str, Any]:
    """Build, measure few, multiply, measure large; return everything as plain values."""
    tell(_("Ten problems through the real actions"))
    small_city = city.build(timezone.localdate())
    city.sign_off(small_city, days_ago=2)
    tell(_("Copies with histories of their own"))
    copies.multiply(FEW)
    few = [*Measuring(1).all_pages(), Measuring(1).one_move()]
    started = time.perf_counter()
    events = copies.multiply(problems, lambda done, total: tell(f"{done} / {total}"))
    built = time.perf_counter() - started
    city.sign_off(small_city, days_ago=1)
    refresh_statistics()
    measuring = Measuring(rounds)
    tell(_("Pages and a move"))
    many: list[Figure] = [*measuring.all_pages(), measuring.one_move()]
    tell(_("Proof"))
    proof = measuring.proof()
    tell(_("Import"))
    imported = measuring.import_rows(rows)
    others = [measuring.texts_read(), imported, proof, measuring.backward_schedule()]
    counts = {figure.name: (figure.queries, after.queries) for figure, after in zip(few, many, strict=True)}
    return {
        "database": database_name(), "machine": machine(), "problems": problems, "events": events,
        "built_seconds": round(built), "rounds": rounds, "figures": [asdict(row) for row in [*many, *others]],
        "queries": counts,
    }  # fmt: skip


def as_markdown(found: dict[str, Any]) -> str:
    """Return the table of docs/performance.md for this database."""
    lines = [
        f"### {found['database']}, {found['problems']:,} problems", "",
        f"| | min ms | median ms | p95 ms | queries at {FEW} | at all | |", "|---|---:|---:|---:|---:|---:|---|",
    ]  # fmt: skip
    for row in found["figures"]:
        few, many = found["queries"].get(row["name"], ("", row["queries"] or ""))
        times = " | ".join(f"{row[name]:,.0f}" for name in ("minimum", "median", "p95"))
        lines.append(f"| {row['name']} | {times} | {few} | {many} | {row['note']} |")
    return "\n".join(lines)


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def database_name() -> str:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def refresh_statistics() -> None:
    """Let the database count its rows, as its own housekeeping does in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """Make a fresh database, key and store of files beside the configured ones, and remove them afterwards."""
    with tempfile.TemporaryDirectory(prefix="jianfa-bench-") as name:
        home = Path(name)
        here = {"SIGNING_KEY_FILE": home / "event.key", "FILES_ROOT": home / "files", "ALLOWED_HOSTS": ["*"]}
        before = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(home / "bench.sqlite3")
        with override_settings(**here, SECURE_SSL_REDIRECT=False, SESSION_COOKIE_SECURE=False):
            make_key_file(settings.SIGNING_KEY_FILE)
            (home / "files").mkdir()
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                yield
            finally:
                connection.creation.destroy_test_db(before, verbosity=0)
