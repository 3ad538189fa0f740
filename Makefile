# The commands of this repository. Each installs what it needs. `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
VENV := target/venv
PYTHON := $(VENV)/bin/python
# Overrides the user's setting, because other programs expect the build here.
export CARGO_TARGET_DIR := $(CURDIR)/target
# `tests/setup.sh` puts Node into the environment and links Rust if the machine does not have them.
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/target/tools/rust:$(PATH)

.PHONY: help setup setup-tests setup-bench setup-all demo test test-all simulate faults bench bench-tracker lint format header wheel npm-pack simulator-packages shim-coverage install clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: ## Install what is missing: a C compiler, Rust, Node, the Python environment
	@tests/setup.sh

setup-tests:
	@tests/setup.sh tests

setup-bench:
	@tests/setup.sh bench

setup-all:
	@tests/setup.sh all

demo: setup ## Place and follow a call in four languages, on a simulator (LIVE=1: on the server of RC_SERVER_URL; PAGE=1: leave the simulator's page open)
	@$(PYTHON) tests/demo.py $(if $(LIVE),--live) $(if $(PAGE),--page)

test: setup-tests ## Run the tests of every language and the lints
	@$(PYTHON) tests/run.py

test-all: setup-all ## Also run the packages, RingCentral's own packages, the bench, and the demo on a bare machine
	@$(PYTHON) tests/run.py all

simulate: ## Run the core in a million simulated worlds (SEEDS=n: another number; SEED=n: one seed, step by step)
	@SEEDS=$(or $(SEEDS),1000000) FIRST=$(FIRST) SEED=$(SEED) cargo run --quiet --profile simulation -p ringout-simulation

faults: setup-tests ## Break connections and responses on purpose, in every operation and language (about five minutes)
	@$(PYTHON) tests/faults/run.py

bench: setup-bench ## Compare with RingCentral's packages and libcurl (ten minutes; BASE=commit: also with that commit)
	@$(PYTHON) bench/bench.py $(if $(BASE),--base $(BASE))

bench-tracker: setup ## Measure the tracker and a plain polling loop (a few minutes)
	@$(PYTHON) bench/tracker.py

lint: setup-tests ## Check formatting, lints and the header without running tests
	@$(PYTHON) tests/run.py lint tidy

format: setup-tests ## Format the Rust and Python sources
	@cargo fmt --all
	@$(PYTHON) -m ruff format --quiet .

header: ## Generate include/ringout.h from ffi-c
	@ffi-c/header.sh

wheel: setup ## Build the Python wheel into target/wheels
	@$(PYTHON) -m maturin build --quiet --release --strip --manifest-path bindings-python/Cargo.toml --out target/wheels
	@ls -l target/wheels

npm-pack: setup ## Build the npm tarballs of the package and its native build into target/npm
	@npm run --silent --prefix bindings-node pack-all
	@ls -l target/npm

simulator-packages: setup ## Build the simulator's wheel, npm tarballs and static program into target/wheels, target/npm and target/simulator
	@$(PYTHON) simulator/packages/build.py
	@ls -l target/wheels/ringout_simulator-* target/npm/ringout-simulator-* target/simulator

shim-coverage: setup-tests ## Print every name of RingCentral's own Python package and how ringout.compat has it
	@$(PYTHON) -m maturin develop --quiet --manifest-path bindings-python/Cargo.toml
	@$(PYTHON) tests/peers/run.py surface

install: ## Install the C library, its headers and ringout.pc below PREFIX
	@cargo build --quiet --release -p ringout-c
	@ffi-c/install.sh "$(DESTDIR)$(PREFIX)"

clean: ## Remove all build output
	@rm -rf target bindings-node/node_modules
