"""The systems that there are packages for, and where the builds are put."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = ROOT / "target"
# The packages, and what is needed to build them.
DIST = TARGET / "dist"
WORK = TARGET / "dist-work"

# What a system gets, in the order of building.
KINDS = ("archive", "simulator", "npm", "wheel")


@dataclass(frozen=True)
class Target:
    """A system, and how the packages for it are built and named."""

    name: str
    triple: str
    # The platform tag of the wheel, and npm's `os`, `cpu` and `libc`.
    wheel: str
    npm: tuple[str, str, str]
    # The program of the simulator needs no library on Linux, so that one serves every C library of an architecture.
    simulator: str = ""
    simulator_tag: str = ""
    glibc: str = ""
    machine: str = ""
    kinds: tuple[str, ...] = KINDS

    @property
    def is_linux(self) -> bool:
        """Whether it has ELF files and sonames."""
        return self.npm[0] == "linux"

    @property
    def is_windows(self) -> bool:
        """Whether it has DLLs."""
        return self.npm[0] == "win32"

    @property
    def is_musl(self) -> bool:
        """Whether its C library is musl."""
        return self.triple.endswith("-musl")

    @property
    def npm_name(self) -> str:
        """The end of the name of the npm package."""
        return "-".join(part for part in self.npm if part).replace("glibc", "gnu")

    @property
    def simulator_name(self) -> str:
        """The end of the name of the simulator's npm package."""
        return "-".join(self.npm[:2])

    @property
    def library(self) -> str:
        """The file of the C library that cargo writes."""
        if self.is_windows:
            return "ringout.dll"
        return "libringout.so" if self.is_linux else "libringout.dylib"

    @property
    def extension(self) -> str:
        """What a program's name ends with."""
        return ".exe" if self.is_windows else ""

    def addon(self) -> str:
        """The file of Node's native half that cargo writes."""
        stem = "ringout_node" if self.is_windows else "libringout_node"
        return f"{stem}{Path(self.library).suffix}"


LINUX_X64_TAG = "manylinux2014_x86_64.musllinux_1_1_x86_64"
LINUX_ARM64_TAG = "manylinux2014_aarch64.musllinux_1_1_aarch64"

CROSS = (
    Target(
        name="linux-x64-gnu",
        triple="x86_64-unknown-linux-gnu",
        wheel="manylinux_2_17_x86_64.manylinux2014_x86_64",
        npm=("linux", "x64", "glibc"),
        glibc="2.17",
        machine="x86-64",
        kinds=("archive", "npm", "wheel"),
    ),
    Target(
        name="linux-arm64-gnu",
        triple="aarch64-unknown-linux-gnu",
        wheel="manylinux_2_28_aarch64",
        npm=("linux", "arm64", "glibc"),
        simulator="aarch64-unknown-linux-musl",
        simulator_tag=LINUX_ARM64_TAG,
        glibc="2.28",
        machine="AArch64",
    ),
    Target(
        name="linux-x64-musl",
        triple="x86_64-unknown-linux-musl",
        wheel="musllinux_1_2_x86_64",
        npm=("linux", "x64", "musl"),
        simulator="x86_64-unknown-linux-musl",
        simulator_tag=LINUX_X64_TAG,
        machine="x86-64",
    ),
    Target(
        name="windows-x64-gnu",
        triple="x86_64-pc-windows-gnu",
        wheel="win_amd64",
        npm=("win32", "x64", ""),
        simulator="x86_64-pc-windows-gnu",
        simulator_tag="win_amd64",
        machine="x86-64",
    ),
)

# Built on a machine of their own system, by continuous integration.
NATIVE = (
    Target(
        name="macos-arm64",
        triple="aarch64-apple-darwin",
        wheel="macosx_11_0_arm64",
        npm=("darwin", "arm64", ""),
        simulator="aarch64-apple-darwin",
        simulator_tag="macosx_11_0_arm64",
        machine="arm64",
    ),
    Target(
        name="macos-x64",
        triple="x86_64-apple-darwin",
        wheel="macosx_10_12_x86_64",
        npm=("darwin", "x64", ""),
        simulator="x86_64-apple-darwin",
        simulator_tag="macosx_10_12_x86_64",
        machine="x86-64",
    ),
    # A C library for the compiler of Microsoft. Python and Node use the packages of windows-x64-gnu, which have the same interface.
    Target(
        name="windows-x64-msvc",
        triple="x86_64-pc-windows-msvc",
        wheel="win_amd64",
        npm=("win32", "x64", ""),
        machine="x86-64",
        kinds=("archive",),
    ),
)

ALL = {target.name: target for target in (*CROSS, *NATIVE)}


def wanted(names: list[str]) -> list[Target]:
    """Returns the named targets, or those that can be built on any Linux machine. Raises ValueError for an unknown name."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: not one of {', '.join(ALL)}")
    return [ALL[name] for name in names] or list(CROSS)


def wheel_of(target: Target) -> Path:
    """Returns the wheel of the package for Python, whose tags stand in any order in its name."""
    tags = set(target.wheel.split("."))
    (found,) = [
        file
        for file in DIST.glob(f"ringout-{version()}-*.whl")
        if set(file.name.removesuffix(".whl").rpartition("-")[2].split(".")) == tags
    ]
    return found


def version() -> str:
    """The version of the workspace."""
    match = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert match, "Cargo.toml has no version"
    return match[1]


def abi() -> str:
    """The number at the end of the soname."""
    match = re.search(r"RINGOUT_ABI_VERSION: u32 = (\d+);", (ROOT / "ffi-c" / "src" / "abi.rs").read_text())
    assert match, "abi.rs has no number"
    return match[1]


def uses_installed_rust() -> bool:
    """Whether to use the Rust of this machine, with `rustup target add`, and not Debian's: RUST=installed."""
    return os.environ.get("RUST", "debian") == "installed"
