#!/usr/bin/env bash
# Sees to a browser and Chinese fonts for the tests. As root it installs Debian's; otherwise it takes what there is and
# says what will be left out.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    scripts/apt.sh chromium fonts-noto-cjk
elif ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
    echo "jianfa: no Chromium here and not root: the browser tests will be left out, each by name." >&2
    echo "jianfa: to run them: sudo apt-get install chromium fonts-noto-cjk" >&2
fi
