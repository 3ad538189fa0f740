#!/usr/bin/env bash
# Builds the reference of the C library from include/ringout.h into target/libringout: html/ and man/man3/. Needs Doxygen.
set -euo pipefail
cd "$(dirname "$0")/.."

built=${CARGO_TARGET_DIR:-target}/libringout
command -v doxygen >/dev/null || {
    echo "docs: doxygen is not installed; on Debian and Ubuntu: apt install doxygen" >&2
    exit 1
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 ffi-c/header/reference.py include/ringout.h "$scratch/ringout.h"
version=$(sed -n 's/^#define RINGOUT_VERSION "\(.*\)"$/\1/p' include/ringout.h)
rm -rf "$built/html" "$built/man"
{
    cat ffi-c/header/Doxyfile
    printf '%s\n' "PROJECT_NUMBER=$version" "INPUT=\"$scratch/ringout.h\"" "STRIP_FROM_PATH=\"$scratch\"" \
        "OUTPUT_DIRECTORY=\"$scratch/out\""
} >"$scratch/Doxyfile"
doxygen "$scratch/Doxyfile"
mkdir -p "$built"
cp -r "$scratch/out/html" "$built"
python3 ffi-c/header/man.py include/ringout.h "$scratch/out/man/man3" "$built/man/man3" "$version"
