# Everything sets itself up: a machine needs Python 3.11 or newer, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs requirements clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Usher needs Python 3.11 or newer; say make PYTHON=python3.12, for example") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## Play a story on a sandbox GitLab, then stay up to be tried (ARGS=--once: play, check, leave)
	$(BIN)/usher demo $(ARGS)

test: $(READY) ## Run every test (ARGS go to pytest)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(READY) ## Lint, format, types, and the shipped configuration
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/usher check config.yml

bench: $(READY) ## Measure, and write docs/benchmarks.md
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(READY) ## Write docs/reference anew from the code
	$(BIN)/python -m automation.reference docs/reference

requirements: $(READY) ## Pin the newest versions that fit pyproject.toml, with hashes
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements/run.txt pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-header --extra dev \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --constraint requirements/run.txt \
	  --output-file requirements/dev.txt pyproject.toml

clean: ## Remove what make made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
