# The commands of this repository; `make help` lists them. `make && sudo make install` installs the C library. The others install
# the tools that they need.

SHELL := /bin/bash
.DEFAULT_GOAL := build

# Where `make install` puts the C library; DESTDIR is put before every path.
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
VENV := target/venv
PYTHON := $(VENV)/bin/python
# Overrides the user's setting, because other programs expect the build here.
export CARGO_TARGET_DIR := $(CURDIR)/target
# `tests/setup.sh` puts Node into the environment and links Rust if the machine does not have them.
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/target/tools/rust:$(PATH)

INSTALL_C = PREFIX="$(PREFIX)" LIBDIR="$(LIBDIR)" INCLUDEDIR="$(INCLUDEDIR)" DATADIR="$(DATADIR)" DESTDIR="$(DESTDIR)" ffi-c/install.sh

.PHONY: help setup setup-tests setup-bench setup-coverage setup-all demo test test-all bare simulate faults fuzz sanitize-node mutants soak coverage bench bench-tracker lint format header languages go java csharp php ruby stubs wheel sdist npm-pack simulator-packages shim-coverage dist dist-test dist-collect windows-check release release-check audit publish workflows-check build docs-c install uninstall clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: ## Install what is missing: a C compiler, Rust, Node, the Python environment
	@tests/setup.sh

setup-tests:
	@tests/setup.sh tests

setup-bench:
	@tests/setup.sh bench

setup-coverage:
	@tests/setup.sh coverage

setup-all:
	@tests/setup.sh all

demo: setup ## Place and follow a call in each language that is installed, on a simulator (LIVE=1: on the server of RC_SERVER_URL; PAGE=1: leave the simulator's page open)
	@$(PYTHON) tests/demo.py $(if $(LIVE),--live) $(if $(PAGE),--page)

test: setup-tests ## Run the tests of every language and the lints
	@$(PYTHON) tests/run.py

test-all: setup-all ## Also run the packages, RingCentral's own packages, the other languages and the bench (half an hour on two cores)
	@$(PYTHON) tests/run.py all

simulate: ## Run the core in a million simulated worlds (SEEDS=n: another number; SEED=n: one seed, step by step)
	@SEEDS=$(or $(SEEDS),1000000) FIRST=$(FIRST) SEED=$(SEED) cargo run --quiet --profile simulation -p ringout-simulation

faults: setup-tests ## Break connections and responses on purpose, in every operation and language (about five minutes)
	@$(PYTHON) tests/faults/run.py

fuzz: setup-tests ## Run libFuzzer's inputs through the parsers, the C functions, the simulator and the Python module (SECONDS=n: for each target, 60 by default)
	@SECONDS=$(or $(SECONDS),60) $(PYTHON) tests/fuzz/run.py

sanitize-node: setup-tests ## Run the Node suite with the addon in AddressSanitizer (about four minutes)
	@$(PYTHON) tests/node/sanitizer.py

mutants: setup ## Change the lines that decide one at a time; the core's unit tests have to notice (an hour on two cores)
	@$(PYTHON) tests/mutants.py

soak: setup-tests ## Use the library for ten minutes in C, Python and Node with faults on; memory, descriptors and threads stay flat (MINUTES=n, HOURS=n)
	@MINUTES=$(MINUTES) HOURS=$(HOURS) $(PYTHON) tests/soak/run.py

coverage: setup-coverage ## Measure which lines of the core and the bindings the tests reach, into target/coverage
	@$(PYTHON) tests/line_coverage.py

bench: setup-bench ## Compare with RingCentral's packages and libcurl (ten minutes; BASE=commit: also with that commit)
	@$(PYTHON) bench/bench.py $(if $(BASE),--base $(BASE))

bench-tracker: setup ## Measure the tracker and a plain polling loop (a few minutes)
	@$(PYTHON) bench/tracker.py

bare: setup-all ## Run `make demo` on a new Debian 12 in a folder below target/ (needs root)
	@$(PYTHON) tests/bare.py

lint: setup-tests ## Check formatting, lints and the header without running tests
	@$(PYTHON) tests/run.py lint tidy

format: setup-tests ## Format the Rust, Python, JavaScript and TypeScript sources
	@cargo fmt --all
	@$(PYTHON) -m ruff format --quiet .
	@npm run --silent --prefix bindings-node format

header: ## Generate include/ringout.h from ffi-c
	@ffi-c/header.sh

