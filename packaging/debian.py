"""Downloads Debian packages and unpacks them below target/dist-work, without installing them.

`debian.lock` has the version and the SHA-256 of each. A package with another one is refused; `debian.py --update` records what
Debian has now. Packages for arm64 are there too, and so is the C library of other systems.
"""

import hashlib
import os
import re
import sys
from pathlib import Path

from targets import HERE, WORK
from tools import Failure, digest, done, empty, is_done, run, say

LOCK = HERE / "debian.lock"
APT = WORK / "apt"
DEBS = WORK / "debs"
RUST = "rustc-web cargo-web libllvm22 libz3-4 libgit2-1.5 libhttp-parser2.9 libmbedtls14 libmbedx509-1 libmbedcrypto7 libssh2-1"
MINGW = "binutils-mingw-w64-x86-64 gcc-mingw-w64-base gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-x86-64-win32-runtime"
PYTHON = (
    "python3.11-minimal libpython3.11-minimal libpython3.11-stdlib libexpat1 zlib1g libssl3 libffi8 libbz2-1.0 liblzma5"
)

# What is unpacked together, by the purpose.
SETS = {
    # Debian's Rust for browsers, whose version moves with them. The standard library for arm64 is a package of its own.
    "rust": f"{RUST} libstd-rust-web-1.96 libstd-rust-web-dev libstd-rust-web-dev:arm64 rust-web-src",
    # For the static library, whose symbols are made private.
    "binutils-arm64": "binutils-aarch64-linux-gnu libbinutils",
    "mingw": f"{MINGW} mingw-w64-x86-64-dev mingw-w64-common",
    "qemu": "qemu-user-static",
    "arm64": " ".join(
        f"{name}:arm64" for name in f"libc6 libgcc-s1 libstdc++6 libcrypt1 libuuid1 libsqlite3-0 {PYTHON}".split()
    ),
    "musl": "musl",
    "wine": "wine64 libwine libunwind8 libz-mingw-w64",
}


def packages(name: str) -> list[str]:
    """Returns the packages of a set, each with its architecture."""
    return [word if ":" in word else f"{word}:amd64" for word in SETS[name].split()]


def locked() -> dict[str, tuple[str, str]]:
    """Returns the version and the SHA-256 of each package."""
    rows = (line.split() for line in LOCK.read_text().splitlines() if not line.startswith("#"))
    return {name: (version, checksum) for name, version, checksum in rows}


def options() -> list[str]:
    """Options that give apt a state of its own, with the sources of this machine that Debian signs."""
    for folder in ("state/lists/partial", "cache/archives/partial", "sources"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    for file in Path("/etc/apt/sources.list.d").glob("*.sources"):
        if "debian-archive-keyring" in file.read_text():
            (APT / "sources" / file.name).write_text(file.read_text())
    (APT / "status").touch()
    folders = {
        "Dir::State": APT / "state",
        "Dir::State::status": APT / "status",
        "Dir::Cache": APT / "cache",
        "Dir::Etc::SourceParts": APT / "sources",
        "Dir::Etc::SourceList": "/etc/apt/sources.list",
        "APT::Architecture": "amd64",
        "APT::Architectures": "amd64,arm64",
        "APT::Sandbox::User": "root",
    }
    return [word for key, value in folders.items() for word in ("-o", f"{key}={value}")]


def update() -> None:
    """Reads the package lists, once for each build folder."""
    stamp = WORK / "apt.done"
    if not stamp.exists():
        say("reading Debian's package lists for amd64 and arm64")
        run("apt-get", *options(), "update", "-qq")
        done(stamp, "")


def candidates(names: list[str]) -> dict[str, str]:
    """Returns the version of each package that Debian has now."""
    update()
    shown = run("apt-cache", *options(), "policy", *names)
    found = re.findall(r"^(\S+):\n.*\n  Candidate: (\S+)$", shown, re.MULTILINE)
    versions = {name if ":" in name else f"{name}:amd64": version for name, version in found}
    missing = [name for name in names if versions.get(name, "(none)") == "(none)"]
    if missing:
        raise Failure(f"Debian has no {', '.join(missing)}")
    return {name: versions[name] for name in names}


def checksum(file: Path) -> str:
    """Returns the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def file_of(name: str, version: str) -> Path | None:
    """Returns the downloaded file of a package, if it is there. One without programs is the same for every architecture."""
    package, _, architecture = name.partition(":")
    files = (DEBS / f"{package}_{version.replace(':', '%3a')}_{kind}.deb" for kind in (architecture, "all"))
    return next((file for file in files if file.exists()), None)


def fetch(versions: dict[str, str]) -> dict[str, Path]:
    """Downloads these versions of packages, which Debian has signed, unless they are there. Returns the files."""
    DEBS.mkdir(parents=True, exist_ok=True)
    missing = [name for name, version in versions.items() if file_of(name, version) is None]
    if missing:
        update()
        say(f"downloading from Debian: {', '.join(f'{name} {versions[name]}' for name in missing)}")
        try:
            run("apt-get", *options(), "download", *(f"{name}={versions[name]}" for name in missing), cwd=DEBS)
        except Failure as failure:
            raise Failure(
                f"{failure}\nIf Debian has newer versions, run python3 packaging/debian.py --update, and look at what it "
                "changes in debian.lock"
            ) from None
    files = {name: file_of(name, version) for name, version in versions.items()}
    absent = [name for name, file in files.items() if file is None]
    if absent:
        raise Failure(f"apt-get has not saved {', '.join(absent)}")
    return {name: file for name, file in files.items() if file is not None}


def unpacked(name: str) -> Path:
    """Unpacks a set, once. Returns its folder."""
    lock = locked()
    missing = [package for package in packages(name) if package not in lock]
    if missing:
        raise Failure(f"debian.lock does not have {', '.join(missing)}: run python3 packaging/debian.py --update")
    key = digest(text=" ".join(f"{package} {lock[package]}" for package in packages(name)))
    root, stamp = WORK / "debian" / name, WORK / f"debian-{name}.done"
    if not is_done(stamp, key):
        files = fetch({package: lock[package][0] for package in packages(name)})
        empty(root)
        for package, file in files.items():
            if checksum(file) != lock[package][1]:
                file.unlink()
                raise Failure(f"{file.name} does not have the SHA-256 of debian.lock, and was removed")
            run("dpkg-deb", "--extract", file, root)
        relink(root)
        done(stamp, key)
    return root


def relink(root: Path) -> None:
    """Makes the absolute links of unpacked packages relative to their folder."""
    for folder, folders, names in os.walk(root):
        for path in (Path(folder) / name for name in (*folders, *names)):
            if path.is_symlink() and os.readlink(path).startswith("/"):
                inside = root / os.readlink(path).lstrip("/")
                path.unlink()
                path.symlink_to(os.path.relpath(inside, path.parent))


def record() -> None:
    """Writes debian.lock with what Debian has now."""
    versions = candidates(sorted({package for name in SETS for package in packages(name)}))
    lines = ["# The Debian packages that `make dist` and `make dist-test` unpack. Written by debian.py --update."]
    lines += [f"{name} {versions[name]} {checksum(file)}" for name, file in fetch(versions).items()]
    LOCK.write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: debian.py --update")
    (WORK / "apt.done").unlink(missing_ok=True)
    record()
