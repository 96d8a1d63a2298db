# `make` alone explains itself.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
# Twice the cores: a test waits, for a server or for Slack's pause, about half of its time.
TESTERS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))

.DEFAULT_GOAL := help
.PHONY: help setup demo sandbox test lint unit bench pictures texts lock clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with every locked dependency

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: $(READY) ## play the whole story against stand-in LINE and Slack
	$(RUN) -m bot demo

sandbox: $(READY) ## a page to play with: Slack, a phone and LINE's console side by side
	$(RUN) -m bot sandbox

test: lint unit ## everything: lint, strict types, layers, tests

lint: $(READY) ## ruff, mypy, import-linter
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

unit: $(READY) ## the tests; PostgreSQL's and the browser's where those are installed
	$(RUN) -m pytest -n $(TESTERS)

bench: $(READY) ## measure: webhooks beside the usual ways, a process, a network of 600 sites, a task for 50,000 members, sign-ins
	$(RUN) -m bench webhook
	$(RUN) -m bench process
	$(RUN) -m bench network
	$(RUN) -m bench sign_in
	$(RUN) -m bench tickets
	$(RUN) -m bench tasks

pictures: $(READY) ## take the pictures in docs/ anew (needs Chromium)
	$(RUN) -m docs.pictures

texts: $(READY) ## bring the message catalogues up to date with the code
	$(RUN) -m bot.locale.extract

lock: $(READY) ## resolve the dependencies anew into requirements.lock
	$(RUN) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-header -o requirements.lock

clean: ## remove what the targets made
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache *.egg-info
