"""Runs fleets of workers over one Redis, with the task queues that people use: `tests/fleets/run.py`.

Installs the queues in exact versions: those of Python into the environment of the suite `hosts`, those of Node into a project below
`target`, with the package that the suite of Node builds and the examples. Arguments go to pytest, and then only that runs. Needs
redis-server, the simulator, and the package that the suite of Python builds.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import ROOT, TARGET

PROJECT = TARGET / "node-fleets"
PACKAGE = ROOT / "bindings-node"


def install_python() -> Path:
    """Installs the environment of the suite `hosts` and returns its Python."""
    spec = importlib.util.spec_from_file_location("hosts", HERE.parent / "hosts" / "run.py")
    assert spec and spec.loader
    hosts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hosts)
    hosts.install()
    python: Path = hosts.VENV / "bin" / "python"
    return python


def install_node() -> None:
    """Installs the queues, unless they are installed, and copies the package and the examples."""
    wanted, installed = HERE / "package.json", PROJECT / "package.json"
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        print("fleets: installing the queues", flush=True)
        shutil.rmtree(PROJECT, ignore_errors=True)
        PROJECT.mkdir(parents=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        shutil.copy(wanted, installed)
        subprocess.run(npm, cwd=PROJECT, check=True)
    copy = PROJECT / "node_modules" / "ringout"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("node_modules"))
    for native in (PACKAGE / "node_modules").glob("ringout-*"):
        shutil.copytree(native, PROJECT / "node_modules" / native.name, dirs_exist_ok=True)
    shutil.copytree(PACKAGE / "examples" / "fleets", PROJECT / "fleets", dirs_exist_ok=True)
    for program in ("bullmq_worker.mjs", "bullmq_types.mts"):
        shutil.copy(HERE / program, PROJECT / "fleets")


def main() -> int:
    """Returns the exit code of the tests."""
    programs.heed_interrupts()
    python = install_python()
    install_node()
    environment = {**os.environ, "RINGOUT_NODE_PROJECT": str(PROJECT)}
    commands = [[python, "-m", "pytest", "--quiet", *(sys.argv[1:] or [HERE])]]
    if not sys.argv[1:]:
        commands.append(["node", "--test", *sorted(HERE.glob("*.test.mjs"))])
    return max(subprocess.run(command, env=environment, check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main())
