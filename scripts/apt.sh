#!/usr/bin/env bash
# Installs Debian packages that are not there yet; needs root. Quiet, without questions, tries three times.
#
#   scripts/apt.sh chromium fonts-noto-cjk postgresql
set -euo pipefail

installed() { dpkg-query --show --showformat '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }

missing=()
for package in "$@"; do
    installed "$package" || missing+=("$package")
done
[ ${#missing[@]} = 0 ] && exit 0

export DEBIAN_FRONTEND=noninteractive
echo "jianfa: installing ${missing[*]} (Debian packages)" >&2
for attempt in 1 2 3; do
    if apt-get -qq -o DPkg::Lock::Timeout=120 update >&2 &&
        apt-get -qq -y -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold \
            install --no-install-recommends "${missing[@]}" >/dev/null; then
        exit 0
    fi
    echo "jianfa: apt-get failed (attempt $attempt of 3)" >&2
    sleep $((attempt * 5))
done
echo "jianfa: could not install: ${missing[*]}" >&2
exit 1
