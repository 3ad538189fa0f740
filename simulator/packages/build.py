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


def pack(folder: Path, manifest: dict[str, Any]) -> None:
    """Packs a folder with this manifest."""
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    for name in LICENSES:
        shutil.copy(ROOT / name, folder)
    run("npm", "pack", "--silent", "--pack-destination", TARGET / "npm", cwd=folder)


def npm(stage: Path, name: str) -> None:
    """Builds the tarballs of the package and of this platform's."""
    fresh(TARGET / "npm", f"{PROGRAM}-*.tgz")
    manifest = json.loads((HERE / "node" / "package.json").read_text())
    own = f"{PROGRAM}-{name}"
    system, cpu = name.split("-")
    binary = stage / own
    binary.mkdir()
    shutil.copy(TARGET / "simulator" / PROGRAM, binary)
    (binary / "README.md").write_text(f"# {own}\n\nThe program of `{PROGRAM}` for {name}. Install `{PROGRAM}`.\n")
    shared = {key: manifest[key] for key in ("version", "license", "engines")}
    description = f"The program of {PROGRAM} for {name}"
    files = [PROGRAM, "LICENSE-*"]
    pack(binary, {"name": own, "description": description, **shared, "files": files, "os": [system], "cpu": [cpu]})
    main = stage / PROGRAM
    shutil.copytree(HERE / "node", main)
    shutil.copy(HERE.parent / "README.md", main)
    # Added here and not in package.json, where `npm install` would need it to be published already.
    pack(main, {**manifest, "optionalDependencies": {own: manifest["version"]}})


def main() -> None:
    """Builds everything."""
    machine = (platform.system(), platform.machine())
    if machine not in MACHINES:
        sys.exit(f"{'-'.join(machine)} is not supported yet; to support it, add it here and in node/index.cjs")
    target, name = MACHINES[machine]
    wheel(target)
    shutil.copy(TARGET / target / "release" / PROGRAM, fresh(TARGET / "simulator", PROGRAM))
    with tempfile.TemporaryDirectory() as stage:
        npm(Path(stage), name)


if __name__ == "__main__":
    main()
