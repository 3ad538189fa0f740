"""The npm packages: one with the native half for each system, and the package that depends on them."""

import json
import shutil
import sys
import tarfile
from pathlib import Path

import licences
import rust
import tools
import wheels
from targets import ALL, DIST, ROOT, WORK, Target, version

sys.path.insert(0, str(ROOT / "simulator" / "packages"))
import build as simulator_packages

SCRIPT = ROOT / "bindings-node" / "scripts" / "pack_for.mjs"


def build(target: Target) -> list[Path]:
    """Builds the package with Node's native half."""
    tools.venv()
    built = rust.build(target, "ringout-node", target.triple) / target.addon()
    folder = WORK / target.name / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    notices = licences.write(target.triple, "bindings-node", folder / licences.NAME)
    name = tools.run("node", SCRIPT, "half", DIST, target.npm_name, built, notices).split()[-1]
    sbom = DIST / f"ringout-{version()}-node-{target.name}.cdx.json"
    return [Path(name), licences.sbom(target.triple, "bindings-node", sbom)]


def main(names: list[str]) -> list[Path]:
    """Builds the package `ringout`, which depends on the halves of these systems."""
    return [Path(tools.run("node", SCRIPT, "main", DIST, *names).split()[-1])]


def simulator(target: Target) -> list[Path]:
    """Builds the package with the simulator's program, and puts the program itself beside it, compressed."""
    notices = licences.write(target.simulator, "simulator", WORK / target.name / licences.NAME)
    own = simulator_packages.half(target.simulator_name, wheels.program(target), notices, DIST)
    alone = DIST / f"ringout-simulator-{version()}-{target.simulator_name}{target.extension}"
    shutil.copy(wheels.program(target), alone)
    return [own, alone]


def simulator_main(names: list[str]) -> list[Path]:
    """Builds the package `ringout-simulator`, which depends on the programs for these systems."""
    return [simulator_packages.whole(names, DIST)]


def names_of(kind: str) -> list[str]:
    """Returns the systems whose packages are built, for the package that depends on them."""
    end = f"-{version()}.tgz"
    prefix = "ringout-simulator-" if kind == "simulator" else "ringout-"
    known = {target.simulator_name if kind == "simulator" else target.npm_name for target in ALL.values()}
    built = {file.name.removeprefix(prefix).removesuffix(end) for file in DIST.glob(f"{prefix}*{end}")}
    return sorted(built & known)


def manifest(tarball: Path) -> dict:
    """Returns the package.json of a tarball."""
    with tarfile.open(tarball) as archive:
        content = archive.extractfile("package/package.json")
        assert content is not None
        return json.load(content)
