# Every word a developer, a hook or CI needs. `make` alone lists them. Needs Python 3.11 with venv; brings the rest.

PORT ?= 8000
PART ?= foundation
T ?=

BIN := .venv/bin
PY := $(BIN)/python
RUN := $(BIN)/.run-stamp
DEV := $(BIN)/.dev-stamp
FRONT := build/.stamp
PIP := $(BIN)/pip --disable-pip-version-check install --quiet
FRONT_SOURCES := $(shell find frontend -type f) package.json

.PHONY: help run seed test test-long check fix bench docs pictures clean

help: ## This list
	@awk -F ':.*## ' '/^#: /{print "\n" substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8123 another port; T=path narrows test; PART=name chooses a bench"

#: Use it
run: $(RUN) $(FRONT) ## The demo province at http://localhost:8000, set up if needed
	@LANGBIANG_DEMO=1 exec $(BIN)/langbiang serve --prepare --port $(PORT)

seed: $(RUN) ## Load the demo province into the database
	LANGBIANG_DEMO=1 $(BIN)/langbiang migrate --verbosity 0
	LANGBIANG_DEMO=1 $(BIN)/langbiang seed --demo

#: Change it
test: $(DEV) $(FRONT) ## All tests that this machine can run, on both databases; T=path for some
	$(PY) -m tests $(T)

test-long: $(DEV) $(FRONT) ## The same with large counts, for the night
	LANGBIANG_LONG=1 $(PY) -m tests $(T)

check: $(DEV) ## What must hold before a commit: style, types, layers, migrations, templates, addresses
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(BIN)/pytest -q tests/architecture

fix: $(DEV) ## Repair style where a program can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) $(FRONT) ## Measure; PART=foundation, documents, exchange or restore, last line is one JSON object
	@$(PY) -m bench $(PART)

docs: $(RUN) ## Write docs/reference/commands.md, metrics.md and settings.md from the code that they tell of
	$(PY) manage.py describe_commands docs/reference/commands.md
	$(PY) manage.py describe_metrics docs/reference/metrics.md
	$(PY) manage.py describe_settings docs/reference/settings.md

pictures: $(DEV) $(FRONT) ## Take the pictures of the docs anew, by the browser tests
	LANGBIANG_PICTURES=docs/pictures $(PY) -m pytest -q -n 2 tests/journeys

clean: ## Remove what was installed and built; the data in var/ stays
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# -- set-up, each part once

$(PY):
	python3 -m venv .venv

$(RUN): requirements/base.txt requirements/frontend.txt pyproject.toml | $(PY)
	@echo "Cài các gói cần dùng…"
	$(PIP) --require-hashes -r requirements/base.txt -r requirements/frontend.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt | $(RUN)
	@echo "Cài các gói để phát triển…"
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(FRONT): package-lock.json $(FRONT_SOURCES) | $(RUN)
	@echo "Dựng giao diện…"
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent
	$(BIN)/node frontend/build.mjs
	@touch $@
