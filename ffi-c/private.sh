#!/usr/bin/env bash
# Makes every symbol of a Rust archive private, except for those with a prefix: private.sh ARCHIVE PREFIX OUTPUT
#
# Rust's archives contain the standard library, so two of them in one program would define rust_eh_personality and others
# twice. The output is one object, without the code that the prefixed symbols do not reach. LD, OBJCOPY, NM and AR replace
# the tools, to cross-compile.
set -euo pipefail

if [ $# -ne 3 ]; then
    echo "usage: private.sh ARCHIVE PREFIX OUTPUT" >&2
    exit 2
fi
archive=$1 prefix=$2 output=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Without the bitcode of the standard library, which plugins of binutils for another LLVM cannot read.
"${OBJCOPY:-objcopy}" --remove-section=.llvmbc --remove-section=.llvmcmd "$archive" "$scratch/input.a"
# `|| true`, because nm complains about members without symbols.
{ "${NM:-nm}" --defined-only --extern-only --format=posix "$scratch/input.a" 2>/dev/null || true; } |
    sed -n "s/^\($prefix[A-Za-z0-9_]*\) [A-Z] .*/\1/p" | sort -u >"$scratch/symbols"
[ -s "$scratch/symbols" ] || {
    echo "private: $archive defines no symbol that begins with $prefix" >&2
    exit 1
}
sed 's/^/--undefined=/' "$scratch/symbols" >"$scratch/roots"
object=$scratch/$(basename "$output" .a).o
"${LD:-ld}" -r --gc-sections --force-group-allocation "@$scratch/roots" -o "$object" "$scratch/input.a"
"${OBJCOPY:-objcopy}" --keep-global-symbols="$scratch/symbols" --strip-unneeded "$object"
rm -f "$output"
"${AR:-ar}" rcsD "$output" "$object"
