# The commands of this repository. Each sets up what it needs; `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
VENV := target/venv
PYTHON := $(VENV)/bin/python
# What is built is looked for here, whatever the user's own settings are.
export CARGO_TARGET_DIR := $(CURDIR)/target
# The environment's programs first: Node is one of them where the machine has none, and `tests/setup.sh` links Rust's.
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/target/tools/rust:$(PATH)

.PHONY: help setup setup-tests setup-all demo test test-all simulate bench-tracker lint format header wheel npm-pack install clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: ## Install what is missing: a C compiler, Rust, Node, the Python environment
	@tests/setup.sh

setup-tests:
	@tests/setup.sh tests

setup-all:
	@tests/setup.sh all

demo: setup ## Place and follow a call in four languages, on a simulator (LIVE=1: on the server of RC_SERVER_URL)
	@$(PYTHON) tests/demo.py $(if $(LIVE),--live)

test: setup-tests ## Run the tests of every language, and the lints
	@$(PYTHON) tests/run.py

test-all: setup-all ## Run these, and the packages, the platform's own packages, the bench and the demo on a bare machine
	@$(PYTHON) tests/run.py all

simulate: ## Run the core in a million worlds of its own (SEEDS=n: so many; SEED=n: one, step by step)
	@SEEDS=$(or $(SEEDS),1000000) FIRST=$(FIRST) SEED=$(SEED) cargo run --quiet --profile simulation -p ringout-simulation

bench-tracker: setup ## Measure how any number of calls is followed, beside a plain loop (a few minutes)
	@$(PYTHON) bench/tracker.py

lint: setup-tests ## Check formats, lints and the header without running a test
	@$(PYTHON) tests/run.py lint tidy

format: setup-tests ## Format the Rust and Python sources
	@cargo fmt --all
	@$(PYTHON) -m ruff format --quiet .

header: ## Write include/ringout.h from ffi-c
	@ffi-c/header.sh

wheel: setup ## Build the Python wheel into target/wheels
	@$(PYTHON) -m maturin build --quiet --release --strip --manifest-path bindings-python/Cargo.toml --out target/wheels
	@ls -l target/wheels

npm-pack: setup ## Build the npm tarballs into target/npm, the platform package beside the main one
	@npm run --silent --prefix bindings-node pack-all
	@ls -l target/npm

install: ## Install the C library, its headers and ringout.pc below PREFIX
	@cargo build --quiet --release -p ringout-c
	@ffi-c/install.sh "$(DESTDIR)$(PREFIX)"

clean: ## Remove everything that was built
	@rm -rf target bindings-node/node_modules
