"""Fixtures: a simulator, a Redis server, and workers that end with their test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis

TESTS = Path(__file__).resolve().parents[1]
# The packages that the suites of Python and Node have built.
PACKAGE = TESTS.parent / "bindings-python" / "python"
EXAMPLES = TESTS.parent / "bindings-python" / "examples"
sys.path[:0] = [str(TESTS / "python"), str(PACKAGE), str(EXAMPLES / "fleets")]
from redis_server import redis_server
from simulator import Simulator

CALLER = "+16505550123"
CREATES = "/ring-out"
# Of real seconds, on a busy machine.
PATIENCE = 120.0

Connection = Any
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.stop()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture
def connection(redis_url: str) -> Iterator[Connection]:
    """A connection to an empty Redis."""
    with redis.Redis.from_url(redis_url, decode_responses=True) as connected:
        connected.flushall()
        yield connected


@pytest.fixture
def simulator(simulator_process: Simulator) -> Simulator:
    simulator_process.reset()
    return simulator_process


@pytest.fixture
def start(simulator: Simulator, connection: Connection, redis_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts programs in a process group of their own. Shows their output if the test fails."""
    started: list[subprocess.Popen[bytes]] = []
    output = tmp_path / "output"

    def start(*command: str | Path, cwd: Path | None = None, **variables: str) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(map(str, [Path(__file__).parent, EXAMPLES / "fleets", PACKAGE]))
        environment = {**os.environ, **simulator.environment, "REDIS_URL": redis_url, "PYTHONPATH": paths, **variables}
        with output.open("ab") as stream:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)
    sys.stdout.write(output.read_text(errors="replace") if output.exists() else "")


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills a program and what it has started, as a crash of its machine does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(is_true: Callable[[], object], what: Callable[[], object] = lambda: "") -> None:
    """Waits until something is true."""
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < deadline, what()
        time.sleep(0.05)


def age(connection: Connection, seconds: float) -> None:
    """Makes everything in the ledger older, so that leases end, and Celery's tasks that were not acknowledged, so that the next worker
    gets them."""
    script = """
        for _, name in ipairs(redis.call('KEYS', '*:ledger:*')) do
            local at, value = string.match(redis.call('GET', name), '^1 (%S+) (.*)$')
            redis.call('SET', name, string.format('1 %.0f %s', at - ARGV[1], value), 'KEEPTTL')
        end
        for _, tag in ipairs(redis.call('ZRANGE', 'unacked_index', 0, -1)) do
            redis.call('ZINCRBY', 'unacked_index', -ARGV[1] / 1000, tag)
        end
    """
    connection.eval(script, 0, int(seconds * 1000))


def number(index: int) -> str:
    """Returns the number of a callee that answers."""
    return f"+165055501{index:02}"


def posts(simulator: Simulator) -> dict[str, int]:
    """Returns how many requests that place a call there were for each callee."""
    counts: dict[str, int] = {}
    for request in simulator.requests("POST", CREATES):
        to = json.loads(request["body"])["to"]["phoneNumber"]
        counts[to] = counts.get(to, 0) + 1
    return counts


def placed(simulator: Simulator) -> int:
    return len(simulator.requests("POST", CREATES))


def reports(connection: Connection) -> list[tuple[str, str]]:
    """Returns the reported keys and outcomes, in order of the keys."""
    return sorted(tuple(json.loads(line)) for line in connection.lrange("reports", 0, -1))