languages: setup-tests ## Regenerate the low-level layers of PHP, Ruby, Java, C# and Go from the header
	@$(PYTHON) ffi-c/languages/generate.py

go: setup-all build ## Test the Go module, also from an empty project with the archive in it
	@cargo build --quiet -p ringout-simulator -p ringout-c
	@$(PYTHON) tests/languages/go_suite.py target/libringout/libringout.a

java: setup-all build ## Build the jar for Java into target/java and test it in an empty project
	@$(PYTHON) bindings-java/package.py

csharp: setup-all build ## Build the NuGet package for C# into target/csharp and test it in an empty project
	@$(PYTHON) bindings-csharp/package.py

php: setup-all build ## Build the Composer package for PHP into target/php and test it
	@$(PYTHON) tests/languages/interpreted.py php

ruby: setup-all build ## Build the gem for Ruby into target/ruby and test it
	@$(PYTHON) tests/languages/interpreted.py ruby

stubs: setup-tests ## Generate the docstrings of the Python stubs, and the stub of the asyncio client
	@$(PYTHON) -m maturin develop --quiet --manifest-path bindings-python/Cargo.toml
	@$(PYTHON) bindings-python/stubs.py

wheel: setup ## Build the Python wheel into target/wheels
	@$(PYTHON) -m maturin build --quiet --release --strip --manifest-path bindings-python/Cargo.toml --out target/wheels
	@ls -l target/wheels

sdist: setup ## Build the Python source distribution into target/wheels
	@$(PYTHON) -m maturin sdist --manifest-path bindings-python/Cargo.toml --out target/wheels >/dev/null
	@ls -l target/wheels

npm-pack: setup ## Build the npm tarballs into target/npm: one for this machine, and in publish/ the pair for a registry
	@npm run --silent --prefix bindings-node pack-all
	@ls -l target/npm

simulator-packages: setup ## Build the simulator's wheel, npm tarballs and static program into target/wheels, target/npm and target/simulator
	@$(PYTHON) simulator/packages/build.py
	@ls -l target/wheels/ringout_simulator-* target/npm/ringout-simulator-* target/simulator

shim-coverage: setup-tests ## Print every name of RingCentral's own Python and JavaScript packages and how this one has it
	@$(PYTHON) -m maturin develop --quiet --manifest-path bindings-python/Cargo.toml
	@$(PYTHON) tests/peers/run.py surface

# The Python of the machine, because these also run where nothing else is set up.
dist: ## Build the packages for every system into target/dist (TARGETS="linux-x64-musl ...": only these; RUST=installed: not Debian's Rust)
	@RUST=$(RUST) python3 packaging/dist.py $(TARGETS)

dist-test: ## Inspect the packages in target/dist, and run the vectors and quickstarts on them in qemu, musl's loader and wine (TARGETS=...)
	@RUST=$(RUST) python3 packaging/proof.py $(TARGETS)

dist-collect: ## Write the npm packages that depend on those of the systems, and SHA256SUMS, for what is in target/dist
	@python3 packaging/dist.py --collect

windows-check: ## Check that the Rust crates compile for Windows without a warning
	@RUST=$(RUST) python3 packaging/windows.py

release: setup-tests ## Set the version everywhere, check it, commit and tag it (VERSION=0.2.0); push the tag to publish
	@$(PYTHON) packaging/release.py $(VERSION)

release-check: ## Check that all versions agree, and compare the interfaces of Rust and C with those of the last release
	@python3 packaging/release.py --check
	@python3 packaging/release.py --gates

audit: ## Check the dependencies for vulnerabilities, licences and sources with cargo-deny
	@python3 packaging/release.py --audit

publish: ## Publish target/dist, in the workflow of a release (TO=github, crates, npm or pypi)
	@python3 packaging/publish.py $(TO)

workflows-check: ## Check the workflows in .github with actionlint
	@python3 packaging/workflows.py

build: ## Build the C library into target/libringout (the default)
	@ffi-c/build.sh

docs-c: ## Build the reference of the C library, as HTML and man pages, into target/libringout (needs doxygen)
	@ffi-c/docs.sh

# Both work without Rust, so that `make && sudo make install` does.
install: ## Install what `make` has built (PREFIX, DESTDIR, LIBDIR, INCLUDEDIR, DATADIR)
	@$(INSTALL_C)

uninstall: ## Remove what `make install` has installed with the same variables
	@$(INSTALL_C) --uninstall

clean: ## Remove all build output
	@rm -rf target bindings-node/node_modules
