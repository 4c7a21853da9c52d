#!/usr/bin/env bash
# Makes the environment in .venv and keeps it true to the lock. Says nothing when nothing is to be done.
#
#   scripts/setup.sh        what the product needs
#   scripts/setup.sh dev    what its tests need too
#
# PYTHON names the interpreter (default python3, at least 3.11).
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-run}
python=${PYTHON:-python3}
case "$kind" in
run) lock=requirements.lock ;;
dev) lock=requirements-dev.lock ;;
*) echo "scripts/setup.sh: '$kind' is neither empty nor dev" >&2 && exit 2 ;;
esac

say() { echo "jianfa: $*" >&2; }
fail() {
    say "$@"
    exit 1
}

digest() { cat "$1" pyproject.toml CHANGELOG.md scripts/setup.sh | sha256sum | cut -d' ' -f1; }
stamped() { [ "$(cat ".venv/.jianfa-$1" 2>/dev/null)" = "$(digest "$2")" ]; }

# The environment for tests holds everything that the product needs.
stamped dev requirements-dev.lock && exit 0
stamped "$kind" "$lock" && exit 0

command -v "$python" >/dev/null || fail "Python is missing: install python3 (3.11 or later), or set PYTHON."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version) is too old: Jianfa needs Python 3.11 or later. Set PYTHON to a newer one."

# pip as Debian packs it, for a machine without python3-venv and without root: fetched into .cache, nothing installed.
unpack_pip() {
    local wheel lists
    wheel=$(ls /usr/share/python-wheels/pip-*.whl 2>/dev/null | tail -n 1)
    if [ -z "$wheel" ] && command -v apt-get >/dev/null; then
        mkdir -p .cache/apt/lists/partial .cache/apt/archives/partial
        lists=(-o "Dir::State::Lists=$PWD/.cache/apt/lists" -o "Dir::Cache=$PWD/.cache/apt")
        (
            cd .cache/apt
            apt-get "${lists[@]}" -qq update && apt-get "${lists[@]}" -qq download python3-pip-whl
        ) >/dev/null 2>&1 || true
        for package in .cache/apt/python3-pip-whl_*.deb; do
            [ -e "$package" ] && dpkg-deb -x "$package" .cache/apt
        done
        wheel=$(ls .cache/apt/usr/share/python-wheels/pip-*.whl 2>/dev/null | tail -n 1)
    fi
    [ -n "$wheel" ] && echo "$wheel"
}

make_environment() {
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
        return
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        scripts/apt.sh python3-venv && "$python" -m venv .venv && return
    fi
    local wheel
    wheel=$(unpack_pip) ||
        fail "python3-venv is missing and cannot be fetched. Run: sudo apt-get install python3-venv; then run make again."
    "$python" -m venv --without-pip .venv
    .venv/bin/python "$wheel/pip" install --quiet --no-index --find-links "$(dirname "$wheel")" pip
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "making the environment in .venv"
    make_environment
fi

say "installing what $lock names (once; some minutes on a slow line)"
pip=(.venv/bin/python -m pip --disable-pip-version-check -qq --retries 5 --timeout 60)
export PIP_ROOT_USER_ACTION=ignore
"${pip[@]}" install --only-binary :all: --require-hashes --no-deps -r "$lock" || fail "the packages could not be installed; the lines above say why."
"${pip[@]}" install --no-deps --no-build-isolation --editable . || fail "Jianfa itself could not be installed."
rm -f .venv/.jianfa-*
digest "$lock" >".venv/.jianfa-$kind"
