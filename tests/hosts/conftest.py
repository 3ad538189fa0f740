"""Fixtures: a simulator whose clock stands still, and programs that end with their test."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
# The package that the suite of Python has built, for this process and for programs.
PACKAGE = TESTS.parent / "bindings-python" / "python"
sys.path[:0] = [str(TESTS / "python"), str(PACKAGE)]
from simulator import Simulator

EXAMPLES = TESTS.parent / "bindings-python" / "examples" / "hosts"
sys.path.insert(0, str(EXAMPLES))

Start = Callable[..., "subprocess.Popen[str]"]

# A shell without job control ignores SIGINT in background processes, and every child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    simulator = Simulator()
    os.environ.update(simulator.environment)
    yield simulator
    simulator.stop()


@pytest.fixture
def simulator(simulator_process: Simulator) -> Simulator:
    simulator_process.reset()
    simulator_process.stop_clock()
    return simulator_process


@pytest.fixture
def start(simulator: Simulator) -> Iterator[Start]:
    """Starts programs in the folder of the examples."""
    started = []

    def start(*command: str | Path) -> subprocess.Popen[str]:
        environment = {**os.environ, **simulator.environment, "PYTHONPATH": str(PACKAGE), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            command, cwd=EXAMPLES, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def await_line(process: "subprocess.Popen[str]", pattern: str) -> str:
    """Reads the output of a program up to a line that matches, and returns its first group."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if match := re.search(pattern, line):
            return match[1]
    raise AssertionError(f"no line matches {pattern}:\n{''.join(lines)}")
