"""Runs the suites of every language beside each other, and counts: `make test`; `run.py all` is `make test-all`.

Suites can be named to run only those: `tests/run.py rust python`. What compiles takes both cores and cargo's lock, so it runs one
after another: what suites need first, in the order below, and then the suites that compile themselves. The others run as soon
as what they need is built, a few at a time. A suite's output is shown when it ends, and searched for the closing lines of the
test runners.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import programs
from programs import ROOT, TARGET

COMMANDS_AT_ONCE = 3
# Longer than any of them takes on a busy machine: one that hangs is a failure, and ends.
SECONDS_PER_COMMAND = 1800

PYTHON = sys.executable
CLIPPY = ["cargo", "clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]
SIMULATION = ["--quiet", "--profile", "simulation", "-p", "ringout-simulation"]
MODULE = ["-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"]

# What suites need, and how it is built, in this order. The first has the simulator, which all need.
BUILDS = {
    "rust": [PYTHON, "tests/rust/run.py", "--build"],
    "python": [PYTHON, *MODULE],
    "node": ["npm", "run", "--silent", "--prefix", "bindings-node", "build"],
    "c": ["cargo", "build", "--quiet"],
    "watched c": ["cargo", "build", "--quiet", "--profile", "simulation", "-p", "ringout-c"],
    "simulation": ["cargo", "build", *SIMULATION],
    "bench": ["cargo", "build", "--quiet", "-p", "ringout-simulator", "-p", "ringout-bench"],
}


@dataclass(frozen=True)
class Suite:
    """What must be built for a suite, and what it runs then."""

    needs: list[str]
    commands: list[list[str]]
    compiles: bool = False
    # Whether `make test` has it, and not only `make test-all`.
    is_short: bool = True


SUITES = {
    "rust": Suite(["rust"], [[PYTHON, "tests/rust/run.py"]]),
    "python": Suite(["rust", "python"], [[PYTHON, "-m", "pytest", "--quiet", "tests/python"]]),
    "node": Suite(["rust", "node"], [["npm", "test", "--silent", "--prefix", "bindings-node"]]),
    "c": Suite(["rust", "c", "watched c"], [[PYTHON, "tests/c/run.py"]]),
    "simulation": Suite(["simulation"], [["cargo", "run", *SIMULATION]]),
    "tidy": Suite([], [[PYTHON, "tests/tidy/tidy.py"]]),
    "examples": Suite([], [["cargo", "test", "--quiet", "--doc"]], compiles=True),
    "lint": Suite(
        [],
        [
            ["cargo", "fmt", "--all", "--check"],
            [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
            [PYTHON, "-m", "ruff", "check", "--quiet", "."],
            ["npm", "run", "--silent", "--prefix", "bindings-node", "lint"],
            CLIPPY,
            # The workspace has the simulation in it, and so the core with another clock: here it is as programs get it.
            [*CLIPPY[:3], "-p", "ringout-core", *CLIPPY[4:]],
            ["ffi-c/header.sh", "--check"],
        ],
        compiles=True,
    ),
    "peers": Suite(["rust", "python", "node"], [[PYTHON, "tests/peers/run.py"]], is_short=False),
    "bench": Suite(["bench"], [[PYTHON, "bench/tracker.py", "--check"]], is_short=False),
    "packages": Suite(["rust"], [[PYTHON, "tests/packages.py"]], compiles=True, is_short=False),
    "bare": Suite([], [[PYTHON, "tests/bare.py"]], compiles=True, is_short=False),
}

# What a command's output says of passed and failed tests. A command without such a line is one check: its exit code.
COUNTS = [
    re.compile(r"^test result: .*? (?P<passed>\d+) passed; (?P<failed>\d+) failed", re.MULTILINE),
    re.compile(r"^(?:\w+: )?(?P<passed>\d+) passed, (?P<failed>\d+) failed$", re.MULTILINE),
]
PYTEST = re.compile(r"^(?:=+ )?(?P<line>\d+ (?:passed|failed|error).*?) in [\d.]+s", re.MULTILINE)
NODE = re.compile(r"^\S+ (?P<kind>pass|fail|cancelled) (?P<count>\d+)$", re.MULTILINE)


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


@dataclass
class Result:
    """What came of a command: its output, and its tests."""

    output: str
    passed: int
    failed: int


class Processes:
    """The commands that run. Each leads a session of its own, so that all that it has started can be found and ended."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: set[int] = set()
        self.lock = threading.Lock()
        self.is_over = False

    def run(self, command: list[str]) -> Result:
        """Runs a command to its end. A process that it leaves behind is a failure."""
        # A file and not a pipe: a process that is left behind would hold a pipe open.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            with self.lock:
                if self.is_over:
                    return Result("", 0, 1)
                process = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                self.running.add(process.pid)
            try:
                code = process.wait(SECONDS_PER_COMMAND)
            except subprocess.TimeoutExpired:
                output.write(f"\nno end after {SECONDS_PER_COMMAND} s\n")
                code = 1
            left = end_session(process.pid) if code >= 0 else []
            end_session(process.pid, at_once=True)
            process.wait()
            with self.lock:
                self.running.discard(process.pid)
            output.seek(0)
            text = output.read()
        passed, failed = count(text, code)
        if left:
            text += f"\nleft running: {', '.join(left)}\n"
            failed += 1
        return Result(f"$ {shown(command)}\n{text}", passed, failed)

    def end(self) -> None:
        """Ends all that runs."""
        with self.lock:
            self.is_over = True
            for session in self.running:
                end_session(session, at_once=True)


