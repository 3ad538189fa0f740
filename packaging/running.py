"""Runs programs of other systems, and the simulator of each, and counts checks."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from systems import PROOF, System
from targets import DIST, Target, version

COMPLETED = "Completed: the caller and the callee talked, then hung up"
NUMBERS = {"RINGOUT_CALLER": "+16505550123", "RINGOUT_RECIPIENT": "+16505550100"}
# Emulated programs are slow.
SECONDS = 1500


class Report:
    """Counts and prints checks."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def check(self, name: str, problem: str = "") -> None:
        """Records a check, which passed if there is no problem."""
        self.add(name, 0 if problem else 1, 1 if problem else 0, problem)

    def add(self, name: str, passed: int, failed: int, problem: str = "") -> None:
        """Records the tests of a program."""
        self.passed += passed
        self.failed += failed
        counted = f" ({passed})" if passed > 1 and not failed else ""
        print(f"FAILED  {name}: {problem}" if failed else f"ok      {name}{counted}", flush=True)


@contextmanager
def simulator(target: Target, system: System, *options: str) -> Iterator[dict[str, Any]]:
    """Runs the simulator of a target. Yields its ready line."""
    name = f"ringout-simulator-{version()}-{target.simulator_name}{target.extension}"
    program = PROOF / target.name / name
    shutil.copy(DIST / name, program)
    program.chmod(0o755)
    # On Linux it needs no library, and so no loader.
    runner = [] if target.is_linux and "arm64" not in target.name else system.runner
    env = {**os.environ, **({} if target.is_linux else system.environment)}
    process = subprocess.Popen(
        [*runner, program, "--quiet", "--stop-on-eof", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def execute(
    system: System, program: Path, words: list[str], env: dict[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a program of another system. Its output goes through a file, because Node cannot write into wine's pipes."""
    command = [*system.runner, str(program), *words]
    merged = {**os.environ, **system.environment, **env}
    with (
        tempfile.TemporaryFile("w+", errors="replace") as output,
        tempfile.TemporaryFile("w+", errors="replace") as errors,
    ):
        try:
            code = subprocess.run(
                command,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=merged,
                timeout=SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            code = -1
            errors.write(f"still running after {SECONDS} s")
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(command, code, output.read().replace("\r\n", "\n"), errors.read())
