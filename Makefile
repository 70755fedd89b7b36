# One command each; every target sets up what it needs from a bare Python 3.11 with pip and venv.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: setup demo test check lock

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/structure

# Needs uv; hashes only, no index address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --all-extras --quiet \
		--no-emit-index-url pyproject.toml -o requirements.lock
