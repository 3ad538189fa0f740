#!/usr/bin/env bash
# Installs the C library after `cargo build --release -p ringout-c`: install.sh PREFIX [LIBDIR]
#
# LIBDIR defaults to PREFIX/lib. The paths in ringout.pc are relative to its own location, so the files may be moved together.
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: install.sh PREFIX [LIBDIR]" >&2
    exit 2
fi
prefix=$(realpath -m "$1")
libdir=$(realpath -m "${2:-$prefix/lib}")
cd "$(dirname "$0")/.."

built=target/release
[ -e "$built/libringout.so" ] || {
    echo "install: nothing to install; first run: cargo build --release -p ringout-c" >&2
    exit 1
}
abi=$(sed -n 's/^pub const RINGOUT_ABI_VERSION: u32 = \([0-9]*\);$/\1/p' ffi-c/src/abi.rs)
version=$(sed -n 's/^#define RINGOUT_VERSION "\(.*\)"$/\1/p' include/ringout.h)

install -d "$prefix/include/ringout" "$libdir/pkgconfig"
install -m 644 include/ringout.h include/ringout.hpp "$prefix/include"
install -m 644 include/ringout/*.hpp "$prefix/include/ringout"
install -m 755 "$built/libringout.so" "$libdir/libringout.so.$abi"
ln -sf "libringout.so.$abi" "$libdir/libringout.so"
install -m 644 "$built/libringout.a" "$libdir"
up=$(realpath -m --relative-to="$libdir/pkgconfig" "$prefix")
sed "s|@PREFIX@|$up|; s|@VERSION@|$version|" ffi-c/ringout.pc.in >"$libdir/pkgconfig/ringout.pc"
