#!/bin/sh
# Makes an environment in $2 (.venv unless said) and installs the hashed requirements of the file named
# in $1; the project itself stands in .venv only. Prints one line per step; everything else is pip's.
set -eu
requirements=$1
place=${2:-.venv}

fit='import sys, venv, ensurepip
sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else 1)'

# Compiled without its own optimizations Python needs a third longer for the same work: the builds of the
# system (which do not say so) and those that name the option go first. docs/decisions/0039
quick="import sys, sysconfig
args = sysconfig.get_config_var('CONFIG_ARGS') or ''
if sys.base_prefix != '/usr' and '--enable-optimizations' not in args: sys.exit(1)
$fit"

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        "$PYTHON" -c "$fit" >/dev/null 2>&1 || unfit "$PYTHON is none of these, or cannot be started." "$PYTHON 不符合要求，或无法启动。"
        echo "$PYTHON"
        return
    fi
    for wanted in "$quick" "$fit"; do
        for name in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
            if "$name" -c "$wanted" >/dev/null 2>&1; then
                echo "$name"
                return
            fi
        done
    done
    unfit "None was found." "未找到。"
}

unfit() {
    {
        echo "Wanglai needs Python 3.11, 3.12 or 3.13 with the venv module. $1"
        echo "需要 Python 3.11、3.12 或 3.13（含 venv 模块）。$2"
        echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv"
        echo "  macOS:           brew install python@3.13"
        echo "  elsewhere:       make PYTHON=/path/to/python3.11 install"
    } >&2
    exit 1
}

# An environment remembers where it stands; one that was moved, or whose Python is gone, is made anew.
if ! "$place/bin/python" -c "$fit" >/dev/null 2>&1 || [ "$(cat "$place/.place" 2>/dev/null || pwd)" != "$(pwd)" ]; then
    python=$(find_python)
    echo "making $place with $("$python" --version 2>&1)"
    rm -rf "$place"
    "$python" -m venv "$place"
fi
pwd > "$place/.place"
echo "installing $requirements"
# An older pip foretells what a newer one will do about packages that are not ours: nothing to do here.
"$place/bin/python" -W ignore -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
    --no-warn-script-location -r "$requirements"
if [ "$place" != .venv ]; then exit; fi
"$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
    --no-build-isolation --no-index --editable .
# The pointer to src/ is made relative: it then holds in every locale, whatever characters the path has,
# and after the folder was moved.
for pointer in "$place"/lib/python3.*/site-packages/_editable_impl_wanglai.pth; do
    test -f "$pointer"
    printf '../../../../src\n' > "$pointer"
done
