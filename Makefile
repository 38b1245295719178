# Two commands for a newcomer: `make run` and `make test`. Each sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help setup run test accuracy bench lint lock clean
PYTHON ?= python3
BIN := .venv/bin
# Where it is set, each process of the tests and each run compiles the project anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE

help: ## what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup: .venv/.installed ## make .venv with the locked versions

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("raquan needs Python 3.11 or newer; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## the main job on the samples that ship with the project
	@$(BIN)/raquan run --archive samples

test: setup ## the tests
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 12

accuracy: setup ## how well figures are read, on all gold at hand, and what changed since the last result
	@$(BIN)/python benchmarks/accuracy.py

bench: setup ## how fast each stage is, against what one would use instead (about five minutes)
	@$(BIN)/python benchmarks/bench.py

lint: setup ## style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean: ## remove what `make run` made (the environment stays)
	rm -rf data
