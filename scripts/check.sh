#!/usr/bin/env bash
# Everything that can be said about the code without running it. Goes on after a fault, so that one run names them all.
set -uo pipefail
cd "$(dirname "$0")/.."

# The settings of a machine of one's own, with a home that is thrown away.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export JIANFA_LOCAL=on JIANFA_HOME="$home" DJANGO_SETTINGS_MODULE=jianfa.settings
unset DATABASE_URL

failed=()
check() {
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}
.venv/bin/mypy >"$home/types" 2>&1 & # takes longest by itself
types=$!
check "lint" .venv/bin/ruff check .
check "format" .venv/bin/ruff format --check .
check "rooms point down" .venv/bin/lint-imports
check "migrations" .venv/bin/python -W error -m django makemigrations --check --dry-run
check "settings" .venv/bin/python -W error -m django check --fail-level WARNING
check "both languages" .venv/bin/python tools/messages.py check
wait "$types" || failed+=("types")
echo "== types"
cat "$home/types"

if [ ${#failed[@]} -gt 0 ]; then
    printf 'make check: not in order: %s\n' "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
echo "make check: all in order."
