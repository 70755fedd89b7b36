# One command each; every target sets up what it needs from a bare Python 3.11 with pip and venv.
# The words after ## are what `make help` says.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin

# A process of ours takes half a second longer to start where Python may not keep what it compiles.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test test-calendar test-binary binary live check static coverage chaos smoke bench \
	bench-delivery bench-peers bench-webhook bench-booking bench-scale migrate messages docs \
	docs-serve changelog hooks lock clean

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\)[a-z -]*:.*## \(.*\)/\1\t\2/p' Makefile | \
		while IFS='	' read -r name words; do printf 'make %-15s %s\n' "$$name" "$$words"; done

# Not compiled: a third of the seven thousand modules is ever imported, and compiled then.
setup: .venv/.ready ## the whole environment, with the tools for developers, in .venv

OURS := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps \
	--no-build-isolation --editable . --editable ./telegram_sandbox
NEW = @test -x $(BIN)/python || { test -n "$(PYTHON)" && $(PYTHON) -m venv .venv; } || \
	{ echo "Slotbell needs Python 3.11 or newer, with pip and venv."; exit 1; }

.venv/.ready: requirements.lock pyproject.toml telegram_sandbox/pyproject.toml
	$(NEW)
	@$(BIN)/python deploy/install.py requirements.lock
	@$(OURS)
	@touch .venv/.runs $@

# Only what runs, with PostgreSQL and Redis: two fifths of the whole environment.
.venv/.runs: deploy/demo.lock pyproject.toml telegram_sandbox/pyproject.toml
	$(NEW)
	@$(BIN)/python deploy/install.py deploy/demo.lock
	@$(OURS)
	@touch $@

# exec: Ctrl-C and SIGTERM reach the demo itself.
demo: .venv/.runs ## chat with the bot in your browser; PORT=9000 for a port of your choice
	@exec $(BIN)/slotbell demo $(if $(PORT),--port $(PORT))

# Four processes, because tests mostly wait, each with servers of its own; only one where
# TEST_REDIS_URL names a server they would have to share. In our order, see tests/support/order.py.
PYTEST := $(BIN)/python -m pytest -n $(if $(TEST_REDIS_URL),0,4) --dist loadfile --no-loadscope-reorder

test: setup ## run all tests
	$(PYTEST)

# At all moments of tests/calendar/moments.py; MOMENTS="29-february monday" and
# TESTS="tests/e2e/test_day_story.py" for some. Needs libfaketime.
test-calendar: setup ## run the tests of days and hours on some forty other days
	$(BIN)/python -m tests.calendar $(MOMENTS) $(if $(TESTS),-n 2 $(TESTS))

# Builds below build/binary, in an environment of its own. SERVERS=no: without PostgreSQL and Redis.
binary: ## build dist/slotbell: one file that needs no Python, PostgreSQL or Redis
	@exec $(PYTHON) deploy/binary/build.py

test-binary: setup ## start dist/slotbell with an empty environment, as root and as nobody
	SLOTBELL_BINARY=$(CURDIR)/dist/slotbell $(BIN)/python -m pytest -q -n 0 -s tests/onefile

# See tests/live: LIVE_BOT_TOKEN and LIVE_CHAT_ID, and for letters LIVE_SMTP_URL and two more.
live: setup ## run the main stories against the real Telegram and a real mail server
	@if [ -n "$$LIVE_BOT_TOKEN" ] && [ -n "$$LIVE_CHAT_ID" ]; \
		then exec $(BIN)/python -m pytest -n 0 tests/live; \
		else echo "Skipped: LIVE_BOT_TOKEN and LIVE_CHAT_ID say which bot and chat; see CONTRIBUTING.md"; fi

check: static ## lint, types, imports, budgets, documentation
	$(BIN)/python -m pytest -q -n 2 tests/structure

# `make -j2` does them side by side: types take one core for forty seconds.
STATIC := types sandbox-types style imports
static: $(STATIC) ## lint, types, imports alone

$(STATIC): setup

types:
	$(BIN)/mypy

sandbox-types:
	cd telegram_sandbox && ../$(BIN)/mypy

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

