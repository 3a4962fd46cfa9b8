# `make` alone prints what one can do.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help run test check style types bench clean

help: ## print this
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /make \1\t/' | expand -t 14

run: $(READY) ## set up, collect, show the leader and the long runs, draw the charts into out/
	@# A source that cannot be reached has said so; the record, at worst the bundled one, is shown.
	@$(BIN)/tracker collect || true
	@echo
	@$(BIN)/tracker top
	@echo
	@$(BIN)/tracker streaks --at-least 5
	@echo
	@for chart in reigns share-lines bump tokens-vs-calls; do $(BIN)/tracker chart $$chart || exit 1; done

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

check: style types test ## everything that CI checks

style: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

bench: $(READY) ## measure the speed, as ratios against doing it by hand
	@$(BIN)/python tests/bench/bench.py

clean: ## remove what the other targets made here (never the record)
	rm -rf $(VENV) out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("The tracker needs Python 3.11 or newer; set PYTHON=… to one.") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up in $(VENV) (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
