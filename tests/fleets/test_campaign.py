"""The campaigns of the examples: the calls of a CSV file over several workers, with live counts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import CALLER, EXAMPLES, Connection, Start, number, posts
from simulator import BUSY, Simulator

CALLS = 8
NODE = Path(os.environ.get("RINGOUT_NODE_PROJECT", "")) / "fleets"


@pytest.fixture
def numbers(tmp_path: Path) -> list[str]:
    """The callees of the file calls.csv."""
    numbers = [*(number(call) for call in range(CALLS)), BUSY]
    lines = ["to,from", *(f"{to},{CALLER}" for to in numbers), ""]
    (tmp_path / "calls.csv").write_text("\n".join(lines))
    return numbers


def run(process: subprocess.Popen[bytes], output: Path) -> str:
    assert process.wait(timeout=100) == 0, output.read_text()
    return output.read_text()


def test_with_celery(simulator: Simulator, start: Start, tmp_path: Path, numbers: list[str]) -> None:
    simulator.set_limits({"heavy": {"limit": 100, "window_s": 60, "penalty_s": 60}})
    simulator.start_clock(speed=10)
    worker = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "campaign_tasks",
        "worker",
        "--without-mingle",
        "--without-gossip",
    ]
    start(*worker, "--hostname", "place@%h", "--queues", "celery", "--concurrency", "2")
    for name in ("one", "two"):
        start(*worker, "--hostname", f"{name}@%h", "--queues", "follow", "--pool", "threads", "--concurrency", "20")
    campaign = [sys.executable, str(EXAMPLES / "fleets" / "campaign.py"), str(tmp_path / "calls.csv")]
    shown = run(start(*campaign), tmp_path / "output")
    assert "9/9" in shown and "Completed" in shown and "Busy" in shown and "100 in 60 s" in shown
    # Again: nothing is placed.
    run(start(*campaign), tmp_path / "output")
    assert posts(simulator) == dict.fromkeys(numbers, 1)


def test_with_bullmq(
    simulator: Simulator, connection: Connection, start: Start, tmp_path: Path, numbers: list[str]
) -> None:
    simulator.set_limits({"heavy": {"limit": 100, "window_s": 60, "penalty_s": 60}})
    simulator.start_clock(speed=10)
    for _ in range(2):
        start("node", NODE / "campaign_worker.mjs")
    campaign = ["node", str(NODE / "campaign.mjs"), str(tmp_path / "calls.csv")]
    shown = run(start(*campaign), tmp_path / "output")
    assert "9 of 9 done" in shown and "8  Completed" in shown and "1  Busy" in shown and "of 100 in 60 s left" in shown
    run(start(*campaign), tmp_path / "output")
    assert posts(simulator) == dict.fromkeys(numbers, 1)
    assert connection.hlen("campaign:outcomes") == len(numbers)
