"""The licences of everything that is linked into a package, and its list of components in the format of CycloneDX.

Cargo tells which crates are linked in for a target, without those that only build them. The standard library and, where it is
linked in, the C library are added.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import debian
import tools
from targets import ROOT, uses_installed_rust, version

NAME = "THIRD-PARTY.txt"
HEADING = "This package contains the following works.\n"
LINE = "-" * 80
LICENCE_FILES = re.compile(r"(?i)(un)?licen[cs]e|copying|copyright|notice")
# The folders of the workspace, by the name of the crate.
CRATES = {
    "ffi-c": "ringout-c",
    "bindings-python": "ringout-python",
    "bindings-node": "ringout-node",
    "simulator": "ringout-simulator",
}


@cache
def metadata() -> dict[str, Any]:
    """What Cargo knows about every crate in Cargo.lock."""
    return json.loads(tools.run("cargo", "metadata", "--format-version", "1", "--locked", cwd=ROOT))


@cache
def linked(triple: str, package: str) -> list[dict[str, Any]]:
    """Returns the crates that are linked into a package for a target, in the order of their names."""
    # "No-proc-macro" leaves out macros and what only they use.
    options = ["--locked", "--target", triple, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
    shown = tools.run("cargo", "tree", "--package", CRATES[package], *options, cwd=ROOT)
    wanted = {tuple(re.match(r"(\S+) v(\S+)", line).groups()) for line in shown.splitlines() if line}  # type: ignore[union-attr]
    found = [crate for crate in metadata()["packages"] if (crate["name"], crate["version"]) in wanted]
    if len(found) != len(wanted):
        raise tools.Failure(f"Cargo's metadata does not have all of {sorted(wanted)}")
    return sorted(found, key=lambda crate: (crate["name"], crate["version"]))


@cache
def texts(folder: Path) -> tuple[str, ...]:
    """Returns the licence texts in the folder of a crate."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and LICENCE_FILES.match(file.name))
    return tuple(file.read_text(encoding="utf-8", errors="replace").strip() for file in files)


def crates(triple: str, package: str) -> str:
    """Returns the licences of the crates of a package, each text once with the crates that have it."""
    users: dict[str, list[str]] = {}
    for crate in linked(triple, package):
        if crate["source"] is None:
            continue
        own = texts(Path(crate["manifest_path"]).parent)
        for text in own or (f"{crate['license']}, without a text in the crate; its authors are {crate['authors']}",):
            users.setdefault(text, []).append(f"{crate['name']} {crate['version']} ({crate['license']})")
    return "".join(f"\n{LINE}\n" + "\n".join(names) + f"\n\n{text}\n" for text, names in users.items())


def others(triple: str) -> list[tuple[str, Path]]:
    """Returns what is linked in that is not a crate, with the file of its licence."""
    if uses_installed_rust():
        sysroot = Path(tools.run("rustc", "--print", "sysroot").strip())
        found = sorted((sysroot / "share" / "doc").rglob("COPYRIGHT*"))
        return [("the standard library of Rust (MIT OR Apache-2.0)", file) for file in found[:1]]
    source = next((debian.unpacked("rust") / "usr" / "src").glob("rustc-*"))
    works = [("the standard library of Rust (MIT OR Apache-2.0)", source / "COPYRIGHT")]
    if triple.endswith("-musl"):
        works.append(("musl (MIT)", zig_folder() / "lib" / "libc" / "musl" / "COPYRIGHT"))
    if "windows-gnu" in triple:
        doc = debian.unpacked("mingw") / "usr" / "share" / "doc"
        works.append(("the runtime of MinGW-w64", doc / "mingw-w64-x86-64-dev" / "copyright"))
        works.append(("libgcc, with the GCC Runtime Library Exception", doc / "gcc-mingw-w64-base" / "copyright"))
    return works


@cache
def zig_folder() -> Path:
    """Returns the folder of Zig, whose C library and compiler-rt are linked in."""
    return Path(tools.run(tools.venv() / "python", "-c", "import ziglang; print(ziglang.__path__[0])").strip())


def write(triple: str, package: str, file: Path) -> Path:
    """Writes the licences of a package of the workspace."""
    parts = [HEADING, crates(triple, package)]
    for name, licence in others(triple):
        parts.append(f"\n{LINE}\n{name}\n\n{licence.read_text(encoding='utf-8', errors='replace').strip()}\n")
    if "-linux-" in triple:
        parts.append(f"\n{LINE}\nZig's compiler-rt (MIT)\n\n{(zig_folder() / 'LICENSE').read_text().strip()}\n")
    file.write_text("".join(parts), encoding="utf-8")
    return file


def component(crate: dict[str, Any], checksums: dict[tuple[str, str], str]) -> dict[str, Any]:
    """Describes a crate."""
    name, number = crate["name"], crate["version"]
    described = {
        "type": "library",
        "bom-ref": f"pkg:cargo/{name}@{number}",
        "name": name,
        "version": number,
        "purl": f"pkg:cargo/{name}@{number}",
        "licenses": [{"expression": crate["license"].replace("/", " OR ")}],
    }
    checksum = checksums.get((name, number))
    return described | ({"hashes": [{"alg": "SHA-256", "content": checksum}]} if checksum else {})


def sbom(triple: str, package: str, file: Path) -> Path:
    """Writes the list of components of a package. It does not change from build to build."""
    lock = (ROOT / "Cargo.lock").read_text()
    rows = re.findall(r'name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"', lock)
    checksums = {(name, number): checksum for name, number, checksum in rows}
    found = {crate["id"]: component(crate, checksums) for crate in linked(triple, package)}
    nodes = {node["id"]: node for node in metadata()["resolve"]["nodes"]}
    edges = [
        {
            "ref": part["bom-ref"],
            "dependsOn": sorted(found[name]["bom-ref"] for name in nodes[identity]["dependencies"] if name in found),
        }
        for identity, part in found.items()
    ]
    own = next(part for part in found.values() if part["name"] == CRATES[package])
    properties = [{"name": "rust:target", "value": triple}]
    listed = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**own, "version": version(), "properties": properties}},
        "components": [part for part in found.values() if part is not own],
        "dependencies": edges,
    }
    file.write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    return file
