"""Builds the Debian packages with dpkg-buildpackage, checks them with lintian, and builds the examples against their content.

Prints one line for each check and ends with `debian: N passed, N failed`.
"""

import shutil
import sys
import time
from pathlib import Path

import run
from run import ROOT, VERSION, programs

WORK = programs.TARGET / "tests" / "debian"
# Debian's compiler options differ from those of `make`, so the build has a folder of its own, which later runs use again.
BUILD = programs.TARGET / "debian"
# What cannot be: the packages were never uploaded to Debian, and Rust does not use the C library's checked functions.
EXPECTED = "initial-upload-closes-no-bugs,hardening-no-fortify-functions"


def build() -> list[Path]:
    """Builds both packages. `-d`, because Debian's own Rust is too old."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    env = {"DEBS": str(WORK), "BUILD": str(BUILD), "DEB_BUILD_OPTIONS": "noautodbgsym"}
    records = [
        f"--{kind}-{option}"
        for kind in ("buildinfo", "changes")
        for option in (f"option=-u{WORK}", f"file={WORK}/{kind}")
    ]
    try:
        run.run(
            "dpkg-buildpackage", "--build=binary", "--no-check-builddeps", "-us", "-uc", *records, cwd=ROOT, env=env
        )
    finally:
        programs.run("debian/rules", "clean")
    found = sorted(WORK.glob("*.deb"))
    names = [path.name.split("_")[0] for path in found]
    assert names == ["libringout-dev", "libringout0"], names
    return found


def check_lint(packages: list[Path]) -> None:
    """lintian has nothing to say about them."""
    options = ["--allow-root", "--display-info", "--fail-on", "error,warning,info", "--suppress-tags", EXPECTED]
    run.run("lintian", *options, *packages)


def check_content(packages: list[Path]) -> None:
    """Programs build against the packages with CMake and pkg-config, and run with libringout0 alone."""
    system, runtime = WORK / "system", WORK / "runtime"
    for package in packages:
        run.run("dpkg", "-x", package, system)
    run.run("dpkg", "-x", packages[1], runtime)
    libraries = next((system / "usr/lib").glob("*/libringout.so")).parent
    project = WORK / "project"
    shutil.copytree(system / "usr/share/doc/libringout-dev/examples", project)
    run.run("make", "quickstart-c", cwd=project, env={"PKG_CONFIG_PATH": str(libraries / "pkgconfig")})
    run.place_call(project / "quickstart-c", LD_LIBRARY_PATH=str(runtime / "usr/lib" / libraries.name))
    cmake = [f"-DCMAKE_PREFIX_PATH={system / 'usr'}", f"-DCMAKE_LIBRARY_ARCHITECTURE={libraries.name}"]
    run.run("cmake", "-B", "build", *cmake, cwd=project)
    run.run("cmake", "--build", "build", "--target", "quickstart-cpp", cwd=project)
    run.place_call(project / "build" / "quickstart-cpp")
    assert (libraries / f"libringout.so.{VERSION}").is_file()
    for place in ("share/man/man3/ringout_call_wait.3.gz", "share/doc/libringout-dev/html/index.html"):
        assert (system / "usr" / place).is_file(), place


def main() -> int:
    """Runs the checks."""
    programs.heed_interrupts()
    began = time.monotonic()
    try:
        packages = build()
        check_lint(packages)
        check_content(packages)
    except AssertionError as problem:
        print(f"FAILED  the Debian packages: {problem}\ndebian: 0 passed, 1 failed")
        return 1
    print(f"ok      libringout0 and libringout-dev are built, clean and complete ({time.monotonic() - began:.0f} s)")
    print("debian: 1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
