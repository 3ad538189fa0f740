"""Workers that are killed or suspended while they place a call: the next worker never sends a second request."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ringout import Client, MaybePlacedError, OutcomeSource, RequestTimeoutError
from ringout.sql import SqlLedger
from simulator import CALLEE, CALLER, Simulator

WORKER = Path(__file__).with_name("ledger_worker.py")
CREATES = "/ring-out"
KEY = "job-1"
Start = Callable[..., "subprocess.Popen[str]"]


class Fleet:
    """The workers of one ledger in a file."""

    def __init__(self, folder: Path, start: Start, simulator: Simulator) -> None:
        self.database = folder / "calls.db"
        self._start = start
        self._simulator = simulator

    def start(self, step: str, when: str, fate: str) -> subprocess.Popen[str]:
        return self._start(sys.executable, WORKER, self.database, KEY, step, when, fate)

    def crash(self, step: str, when: str) -> None:
        """Runs a worker until it is killed at this step."""
        assert self.start(step, when, "SIGKILL").wait(60) == -signal.SIGKILL

    def next(self) -> Client:
        """Returns the next worker."""
        ledger = SqlLedger(lambda: sqlite3.connect(self.database))
        return self._simulator.client(ledger=ledger, create_timeout=1, request_timeout=5)

    def age(self, seconds: float) -> None:
        """Makes everything in the ledger older."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("UPDATE ringout_ledger SET written_at = written_at - ?", [seconds])

    @property
    def posts(self) -> int:
        return len(self._simulator.requests("POST", CREATES))


@pytest.fixture
def fleet(tmp_path: Path, start: Start, simulator: Simulator) -> Fleet:
    simulator.stop_clock()
    return Fleet(tmp_path, start, simulator)


def test_killed_before_the_intent(fleet: Fleet) -> None:
    fleet.crash("Placing", "before")
    assert not fleet.next().create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY).adopted
    assert fleet.posts == 1


def test_killed_between_the_intent_and_the_request(fleet: Fleet) -> None:
    fleet.crash("Placing", "after")
    with fleet.next() as worker:
        with pytest.raises(RequestTimeoutError):
            worker.create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY)
        fleet.age(60)
        for _ in range(3):
            with pytest.raises(MaybePlacedError):
                worker.create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY)
    assert fleet.posts == 0


def test_killed_between_the_request_and_its_result(fleet: Fleet, simulator: Simulator) -> None:
    fleet.crash("Placed", "before")
    fleet.age(60)
    simulator.advance(60)
    with fleet.next() as worker:
        call = worker.create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY)
        assert call.adopted and call.wait().source == OutcomeSource.CALL_LOG
        assert call.claim_outcome()
    assert fleet.posts == 1


def test_killed_while_following(fleet: Fleet, simulator: Simulator) -> None:
    fleet.crash("Placed", "after")
    with fleet.next() as worker:
        call = worker.create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY)
        assert call.adopted and call.take_lease()
        fleet.age(30)
        assert call.take_lease() is None
        simulator.advance(20)
        assert call.wait().kind == "Completed" and call.claim_outcome()
    assert fleet.posts == 1


def test_killed_before_the_end_is_written(fleet: Fleet, simulator: Simulator) -> None:
    simulator.start_clock(speed=40)
    fleet.crash("Ended", "before")
    with fleet.next() as worker:
        call = worker.find_call(KEY)
        assert call is not None and call.wait().kind == "Completed" and call.claim_outcome()
    assert fleet.posts == 1


def test_suspended_between_the_intent_and_the_request(fleet: Fleet) -> None:
    suspended = fleet.start("Placing", "after", "SIGSTOP")
    await_stop(suspended)
    fleet.age(3600)
    with fleet.next() as worker:
        with pytest.raises(MaybePlacedError):
            worker.create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY)
        assert fleet.posts == 0
        suspended.send_signal(signal.SIGCONT)
        # It has the time of its create left, so it sends the request, as the only one.
        assert suspended.stdout is not None
        id = suspended.stdout.readline().strip()
        assert worker.create_call(to=CALLEE, from_=CALLER, dedupe_key=KEY).id == id
    assert fleet.posts == 1


def test_suspended_past_its_lease(fleet: Fleet, simulator: Simulator) -> None:
    suspended = fleet.start("Placed", "after", "SIGSTOP")
    await_stop(suspended)
    fleet.age(60)
    with fleet.next() as worker:
        call = worker.find_call(KEY)
        assert call is not None and call.take_lease() is None
        simulator.advance(20)
        assert call.wait().kind == "Completed" and call.claim_outcome()
        suspended.send_signal(signal.SIGCONT)
        assert suspended.wait(60) == 0
        found = worker.find_call(KEY)
        assert found is not None and not found.claim_outcome()
    assert fleet.posts == 1


def await_stop(process: subprocess.Popen[str]) -> None:
    """Waits until a process has suspended itself."""
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), status
