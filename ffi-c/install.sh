#!/usr/bin/env bash
# Installs what ffi-c/build.sh built, without Rust: install.sh, or install.sh --uninstall to remove the same files.
#
# Environment: PREFIX (/usr/local), LIBDIR (PREFIX/lib), INCLUDEDIR (PREFIX/include), DATADIR (PREFIX/share), and DESTDIR, which
# is put before every path and appears in no file. ringout.pc and the CMake package find the other files relative to their own
# location, so that everything may be moved together.
set -euo pipefail

prefix=${PREFIX:-/usr/local}
libdir=${LIBDIR:-$prefix/lib}
includedir=${INCLUDEDIR:-$prefix/include}
datadir=${DATADIR:-$prefix/share}
destdir=${DESTDIR:-}
for path in "$prefix" "$libdir" "$includedir" "$datadir"; do
    [[ $path == /* ]] || {
        echo "install: $path: PREFIX, LIBDIR, INCLUDEDIR and DATADIR must be absolute paths" >&2
        exit 2
    }
done
case "${1:-}" in
"" | --uninstall) ;;
*)
    echo "usage: install.sh [--uninstall]" >&2
    exit 2
    ;;
esac

cd "$(dirname "$0")/.."
built=${CARGO_TARGET_DIR:-target}/libringout
abi=$(sed -n 's/^pub const RINGOUT_ABI_VERSION: u32 = \([0-9]*\);$/\1/p' ffi-c/src/abi.rs)
version=$(sed -n 's/^#define RINGOUT_VERSION "\(.*\)"$/\1/p' include/ringout.h)
# What the archive needs besides the C library: `rustc --print native-static-libs` without gcc_s, which the compiler adds
# itself and which does not exist for a program that is linked with -static.
libraries="-lpthread -ldl -lm"

# put MODE SOURCE FILE: installs a file, or removes it.
put() {
    if $is_removal; then
        rm -f "$destdir$3"
    else
        install -d "$(dirname "$destdir$3")"
        install -m "$1" "$2" "$destdir$3"
    fi
}

# link NAME FILE: makes a symbolic link to a file in the same folder, or removes it.
link() {
    if $is_removal; then rm -f "$destdir$2"; else ln -sfn "$1" "$destdir$2"; fi
}

# write FILE TEMPLATE LIBRARIES: installs a template with the names in it replaced, or removes it.
write() {
    sed "s|@VERSION@|$version|; s|@MAJOR@|${version%%.*}|; s|@ABI@|$abi|; s|@INCLUDE@|$include|; s|@LIBRARIES@|$3|
        s|@POINTER@|$pointer|; s|@BITS@|$((pointer * 8))|" "$2" >"$scratch/file"
    put 644 "$scratch/file" "$1"
}

# put_tree FOLDER TO: installs the files of a folder, if it exists. `remove_rest` removes them.
put_tree() {
    local folder
    [ -d "$1" ] && ! $is_removal || return 0
    while IFS= read -r -d '' folder; do
        install -d "$destdir$2/$folder"
        find "$1/$folder" -maxdepth 1 -type f -exec install -m 644 -t "$destdir$2/$folder" {} +
    done < <(find "$1" -type d -printf '%P\0')
}

put_all() {
    local file
    put 755 "$built/libringout.so" "$libdir/libringout.so.$version"
    link "libringout.so.$version" "$libdir/libringout.so.$abi"
    link "libringout.so.$abi" "$libdir/libringout.so"
    put 644 "$built/libringout.a" "$libdir/libringout.a"
    for file in include/*.h include/*.hpp include/ringout/*.hpp; do
        put 644 "$file" "$includedir/${file#include/}"
    done
    write "$libdir/pkgconfig/ringout.pc" ffi-c/ringout.pc.in "$libraries"
    for file in ringoutConfig.cmake ringoutConfigVersion.cmake; do
        write "$libdir/cmake/ringout/$file" "ffi-c/cmake/$file.in" "${libraries// /;}"
    done
    for file in LICENSE-MIT LICENSE-APACHE; do
        put 644 $file "$datadir/licenses/ringout/$file"
    done
    for file in CHANGELOG.md ffi-c/README.md ffi-c/ABI.md; do
        put 644 $file "$doc/${file#ffi-c/}"
    done
    put_tree ffi-c/examples "$doc/examples"
    # The reference, if `make docs-c` has built it.
    put_tree "$built/html" "$doc/html"
    put_tree "$built/man" "$datadir/man"
}

# Removes the documentation, also what another build has installed, and the folders that are empty now.
remove_rest() {
    rm -rf "$destdir$doc"
    rm -f "$destdir$datadir"/man/man3/{ringout,RINGOUT}[-_]*.3
    rmdir "$destdir$includedir/ringout" "$destdir$libdir/cmake/ringout" "$destdir$datadir/licenses/ringout" 2>/dev/null || true
}

pointer=8
doc=$datadir/doc/ringout
include=$(realpath -ms --relative-to="$libdir" "$includedir")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ "${1:-}" = --uninstall ]; then
    is_removal=true
    put_all
    remove_rest
else
    is_removal=false
    [ -e "$built/libringout.so" ] && [ -e "$built/libringout.a" ] || {
        echo "install: nothing is built; first run: make" >&2
        exit 1
    }
    # The fifth byte of an ELF file: 1 for 32 bits, 2 for 64.
    pointer=$(($(od -A n -t u1 -j 4 -N 1 "$built/libringout.so") * 4))
    put_all
    # The loader's list of libraries, which only root writes. Without it a program does not find the library in /usr/local/lib.
    [ -n "$destdir" ] || [ "$(id -u)" != 0 ] || ldconfig 2>/dev/null || true
fi
