"""Ctrl-C, and every other signal handler that raises, interrupts an operation within 100 ms."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import ringout
from conftest import Start
from ringout import OutcomeKind
from simulator import CALLEE, CALLER, EVERYTHING, TOKEN, Simulator

# For each operation: the request that shows that it is blocked, and the context of the KeyboardInterrupt.
OPERATIONS = {
    "wait": ("GET", "/ring-out/", "NoneType"),
    "watch": ("GET", "/ring-out/", "NoneType"),
    "place_all": ("GET", "/ring-out/", "NoneType"),
    "preflight": ("GET", EVERYTHING, "NoneType"),
    "status": ("GET", "/ring-out/", "NoneType"),
    "cancel": ("DELETE", "/ring-out/", "NoneType"),
    "create_call": ("POST", "/ring-out", "MaybePlacedError"),
    "login": ("POST", TOKEN, "NoneType"),
    "request": ("GET", EVERYTHING, "NoneType"),
}
# The documented limit is 100 ms; the rest is for a busy machine. The best of three runs must stay below it.
PROMISE = 0.1 + 0.4
TRIES = 3


def interrupt_once(simulator: Simulator, start: Start, operation: str) -> tuple[float, str]:
    """Returns how long the program ran after Ctrl-C, and the context of its exception."""
    method, part, _ = OPERATIONS[operation]
    call = simulator.call()
    if operation in ("wait", "watch", "place_all"):
        simulator.stop_clock()
    else:
        simulator.fault({"delay_ms": 20_000}, method, part if part == TOKEN else EVERYTHING)
    simulator.ask("DELETE", "journal")
    program = start(sys.executable, Path(__file__).with_name("interrupted.py"), operation, call.id)
    simulator.wait_for_request(method, part)
    sent = time.monotonic()
    program.send_signal(signal.SIGINT)
    output, _ = program.communicate(timeout=60)
    ended, context = output.split()
    return float(ended) - sent, context


@pytest.mark.parametrize("operation", OPERATIONS)
def test_ctrl_c_ends_an_operation(simulator: Simulator, start: Start, operation: str) -> None:
    delays = []
    for _ in range(TRIES):
        simulator.reset()
        delay, context = interrupt_once(simulator, start, operation)
        assert context == OPERATIONS[operation][2]
        delays.append(delay)
        if delay <= PROMISE:
            return
    pytest.fail(f"it went on for {min(delays):.3f} s")


class Alarm(Exception):
    """Raised by a signal handler."""


@contextmanager
def alarm(after: float, handler: Any) -> Iterator[None]:
    """Calls a handler on the main thread after some time."""
    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def raise_alarm(*_: Any) -> None:
    raise Alarm


def test_the_exception_of_a_handler_is_raised(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call()
    with pytest.raises(Alarm) as caught, alarm(0.2, raise_alarm):
        call.wait()
    assert caught.value.__context__ is None
    # The next operation works.
    assert call.status() == call.state
    assert call.wait(timeout=0.1).kind is OutcomeKind.STILL_IN_PROGRESS


def test_an_interrupted_watch_ends_and_a_new_one_works(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call()
    watch = call.watch()
    with pytest.raises(Alarm), alarm(0.2, raise_alarm):
        next(watch)
    assert next(watch, None) is None
    simulator.advance(2.5)
    assert next(call.watch()).state.caller_status == "Success"


def test_a_handler_that_does_not_raise_interrupts_nothing(simulator: Simulator) -> None:
    calls = []
    simulator.fault({"delay_ms": 500}, "GET")
    call = simulator.call()
    with alarm(0.1, lambda *_: calls.append(1)):
        call.status()
    assert calls == [1]


def test_an_interrupted_create_call_may_have_placed_the_call(simulator: Simulator) -> None:
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    simulator.fault({"delay_ms": 20_000}, "POST")
    with pytest.raises(Alarm) as caught, alarm(0.3, raise_alarm):
        client.create_call(to=CALLEE, from_=CALLER)
    context = caught.value.__context__
    assert isinstance(context, ringout.MaybePlacedError)
    assert context.attempt is not None and context.attempt.to == CALLEE


def test_an_interrupted_connect(simulator: Simulator) -> None:
    # An address of the documentation range, which does not respond (RFC 5737).
    client = ringout.Client("https://192.0.2.1", "id", jwt="a.b.c", connect_timeout=20)
    began = time.monotonic()
    with alarm(0.2, raise_alarm), pytest.raises((Alarm, ringout.ConnectionFailedError)):
        client.call("1").status()
    assert time.monotonic() - began < 5
