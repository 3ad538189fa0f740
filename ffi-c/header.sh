#!/usr/bin/env bash
# Generates include/ringout.h from ffi-c/src, and records the binary interface in ffi-c/abi.txt. With --check, only compares
# them and fails if one is out of date.
#
# cbindgen is a tool of this repository and not a dependency of the crate, so users build without it. Its version is
# pinned, because another version may generate a different header.
set -euo pipefail
cd "$(dirname "$0")/.."

CBINDGEN_VERSION=0.29.4
tools=target/tools
cbindgen=$tools/bin/cbindgen
header=include/ringout.h
abi=ffi-c/abi.txt

if [ "$("$cbindgen" --version 2>/dev/null)" != "cbindgen $CBINDGEN_VERSION" ]; then
    echo "header: installing cbindgen $CBINDGEN_VERSION into $tools" >&2
    # Without optimization: it runs for a second, and compiling it takes a minute.
    cargo install --quiet --debug --force --root "$tools" --version "$CBINDGEN_VERSION" --locked cbindgen
fi

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed "s/@VERSION@/$version/g" ffi-c/cbindgen.toml >"$scratch/cbindgen.toml"
"$cbindgen" --quiet --config "$scratch/cbindgen.toml" --output "$scratch/raw.h" ffi-c
python3 ffi-c/header/generate.py "$scratch/raw.h" "$scratch/ringout.h" "$scratch/abi.txt"

case "${1:-}" in
"")
    cp "$scratch/ringout.h" "$header"
    cp "$scratch/abi.txt" "$abi"
    ;;
--check)
    { diff -u "$header" "$scratch/ringout.h" && diff -u "$abi" "$scratch/abi.txt"; } || {
        echo "header: $header or $abi is out of date; run make header" >&2
        exit 1
    }
    ;;
*)
    echo "usage: header.sh [--check]" >&2
    exit 2
    ;;
esac
