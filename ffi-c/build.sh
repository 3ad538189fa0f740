#!/usr/bin/env bash
# Builds the C library into target/libringout: the shared library and an archive that defines only ringout_* for other
# objects. ffi-c/install.sh copies them, without Rust.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
built=$target/libringout

command -v cargo >/dev/null || {
    echo "build: cargo is not installed; run: make setup" >&2
    exit 1
}
cargo build --quiet --release -p ringout-c
mkdir -p "$built"
cp "$target/release/libringout.so" "$built"
ffi-c/private.sh "$target/release/libringout.a" ringout_ "$built/libringout.a"
