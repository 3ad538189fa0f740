"""After a fork the child has threads, connections and logins of its own, whatever its parent was doing."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from simulator import BUSY, CALLER, EVERYTHING, RINGS_FOR_EVER, TOKEN, Simulator

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

"""
# What else the parent does, what it asks for without an answer until long after the fork, and what the child does then.
CASES = {
    "a call that the parent follows": (
        "watch = call.watch(); next(watch)",
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


def run(simulator: Simulator, *command: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    environment = {**simulator.environment, "PYTHONPATH": ":".join(sys.path)}
    # Python 3.12 warns of any fork of a process with threads.
    python = [sys.executable, "-W", "ignore::DeprecationWarning"]
    return subprocess.run(
        [*python, *command], env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


# More forks can be had by hand: tests/python/forking.py.
FORKS = 40


def test_no_child_of_a_busy_parent_hangs_and_nothing_is_placed_twice() -> None:
    simulator = Simulator("--linger", "1000s")
    try:
        done = run(simulator, str(Path(__file__).with_name("forking.py")), str(FORKS), RINGS_FOR_EVER, timeout=300)
        assert (done.returncode, done.stderr) == (0, "")
        assert int(done.stdout) == simulator.ask("GET", "state")["requests"]["create"]
    finally:
        simulator.stop()


# The child is there for as long as its parent wants it.
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


def test_a_child_does_not_keep_the_lock_of_the_token_file(simulator: Simulator, tmp_path: Path) -> None:
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


def test_a_listener_of_the_parent_hears_nothing_in_the_child(simulator: Simulator) -> None:
    before = f"""
import asyncio
heard, parent = [], os.getpid()
call = Client(**{simulator.settings()!r}).create_call(to={BUSY!r}, from_={CALLER!r})

def tell(news):
    heard.append(type(news).__name__)
    assert os.getpid() == parent

async def follow():
    return call._follow(tell)

event_loop = asyncio.new_event_loop()
following = event_loop.run_until_complete(follow())
"""
    # Whatever the child learns of the call, the parent's listener is not for it.
    child = """
    assert call.wait(timeout=20).kind == "Busy"
    event_loop.run_until_complete(asyncio.sleep(0.3))
    assert not heard
"""
    parent = """
while "Outcome" not in heard:
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
                # One of the library's own threads, and the only one of the child. It ends with this method.
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
