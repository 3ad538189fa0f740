"""How programs for another system are compiled and run on this machine: qemu, the loader of musl, wine."""

import os
import platform
import re
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import debian
import rust
import tools
from targets import DIST, HERE, WORK, Target, version

PROOF = WORK / "proof"
POSIX_INCLUDE = HERE / "posix"


@dataclass
class System:
    """What compiles a C program for a target, and what runs it here."""

    compiler: list[str]
    runner: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    libraries: list[str] = field(default_factory=list)
    # The variable with the folders of shared libraries, and how the host starts a program there.
    description: str = ""


def archive(target: Target) -> Path:
    """Unpacks the archive of the C library. Returns its folder."""
    stem = f"libringout-{version()}-{target.name}"
    folder = PROOF / target.name
    shutil.rmtree(folder / stem, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    if target.is_windows:
        with zipfile.ZipFile(DIST / f"{stem}.zip") as packed:
            packed.extractall(folder)
    else:
        with tarfile.open(DIST / f"{stem}.tar.gz") as packed:
            packed.extractall(folder, filter="tar")
    return folder / stem


def zig(triple: str) -> list[str]:
    """The C compiler of Zig for a target."""
    tools.venv()
    return [str(tools.BIN / "python"), "-m", "ziglang", "cc", "-target", triple]


def native(target: Target, root: Path) -> System:
    """A target that this machine runs as it is."""
    library = {"LD_LIBRARY_PATH": str(root / "lib"), "DYLD_LIBRARY_PATH": str(root / "lib")}
    return System(
        zig(f"x86_64-linux-gnu.{target.glibc}") if target.glibc else ["cc"], [], library, description="as it is"
    )


def arm64(target: Target, root: Path) -> System:
    """Linux on arm64: qemu-user, with the libraries of Debian 12."""
    base = debian.unpacked("arm64")
    qemu = debian.unpacked("qemu") / "usr" / "bin" / "qemu-aarch64-static"
    paths = [root / "lib", base / "lib" / "aarch64-linux-gnu", base / "usr" / "lib" / "aarch64-linux-gnu"]
    # Only for the emulated program: a library of another machine would stop the programs that it starts.
    emulated = f"LD_LIBRARY_PATH={':'.join(map(str, paths))}"
    runner = [str(qemu), "-L", str(base), "-E", emulated]
    return System(
        zig(f"aarch64-linux-gnu.{target.glibc}"), runner, description=f"{version_of(qemu)}, libraries of Debian 12"
    )


def version_of(qemu: Path) -> str:
    """Returns the name and version of qemu."""
    shown = tools.run(qemu, "--version")
    match = re.search(r"version (\S+)", shown)
    return f"qemu-user {match[1]}" if match else "qemu-user"


def musl(_: Target, root: Path) -> System:
    """Linux with musl: the loader of Debian's package."""
    base = debian.unpacked("musl")
    loader = next((base / "lib").glob("ld-musl-*.so.1"))
    runner = [str(loader.resolve()), "--library-path", str(root / "lib")]
    return System(zig("x86_64-linux-musl"), runner, description="the loader of Debian's musl 1.2.3")


def windows(_: Target, root: Path) -> System:
    """Windows: wine, from Debian's packages."""
    path = rust.environment("x86_64-pc-windows-gnu")["PATH"]
    compiler = shutil.which("x86_64-w64-mingw32-gcc", path=path) or "x86_64-w64-mingw32-gcc"
    libraries = ["-static-libgcc", "-Wl,-Bstatic", "-lpthread", "-Wl,-Bdynamic", "-lws2_32"]
    options = [f"-I{POSIX_INCLUDE}", "-include", "ringout_windows.h"]
    environment = {"PATH": path}
    runner: list[str] = []
    if os.name != "nt":
        runner, own = wine()
        library = Path(own["WINEPREFIX"]) / "drive_c" / "windows" / "system32" / "bcryptprimitives.dll"
        if not library.exists():
            source = POSIX_INCLUDE / "bcryptprimitives.c"
            tools.run(compiler, "-shared", "-O1", source, "-o", library, "-ladvapi32", env=environment)
        environment |= own | {"WINEPATH": f"Z:{root / 'bin'}".replace("/", "\\")}
    return System([compiler, *options], runner, environment, libraries, description="wine 8.0")


def wine() -> tuple[list[str], dict[str, str]]:
    """Returns what starts a program for Windows, and its variables."""
    installed = shutil.which("wine64") or shutil.which("wine")
    prefix = WORK / "wine"
    prefix.mkdir(parents=True, exist_ok=True)
    own = {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
    if installed:
        return [installed], own
    root = debian.unpacked("wine") / "usr" / "lib"
    # A script that looks for the program where Debian installs it.
    script = root / "wine" / "wineserver"
    if not script.is_symlink():
        script.unlink()
        script.symlink_to("wineserver64")
    # Not one of wine's own, so that it is not found beside them.
    system = prefix / "drive_c" / "windows" / "system32"
    system.mkdir(parents=True, exist_ok=True)
    shutil.copy(root.parent / "x86_64-w64-mingw32" / "lib" / "zlib1.dll", system)
    libraries = [root / "x86_64-linux-gnu", root / "x86_64-linux-gnu" / "wine" / "x86_64-unix"]
    own |= {
        "WINESERVER": str(root / "wine" / "wineserver64"),
        "WINELOADER": str(root / "wine" / "wine64"),
        "WINEDLLPATH": str(root / "x86_64-linux-gnu" / "wine"),
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
    }
    runner = [str(root / "wine" / "wine64")]
    stamp = WORK / "wine.done"
    if not stamp.exists():
        # The oldest that Rust and Node support.
        words = ["reg", "add", r"HKEY_CURRENT_USER\Software\Wine", "/v", "Version", "/d", "win10", "/f"]
        tools.run(*runner, *words, env=own)
        tools.done(stamp, "")
    return runner, own


SYSTEMS: dict[str, Callable[[Target, Path], System]] = {
    "linux-x64-gnu": native,
    "linux-arm64-gnu": arm64,
    "linux-x64-musl": musl,
    "windows-x64-gnu": windows,
}


def is_runnable(target: Target) -> bool:
    """Whether programs for the target run on this machine."""
    if os.name == "nt":
        return target.is_windows
    return platform.system() == "Linux" and platform.machine() == "x86_64" and target.name in SYSTEMS


@contextmanager
def unpacked_wheel(wheel: Path, folder: Path) -> Iterator[Path]:
    """Unpacks a wheel for the context."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
