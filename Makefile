# Trolley. `make run` starts the shop, `make test` proves it. `make help` lists the rest.
#
# Every path here is relative: make splits targets at spaces, and a checkout may live in "My Projects".

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3.11
PORT ?= 8000
ARGS ?=
JOBS ?= 2
export PORT

PY := .venv/bin/python
# Tools are called as modules: the scripts in .venv/bin carry the absolute path of the checkout and break when it moves.
INSTALL := "$(PYTHON)" -P shop/local/install.py
RUNTIME := requirements.txt requirements-local.txt
ALL := $(RUNTIME) requirements-dev.txt
UV := .venv/bin/python -m uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

# The quickest tests first, so that a plain mistake shows within seconds.
TESTS ?= tests/unit $(filter-out tests/unit tests/__pycache__,$(sort $(patsubst %/,%,$(wildcard tests/*/)))) \
	$(wildcard tests/test_*.py)
SELECTED = $(if $(findstring tests/,$(ARGS)),,$(TESTS))

# What `manage.py check --deploy` looks at: the settings of a shop that is live, with no server behind them.
LIVE := DEBUG=0 INSECURE_HTTP= ALLOWED_HOSTS=shop.example SITE_URL=https://shop.example \
	DATABASE_URL=postgres://shop@db.example/shop REDIS_URL=redis://redis.example:6379/0 \
	CELERY_BROKER_URL=redis://redis.example:6379/1 \
	STRIPE_SECRET_KEY=set STRIPE_PUBLISHABLE_KEY=set STRIPE_WEBHOOK_SECRET=set

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: python
python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
		echo "Trolley needs Python 3.11, and there is no $(PYTHON) on the PATH."; \
		echo "On Debian and Ubuntu: apt-get install python3.11 python3.11-venv"; \
		echo "When it is somewhere else: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; \
		exit 1; } >&2

.PHONY: run
run: python ## start the whole shop on http://localhost:8000 (PORT=8080 for another port, VERBOSE=1 for every log line)
	@"$(PYTHON)" -P shop/local/preflight.py
	@$(INSTALL) $(RUNTIME)
	@exec $(PY) -m shop.local run

.PHONY: stop
stop: ## stop the shop that `make run` started in another terminal
	@test -x $(PY) || { echo "Nothing to stop: the shop was never started here."; exit 0; }; \
		exec $(PY) -m shop.local stop

.PHONY: manage
manage: ## run a Django command in the running shop (ARGS="import_products products.csv --dry-run")
	@test -x $(PY) || { echo "The shop was never started here: make run"; exit 1; }
	@exec $(PY) -m shop.local manage $(ARGS)

.PHONY: install
install: python ## install everything, for tests and checks too
	@$(INSTALL) $(ALL)

.PHONY: test
test: install ## run all tests (ARGS="-k cart -x" is handed to pytest, JOBS=1 runs them one after the other)
	@.ci/chromium
	@$(PY) -m pytest -n $(JOBS) --dist loadfile $(SELECTED) $(ARGS)

.PHONY: test-fast
test-fast: install ## run the unit tests alone
	@$(PY) -m pytest tests/unit $(ARGS)

.PHONY: check check-style check-types check-borders check-django
check: install check-style check-types check-borders check-django ## run every static check (make -k check goes on after a failure)

check-style:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

check-types:
	@echo "$(PY) -m mypy"; $(LIVE) SECRET_KEY=only-to-read-the-settings $(PY) -m mypy

check-borders:
	$(PY) -c 'from importlinter.cli import lint_imports_command as main; main()'

check-django:
	@key=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') && export SECRET_KEY="$$key" $(LIVE) && set -x && \
		$(PY) manage.py check --deploy --fail-level WARNING && \
		$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null
	$(PY) -m shop.local with-servers -- $(PY) manage.py makemigrations --check --dry-run

.PHONY: lock
lock: python ## pin the versions anew from requirements*.in
	@$(INSTALL) $(RUNTIME)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@for name in requirements requirements-local requirements-dev; do \
		echo "$$name.in -> $$name.txt"; $(UV) "$$name.in" -o "$$name.txt" || exit 1; done

.PHONY: clean
clean: ## remove .venv and what tools left behind; the shop's data in .local stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
