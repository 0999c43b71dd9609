# Every command a newcomer needs; `make` lists them. Paths are relative on purpose: make cannot
# handle a folder with a space in its name, the shell can.
.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check fast static soak bench docs lock clean
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
PYTHON_HERE := .venv/bin/python
# Where the compiled files of every module may not be kept, each process of the tests compiles them again.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
export PYTHONUTF8 := 1

FRONTEND := $(wildcard package.json package-lock.json tsconfig.json vite.config.*) $(shell find frontend -type f 2>/dev/null)
CATALOGUES := $(shell find locale src -name '*.po' 2>/dev/null)
FAST := $(wildcard tests/tieout tests/laws tests/oracle tests/domain tests/formats tests/bench)
# Which files come first: tests/conftest.py.
STORED := $(wildcard tests/web tests/races tests/cli tests/jobs tests/runtime tests/services tests/stories tests/store tests/config tests/docs)
BROWSER := $(wildcard tests/browser)
# It works on what the demo has from the start, which the others change.
ALONE := tests/browser/test_what_happened.py
SPARK := $(wildcard tests/spark)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{printf "%-19s %s\n", $$1, $$2}'

install: .venv/.made-run .venv/.made-frontend .venv/.made-translations ## .venv with tieout and wanglai in it, and the front end

install-dev: .venv/.made-dev install ## the same with the tools for testing and checking

.venv/.made-run: requirements.txt pyproject.toml tools/venv.sh
	@sh tools/venv.sh requirements.txt
	@touch $@

.venv/.made-dev: requirements-dev.txt pyproject.toml tools/venv.sh
	@sh tools/venv.sh requirements-dev.txt
	@touch .venv/.made-run $@

.venv-peers/.made: requirements-peers.txt tools/venv.sh
	@sh tools/venv.sh requirements-peers.txt .venv-peers
	@touch $@

.venv/.made-frontend: $(FRONTEND) tools/frontend.sh | .venv/.made-run
	@if [ -f package.json ]; then sh tools/frontend.sh; else echo "no front end yet"; fi
	@touch $@

.venv/.made-translations: $(CATALOGUES) tools/translations.py | .venv/.made-run
	@$(PYTHON_HERE) tools/translations.py
	@touch $@

run: install ## starts everything and prints the address (Ctrl-C stops it)
	@exec $(PYTHON_HERE) -m wanglai.cli up

test: install-dev fast ## every test, from units to a real browser; sets up what it needs
	@$(PYTHON_HERE) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(STORED)
	@if [ -n "$(SPARK)" ]; then \
	    JAVA_HOME="$$(sh tools/java.sh)" && export JAVA_HOME && \
	    $(PYTHON_HERE) -m pytest $(SPARK); fi
	@if [ -n "$(BROWSER)" ]; then \
	    WANGLAI_CHROMIUM="$$(sh tools/chromium.sh --fonts)" && export WANGLAI_CHROMIUM && \
	    $(PYTHON_HERE) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(BROWSER) --ignore $(ALONE) && \
	    $(PYTHON_HERE) -m pytest $(ALONE); fi

check: install-dev static fast ## format, lint, types, arrows and the fast tests

fast: install-dev
	@$(PYTHON_HERE) -m pytest -n 2 $(FAST)

static: install-dev
	@$(PYTHON_HERE) -m ruff format --check .
	@$(PYTHON_HERE) -m ruff check .
	@WANGLAI_SECRET_KEY=check DATABASE_URL=postgresql:///check $(PYTHON_HERE) -m mypy
	@.venv/bin/lint-imports

soak: export NEW_DRAWS = on
soak: install-dev ## the long runs: mutated files, laws, races, kills, whole files, every form of every page (an hour; the tests run them short)
	@$(PYTHON_HERE) -m pytest -q -n 2 tests/laws tests/domain tests/tieout tests/formats
	@$(PYTHON_HERE) -m pytest -q tests/services/test_procedures.py
	@READING_MUTATIONS=2000 $(PYTHON_HERE) -m pytest -q -s tests/tieout/reading/test_hostile_files.py
	@BANK_MUTATIONS=50000 $(PYTHON_HERE) -m pytest -q -n 2 -k mutant tests/formats/test_bank.py tests/formats/test_bank_tables.py
	@MATCH_CROSSINGS=20000 $(PYTHON_HERE) -m pytest -q tests/laws/test_match_laws.py -k columns
	@BOOK_RUNS=200 BOOK_STEPS=60 $(PYTHON_HERE) -m pytest -q -s tests/services/test_book_laws.py tests/services/test_dispute_laws.py
	@TRADE_STEPS=300 AGEING_BOOKS=1000 $(PYTHON_HERE) -m pytest -q -n 2 tests/services/test_document_laws.py tests/services/test_ageing_laws.py
	@KILLS=45 KILLS_CONTROL=on $(PYTHON_HERE) -m pytest -q -s tests/races/test_kills.py
	@RACE_ATTEMPTS=10000 $(PYTHON_HERE) -m pytest -q -s tests/races/test_allocations.py
	@WHOLE_FILES=on $(PYTHON_HERE) -m pytest -q tests/stories/test_uci_headers.py tests/services/test_file_imports.py -k "uci or published"
	@WANGLAI_CHROMIUM="$$(sh tools/chromium.sh --fonts)" && export WANGLAI_CHROMIUM && \
	    EVERY_FORM=on PORTAL_LOOKS=1000 $(PYTHON_HERE) -m pytest -q -n 2 tests/browser -k "axe or looks"

bench: install-dev .venv-peers/.made ## our figures beside the peers' and the limit; only=NAME measures one row
	@$(PYTHON_HERE) -m bench $(only)

docs: install-dev ## rewrites the generated pages
	@$(PYTHON_HERE) -m tools.pages

lock: install-dev ## recompiles the requirement files (upgrade=--upgrade takes newer versions)
	@sh tools/lock.sh $(upgrade)

clean: ## removes what the other commands made, never the data folder
	@rm -rf .venv .venv-peers node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	@find locale src -name '*.mo' -delete 2>/dev/null || true
