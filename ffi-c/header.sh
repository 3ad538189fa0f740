#!/usr/bin/env bash
# Generates include/ringout.h from ffi-c/src. With --check, only compares it and fails if it is out of date.
#
# cbindgen is a tool of this repository and not a dependency of the crate, so users build without it. Its version is
# pinned, because another version may generate a different header.
set -euo pipefail
cd "$(dirname "$0")/.."

CBINDGEN_VERSION=0.29.4
tools=target/tools
cbindgen=$tools/bin/cbindgen
header=include/ringout.h

if [ "$("$cbindgen" --version 2>/dev/null)" != "cbindgen $CBINDGEN_VERSION" ]; then
    echo "header: installing cbindgen $CBINDGEN_VERSION into $tools" >&2
    cargo install --quiet --force --root "$tools" --version "$CBINDGEN_VERSION" --locked cbindgen
fi

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed "s/@VERSION@/$version/g" ffi-c/cbindgen.toml >"$scratch/cbindgen.toml"
"$cbindgen" --quiet --config "$scratch/cbindgen.toml" --output "$scratch/ringout.h" ffi-c

case "${1:-}" in
"")
    cp "$scratch/ringout.h" "$header"
    ;;
--check)
    diff -u "$header" "$scratch/ringout.h" || {
        echo "header: $header is out of date; run ffi-c/header.sh" >&2
        exit 1
    }
    ;;
*)
    echo "usage: header.sh [--check]" >&2
    exit 2
    ;;
esac
