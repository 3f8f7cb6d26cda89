#!/bin/sh
# Install Chromium through the system's package manager, where there is one and the right to use it.
# Without it the browser tests are skipped, and say so.
set -u
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 \
        || echo "Chromium could not be installed: the browser tests will be skipped" >&2
else
    echo "no Chromium, and no way to install it from here: the browser tests will be skipped" >&2
fi
exit 0
