"""Runs commands, and installs the tools that the builds need below target/dist-work."""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from targets import HERE, WORK

VENV = WORK / "venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
REQUIREMENTS = HERE / "requirements.txt"
NPM = WORK / "npm"
# The versions of the tools that crates.io has, which are compiled here: a few minutes the first time.
CARGO_TOOLS = {"cargo-deny": "0.20.2", "cargo-semver-checks": "0.45.0"}


class Failure(Exception):
    """A command failed, or something that is needed is missing."""


def say(text: str) -> None:
    """Prints a line at once."""
    print(f"dist: {text}", flush=True)


def run(
    *words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None, stdin: str | None = None
) -> str:
    """Runs a command and returns its output. Raises Failure with all output if it fails."""
    command = [str(word) for word in words]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failure(f"{shlex.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def digest(*files: Path, text: str = "") -> str:
    """Returns one SHA-256 of the contents of files and a text."""
    total = hashlib.sha256(text.encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def is_done(stamp: Path, key: str) -> bool:
    """Whether a step was completed with the same key."""
    return stamp.exists() and stamp.read_text() == key


def done(stamp: Path, key: str) -> None:
    """Records that a step was completed."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)


def empty(folder: Path) -> Path:
    """Returns a folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def venv() -> Path:
    """Installs the packages of requirements.txt, once. Returns the folder of their programs."""
    stamp, key = WORK / "venv.done", digest(REQUIREMENTS)
    if not is_done(stamp, key):
        say(f"installing from PyPI: {', '.join(REQUIREMENTS.read_text().split())}")
        shutil.rmtree(VENV, ignore_errors=True)
        run(sys.executable, "-m", "venv", VENV)
        run(BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS)
        done(stamp, key)
    return BIN


def npm_packages() -> Path:
    """Installs the packages of package.json, once. Returns the folder `node_modules`."""
    manifest, lock = HERE / "package.json", HERE / "package-lock.json"
    stamp, key = WORK / "npm.done", digest(manifest, lock)
    if not is_done(stamp, key):
        say("installing from npm what packaging/package.json names")
        folder = empty(NPM)
        for file in (manifest, lock):
            shutil.copy(file, folder)
        run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--force", cwd=folder)
        done(stamp, key)
    return NPM / "node_modules"


def cargo_tool(name: str) -> Path:
    """Compiles a tool from crates.io, once. Returns its program."""
    root, version = WORK / "cargo-tools" / name, CARGO_TOOLS[name]
    program = root / "bin" / f"{name}{'.exe' if os.name == 'nt' else ''}"
    stamp = WORK / f"{name}.done"
    if not (is_done(stamp, version) and program.exists()):
        say(f"compiling {name} {version} from crates.io")
        began = time.monotonic()
        built = {"CARGO_TARGET_DIR": str(WORK / "cargo-tools" / "target")}
        run("cargo", "install", "--quiet", "--locked", "--root", root, f"{name}@{version}", env=built)
        done(stamp, version)
        say(f"{name} took {time.monotonic() - began:.0f} s")
    return program
