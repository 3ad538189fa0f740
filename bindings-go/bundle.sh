#!/usr/bin/env bash
# Puts the header and the archive of this machine into native/, for programs that are built with -tags ringout_static:
#
#   bundle.sh ARCHIVE HEADER
#
# A released module has the archive of each platform.
set -euo pipefail
archive=$(realpath "$1") header=$(realpath "$2")
cd "$(dirname "$0")"
platform=$(go env GOOS)-$(go env GOARCH)
mkdir -p native/include "native/$platform"
cp "$header" native/include/ringout.h
cp "$archive" "native/$platform/libringout.a"
echo "bundled native/$platform/libringout.a"
