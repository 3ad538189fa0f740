"""Runs the Node examples for web frameworks and worker threads, each in its own framework: `tests/node_hosts/run.py`.

Copies the examples into a project below `target`, with the frameworks in exact versions and the package that the suite of Node
builds. Arguments go to Node's test runner.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import ROOT, TARGET

PROJECT = TARGET / "node-hosts"
PACKAGE = ROOT / "bindings-node"


def install() -> None:
    """Installs the frameworks, unless they are installed, and copies the examples."""
    wanted, installed = HERE / "package.json", PROJECT / "package.json"
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        print("hosts: installing the frameworks", flush=True)
        shutil.rmtree(PROJECT, ignore_errors=True)
        PROJECT.mkdir(parents=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        shutil.copy(wanted, installed)
        subprocess.run(npm, cwd=PROJECT, check=True)
    # Copied, because a test runner that bundles treats a linked package as a part of the program.
    for source in (PACKAGE, *(PACKAGE / "node_modules").glob("ringout-*")):
        copy = PROJECT / "node_modules" / source.name.replace("bindings-node", "ringout")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(PACKAGE / "examples" / "hosts", PROJECT / "examples", dirs_exist_ok=True)


def main() -> int:
    """Returns the exit code of the tests."""
    programs.heed_interrupts()
    install()
    environment = {**os.environ, "RINGOUT_EXAMPLES": str(PROJECT / "examples")}
    tests = sorted(HERE.glob("*.test.mjs"))
    return subprocess.run(["node", "--test", *sys.argv[1:], *tests], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
