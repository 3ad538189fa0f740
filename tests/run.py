"""Runs every suite of every language and counts: `make test`.

Suites can be named to run only those: `tests/run.py rust python`. Each suite is a list of commands; what a command prints is
shown as it comes and searched for the closing lines of the test runners.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "target"
CLIPPY = ["cargo", "clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]

SIMULATION = ["cargo", "run", "--quiet", "--profile", "simulation", "-p", "ringout-simulation"]

# What each command's output says of passed and failed tests. A command without such a line is one check: its exit code.
COUNTS = [
    re.compile(r"^test result: .*? (?P<passed>\d+) passed; (?P<failed>\d+) failed", re.MULTILINE),
    re.compile(r"^(?:\w+: )?(?P<passed>\d+) passed, (?P<failed>\d+) failed$", re.MULTILINE),
]
PYTEST = re.compile(r"^(?:=+ )?(?P<line>\d+ (?:passed|failed|error).*?) in [\d.]+s", re.MULTILINE)
NODE = re.compile(r"^\S+ (?P<kind>pass|fail|cancelled) (?P<count>\d+)$", re.MULTILINE)


def suites() -> dict[str, list[list[str]]]:
    """The commands of each suite, in the order in which they run."""
    python = sys.executable
    return {
        "lint": [
            ["cargo", "fmt", "--all", "--check"],
            CLIPPY,
            # The workspace has the simulation in it, and so the core with another clock: here it is as programs get it.
            [*CLIPPY[:3], "-p", "ringout-core", *CLIPPY[4:]],
            [python, "-m", "ruff", "format", "--check", "--quiet", "."],
            [python, "-m", "ruff", "check", "--quiet", "."],
            ["npm", "run", "--silent", "--prefix", "bindings-node", "lint"],
            ["ffi-c/header.sh", "--check"],
        ],
        "tidy": [[python, "tests/tidy/tidy.py"]],
        "rust": [["cargo", "test", "--quiet", "--no-fail-fast"], SIMULATION],
        "c": [[python, "tests/c/run.py"]],
        "python": [
            [python, "-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"],
            [python, "-m", "pytest", "--quiet", "tests/python"],
        ],
        "node": [
            ["npm", "run", "--silent", "--prefix", "bindings-node", "build"],
            ["npm", "test", "--silent", "--prefix", "bindings-node"],
        ],
        "peers": [[python, "tests/peers/run.py"]],
        "bench": [[python, "bench/tracker.py", "--check"]],
        "packages": [[python, "tests/packages.py"]],
    }


def count(output: str, code: int) -> tuple[int, int]:
    """The passed and failed tests that an output tells of."""
    passed = failed = 0
    for pattern in COUNTS:
        for match in pattern.finditer(output):
            passed += int(match["passed"])
            failed += int(match["failed"])
    for match in PYTEST.finditer(output):
        for number, kind in re.findall(r"(\d+) (passed|failed|error)", match["line"]):
            passed += int(number) if kind == "passed" else 0
            failed += int(number) if kind != "passed" else 0
    for match in NODE.finditer(output):
        passed += int(match["count"]) if match["kind"] == "pass" else 0
        failed += int(match["count"]) if match["kind"] != "pass" else 0
    if passed + failed == 0:
        passed = 1
    if code != 0 and failed == 0:
        # The runner itself broke, or a check without a count failed.
        passed, failed = (passed - 1 if passed == 1 else passed), 1
    return passed, failed


def run(command: list[str], environment: dict[str, str]) -> tuple[int, int]:
    """Runs one command, showing its output, and counts its tests."""
    print(f"$ {' '.join(command).replace(sys.executable, 'python')}", flush=True)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    return count("".join(lines), process.wait())


def main() -> int:
    """Runs the named suites, or all of them; the exit code is 1 if anything failed."""
    known = suites()
    names = sys.argv[1:] or list(known)
    if unknown := [name for name in names if name not in known]:
        print(f"unknown suite {unknown[0]}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    environment = {
        **os.environ,
        "RINGOUT_SIMULATOR": str(TARGET / "debug" / "ringout-simulator"),
        # maturin installs into the virtual environment that it is told of.
        "VIRTUAL_ENV": str(TARGET / "venv"),
    }
    subprocess.run(["cargo", "build", "--quiet", "-p", "ringout-simulator"], cwd=ROOT, check=True)

    rows = []
    for name in names:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        counts = [run(command, environment) for command in known[name]]
        passed, failed = (sum(column) for column in zip(*counts))
        rows.append((name, passed, failed, time.monotonic() - began))

    print("\n== summary")
    for name, passed, failed, seconds in rows:
        print(f"{name:10} {passed:5} passed {failed:3} failed {seconds:6.0f} s")
    passed, failed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
