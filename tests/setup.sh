#!/usr/bin/env bash
# Installs what `make demo` and `make test` need and this machine lacks: system tools, the Python environment in target/venv,
# the npm packages. As root on a Debian-like system it installs system tools by itself; elsewhere it names the command.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()

# need TOOL PACKAGE...: the tool, or else the Debian packages that bring it.
need() {
    command -v "$1" >/dev/null 2>&1 || missing+=("${@:2}")
}

# at_least VERSION WANTED
at_least() {
    [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

need cc build-essential
need c++ build-essential
need curl curl
need pkg-config pkg-config
need valgrind valgrind
need python3 python3 python3-venv
need node nodejs
need npm npm
if command -v python3 >/dev/null && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    missing+=(python3-venv)
fi

if [ ${#missing[@]} -gt 0 ]; then
    install="apt-get install -y --no-install-recommends $(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "setup: $install"
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive $install >/dev/null
    else
        echo "Missing tools. Install them with: sudo $install" >&2
        exit 1
    fi
fi

if ! command -v cargo >/dev/null; then
    echo "Missing Rust. Install 1.89 or later with rustup: https://rustup.rs" >&2
    exit 1
fi
rust=$(rustc --version | cut -d' ' -f2)
at_least "$rust" 1.89 || { echo "Rust 1.89 or later is needed, this is $rust. Update it with: rustup update stable" >&2; exit 1; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    { echo "Python 3.10 or later is needed, this is $(python3 --version)." >&2; exit 1; }
at_least "$(node --version | tr -d v)" 20 ||
    { echo "Node 20 or later is needed, this is $(node --version). Install it from https://nodejs.org" >&2; exit 1; }

# The marks say which versions are installed, so that a second run costs nothing.
mkdir -p target
requirements=tests/python/requirements.txt
if ! cmp -s "$requirements" target/venv/requirements.txt; then
    echo "setup: Python packages"
    rm -rf target/venv
    python3 -m venv target/venv
    target/venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" target/venv/requirements.txt
fi
lock=bindings-node/package-lock.json
if ! cmp -s "$lock" bindings-node/node_modules/.installed-lock.json; then
    echo "setup: npm packages"
    npm ci --silent --no-audit --no-fund --prefix bindings-node
    cp "$lock" bindings-node/node_modules/.installed-lock.json
fi
