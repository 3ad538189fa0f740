"""Runs the test suites of every language in parallel and counts their tests: `make test`. `run.py all` is `make test-all`.

To run only some suites, name them: `tests/run.py rust python`. Builds occupy all cores and cargo's lock, so they run
one after another: first those in BUILDS, then the suites that compile, those with debug builds beside those with release
builds. The other suites start when their builds are done, a few at a time. Builds, and suites that only compile and compute,
leave the processor to the suites whose tests have deadlines. A suite's output is shown when it ends; the numbers of tests come
from the summaries of the test runners.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import programs
from programs import ROOT, TARGET

MAX_COMMANDS = 2
# Longer than any command takes on a busy machine. One that hangs is stopped and counts as a failure.
COMMAND_TIMEOUT = 1800

PYTHON = sys.executable
CLIPPY = ["cargo", "clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]
SIMULATION = TARGET / "simulation" / "ringout-simulation"
# The inputs that the fuzzer begins with.
FUZZ = ["--quiet", "--profile", "simulation", "-p", "ringout-fuzz"]
# The Python tests mostly wait for the simulator's clock. A file's tests stay in one process.
PARALLEL = ["--numprocesses", "2", "--dist", "loadfile"]
MODULE = ["-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"]

# The builds that suites need, in this order. The first builds the simulator, which all suites need.
BUILDS = {
    "rust": [PYTHON, "tests/rust/run.py", "--build"],
    "python": [PYTHON, *MODULE],
    "node": ["npm", "run", "--silent", "--prefix", "bindings-node", "build"],
    "c": ["cargo", "build", "--quiet"],
    "watched c": ["cargo", "build", "--quiet", "--profile", "simulation", "-p", "ringout-c"],
    # Together, so that they share the core with the feature `simulation`.
    "simulation": ["cargo", "build", *FUZZ, "-p", "ringout-simulation", "--lib", "--bins", "--tests"],
    "bench": ["cargo", "build", "--quiet", "-p", "ringout-simulator", "-p", "ringout-bench"],
    "released c": ["cargo", "build", "--quiet", "--release", "-p", "ringout-c"],
}


@dataclass(frozen=True)
class Suite:
    """The builds that a suite needs, and its commands."""

    needs: list[str]
    commands: list[list[str]]
    # The cargo profile with which it compiles. Cargo has a lock for each, so such suites run one after another.
    compiles: str = ""
    # Whether `make test` runs it, and not only `make test-all`.
    is_short: bool = True
    # Whether none of its tests has a deadline, so that they may wait for the processor.
    is_patient: bool = False


SUITES = {
    "rust": Suite(["rust"], [[PYTHON, "tests/rust/run.py"]]),
    "python": Suite(["rust", "python"], [[PYTHON, "-m", "pytest", "--quiet", *PARALLEL, "tests/python"]]),
    "node": Suite(["rust", "node"], [["npm", "test", "--silent", "--prefix", "bindings-node"]]),
    "c": Suite(["rust", "c", "watched c"], [[PYTHON, "tests/c/run.py"]]),
    "simulation": Suite(["simulation"], [[str(SIMULATION)], ["cargo", "test", *FUZZ]], is_patient=True),
    "tidy": Suite([], [[PYTHON, "tests/tidy/tidy.py"]]),
    "examples": Suite([], [["cargo", "test", "--quiet", "--doc"]], compiles="debug"),
    "lint": Suite(
        [],
        [
            ["cargo", "fmt", "--all", "--check"],
            [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
            [PYTHON, "-m", "ruff", "check", "--quiet", "."],
            ["npm", "run", "--silent", "--prefix", "bindings-node", "lint"],
            CLIPPY,
            # The workspace enables the feature `simulation`; this checks the core as users build it.
            [*CLIPPY[:3], "-p", "ringout-core", *CLIPPY[4:]],
            ["ffi-c/header.sh", "--check"],
            [PYTHON, "ffi-c/languages/generate.py", "--check"],
            [PYTHON, "packaging/release.py", "--check"],
        ],
        compiles="debug",
    ),
    "readme": Suite(["rust", "python", "node", "c"], [[PYTHON, "tests/readme.py"]]),
    "peers": Suite(["rust", "python", "node"], [[PYTHON, "tests/peers/run.py"]], is_short=False),
    "page": Suite(["rust", "python"], [[PYTHON, "tests/page/run.py"]], is_short=False),
    "compilers": Suite(["rust", "c", "watched c"], [[PYTHON, "tests/c/compilers.py"]], is_short=False, is_patient=True),
    "sanitizers": Suite(
        ["rust", "c", "watched c"], [[PYTHON, "tests/c/sanitizers.py"]], compiles="debug", is_short=False
    ),
    "bench": Suite(
        ["rust", "bench", "released c"],
        [[PYTHON, "bench/tracker.py", "--check"], [PYTHON, "bench/bench.py", "--check"]],
        is_short=False,
    ),
    "hosts": Suite(
        ["rust", "python", "node"],
        [[PYTHON, "tests/hosts/run.py"], [PYTHON, "tests/node_hosts/run.py"]],
        is_short=False,
    ),
    "fleets": Suite(["rust", "python", "node"], [[PYTHON, "tests/fleets/run.py"]], is_short=False),
    "languages": Suite(["rust", "c"], [[PYTHON, "tests/languages/run.py"]], is_short=False),
    "go": Suite(["rust", "c"], [[PYTHON, "tests/languages/go_suite.py"]], is_short=False),
    "java-csharp": Suite(["rust", "c"], [[PYTHON, "tests/languages/java_csharp.py"]], is_short=False),
    "php-ruby": Suite(["rust", "c"], [[PYTHON, "tests/languages/interpreted.py"]], is_short=False),
    "faults": Suite(["rust", "python", "node", "c"], [[PYTHON, "tests/faults/run.py", "--short"]], is_short=False),
    "install": Suite(
        ["rust", "c", "released c"],
        [[PYTHON, "tests/install/run.py"], [PYTHON, "tests/install/debian.py"]],
        compiles="release",
        is_short=False,
    ),
    "packages": Suite(["rust"], [[PYTHON, "tests/packages.py"]], compiles="release", is_short=False),
    "reach": Suite(["rust", "node"], [[PYTHON, "tests/node_reach.py"]], is_short=False),
}

# The summaries of test runners. A command without a summary counts as one test, which its exit code decides.
COUNTS = [
    re.compile(r"^test result: .*? (?P<passed>\d+) passed; (?P<failed>\d+) failed", re.MULTILINE),
    re.compile(r"^(?:\w+: )?(?P<passed>\d+) passed, (?P<failed>\d+) failed$", re.MULTILINE),
]
PYTEST = re.compile(r"^(?:=+ )?(?P<line>\d+ (?:passed|failed|error).*?) in [\d.]+s", re.MULTILINE)
NODE = re.compile(r"^\S+ (?P<kind>pass|fail|cancelled) (?P<count>\d+)$", re.MULTILINE)
# What test runners print of a test that failed: cargo, pytest, node:test, and the suites here.
FAILURES = re.compile(
    r"^(?:not ok .*|\s*\S+ --- FAILED|(?:FAILED|ERROR) \S.*|\s*\u2716 \S.*|FAIL\b.*|\S+: failed.*|left running: .*|timed out .*)$",
    re.MULTILINE,
)


def count(output: str, code: int) -> tuple[int, int]:
    """Returns the numbers of passed and failed tests in an output."""
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
        # The runner crashed, or a check without a summary failed.
        passed, failed = (passed - 1 if passed == 1 else passed), 1
    return passed, failed


@dataclass
class Result:
    """The output of a command, the numbers of its tests, and its processor time in seconds."""

    output: str
    passed: int
    failed: int
    processor: float = 0.0

    def failures(self) -> list[str]:
        """Returns the lines that name the tests that failed, or the last lines if no line does."""
        if not self.failed:
            return []
        lines = dict.fromkeys(match.group().strip() for match in FAILURES.finditer(self.output))
        return list(lines)[:10] or self.output.strip().splitlines()[-5:]


class Processes:
    """The running commands. Each has its own session, so that its child processes can be found and stopped."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: set[int] = set()
        self.lock = threading.Lock()
        self.is_stopped = False

    def run(self, command: list[str], is_patient: bool) -> Result:
        """Runs a command to its end. A child process that outlives it counts as a failure."""
        command = ["nice", *command] if is_patient else command
        # A file instead of a pipe, which a child process that outlives the command would keep open.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            with self.lock:
                if self.is_stopped:
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
            if is_patient:
                yield_processor(process.pid)
            began = time.monotonic()
            limit = threading.Timer(COMMAND_TIMEOUT, end_session, [process.pid, True])
            limit.start()
            # In place of `process.wait`, which does not tell the processor time.
            _, status, usage = os.wait4(process.pid, 0)
            is_late = time.monotonic() - began >= COMMAND_TIMEOUT
            limit.cancel()
            code = process.returncode = 1 if is_late else os.waitstatus_to_exitcode(status)
            if is_late:
                output.seek(0, os.SEEK_END)
                output.write(f"\ntimed out after {COMMAND_TIMEOUT} s\n")
            left = end_session(process.pid) if code >= 0 else []
            end_session(process.pid, at_once=True)
            with self.lock:
                self.running.discard(process.pid)
            output.seek(0)
            text = output.read()
        passed, failed = count(text, code)
        if left:
            text += f"\nleft running: {', '.join(left)}\n"
            failed += 1
        return Result(f"$ {shown(command)}\n{text}", passed, failed, usage.ru_utime + usage.ru_stime)

    def end(self) -> None:
        """Stops all running commands."""
        with self.lock:
            self.is_stopped = True
            for session in self.running:
                end_session(session, at_once=True)


