#!/usr/bin/env bash
# Pins every package, with hashes, for Linux on x86_64 and aarch64. Slow: some ten minutes.
# Names neither this machine nor where the packages came from.
set -euo pipefail
cd "$(dirname "$0")/.."

export CUSTOM_COMPILE_COMMAND="make lock"
compile() {
    .venv/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-emit-trusted-host --no-emit-options "$@"
}
compile --extra build --output-file requirements.lock pyproject.toml
compile --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
compile --output-file requirements-postgres.lock requirements-postgres.in
compile --constraint requirements.lock --output-file requirements-similar.lock requirements-similar.in
