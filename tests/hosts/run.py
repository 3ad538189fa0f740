"""Runs the examples for web frameworks, task queues and notebooks, each in its own framework: `tests/hosts/run.py`.

Installs the frameworks in exact versions into an environment of their own, unless they are installed. Arguments go to pytest. Needs
the simulator and the package that the suite of Python builds.
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import TARGET

VENV = TARGET / "hosts-venv"


def install() -> None:
    """Installs the frameworks. The suite `fleets`, which uses the same ones, waits."""
    TARGET.mkdir(exist_ok=True)
    with (TARGET / "hosts-venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_alone()


def install_alone() -> None:
    """Installs the frameworks, unless they are installed."""
    requirements, installed = HERE / "requirements.txt", VENV / "requirements.txt"
    if installed.exists() and installed.read_bytes() == requirements.read_bytes():
        return
    print("hosts: installing the frameworks", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", requirements], check=True)
    shutil.copy(requirements, installed)


def main() -> int:
    """Returns the exit code of pytest."""
    programs.heed_interrupts()
    install()
    return subprocess.run(
        [VENV / "bin" / "python", "-m", "pytest", "--quiet", HERE, *sys.argv[1:]], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
