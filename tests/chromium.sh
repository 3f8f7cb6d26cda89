#!/bin/sh
# Install Chromium with apt-get if there is no browser and we may. Without a browser, pytest skips the browser tests.
set -u
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 \
        || echo "apt-get could not install Chromium: the browser tests will be skipped" >&2
else
    echo "Chromium is not installed: the browser tests will be skipped. Install chromium or google-chrome to run them" >&2
fi
exit 0
