"""Tests the simulator's page in a real browser, Debian's chromium: `tests/page/run.py`.

Installs playwright-core and axe-core in exact versions, and runs `page.test.mjs`, which starts a simulator for each test. The calls
are placed from Python, with our own package.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs


def install() -> None:
    """Installs the npm packages, unless these versions are installed."""
    lock, installed = HERE / "package-lock.json", HERE / "node_modules" / ".installed-lock.json"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        print("page: installing the npm packages", flush=True)
        command = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", str(HERE)]
        subprocess.run(command, check=True, timeout=300)
        shutil.copy(lock, installed)


def main() -> int:
    """Runs everything. The exit code is that of the tests."""
    browser = shutil.which("chromium")
    if browser is None:
        print("page: chromium is missing; run: make setup-all", file=sys.stderr)
        return 1
    install()
    programs.heed_interrupts()
    environment = {"CHROMIUM": browser, "PYTHON": sys.executable, "RINGOUT_SIMULATOR": str(programs.SIMULATOR)}
    # One test at a time: each starts its own browser window, and a busy machine makes them slow.
    tests = programs.run("node", "--test", str(HERE / "page.test.mjs"), env=environment)
    print(tests.stdout, tests.stderr, sep="", end="")
    return tests.returncode


if __name__ == "__main__":
    sys.exit(main())
