# Everything starts here; `make help` lists it. Needs Python 3.11 or newer, make and git, no root.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
# The first Python that is new enough; PYTHON=/path/to/python chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$name && break; done)
# uv installs in seconds where it is present; pip does the same everywhere.
INSTALL = $(if $(shell command -v uv),uv pip install --quiet --python $(PY),$(PY) -m pip install --quiet --disable-pip-version-check)
DEMO = LEGELOP_DEMO=1 LEGELOP_COOKIE_SECURE=0 LEGELOP_LOG_JSON=0
LEGELOP = $(VENV)/bin/legelop
CATALOGUES = $(wildcard app/translations/*/LC_MESSAGES/messages.po)

.PHONY: help install static translations run demo-reset test check format bench lock messages browser clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Legeløp needs Python 3.11 or newer; none was found. Install it, or say PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Could not make a virtual environment. On Debian: apt install python3-venv."; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.python requirements/runtime.lock pyproject.toml
	@echo "Installing Legeløp …"
	@$(INSTALL) --require-hashes -r requirements/runtime.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime requirements/test.lock
	@echo "Installing the test tools …"
	@$(INSTALL) --require-hashes -r requirements/test.lock
	@touch $@

app/static/vendor/manifest.json: $(VENV)/.python package-lock.json scripts/fetch_static.py
	@$(PY) scripts/fetch_static.py
	@touch $@

$(VENV)/.translations: $(VENV)/.runtime $(CATALOGUES)
	@$(VENV)/bin/pybabel --quiet compile -d app/translations 2>/dev/null
	@touch $@

static: app/static/vendor/manifest.json ## fetch the pinned front-end files
translations: $(VENV)/.translations ## compile the translations
install: $(VENV)/.runtime static translations ## everything that running needs

run: install ## the demo at 127.0.0.1:8000 (PORT= changes it), web and worker, data kept in var/
	@$(DEMO) $(LEGELOP) up --port $(PORT)

demo-reset: install ## throw away what was done in the demo and begin anew
	@$(DEMO) $(LEGELOP) demo reset

browser: $(VENV)/.test
	@$(PY) scripts/find_chromium.py --install

test: install $(VENV)/.test browser ## every test: unit, store on SQLite and PostgreSQL, web, browser
	@$(PY) -m pytest -n 2 --dist worksteal -q

check: install $(VENV)/.test ## format, lint, types, import rules
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

format: $(VENV)/.test ## put the code into its form
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

bench: install $(VENV)/.test ## measure; each figure is a ratio with its instance size
	@$(PY) -m benchmarks

lock: $(VENV)/.test ## pin the dependencies anew with hashes
	@cd requirements && ./lock.sh

messages: $(VENV)/.test ## collect new texts into the catalogues, and say what lacks a translation
	@$(PY) scripts/update_messages.py

clean: ## remove what was installed and built; the data in var/ stays
	rm -rf $(VENV) node_modules app/static/vendor *.egg-info .mypy_cache .ruff_cache .pytest_cache
