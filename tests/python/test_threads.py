"""Threads: operations release the GIL while they block, and threads can share a client."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ringout import Call, CallRequest, Client
from simulator import BUSY, CALLEE, CALLER, NO_ANSWER, REJECTED, TOKEN, Simulator, threads, while_running

# How long each operation hangs, and the longest pause of this thread in that time.
HANGS = 1.0
LONGEST_GAP = 0.8

OPERATIONS: dict[str, Callable[[Client, Call, str], Any]] = {
    "login": lambda client, _, jwt: client.login(jwt=jwt),
    "create_call": lambda client, _, __: client.create_call(to=CALLEE, from_=CALLER),
    "request": lambda client, _, __: client.request("GET", "/restapi/v1.0/account/~/extension/~"),
    "status": lambda _, call, __: call.status(),
    "cancel": lambda _, call, __: call.cancel(),
    "wait": lambda _, call, __: call.wait(timeout=HANGS),
    "watch": lambda _, call, __: next(call.watch()),
    "log": lambda _, call, __: call.log(),
    "preflight": lambda client, _, __: client.preflight(),
    "place_all": lambda client, _, __: next(client.place_all([CallRequest(to=CALLEE)], timeout=HANGS)),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_other_threads_run_while_an_operation_blocks(simulator: Simulator, operation: str) -> None:
    simulator.stop_clock()
    client = simulator.client()
    call = client.create_call(to=CALLEE, from_=CALLER)
    simulator.advance(3)
    if operation != "wait":
        simulator.fault({"delay_ms": round(HANGS * 1000)}, path="*")

    longest, began = 0.0, time.monotonic()
    with while_running(lambda: OPERATIONS[operation](client, call, simulator.ready["jwt"])) as blocked:
        last = began
        while not blocked.done():
            now = time.monotonic()
            longest, last = max(longest, now - last), now
    assert blocked.exception() is None
    assert time.monotonic() - began >= HANGS
    assert longest < LONGEST_GAP


def test_32_threads_share_a_client_and_one_login(simulator: Simulator) -> None:
    placed = simulator.call()
    simulator.ask("DELETE", "journal")
    simulator.fault({"delay_ms": 300}, path=TOKEN)
    client = simulator.client()
    together = threading.Barrier(32)

    def status(_: int) -> str:
        together.wait()
        return client.call(placed.id).status().call_status

    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(status, range(32))) <= {"InProgress", "Success"}
    assert len(simulator.requests("POST", TOKEN)) == 1
    assert len(simulator.requests("GET")) == 32


def test_32_threads_share_a_call(simulator: Simulator) -> None:
    call = simulator.call()

    def use(_: int) -> None:
        for _ in range(20):
            assert call.status().call_status
            assert call.state and call.outcome and call.id

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(use, range(32)))
    finally:
        sys.setswitchinterval(before)
    assert len(simulator.requests("POST", TOKEN)) == 1


def test_200_threads_wait_for_a_call_each(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    expected = {CALLEE: "Completed", BUSY: "Busy", NO_ANSWER: "NoAnswer", REJECTED: "Rejected"}
    calls = [(client.create_call(to=to, from_=CALLER), kind) for to, kind in [*expected.items()] * 50]
    before = threads()
    with ThreadPoolExecutor(200) as pool:
        waits = [pool.submit(call.wait, timeout=60) for call, _ in calls]
        most = 0
        for _ in range(26):
            simulator.advance(1)
            time.sleep(0.05)
            most = max(most, threads())
        assert [wait.result().kind for wait in waits] == [kind for _, kind in calls]
    # The waiting threads, four of the tracker, four workers and their timekeeper.
    assert most <= before + 200 + 9
    assert len(simulator.requests("POST", TOKEN)) == 1


def test_a_watch_belongs_to_one_thread_at_a_time(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call()
    watch = call.watch()
    with while_running(lambda: next(watch)) as other:
        simulator.wait_for_request("GET", call.id)
        with pytest.raises(RuntimeError, match="another thread"):
            next(watch)
        with pytest.raises(RuntimeError, match="another thread"):
            _ = watch.outcome
        simulator.advance(3)
        call.status()
    assert other.exception() is None
    assert watch.outcome.kind == "StillInProgress"


def test_a_program_ends_while_a_daemon_thread_waits(simulator: Simulator) -> None:
    program = (
        "import threading, time; from ringout import Client\n"
        "call = Client.from_env().create_call(to='+16505550180')\n"
        "threading.Thread(target=call.wait, daemon=True).start()\n"
        "time.sleep(0.2); print('bye')"
    )
    environment = {**os.environ, **simulator.environment}
    began = time.monotonic()
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "bye\n", "")
    assert time.monotonic() - began < 20
