# One command each; every target sets up what it needs from a bare Python 3.11 with pip and venv.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin

.PHONY: help setup demo test test-calendar check chaos smoke bench bench-delivery bench-peers migrate messages \
	lock clean

help:
	@echo "make demo      chat with the bot in your browser"
	@echo "make test      run all tests          make check     lint, types, imports, budgets"
	@echo "make test-calendar  its stories of days and hours, on some forty other days"
	@echo "make chaos     kill, stop and starve workers; the whole table"
	@echo "make smoke     the whole stack once   make bench     measure it"
	@echo "make setup     only the environment   make migrate   bring DATABASE_URL to the newest schema"
	@echo "make messages  collect texts          make lock      refresh the locks (needs uv)"
	@echo "make clean     remove the environment and the demo's data"

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Slotbell needs Python 3.11 or newer, with pip and venv."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# exec: Ctrl-C and SIGTERM reach the demo itself.
demo: setup
	@exec $(BIN)/slotbell demo

# Three processes, for they wait much, each with servers of its own; one alone where TEST_REDIS_URL
# names a server to share.
test: setup
	$(BIN)/python -m pytest -n $(if $(TEST_REDIS_URL),0,3) --dist loadfile

# Tests of days and hours at all moments of tests/calendar/moments.py; MOMENTS="29-february monday"
# and TESTS="tests/e2e/test_day_story.py" for some. Needs libfaketime.
test-calendar: setup
	$(BIN)/python -m tests.calendar $(MOMENTS) $(if $(TESTS),-n 2 $(TESTS))

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/structure

# `make test` runs the short version of these.
chaos: setup
	CHAOS=full $(BIN)/python -m pytest tests/chaos

smoke: setup
	@exec $(BIN)/slotbell smoke

bench bench-delivery: setup
	@exec $(BIN)/python -m bench

# Other schedulers under the same null API, in an environment of their own: .slotbell/peers
bench-peers: setup
	@exec $(BIN)/python -m bench.peers

migrate: setup
	@exec $(BIN)/slotbell migrate

messages: setup
	mkdir -p locales
	$(BIN)/pybabel -q extract --no-location --sort-output --keyword=t --project=slotbell \
		--output=locales/slotbell.pot actions bot handlers screens workers

# Needs uv; hashes only, no index address. The production lock is a part of the whole one.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url
lock:
	$(LOCK) --all-extras pyproject.toml -o requirements.lock
	$(LOCK) -c requirements.lock pyproject.toml -o deploy/requirements.lock

clean:
	rm -rf .venv .slotbell build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
