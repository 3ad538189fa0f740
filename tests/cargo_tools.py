"""Installs the tools of Rust that only the long forms need, such as cargo-mutants, below `target/tools`."""

import os
import subprocess

from programs import TARGET

VERSIONS = {"cargo-mutants": "27.1.0", "cargo-llvm-cov": "0.9.1"}
FOLDER = TARGET / "tools" / "cargo"


def environment(name: str) -> dict[str, str]:
    """Installs a tool if it is missing. Returns an environment in which cargo finds it."""
    version = VERSIONS[name]
    if not (FOLDER / f".{name}-{version}").exists():
        print(f"installing {name} {version}", flush=True)
        # Not optimized, because that takes minutes, and the tools mostly wait for the compiler.
        options = ["--quiet", "--debug", "--locked", "--version", version, "--root", str(FOLDER)]
        command = ["cargo", "install", name, *options]
        # Cargo would keep what it builds on the way, 500 MB.
        without = {key: value for key, value in os.environ.items() if key != "CARGO_TARGET_DIR"}
        subprocess.run(command, check=True, env=without)
        (FOLDER / f".{name}-{version}").touch()
    return {**os.environ, "PATH": f"{FOLDER / 'bin'}{os.pathsep}{os.environ['PATH']}"}
