"""Builds the packages for every system into target/dist: `make dist`.

    dist.py                           all that can be built on a Linux machine
    dist.py linux-x64-musl ...        only these systems
    RUST=installed dist.py macos-arm64   with the Rust of this machine
    dist.py --collect                 only the npm packages that depend on the others, and SHA256SUMS

What is built and has not changed is not built again. Everything that is downloaded or compiled for it is below target/dist-work.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import archive
import npm
import wheels
from targets import DIST, KINDS, ROOT, WORK, Target, version, wanted
from tools import Failure, digest, done, run, say

BUILDERS: dict[str, list[Callable[[Target], list[Path]]]] = {
    "archive": [archive.build],
    "wheel": [wheels.build],
    "npm": [npm.build],
    "simulator": [wheels.simulator, npm.simulator],
}
# What the packages are made of, and what decides how they are built.
SOURCES = ("Cargo.toml", "Cargo.lock", "CHANGELOG.md", "LICENSE-*", "core", "ffi-c", "include")
SCRIPTS = (
    "archive.py",
    "debian.lock",
    "licences.py",
    "npm.py",
    "requirements.txt",
    "ringoutConfig.cmake.in",
    "rust.py",
)
SCRIPTS += ("targets.py", "wheels.py")
OWN_SOURCES = {"archive": (), "wheel": ("bindings-python",), "npm": ("bindings-node",), "simulator": ("simulator",)}


def sources(kind: str) -> str:
    """Returns the SHA-256 of what a kind of package is made of."""
    names = [*SOURCES, *OWN_SOURCES[kind], *(f"packaging/{name}" for name in SCRIPTS)]
    listed = run("git", "ls-files", "-z", "--", *names, cwd=ROOT).split("\0")
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    return digest(*files, text=" ".join([*listed, os.environ.get("RUST", ""), version()]))


def build(target: Target, kind: str) -> None:
    """Builds one kind of package for a system, unless it is there."""
    stamp, key = WORK / target.name / f"{kind}.done", sources(kind)
    if stamp.exists():
        recorded, *files = stamp.read_text().splitlines()
        if recorded == key and all((DIST / name).exists() for name in files):
            say(f"{target.name} {kind}: unchanged")
            return
        for name in files:
            (DIST / name).unlink(missing_ok=True)
    began = time.monotonic()
    built = [file for builder in BUILDERS[kind] for file in builder(target)]
    done(stamp, "\n".join([key, *(file.name for file in built)]))
    say(f"{target.name} {kind}: {time.monotonic() - began:.0f} s")


def mains() -> None:
    """Builds the npm packages that depend on those of the systems."""
    for kind, whole in (("npm", npm.main), ("simulator", npm.simulator_main)):
        names = npm.names_of(kind)
        if names:
            whole(names)


def sums() -> None:
    """Writes SHA256SUMS, in the format of sha256sum."""
    files = sorted(file for file in DIST.iterdir() if file.is_file() and file.name != "SHA256SUMS")
    lines = [f"{digest(file)}  {file.name}" for file in files]
    (DIST / "SHA256SUMS").write_text("\n".join([*lines, ""]))
    for file in files:
        print(f"{file.stat().st_size:>10}  {file.name}")


def main() -> int:
    """Builds what was asked for."""
    try:
        targets = [] if sys.argv[1:] == ["--collect"] else wanted(sys.argv[1:])
        DIST.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            for target in targets:
                if kind in target.kinds:
                    build(target, kind)
        mains()
        sums()
    except (Failure, ValueError) as failure:
        print(f"dist: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
