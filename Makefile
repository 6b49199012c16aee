# The everyday commands of 周知; `make` alone lists them. GNU make 3.81 or newer, any POSIX shell.
#
# Set-up is content-based: .venv holds a copy of the requirement files that it was made from, written
# last. A run with the same files starts at once; an interrupted set-up leaves no copy and is redone.
# All its messages go to stderr, so that `make run` prints nothing but the bot's own words on stdout.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test faults lint check bench docs format lock clean ready ready-dev

# PYTHON=… names the one to build .venv with; ARGS=… is handed to the bench, pytest or uv.
PYTHON :=
ARGS :=
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3)
OLDEST := 3, 11
FAULTS := $(wildcard tests/acceptance/test_telegram_day.py tests/acceptance/test_virtual_year.py tests/acceptance/test_kills.py)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install --progress-bar off --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal \
	--python-version 3.11 --custom-compile-command 'make lock'

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: ready ## serve Telegram where a token is configured, else talk with the bot here
	@exec $(BIN)/python -m bot run

test: ready-dev ## run the tests (ARGS="-k word" for some of them)
	@$(BIN)/python -m pytest $(ARGS)

faults: ready-dev ## the long tests of kills, outages and clocks (minutes each)
	@FAULTS=full KILLS=200 $(BIN)/python -m pytest -s $(ARGS) $(FAULTS)

lint: ready-dev ## style, types and the layers of the packages
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo

check: test lint ## everything that must hold before a change goes in

bench: ready ## measure the answers and their speed
	@$(BIN)/python -m bench $(ARGS)

docs: ready ## draw docs/conversations.md from the code
	@$(BIN)/python -m handlers.diagram >docs/conversations.new && mv docs/conversations.new docs/conversations.md

format: ready-dev ## lay out the code and sort its imports
	$(BIN)/python -m ruff check --select I --fix .
	$(BIN)/python -m ruff format .

lock: ready-dev ## re-make the requirement files (ARGS=--upgrade for newer versions)
	$(COMPILE) $(ARGS) --output-file requirements.txt requirements.in
	$(COMPILE) $(ARGS) --output-file requirements-dev.txt requirements-dev.in

clean: ## remove .venv and everything else that these commands made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

ready:
	@if [ -x $(BIN)/python ] && cmp -s requirements.txt .venv/requirements.txt; then exit 0; fi; \
	exec >&2; \
	fail() { for line; do echo "$$line"; done; exit 1; }; \
	version='import sys; sys.stdout.write("%d.%d.%d" % sys.version_info[:3])'; \
	new_enough='import sys; sys.exit(sys.version_info < ($(OLDEST)))'; \
	if ! { [ -e .venv/made ] && $(BIN)/python -c "$$new_enough" 2>/dev/null; }; then \
	  python=; old=; bare=; \
	  set -- $(CANDIDATES); \
	  for name; do \
	    found=$$("$$name" -c "$$version" 2>/dev/null) || continue; \
	    if ! "$$name" -c "$$new_enough"; then old="$$name is Python $$found"; \
	    elif ! "$$name" -c 'import ensurepip, venv' 2>/dev/null; then bare="$${bare:-$$found}"; \
	    else python=$$name; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    [ -z "$$bare" ] || fail "Python $$bare is here, but without its venv or ensurepip module, which the set-up needs." \
	      "On Debian or Ubuntu: apt install python$${bare%.*}-venv. Then run the same command again."; \
	    [ -z "$$old" ] || fail "周知 needs Python 3.11 or newer; here $$old." \
	      "Install a newer one, then run the same command again (PYTHON=/path/to/python3 names one that is not found by itself)."; \
	    fail "周知 needs Python 3.11 or newer, and none was found here (tried: $$*)." \
	      "Install one, then run the same command again (PYTHON=/path/to/python3 names one that is not found by itself)."; \
	  fi; \
	  echo "setting up (1/2): .venv with Python $$found …"; \
	  log=$$("$$python" -m venv --clear .venv 2>&1) || fail "$$log" "The environment .venv could not be made; the reason stands above."; \
	  : >.venv/made; \
	else \
	  echo "setting up (1/2): .venv is there, its libraries are missing or out of date …"; \
	fi; \
	rm -f .venv/requirements.txt .venv/requirements-dev.txt; \
	echo "setting up (2/2): the libraries, from the network, this once …"; \
	$(PIP) -r requirements.txt >.venv/pip.log 2>&1 || \
	  { cat .venv/pip.log; fail "The libraries could not be installed; the reason stands above. The same command goes on from here."; }; \
	cp requirements.txt .venv/requirements.txt

ready-dev: ready
	@if cmp -s requirements-dev.txt .venv/requirements-dev.txt; then exit 0; fi; \
	exec >&2; \
	rm -f .venv/requirements-dev.txt; \
	echo "setting up: the tools for tests and checks, from the network, this once …"; \
	$(PIP) -r requirements.txt -r requirements-dev.txt >.venv/pip.log 2>&1 || \
	  { cat .venv/pip.log; echo "The tools could not be installed; the reason stands above. The same command goes on from here."; exit 1; }; \
	cp requirements-dev.txt .venv/requirements-dev.txt
