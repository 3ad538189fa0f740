"""After a fork the child has threads, connections and logins of its own, whatever its parent was doing."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from simulator import BUSY, EVERYTHING, TOKEN, Simulator

# What the parent does until the fork. `in_the_middle` returns when the request whose answer is late has arrived.
BEFORE = """
    import json, os, sys, threading, time, urllib.request
    from ringout import CallRequest, Client
    client = Client.from_env()
    request = CallRequest(to={to!r})
    call = client.create_call(to=request.to)

    def aside(operation):
        threading.Thread(target=operation, daemon=True).start()

    def in_the_middle():
        faults = os.environ["RC_SERVER_URL"] + "/_simulator/faults"
        while json.load(urllib.request.urlopen(faults))["faults"]:
            time.sleep(0.01)

    # The library's threads hold locks for some microseconds after a look, and one that is held at a fork is never released
    # in the child. The next look is a second away.
    def at_rest():
        time.sleep(0.3)

"""
# What else the parent does, what it asks for without an answer until long after the fork, and what the child does then.
CASES = {
    "a call that the parent follows": (
        "watch = call.watch(); next(watch); at_rest()",
        None,
        "print(call.wait(timeout=10).kind)",
    ),
    "a call that the parent is looking at": (
        "watch = call.watch(); in_the_middle()",
        ("GET", EVERYTHING),
        "print(call.wait(timeout=10).kind)",
    ),
    "a login that the parent has begun": (
        "client = Client.from_env(); aside(client.call(call.id).status); in_the_middle()",
        ("POST", TOKEN),
        "print(client.call(call.id).wait(timeout=10).kind)",
    ),
    "many calls that the parent is placing": (
        "batch = client.place_all([request] * 2); aside(lambda: list(batch)); in_the_middle()",
        ("GET", EVERYTHING),
        "print(next(client.place_all([request], timeout=10)).outcome.kind)",
    ),
    "a client that the parent uses": (
        "watch = call.watch(); next(watch); at_rest()",
        None,
        "kind = watch.outcome.kind; del watch, call, client; print(kind)",
    ),
}
AFTER = """
    child = os.fork()
    if child == 0:
        {child}
        sys.stdout.flush()
        os._exit(0)
    deadline = time.monotonic() + 20
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, 9)
            raise SystemExit("the child hangs")
        time.sleep(0.01)
"""


@pytest.mark.parametrize("case", CASES)
def test_a_child_goes_on(case: str) -> None:
    parent, late, child = CASES[case]
    simulator = Simulator("--speed", "10", "--linger", "1000s")
    try:
        # The first login is answered.
        simulator.fault({"delay_ms": 0}, "POST", TOKEN, 1)
        if late:
            simulator.fault({"delay_ms": 4000}, *late, 1)
        program = textwrap.dedent(BEFORE.format(to=BUSY)) + parent + textwrap.dedent(AFTER.format(child=child))
        environment = {**simulator.environment, "PYTHONPATH": ":".join(sys.path)}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "Busy\n", "")
    finally:
        simulator.stop()
