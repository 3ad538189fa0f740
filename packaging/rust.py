"""The Rust that the packages are built with, and the variables that make it build for another system.

By default it is Debian's, at the versions of debian.lock: it has a standard library for arm64, and the source from which Cargo
builds the one for musl and Windows. With RUST=installed it is the Rust of this machine, as in continuous integration.
"""

import os
import shutil
import stat
from functools import cache
from pathlib import Path

import debian
import tools
from targets import ROOT, WORK, Target, uses_installed_rust

# The targets for which Debian has a standard library.
PACKAGED = ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu")


@cache
def home() -> Path | None:
    """Returns the folder of Debian's Rust, or None for the one of this machine."""
    return None if uses_installed_rust() else debian.unpacked("rust")


@cache
def environment(triple: str, is_static: bool = False) -> dict[str, str]:
    """Returns the variables of a build for a Rust target."""
    flags = [f"--remap-path-prefix={cargo_home()}=/cargo", f"--remap-path-prefix={ROOT}=/ringout"]
    if triple.endswith("-musl"):
        flags.append(f"-Ctarget-feature={'+' if is_static else '-'}crt-static")
        if is_static and builds_std(triple):
            # The objects that start a program are those of Zig, because Debian's Rust has none for musl.
            flags.append("-Clink-self-contained=no")
    own = {
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags),
        "CARGO_TARGET_DIR": str(folder(triple)),
        "CARGO_INCREMENTAL": "0",
    }
    path = [str(tools.BIN), os.environ["PATH"]]
    root = home()
    if root is None:
        add_target(triple)
    else:
        path.insert(0, str(root / "usr" / "bin"))
        flags.append(f"--remap-path-prefix={root}=/debian")
        own |= {
            "LD_LIBRARY_PATH": str(root / "usr" / "lib" / "x86_64-linux-gnu"),
            "RUSTC": str(root / "usr" / "bin" / "rustc"),
            "CARGO": str(root / "usr" / "bin" / "cargo"),
        }
        if builds_std(triple):
            # `-Z build-std` is not stable yet.
            own["RUSTC_BOOTSTRAP"] = "1"
        own["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join(flags)
    if "windows-gnu" in triple:
        own |= mingw(path)
    own["PATH"] = os.pathsep.join(path)
    return own


def folder(triple: str) -> Path:
    """Returns Cargo's folder for a target. Each has its own, so that two can be built at the same time."""
    return WORK / "cargo" / triple


def built(triple: str) -> Path:
    """Returns the folder of what was built for a target."""
    return folder(triple) / triple / "release"


def builds_std(triple: str) -> bool:
    """Whether Cargo builds the standard library for a target from its source."""
    return not uses_installed_rust() and triple not in PACKAGED


def options(triple: str) -> list[str]:
    """Returns the options of Cargo for a target."""
    return ["-Zbuild-std=std,panic_unwind"] if builds_std(triple) else []


def cargo_home() -> Path:
    """The folder with the sources of the dependencies."""
    return Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))


@cache
def add_target(triple: str) -> None:
    """Installs the standard library for a target, if rustup manages the Rust of this machine."""
    if shutil.which("rustup"):
        tools.run("rustup", "target", "add", triple)


def mingw(path: list[str]) -> dict[str, str]:
    """Returns the variables for the compiler for Windows, and puts it into the path."""
    if not uses_installed_rust():
        programs = WORK / "mingw"
        programs.mkdir(parents=True, exist_ok=True)
        root = debian.unpacked("mingw")
        for name in ("gcc", "g++", "gcc-ar", "cpp"):
            program = programs / f"x86_64-w64-mingw32-{name}"
            real = root / "usr" / "bin" / f"x86_64-w64-mingw32-{name}-win32"
            if real.exists():
                program.write_text(f'#!/bin/sh\nexec "{real}" "$@"\n')
                program.chmod(program.stat().st_mode | stat.S_IXUSR)
        path[:0] = [str(programs), str(root / "usr" / "bin")]
    return {
        "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER": "x86_64-w64-mingw32-gcc",
        "CC_x86_64_pc_windows_gnu": "x86_64-w64-mingw32-gcc",
        "AR_x86_64_pc_windows_gnu": "x86_64-w64-mingw32-ar",
        "LIBNODE_PATH": str(no_libnode(path)),
    }


def no_libnode(path: list[str]) -> Path:
    """Returns a folder with an empty libnode.dll, which napi-build asks for. The addon takes its functions from the program."""
    place = WORK / "libnode"
    place.mkdir(parents=True, exist_ok=True)
    library = place / "libnode.dll"
    if not library.exists():
        source = place / "empty.c"
        source.write_text("int ringout_nothing;\n")
        env = {"PATH": os.pathsep.join(path)}
        tools.run(
            shutil.which("x86_64-w64-mingw32-gcc", path=env["PATH"]) or "x86_64-w64-mingw32-gcc",
            *("-shared", "-o", library, source),
            env=env,
        )
    return place


def build(target: Target, package: str, triple: str, is_static: bool = False) -> Path:
    """Builds a package of the workspace for release. Returns the folder with the result."""
    uses_zig = "-linux-" in triple
    words = ["cargo-zigbuild", "zigbuild"] if uses_zig else ["cargo", "build"]
    # With the oldest C library that it runs on.
    wanted = f"{triple}.{target.glibc}" if uses_zig and target.glibc and triple == target.triple else triple
    command = [*words, "--quiet", "--release", "--locked", "--target", wanted, "-p", package, *options(triple)]
    tools.venv()
    tools.run(*command, cwd=ROOT, env=environment(triple, is_static))
    return built(triple)
