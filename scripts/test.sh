#!/usr/bin/env bash
# What `make test` runs after `make check`: everything on SQLite, then all that touches the database on PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/browser.sh
unset PYTHONDONTWRITEBYTECODE # each of some hundred processes would compile the product anew
run=(.venv/bin/python -m pytest --numprocesses 2 --dist worksteal)
echo "== everything, on SQLite"
env -u DATABASE_URL "${run[@]}" --whole-suite "$@"
echo "== all that touches the database, on PostgreSQL (some of what was seen above is not asked again: tests/conftest.py)"
scripts/with-postgres.sh "${run[@]}" --only-database --sampled -m "not browser" "$@"
