# `make` alone prints what one can do.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help run test coverage slow durations test-postgres check style types bench clean fuzz soak lock audit test-oldest test-python

help: ## print this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /make \1\t/' | expand -t 20

run: $(READY) ## set up, collect, show the leader and the long streaks, draw the charts into out/
	@# A source that cannot be reached has said so; the record, at worst the bundled one, is shown.
	@$(BIN)/tracker collect || true
	@echo
	@$(BIN)/tracker top
	@echo
	@$(BIN)/tracker streaks --at-least 5
	@echo
	@for chart in reigns share-lines bump three-measures; do $(BIN)/tracker chart $$chart || exit 1; done

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

coverage: $(READY) ## run the tests and measure which branches they reach; fails below the floor
	@COVERAGE_FILE=$(abspath $(VENV))/.coverage $(BIN)/python -m pytest -q -n auto --dist worksteal --cov --cov-report=term:skip-covered

slow: $(READY) ## run the slow tests: kills, the browser, every command of the documents, fuzzing
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --slow

durations: $(READY) ## run all tests and list in tests/slow.txt those that take long
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --list-slow tests

test-postgres: $(READY) ## run the tests of databases on a throwaway PostgreSQL
	@$(BIN)/python -m pytest -q -n auto --engine postgresql

check: style types coverage slow test-postgres ## everything that CI checks

style: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

MINUTES ?= 3
fuzz: $(READY) ## spoil bodies, files and words for MINUTES=3: every law must hold
	@$(BIN)/python tests/fuzz/fuzz.py $(MINUTES)

DAYS ?= 30
SEED ?= 1
soak: $(READY) ## leave the tracker alone with an unkind publisher for simulated DAYS=30 (SEED=1, ENGINE=…)
	@PYTHONPATH=tests $(BIN)/python -m soak.soak --days $(DAYS) --seed $(SEED) $(ENGINE:%=--engine %)

UPKEEP := $(VENV)/.upkeep
lock: $(UPKEEP) ## pin what users install, with hashes, in .ci/requirements.lock (UPGRADE=--upgrade)
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra postgres --extra parquet --extra xlsx \
		--extra notebook --extra mcp --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command 'make lock' --output-file .ci/requirements.lock $(UPGRADE)

audit: $(UPKEEP) ## known holes in what is pinned; fails where nobody can be asked
	@$(BIN)/pip-audit --requirement .ci/requirements.lock --require-hashes --disable-pip --strict \
		--progress-spinner off || { echo "Not audited, or not clean: see the line above. \
	Where it says that something could not be audited, nothing was found out." >&2; exit 1; }

TESTS ?= tests
test-oldest: $(UPKEEP) ## the tests on the oldest dependencies declared (PYTHON=python3.11, TESTS=…)
	@$(BIN)/uv venv --quiet --clear --python $(PYTHON) .venv-oldest
	@$(BIN)/uv pip install --quiet --python .venv-oldest --resolution lowest-direct --editable '.[dev]'
	@.venv-oldest/bin/python -m pytest -q -n auto $(TESTS)

test-python: $(UPKEEP) ## the tests on another Python (PYTHON=python3.13, TESTS=…)
	@$(BIN)/uv venv --quiet --clear --python $(PYTHON) .venv-python
	@$(BIN)/uv pip install --quiet --python .venv-python --editable '.[dev]'
	@.venv-python/bin/python -m pytest -q -n auto $(TESTS)

PARTS ?= commands
bench: $(READY) ## time whole commands against stated aims (PARTS="commands ratios measures growth engines")
	@$(BIN)/python tests/bench/bench.py $(PARTS)

clean: ## remove what the other targets made here (never the record)
	rm -rf $(VENV) .venv-oldest .venv-python out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("The tracker needs Python 3.11 or newer; set PYTHON=… to one.") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up in $(VENV) (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(UPKEEP): $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[upkeep]'
	@touch $@
