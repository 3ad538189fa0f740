"""Builds the simulator's packages: `make simulator-packages`.

All contain one program that needs no library, so that it runs on every Linux of its architecture, also in an empty container:
`target/simulator/ringout-simulator`, a wheel in `target/wheels`, and in `target/npm` the package `ringout-simulator` with the
package of this platform, which has the program.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = ROOT / "target"
PROGRAM = "ringout-simulator"
LICENSES = ("LICENSE-MIT", "LICENSE-APACHE")
# The Rust target and npm's name of each supported machine.
MACHINES = {("Linux", "x86_64"): ("x86_64-unknown-linux-gnu", "linux-x64")}


def run(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Runs a command. Exits with its output if it fails."""
    command, merged = [str(word) for word in words], {**os.environ, **(env or {})}
    done = subprocess.run(command, cwd=cwd, env=merged, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")


def static(flags: str) -> str:
    """Adds the flag that links the C library statically. Without --target, it would apply to build scripts too."""
    return f"{flags} -C target-feature=+crt-static".strip()


def wheel(target: str) -> None:
    """Builds the program and its wheel."""
    options = ["--quiet", "--release", "--target", target, "--compatibility", "manylinux2014"]
    flags = {"RUSTFLAGS": static(os.environ.get("RUSTFLAGS", ""))}
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "maturin", "build", *options, "--out", folder, cwd=HERE / "python", env=flags)
        (built,) = Path(folder).glob("*.whl")
        # maturin does not know that a static program for glibc also runs with musl, for example on Alpine.
        tag = f"+musllinux_1_1_{platform.machine()}"
        run(sys.executable, "-m", "wheel", "tags", "--remove", "--platform-tag", tag, built)
        (built,) = Path(folder).glob("*.whl")
        shutil.copy(built, fresh(TARGET / "wheels", "ringout_simulator-*.whl"))


def fresh(folder: Path, pattern: str) -> Path:
    """Returns a folder after removing what an earlier build left in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(pattern):
        file.unlink()
    return folder


def pack(folder: Path, manifest: dict[str, Any], out: Path) -> Path:
    """Packs a folder with this manifest. Returns the tarball."""
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    for name in LICENSES:
        shutil.copy(ROOT / name, folder)
    npm = shutil.which("npm") or "npm"
    run(npm, "pack", "--silent", "--pack-destination", out, cwd=folder)
    return out / f"{manifest['name']}-{manifest['version']}.tgz"


def package() -> dict[str, Any]:
    """Returns the manifest of the package `ringout-simulator`."""
    return json.loads((HERE / "node" / "package.json").read_text())


def half(name: str, program: Path, notices: Path | None, out: Path) -> Path:
    """Packs the program for one system. `notices` has the licences of what is linked into it."""
    own = f"{PROGRAM}-{name}"
    system, cpu = name.split("-")
    shared = {key: package()[key] for key in ("version", "license", "engines")}
    description = f"The program of {PROGRAM} for {name}"
    file = f"{PROGRAM}{program.suffix}"
    files = [file, "LICENSE-*", "THIRD-PARTY.txt"]
    with tempfile.TemporaryDirectory() as stage:
        folder = Path(stage)
        shutil.copy(program, folder / file)
        if notices is not None:
            shutil.copy(notices, folder / "THIRD-PARTY.txt")
        (folder / "README.md").write_text(f"# {own}\n\nThe program of `{PROGRAM}` for {name}. Install `{PROGRAM}`.\n")
        manifest = {"name": own, "description": description, **shared, "files": files, "os": [system], "cpu": [cpu]}
        return pack(folder, manifest, out)


def whole(names: list[str], out: Path) -> Path:
    """Packs the package that depends on the programs for these systems."""
    manifest = package()
    with tempfile.TemporaryDirectory() as stage:
        folder = Path(stage) / PROGRAM
        shutil.copytree(HERE / "node", folder)
        shutil.copy(HERE.parent / "README.md", folder)
        # Added here and not in package.json, where `npm install` would need it to be published already.
        programs = {f"{PROGRAM}-{name}": manifest["version"] for name in names}
        return pack(folder, {**manifest, "optionalDependencies": programs}, out)


def main() -> None:
    """Builds everything."""
    machine = (platform.system(), platform.machine())
    if machine not in MACHINES:
        sys.exit(f"{'-'.join(machine)} is not supported yet; to support it, run make dist")
    target, name = MACHINES[machine]
    wheel(target)
    shutil.copy(TARGET / target / "release" / PROGRAM, fresh(TARGET / "simulator", PROGRAM))
    out = fresh(TARGET / "npm", f"{PROGRAM}-*.tgz")
    half(name, TARGET / "simulator" / PROGRAM, None, out)
    whole([name], out)


if __name__ == "__main__":
    main()
