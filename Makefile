# questionari: `make` alone lists what there is. First of all: `make demo`.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/stamps
TESTS ?= tests
JOBS ?= 2
# The servers of demo and development keep their data here.
export INSTANCE ?= $(CURDIR)/instance

SETUP_RUN := $(STAMPS)/run $(STAMPS)/assets
SETUP_ALL := $(SETUP_RUN) $(STAMPS)/dev
CODE := $(wildcard app.py) $(wildcard esportazioni) questionari tests tools $(wildcard bench)

.PHONY: help setup style demo demo-reset run worker test faults search coverage mutants bench check format lock screenshots clean

# Tests and measures start hundreds of Python processes: what one has compiled, the others find, whatever the shell says.
test faults search coverage mutants bench: export PYTHONDONTWRITEBYTECODE =
test faults search coverage mutants bench: export PYTHONPYCACHEPREFIX = $(CURDIR)/.venv/pycache

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(SETUP_ALL) ## set up .venv and static/vendor from the pinned lists

$(STAMPS)/run: requirements.txt requirements-analysis.txt tools/requirements-setup.txt tools/setup.py
	@$(PYTHON) tools/setup.py run

# An environment knows its place by heart: one that was moved with its folder is made anew.
ifneq ($(shell cat $(STAMPS)/place 2>/dev/null),$(CURDIR))
.PHONY: moved
$(STAMPS)/run: moved
endif

$(STAMPS)/dev: requirements-dev.txt tools/requirements-setup.txt $(STAMPS)/run
	@$(PYTHON) tools/setup.py dev

$(STAMPS)/assets: requirements-assets.txt tools/assets.py $(STAMPS)/run
	@$(PYTHON) tools/setup.py assets

demo: $(SETUP_RUN) ## start the whole system with example data (PORT=5000); Ctrl-C stops it
	@$(BIN)/python -m tools.demo

demo-reset: $(SETUP_RUN) ## stop a running demo and forget its data
	@$(BIN)/python -m tools.demo --reset

run: $(SETUP_RUN) ## start the web server alone, as in production (reads the environment)
	@$(BIN)/gunicorn --config tools/gunicorn_conf.py app:app

worker: $(SETUP_RUN) ## start one worker: make worker QUEUE=mail (or pec, exports)
	@$(BIN)/flask worker $(or $(QUEUE),mail)

# Types take half a minute of one processor: they are checked beside the tests, told after them, and count as they do.
TYPES := .venv/types.log
test: style ## check, and run every test (browser included): TESTS=tests/web JOBS=2
	@$(BIN)/python -m tests.services.chromium
	@$(BIN)/mypy > $(TYPES) 2>&1 & types=$$!; \
	$(BIN)/python -m pytest -n $(JOBS) $(TESTS); tests=$$?; \
	wait $$types; types=$$?; echo "types: $$(cat $(TYPES))"; exit $$((tests ? tests : types))

faults: $(SETUP_ALL) ## kill, stop and race at full size, with a ledger (an hour): TESTS=tests/faults
	@FAULTS=full $(BIN)/python -m pytest -m faults -o faulthandler_timeout=0 $(if $(filter-out tests,$(TESTS)),$(TESTS),tests/faults)

search: $(SETUP_ALL) ## look for examples that break a law, new ones each time: TESTS=tests/stateful
	@HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n $(JOBS) $(TESTS)

coverage: $(SETUP_ALL) ## run the tests and tell which lines and branches none of them reaches
	@$(BIN)/coverage run -m pytest -n $(JOBS) $(TESTS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

mutants: $(SETUP_ALL) ## tell which small faults in a module no test notices: MODULE=questionari/engine/path.py
	@JOBS=$(JOBS) $(BIN)/python -m tools.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(or $(MODULE),$(error name a module: make mutants MODULE=questionari/engine/path.py))

bench: $(SETUP_ALL) ## measure speed and memory against docs/performance.md: LINES="response mail" (none: all)
	@$(BIN)/python -m bench $(LINES)

check: style ## lint, types, import directions, house rules
	@$(BIN)/mypy

style: $(SETUP_ALL)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/lint_house.py

format: $(SETUP_ALL) ## lay out the sources and repair what linters can repair by themselves
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

lock: $(SETUP_ALL) ## resolve the dependencies of pyproject.toml anew into the hashed lists
	@$(BIN)/python tools/lock.py

screenshots: $(SETUP_ALL) ## take the pictures of the guide anew (docs/guida/immagini)
	@$(BIN)/python -m tools.screenshots

clean: ## remove what set-up and tools have made (not instance/)
	@rm -rf .venv static/vendor .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
