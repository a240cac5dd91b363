# Fablewright. `make help` lists what there is; every target installs what it needs first.

# The idea of the book, as it stands: not read by make (a $ in it) nor by the shell (a quote in it).
SPARK ?= A girl in a red raincoat and a shy octopus look for the moon that fell into the harbour
export FABLEWRIGHT_SPARK := $(value SPARK)

BIN := .venv/bin
INSTALL := @sh scripts/python scripts/install.py
OPTIONS = $(if $(MINUTES),--minutes '$(MINUTES)') $(if $(AGE),--age '$(AGE)') \
          $(if $(SEED),--seed '$(SEED)') $(ARGS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help book up install dev lint check test bench lock wheel sizes clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  make book SPARK=\"a robot who waters the desert\" MINUTES=5 AGE=6 SEED=7 ARGS=\"--child Mia\""

book: install ## a finished picture book in ./books, offline; SPARK="…" is its idea
	@$(BIN)/fablewright book $(OPTIONS) -- "$$FABLEWRIGHT_SPARK"

up: install ## the studio, in your browser
	@$(BIN)/fablewright up $(ARGS)

install: ## the environment .venv with Fablewright in it
	$(INSTALL)

dev: ## the same with what tests and checks need
	$(INSTALL) --tests

lint: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint ## style, types, imports and unit tests: under two minutes
	$(BIN)/pytest tests/unit

test: lint ## everything that CI runs
	@$(BIN)/python scripts/test_tools.py
	@$(BIN)/python scripts/run_tests.py $(ARGS)

bench: dev ## the measurements in bench/
	@$(BIN)/python -m bench $(ARGS)

lock: dev ## requirements/*.txt anew from pyproject.toml; ARGS=--upgrade for newer versions
	@$(BIN)/python scripts/lock.py $(ARGS)

wheel: ## dist/fablewright-….whl, with fonts and drawings inside
	$(INSTALL) --tests
	$(BIN)/python -m hatchling build -t wheel

sizes: ## files over 500 lines and functions over 80
	@sh scripts/python scripts/sizes.py

clean: ## away with the environment, what was built, and caches; books stay
	rm -rf .venv build dist src/fablewright/data .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} +
