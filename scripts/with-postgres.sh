#!/usr/bin/env bash
# Runs a command with DATABASE_URL naming a fresh PostgreSQL of its own, and removes that server afterwards.
#
#   scripts/with-postgres.sh .venv/bin/pytest --only-database
#
# The server listens on a socket in a temporary directory only, so no port can clash. It does without fsync: its data
# are thrown away. Debian's server is used if there is one (15 or later), else the one in .cache/postgres, which is
# fetched from requirements-postgres.lock. PostgreSQL refuses to run as root: then it runs as the user postgres.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    echo "jianfa: $*" >&2
    exit 1
}

# Prints the directory of the newest initdb of PostgreSQL 15 or later; fails if there is none.
find_server() {
    local directory
    for directory in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -nr) .cache/postgres/*/pginstall/bin; do
        if [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ]; then
            [ "$("$directory/initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ] || continue
            (cd "$directory" && pwd)
            return
        fi
    done
    return 1
}

bin=$(find_server) || {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        scripts/apt.sh postgresql
    else
        .venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps \
            --target .cache/postgres -r requirements-postgres.lock
    fi
    bin=$(find_server) || fail "no PostgreSQL server found. Run: sudo apt-get install postgresql"
}

home=$(mktemp -d "${TMPDIR:-/tmp}/jianfa-pg.XXXXXX")
as_server=()
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || fail "PostgreSQL cannot run as root, and there is no user postgres."
    chown postgres "$home"
    chmod 755 "$home"
    as_server=(runuser -u postgres --)
fi

stop() {
    status=$?
    trap - EXIT INT TERM HUP
    (cd / && "${as_server[@]}" "$bin/pg_ctl" --pgdata "$home/data" --mode immediate --silent stop >/dev/null 2>&1) || true
    rm -rf "$home"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

(
    cd / # the server's user may not be allowed to read this directory
    "${as_server[@]}" "$bin/initdb" --pgdata "$home/data" --username jianfa --auth trust --encoding UTF8 \
        --locale C.UTF-8 --no-sync >"$home/log" 2>&1 &&
        "${as_server[@]}" "$bin/pg_ctl" --pgdata "$home/data" --log "$home/data/log" --silent --wait --timeout 60 \
            --options "-c listen_addresses='' -c unix_socket_directories='$home' -c fsync=off -c full_page_writes=off \
-c synchronous_commit=off -c max_connections=60 -c timezone=UTC" start >>"$home/log" 2>&1
) || {
    cat "$home/log" "$home/data/log" >&2 2>/dev/null || true
    fail "PostgreSQL did not start; its own words are above."
}

export DATABASE_URL="postgres://jianfa@${home//\//%2F}/postgres"
"$@"
