"""After a fork the child has its own threads, connections and logins, whatever its parent was doing."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from simulator import BUSY, CALLER, EVERYTHING, RINGS_FOREVER, TOKEN, Simulator

# The parent's code before the fork. `wait_until_in_flight` returns when the request with the delayed response has arrived.
BEFORE = """
    import json, os, sys, threading, time, urllib.request
    from ringout import CallRequest, Client
    client = Client.from_env()
    request = CallRequest(to={to!r})
    call = client.create_call(to=request.to)

    def run_in_thread(operation):
        threading.Thread(target=operation, daemon=True).start()

    def wait_until_in_flight():
        faults = os.environ["RC_SERVER_URL"] + "/_simulator/faults"
        while json.load(urllib.request.urlopen(faults))["faults"]:
            time.sleep(0.01)

"""
# For each case: more code of the parent, a request with a response long after the fork, and the code of the child.
CASES = {
    "a call that the parent follows": (
        "watch = call.watch(); next(watch)",
        None,
        "print(call.wait(timeout=60).kind)",
    ),
    "a call that the parent is polling": (
        "watch = call.watch(); wait_until_in_flight()",
        ("GET", EVERYTHING),
        "print(call.wait(timeout=60).kind)",
    ),
    "a login that is in flight in the parent": (
        "client = Client.from_env(); run_in_thread(client.call(call.id).status); wait_until_in_flight()",
        ("POST", TOKEN),
        "print(client.call(call.id).wait(timeout=60).kind)",
    ),
    "many calls that the parent is placing": (
        "batch = client.place_all([request] * 2); run_in_thread(lambda: list(batch)); wait_until_in_flight()",
        ("GET", EVERYTHING),
        "print(next(client.place_all([request], timeout=60)).outcome.kind)",
    ),
    "a client that the parent uses": (
        "watch = call.watch(); next(watch)",
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
def test_a_child_works(case: str) -> None:
    parent, late, child = CASES[case]
    simulator = Simulator("--speed", "10", "--linger", "1000s")
    try:
        # The first login gets a response.
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


def run(simulator: Simulator, *command: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    environment = {**simulator.environment, "PYTHONPATH": ":".join(sys.path)}
    # Python 3.12 warns about every fork of a process with threads.
    python = [sys.executable, "-W", "ignore::DeprecationWarning"]
    return subprocess.run(
        [*python, *command], env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


# Run tests/python/forking.py by hand for more forks.
FORKS = 40


def test_children_of_a_busy_parent_end_and_place_nothing_twice() -> None:
    simulator = Simulator("--linger", "1000s")
    try:
        done = run(simulator, str(Path(__file__).with_name("forking.py")), str(FORKS), RINGS_FOREVER, timeout=300)
        assert (done.returncode, done.stderr) == (0, "")
        assert int(done.stdout) == simulator.ask("GET", "state")["requests"]["create"]
    finally:
        simulator.stop()


# The child lives until its parent ends it.
LIVING_CHILD = """
import os, sys, threading
from ringout import Client
{before}
end, until = os.pipe()
child = os.fork()
if child == 0:
    os.close(until)
    {child}
    os.read(end, 1)
    os._exit(0)
os.close(end)
{parent}
os.close(until)
assert os.waitpid(child, 0)[1] == 0
"""


def test_a_child_does_not_hold_the_lock_of_the_token_file(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fault({"delay_ms": 1000}, "POST", TOKEN, 1)
    settings = simulator.settings(token_file=str(tmp_path / "tokens.json"))
    before = f"""
import json, time, urllib.request
client = Client(**{settings!r})
login = threading.Thread(target=client.refresh)
login.start()
while json.load(urllib.request.urlopen({simulator.url + "/_simulator/faults"!r}))["faults"]:
    time.sleep(0.01)
"""
    parent = """
login.join()
began = time.monotonic()
client.refresh()
print("late" if time.monotonic() - began > 5 else "in time")
"""
    done = run(simulator, "-c", LIVING_CHILD.format(before=before, child="pass", parent=parent))
    assert (done.returncode, done.stdout, done.stderr) == (0, "in time\n", "")


def test_a_subscriber_of_the_parent_is_not_called_in_the_child(simulator: Simulator) -> None:
    before = f"""
import asyncio
events, parent = [], os.getpid()
call = Client(**{simulator.settings()!r}).create_call(to={BUSY!r}, from_={CALLER!r})

def notify(event):
    events.append(type(event).__name__)
    assert os.getpid() == parent

async def follow():
    return call._follow(notify)

event_loop = asyncio.new_event_loop()
subscription = event_loop.run_until_complete(follow())
"""
    # Changes that the child sees do not go to the parent's subscriber.
    child = """
    assert call.wait(timeout=20).kind == "Busy"
    event_loop.run_until_complete(asyncio.sleep(0.3))
    assert not events
"""
    parent = """
while "Outcome" not in events:
    event_loop.run_until_complete(asyncio.sleep(0.05))
"""
    done = run(simulator, "-c", LIVING_CHILD.format(before=before, child=child, parent=parent))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_token_store_that_forks_returns_twice(simulator: Simulator) -> None:
    program = f"""
import os
from ringout import Client

class Store:
    child = None

    def load(self, key):
        if Store.child is None:
            Store.child = os.fork()
            if Store.child == 0:
                # The only thread of the child, one of the library's. It ends with this method.
                print(client.create_call(to={BUSY!r}).wait(timeout=20).kind, flush=True)
        return None

    def save(self, key, token):
        pass

client = Client(**{simulator.settings()!r}, token_store=Store())
print(client.create_call(to={BUSY!r}).wait(timeout=20).kind, flush=True)
assert os.waitpid(Store.child, 0)[1] == 0
"""
    done = run(simulator, "-c", program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Busy\nBusy\n", "")
    assert len(simulator.requests("POST", TOKEN)) == len(simulator.requests("POST", "/ring-out")) == 2
