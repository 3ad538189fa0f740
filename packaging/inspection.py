"""Inspects the packages in target/dist without running them: names, tags, fields, imports, exports, symbol versions, licences."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import debian
import licences
import npm
import systems
import tools
from running import Report
from targets import DIST, ROOT, Target, abi, uses_installed_rust, version, wheel_of
from tools import Failure, digest, run

# The only libraries that a package may need.
LINUX = {"libc.so.6", "libpthread.so.0", "libm.so.6", "libdl.so.2", "librt.so.1", "libgcc_s.so.1", "libc.so"}
LOADERS = {"ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
WINDOWS = {
    "kernel32",
    "ntdll",
    "ws2_32",
    "bcrypt",
    "bcryptprimitives",
    "advapi32",
    "crypt32",
    "userenv",
    "msvcrt",
    "python3",
}
WINDOWS_SETS = re.compile(r"api-ms-win-[a-z0-9-]+\.dll", re.IGNORECASE)


def inspect(report: Report, target: Target) -> None:
    """Checks everything that there is for a target."""
    checks: list[Callable[[Target], str]] = [sums, library, wheel, npm_packages, lists]
    for check in checks:
        try:
            note = check(target)
            report.check(f"{target.name}: {check.__doc__}{f' ({note})' if note else ''}")
        except (AssertionError, Failure, OSError) as problem:
            report.check(f"{target.name}: {check.__doc__}", str(problem))


def sums(_: Target) -> str:
    """SHA256SUMS names every file"""
    listed = dict(reversed(line.split("  ")) for line in (DIST / "SHA256SUMS").read_text().splitlines())
    files = {file.name: digest(file) for file in DIST.iterdir() if file.is_file() and file.name != "SHA256SUMS"}
    assert listed == files, f"differs in {sorted(set(listed.items()) ^ set(files.items()))[:3]}"
    return f"{len(files)} files"


def functions() -> set[str]:
    """The functions of the C library."""
    return set(re.findall(r"^\S+ function (\w+) ", (ROOT / "ffi-c" / "abi.txt").read_text(), re.MULTILINE))


def library(target: Target) -> str:
    """the C library has its soname, machine and functions, and needs only the system"""
    root = systems.archive(target)
    assert (root / "share" / "licenses" / "ringout" / licences.NAME).stat().st_size > 10_000, "the licences are missing"
    if target.is_windows:
        return windows(root / "bin" / "ringout.dll", functions())
    if not target.is_linux:
        return "not inspected here"
    file = root / "lib" / f"libringout.so.{version()}"
    dynamic = run("readelf", "--dynamic", "--wide", file)
    assert f"soname: [libringout.so.{abi()}]" in dynamic, dynamic
    assert "NODELETE" in dynamic, "it may be unloaded"
    assert (root / "lib" / "libringout.so").resolve() == file.resolve(), "the links are wrong"
    exported = symbols(run("readelf", "--dyn-syms", "--wide", file))
    assert exported == functions(), f"exports differ: {sorted(exported ^ functions())[:5]}"
    archived = symbols(run("readelf", "--symbols", "--wide", root / "lib" / "libringout.a"))
    assert archived == functions(), f"the archive defines others: {sorted(archived ^ functions())[:5]}"
    return elf(target, file)


def symbols(table: str) -> set[str]:
    """Returns the global symbols that are defined in a table of readelf."""
    rows = (line.split() for line in table.splitlines())
    is_global = [row for row in rows if len(row) >= 8 and row[4] in ("GLOBAL", "WEAK") and row[6] not in ("UND", "ABS")]
    return {row[7].partition("@")[0] for row in is_global if row[5] in ("DEFAULT", "PROTECTED")}


def elf(target: Target, file: Path) -> str:
    """Checks the machine, the libraries and the version of glibc that an ELF file needs. Returns the latter."""
    header = run("readelf", "--file-header", file)
    assert target.machine.lower() in header.lower(), header
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "--dynamic", "--wide", file)))
    assert needed <= LINUX | LOADERS, f"{file.name} needs {sorted(needed - LINUX - LOADERS)}"
    versions = re.findall(r"GLIBC_(\d+)\.(\d+)", run("readelf", "--version-info", "--wide", file))
    if not target.glibc:
        assert not versions, f"{file.name} needs glibc"
        return f"needs {', '.join(sorted(needed))}"
    newest = max((int(major), int(minor)) for major, minor in versions)
    allowed = tuple(int(part) for part in target.glibc.split("."))
    assert newest <= allowed, f"{file.name} needs glibc {newest}"
    return f"needs glibc {newest[0]}.{newest[1]}"


def windows(file: Path, wanted: set[str] | None) -> str:
    """Checks the imports and the exports of a DLL. Returns the libraries that it needs."""
    program = "x86_64-w64-mingw32-objdump"
    if not uses_installed_rust():
        program = str(debian.unpacked("mingw") / "usr" / "bin" / program)
    table = run(program, "--private-headers", file)
    assert "pei-x86-64" in table, table[:200]
    needed = {name.lower() for name in re.findall(r"DLL Name: (\S+)", table)}
    foreign = {name for name in needed if name.removesuffix(".dll") not in WINDOWS and not WINDOWS_SETS.fullmatch(name)}
    assert not foreign, f"{file.name} needs {sorted(foreign)}"
    exports = set(re.findall(r"^\s+\[ *\d+\](?: \+base\[ *\d+\])?\s+(?:[0-9a-f]+ )?(\w+)$", table, re.MULTILINE))
    if wanted is not None:
        assert exports == wanted, f"exports differ: {sorted(exports ^ wanted)[:5]}"
    return f"needs {', '.join(sorted(needed))}"


def wheel(target: Target) -> str:
    """the wheel has its tag, one ABI for all Pythons, its licences, and needs only the system"""
    if "wheel" not in target.kinds:
        return "none"
    built = wheel_of(target)
    assert "-cp310-abi3-" in built.name, built.name
    programs = tools.venv()
    run(programs / "abi3audit", "--strict", built)
    with systems.unpacked_wheel(built, systems.PROOF / target.name / "inspected") as folder:
        (info,) = folder.glob("*.dist-info")
        assert (info / "licenses" / licences.NAME).exists(), "no licences of what is linked in"
        assert list(info.rglob("*.cyclonedx.json")), "no list of components"
        assert f"License-File: {licences.NAME}" in (info / "METADATA").read_text(encoding="utf-8")
        tags = set(re.findall(r"^Tag: cp310-abi3-(\S+)$", (info / "WHEEL").read_text(), re.MULTILINE))
        assert tags == set(target.wheel.split(".")), f"tags: {tags}"
        (module,) = [file for file in (folder / "ringout").iterdir() if file.suffix in (".so", ".pyd")]
        note = windows(module, None) if target.is_windows else elf(target, module)
    if target.is_linux:
        shown = audited(target, built)
        policy = target.wheel.partition(".")[0]
        assert f'"{policy}"' in " ".join(shown.split()) or target.is_musl, shown
    return f"{note}, {built.stat().st_size} bytes"


def audited(target: Target, built: Path) -> str:
    """Returns what auditwheel says of a wheel, which for musl may need `libc.so` and nothing else.

    That is the name with which Zig links. musl's loader takes it for itself, but auditwheel knows only Alpine's name for the file.
    """
    program = tools.venv() / "auditwheel"
    if not target.is_musl:
        return run(program, "show", built)
    # Of this machine's libraries only those of glibc would be found, whose `libc.so` is a text.
    folder = debian.unpacked("musl") / "lib" / "x86_64-linux-musl"
    shown = run(program, "show", "--ldpaths", folder, built)
    needed = set(re.findall(r'^ +"([^"]+)":', shown, re.MULTILINE))
    assert needed == {"libc.so"} and "references no external versioned symbols" in " ".join(shown.split()), shown
    return shown


def npm_packages(target: Target) -> str:
    """the npm package has its os, cpu and libc, its licences, and an addon that needs only the system"""
    if "npm" not in target.kinds:
        return "none"
    tarball = DIST / f"ringout-{target.npm_name}-{version()}.tgz"
    manifest = npm.manifest(tarball)
    system, cpu, libc = target.npm
    assert [manifest["os"], manifest["cpu"], manifest.get("libc", [])] == [[system], [cpu], [libc] if libc else []]
    folder = tools.empty(systems.PROOF / target.name / "half")
    run("tar", "-xzf", tarball, "-C", folder)
    addon = folder / "package" / manifest["main"]
    assert (folder / "package" / licences.NAME).exists(), "no licences of what is linked in"
    note = windows(addon, None) if target.is_windows else elf(target, addon) if target.is_linux else ""
    main = DIST / f"ringout-{version()}.tgz"
    assert npm.manifest(main)["optionalDependencies"][f"ringout-{target.npm_name}"] == version()
    modules = tools.npm_packages()
    run(modules / ".bin" / "publint", "run", main, "--strict")
    run(modules / ".bin" / "attw", main, "--format", "ascii", "--no-color")
    return f"{note}, {tarball.stat().st_size} bytes"


def lists(target: Target) -> str:
    """every package has a list of components with licences"""
    found = sorted(DIST.glob(f"*-{target.name}.cdx.json")) + sorted(DIST.glob(f"*-{target.simulator_name}.cdx.json"))
    kinds = [kind for kind in target.kinds if kind != "simulator"] + (["simulator"] if target.simulator else [])
    assert len(found) >= len(kinds), f"{len(found)} lists for {kinds}"
    for file in found:
        content = json.loads(file.read_text())
        assert content["bomFormat"] == "CycloneDX", file.name
        without = [part["name"] for part in content["components"] if not part.get("licenses")]
        assert len(content["components"]) > 20 and not without, f"{file.name}: no licence of {without[:5]}"
    return f"{len(found)} lists"