def shown(command: list[str]) -> str:
    """A command as one would type it."""
    return " ".join(command).replace(PYTHON, "python").removeprefix("nice ")


def members(session: int) -> dict[int, str]:
    """The processes of a session and their names; those that have ended and were not waited for do not count."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text(errors="replace").partition("(")[2].rpartition(")")
        except OSError:
            continue
        state, _, group, of = rest.split()[:4]
        if str(session) in (group, of) and state != "Z":
            found[int(path.parent.name)] = name
    return found


def end_session(session: int, at_once: bool = False) -> list[str]:
    """Ends the processes of a session, those that end by themselves a moment later excepted; the names of the others."""
    deadline = time.monotonic() + (0 if at_once else 3)
    while members(session) and time.monotonic() < deadline:
        time.sleep(0.05)
    left = members(session)
    for process in left:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return sorted(left.values())


class Run:
    """The suites of one run."""

    def __init__(self, names: list[str], processes: Processes) -> None:
        self.began = time.monotonic()
        self.processes = processes
        self.suites = {name: SUITES[name] for name in names}
        self.printing = threading.Lock()
        self.slots = threading.Semaphore(COMMANDS_AT_ONCE)
        needed = {need for suite in self.suites.values() for need in suite.needs}
        self.builds = {name: Future() for name in BUILDS if name in needed}
        # Passed, failed, and the seconds that it took.
        self.rows: dict[str, tuple[int, int, float]] = {}

    def main(self) -> bool:
        """Runs everything to its end; whether all is well."""
        tasks = [self.compile, *(partial(self.wait, name) for name, suite in self.suites.items() if not suite.compiles)]
        threads = [threading.Thread(target=task, daemon=True) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.summarize()

    def compile(self) -> None:
        """Runs what compiles, one after another. It gives way to the tests, some of which measure time."""
        for name, built in self.builds.items():
            built.set_result(self.command(["nice", *BUILDS[name]]))
        for name, suite in self.suites.items():
            if suite.compiles:
                self.run(name, ["nice"])

    def wait(self, name: str) -> None:
        """Runs a suite when all that it needs is built, and a place is free."""
        for need in self.suites[name].needs:
            self.builds[need].result()
        with self.slots:
            self.run(name)

    def run(self, name: str, prefix: Sequence[str] = ()) -> None:
        """Runs a suite, and shows what it printed."""
        began, suite = time.monotonic(), self.suites[name]
        # What could not be built is a failure of each suite that needs it.
        results = [self.builds[need].result() for need in suite.needs if self.builds[need].result().failed]
        if not results:
            results = [self.command([*prefix, *command]) for command in suite.commands]
        passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
        self.rows[name] = (passed, failed, time.monotonic() - began)
        self.say(f"\n== {name}\n{''.join(result.output for result in results)}")

    def command(self, command: list[str]) -> Result:
        """Runs a command, and says so."""
        self.say(f"{time.monotonic() - self.began:5.0f} s  {shown(command)}")
        return self.processes.run(command)

    def say(self, text: str) -> None:
        """Prints a text in one piece."""
        with self.printing:
            print(text, flush=True)

    def summarize(self) -> bool:
        """Prints the counts; whether all is well."""
        print("\n== summary")
        for name in self.suites:
            passed, failed, seconds = self.rows[name]
            print(f"{name:10} {passed:5} passed {failed:3} failed {seconds:6.0f} s")
        passed, failed = (sum(row[column] for row in self.rows.values()) for column in (0, 1))
        print(f"\n{passed} passed, {failed} failed in {time.monotonic() - self.began:.0f} s", flush=True)
        return failed == 0


def stop(number: int, _: object) -> None:
    """Ends this program as SIGINT does, after what it has started."""
    raise SystemExit(128 + number)


def main() -> int:
    """Runs the named suites, or those of `make test`; the exit code is 1 if anything failed."""
    names = sys.argv[1:] or [name for name, suite in SUITES.items() if suite.is_short]
    if names == ["all"]:
        names = list(SUITES)
    if unknown := [name for name in names if name not in SUITES]:
        print(f"unknown suite {unknown[0]}; there are: {', '.join(SUITES)}", file=sys.stderr)
        return 2
    programs.heed_interrupts()
    signal.signal(signal.SIGTERM, stop)
    processes = Processes(
        {
            **os.environ,
            "RINGOUT_SIMULATOR": str(programs.SIMULATOR),
            # For the runners of suites, which build by themselves otherwise.
            "RINGOUT_BUILT": "1",
            "CARGO_TARGET_DIR": str(TARGET),
            # maturin installs into the virtual environment that it is told of.
            "VIRTUAL_ENV": str(TARGET / "venv"),
        }
    )
    try:
        return 0 if Run(names, processes).main() else 1
    finally:
        processes.end()


if __name__ == "__main__":
    sys.exit(main())
