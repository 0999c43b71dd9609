#!/bin/sh
# Prints the path of a Chromium that starts, installing one where there is none:
# a system one, else Playwright's own, else (as root, on Debian's family) apt-get; else says what to do.
# With --fonts it also sees to a Chinese font, best effort.
set -eu

starts() { [ -n "$1" ] && "$1" --version >/dev/null 2>&1; }

system_one() {
    for name in ${WANGLAI_CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name" 2>/dev/null || true)
        if starts "$path"; then echo "$path"; return 0; fi
    done
    return 1
}

playwrights_one() {
    path=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as p: print(p.chromium.executable_path)' 2>/dev/null || true)
    if [ -x "$path" ] && starts "$path"; then echo "$path"; return 0; fi
    return 1
}

. "$(dirname "$0")/apt.sh"

if [ "${1:-}" = --fonts ]; then
    if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh 2>/dev/null | head -1)" ]; then
        apt fontconfig fonts-noto-cjk ||
            echo "no Chinese font found: screenshots will show boxes (apt-get install fonts-noto-cjk)" >&2
    fi
fi

system_one && exit 0
playwrights_one && exit 0
echo "no Chromium here: trying Playwright's" >&2
timeout 300 .venv/bin/python -m playwright install chromium >&2 || true
playwrights_one && exit 0
echo "Playwright's cannot be had: trying apt-get" >&2
apt chromium || true
system_one && exit 0
{
    echo "The browser tests need Chromium, and none could be found or installed."
    echo "浏览器测试需要 Chromium，未找到，也无法自动安装。"
    echo "  Debian, Ubuntu:  sudo apt-get install chromium fonts-noto-cjk"
    echo "  elsewhere:       make test WANGLAI_CHROMIUM=/path/to/chromium"
} >&2
exit 1
