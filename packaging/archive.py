"""The C library as an archive: library, headers, pkg-config, CMake, documentation and licences in one folder that may be moved."""

import gzip
import io
import os
import shutil
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import debian
import licences
import rust
from targets import DIST, HERE, ROOT, WORK, Target, abi, uses_installed_rust, version
from tools import run

# The oldest date that a zip file can have.
MIN_ZIP_EPOCH = 315532800


def epoch() -> int:
    """Returns the time of the last commit, so that a second build writes the same archive."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or run("git", "log", "-1", "--format=%ct", cwd=ROOT))


def build(target: Target) -> list[Path]:
    """Builds the archive."""
    built = rust.build(target, "ringout-c", target.triple)
    folder = WORK / target.name / "libringout"
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"libringout-{version()}-{target.name}"
    stage = WORK / target.name / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    if target.is_linux:
        linux(target, built, folder, stage, stem)
    else:
        other(target, built, stage / stem)
    notices = stage / stem / "share" / "licenses" / "ringout"
    notices.mkdir(parents=True, exist_ok=True)
    licences.write(target.triple, "ffi-c", notices / licences.NAME)
    packed = pack_zip(stage, stem) if target.is_windows else pack_tar(stage, stem)
    return [packed, licences.sbom(target.triple, "ffi-c", DIST / f"{stem}.cdx.json")]


def linux(target: Target, built: Path, folder: Path, stage: Path, stem: str) -> None:
    """Stages what `make install` installs."""
    shutil.copy(built / target.library, folder)
    script = ROOT / "ffi-c" / "private.sh"
    run(script, built / "libringout.a", "ringout_", folder / "libringout.a", env=binutils(target))
    variables = {"CARGO_TARGET_DIR": str(folder.parent), "DESTDIR": str(stage), "PREFIX": f"/{stem}"}
    others = ("LIBDIR", "INCLUDEDIR", "DATADIR")
    run(ROOT / "ffi-c" / "install.sh", env={**variables, **dict.fromkeys(others, "")})


def binutils(target: Target) -> dict[str, str]:
    """Returns the variables that make private.sh use tools for the machine of the library."""
    if not target.triple.startswith("aarch64"):
        return {}
    prefix, own = "aarch64-linux-gnu-", {}
    if not uses_installed_rust():
        root = debian.unpacked("binutils-arm64") / "usr"
        prefix = f"{root / 'bin'}/{prefix}"
        own = {"LD_LIBRARY_PATH": str(root / "lib" / "x86_64-linux-gnu")}
    return own | {name.upper(): f"{prefix}{name}" for name in ("ld", "objcopy", "nm", "ar")}


def other(target: Target, built: Path, root: Path) -> None:
    """Stages the library for Windows or macOS, without a static one."""
    libraries = {"ringout.dll": "bin", "libringout.dll.a": "lib", "ringout.dll.lib": "lib", "libringout.dylib": "lib"}
    for name, folder in libraries.items():
        if (built / name).exists():
            (root / folder).mkdir(parents=True, exist_ok=True)
            # The compiler of Microsoft looks for ringout.lib.
            shutil.copy(built / name, root / folder / name.replace("ringout.dll.lib", "ringout.lib"))
    if target.name == "windows-x64-gnu":
        # Both kinds of import library have the same format.
        shutil.copy(root / "lib" / "libringout.dll.a", root / "lib" / "ringout.lib")
    shutil.copytree(ROOT / "include", root / "include")
    doc = root / "share" / "doc" / "ringout"
    doc.mkdir(parents=True)
    for name in ("CHANGELOG.md", "ffi-c/README.md", "ffi-c/ABI.md"):
        shutil.copy(ROOT / name, doc)
    shutil.copytree(ROOT / "ffi-c" / "examples", doc / "examples")
    notices = root / "share" / "licenses" / "ringout"
    notices.mkdir(parents=True)
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        shutil.copy(ROOT / name, notices)
    values = {"@VERSION@": version(), "@INCLUDE@": "../include", "@LIBRARIES@": "", "@ABI@": abi()}
    values |= {"@MAJOR@": version().partition(".")[0], "@POINTER@": "8", "@BITS@": "64"}
    templates = {
        ROOT / "ffi-c" / "ringout.pc.in": root / "lib" / "pkgconfig" / "ringout.pc",
        HERE / "ringoutConfig.cmake.in": root / "lib" / "cmake" / "ringout" / "ringoutConfig.cmake",
        ROOT / "ffi-c/cmake/ringoutConfigVersion.cmake.in": root / "lib/cmake/ringout/ringoutConfigVersion.cmake",
    }
    for template, file in templates.items():
        text = template.read_text()
        for key, value in values.items():
            text = text.replace(key, value)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def entries(stage: Path, stem: str) -> Iterator[tuple[str, Path]]:
    """Yields the name and the path of each file and link, in a fixed order."""
    for path in sorted((stage / stem).rglob("*")):
        if path.is_symlink() or path.is_file():
            yield str(path.relative_to(stage)).replace(os.sep, "/"), path


def pack_tar(stage: Path, stem: str) -> Path:
    """Packs the stage."""
    packed = DIST / f"{stem}.tar.gz"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in entries(stage, stem):
            info = archive.gettarinfo(path, name)
            info.uid = info.gid = 0
            info.uname = info.gname = "root"
            info.mtime = epoch()
            if path.is_symlink():
                archive.addfile(info)
            else:
                with path.open("rb") as content:
                    archive.addfile(info, content)
    packed.write_bytes(gzip.compress(buffer.getvalue(), mtime=0))
    return packed


def pack_zip(stage: Path, stem: str) -> Path:
    """Packs the stage for Windows."""
    packed = DIST / f"{stem}.zip"
    date = time.gmtime(max(epoch(), MIN_ZIP_EPOCH))[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in entries(stage, stem):
            info = zipfile.ZipInfo(name, date)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())
    return packed