imports:
	$(BIN)/lint-imports

# Tracing makes processes start about three times slower: run it on a machine that is quiet.
coverage: setup ## run all tests and show which lines and branches they reach
	$(BIN)/coverage erase
	$(PYTEST) --cov --cov-report=term

# `make test` runs the short version of these.
chaos: setup ## kill, stop and starve workers: every case
	CHAOS=full $(BIN)/python -m pytest tests/chaos

smoke: .venv/.runs ## run the whole stack once, without a screen
	@exec $(BIN)/slotbell smoke

bench: setup ## measure delivery
	@exec $(BIN)/python -m bench

bench-delivery: bench ## the same

# QUICK=1: the short forms; PEERS=1: other frameworks, too, in an environment of their own.
bench-webhook: setup ## measure the request path
	@exec $(BIN)/python -m bench.webhook $(if $(QUICK),--quick) $(if $(PEERS),--peers)

bench-booking: setup ## measure Confirm taps beside pgbench
	@exec $(BIN)/python -m bench.webhook.seats $(if $(QUICK),--quick)

# ROWS=200000: the quick form. Ten million need 10 GB of disk and twenty minutes.
bench-scale: setup ## measure what ten million waiting messages change
	@exec $(BIN)/python -m bench.scale $(if $(ROWS),--rows $(ROWS))

# Other schedulers under the same null API, in an environment of their own: .slotbell/peers
bench-peers: setup ## measure other schedulers with the same plans
	@exec $(BIN)/python -m bench.peers

migrate: .venv/.runs ## bring DATABASE_URL to the newest schema
	@exec $(BIN)/slotbell migrate

# Nothing is guessed: what is new stands empty in every catalogue until somebody translates it, and
# what is said no more goes. Of the header, only what a reader needs stays.
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/slotbell.po)
messages: setup ## collect the texts to translate into every catalogue
	$(BIN)/python -m babel.messages.frontend -q extract --no-location --sort-output \
		--mapping-file=locales/babel.cfg --keywords=counted:2,3 --project=slotbell \
		--output=locales/slotbell.pot actions bot handlers screens web workers
	for catalogue in $(CATALOGUES); do \
		$(BIN)/python -m babel.messages.frontend -q update --no-fuzzy-matching --ignore-obsolete \
			--width=100 --input-file=locales/slotbell.pot --output-file=$$catalogue \
			--locale=$$(echo $$catalogue | cut -d/ -f2) && \
		grep -vE '^"(Report-M|POT-C|PO-Rev|Last-Tr|Language-Te|Generated)' $$catalogue \
			> $$catalogue.new && mv $$catalogue.new $$catalogue; done

docs: setup ## build the documentation into build/docs; a broken link fails
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -d build/doctrees docs build/docs
	@echo "Open build/docs/index.html, or run: make docs-serve"

docs-serve: docs ## the same, at http://127.0.0.1:8000
	@exec $(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory build/docs

changelog: setup ## show the next changelog; VERSION=1.2.3 writes it
	$(BIN)/towncrier build $(if $(VERSION),--yes --version $(VERSION),--draft --version next)

hooks: setup ## check before every commit, by pre-commit
	$(BIN)/pre-commit install

# Hashes only, no index address. The production lock is a part of the whole one.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url
lock: ## refresh the lock files; needs uv
	$(LOCK) --all-extras pyproject.toml -o requirements.lock
	$(LOCK) -c requirements.lock --extra embedded --extra backup pyproject.toml \
		deploy/binary/pyinstaller.in -o deploy/binary/requirements.lock
	$(LOCK) -c requirements.lock --extra backup --extra tracing --extra sentry pyproject.toml -o deploy/requirements.lock
	$(LOCK) -c requirements.lock --extra demo pyproject.toml -o deploy/demo.lock

clean: ## remove the environment, the demo's data and everything built
	rm -rf .venv .slotbell build dist *.egg-info telegram_sandbox/build telegram_sandbox/dist \
		telegram_sandbox/src/*.egg-info telegram_sandbox/.hypothesis telegram_sandbox/.*_cache \
		.mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache .coverage .coverage.*