def yield_processor(session: int) -> None:
    """Lets other sessions go first. `nice` alone only orders the processes of one session (sched(7), autogroup)."""
    try:
        Path(f"/proc/{session}/autogroup").write_text("10")
    except OSError:
        # The kernel does not group sessions, so `nice` is enough.
        return


def shown(command: list[str]) -> str:
    """Returns a command as typed in a shell."""
    return " ".join(command).replace(PYTHON, "python").removeprefix("nice ")


def members(session: int) -> dict[int, str]:
    """Returns the processes of a session with their names, except zombies."""
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
    """Kills the processes of a session after a short grace period. Returns the names of the killed ones."""
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
        self.slots = threading.Semaphore(MAX_COMMANDS)
        needed = {need for suite in self.suites.values() for need in suite.needs}
        self.builds = {name: Future() for name in BUILDS if name in needed}
        # Passed, failed, the duration and the processor time in seconds.
        self.rows: dict[str, tuple[int, int, float, float]] = {}
        # The lines that name failed tests, by suite.
        self.failures: dict[str, list[str]] = {}

    def main(self) -> bool:
        """Runs everything. Returns whether all tests passed."""
        profiles = {suite.compiles: None for suite in self.suites.values() if suite.compiles}
        tasks = [self.build, *(partial(self.compile, profile) for profile in profiles)]
        tasks += [partial(self.wait, name) for name, suite in self.suites.items() if not suite.compiles]
        threads = [threading.Thread(target=task, daemon=True) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.summarize()

    def build(self) -> None:
        """Runs the builds one after another."""
        for name, built in self.builds.items():
            built.set_result(self.command(BUILDS[name]))

    def compile(self, profile: str) -> None:
        """Runs the suites that compile with a profile, one after another, when all builds are done."""
        for built in self.builds.values():
            built.result()
        for name, suite in self.suites.items():
            if suite.compiles == profile:
                self.run(name)

    def wait(self, name: str) -> None:
        """Runs a suite when its builds are done and a slot is free."""
        for need in self.suites[name].needs:
            self.builds[need].result()
        with self.slots:
            self.run(name)

    def run(self, name: str) -> None:
        """Runs a suite and shows its output."""
        began, suite = time.monotonic(), self.suites[name]
        # A failed build fails each suite that needs it.
        results = [self.builds[need].result() for need in suite.needs if self.builds[need].result().failed]
        if not results:
            results = [self.command(command, bool(suite.compiles) or suite.is_patient) for command in suite.commands]
        passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
        processor = sum(result.processor for result in results)
        self.rows[name] = (passed, failed, time.monotonic() - began, processor)
        self.failures[name] = [line for result in results for line in result.failures()]
        self.say(f"\n== {name}\n{''.join(result.output for result in results)}")

    def command(self, command: list[str], is_patient: bool = True) -> Result:
        """Prints a command and runs it."""
        self.say(f"{time.monotonic() - self.began:5.0f} s  {shown(command)}")
        return self.processes.run(command, is_patient)

    def say(self, text: str) -> None:
        """Prints a text without interleaving."""
        with self.printing:
            print(text, flush=True)

    def summarize(self) -> bool:
        """Prints the counts and the failed tests. Returns whether all tests passed."""
        print("\n== summary")
        for name in self.suites:
            passed, failed, seconds, processor = self.rows[name]
            print(f"{name:11} {passed:5} passed {failed:3} failed {seconds:6.0f} s {processor:6.0f} s of processor")
        passed, failed = (sum(row[column] for row in self.rows.values()) for column in (0, 1))
        # The last lines, because a log is often cut to its end.
        for name, lines in self.failures.items():
            for line in lines:
                print(f"{name}: {line[:300]}")
        print(f"\n{passed} passed, {failed} failed in {time.monotonic() - self.began:.0f} s", flush=True)
        return failed == 0


def stop(number: int, _: object) -> None:
    """Exits as after SIGINT, which stops the running commands."""
    raise SystemExit(128 + number)


def main() -> int:
    """Runs the named suites, or those of `make test`. The exit code is 1 if a test failed."""
    names = sys.argv[1:] or [name for name, suite in SUITES.items() if suite.is_short]
    if names == ["all"]:
        names = list(SUITES)
    if unknown := [name for name in names if name not in SUITES]:
        print(f"unknown suite {unknown[0]}; known suites: {', '.join(SUITES)}", file=sys.stderr)
        return 2
    programs.heed_interrupts()
    signal.signal(signal.SIGTERM, stop)
    processes = Processes(
        {
            **os.environ,
            "RINGOUT_SIMULATOR": str(programs.SIMULATOR),
            # Tells the runners of suites not to build.
            "RINGOUT_BUILT": "1",
            "CARGO_TARGET_DIR": str(TARGET),
            # The virtual environment into which maturin installs.
            "VIRTUAL_ENV": str(TARGET / "venv"),
        }
    )
    try:
        return 0 if Run(names, processes).main() else 1
    finally:
        processes.end()


if __name__ == "__main__":
    sys.exit(main())
