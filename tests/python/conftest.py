"""Fixtures: one simulator for the whole run, reset for each test, and programs that are killed after the test."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest

from simulator import Simulator

Start = Callable[..., "subprocess.Popen[str]"]

# A shell without job control ignores SIGINT in background processes, and every child inherits that. A signal that has a handler
# is reset in a child.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.stop()


@pytest.fixture
def simulator(simulator_process: Simulator) -> Simulator:
    simulator_process.reset()
    return simulator_process


@pytest.fixture
def start(simulator: Simulator) -> Iterator[Start]:
    """Starts programs with the simulator in their environment."""
    started = []

    def start(*command: str | os.PathLike[str]) -> subprocess.Popen[str]:
        environment = {**os.environ, **simulator.environment}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
