"""The end of a program that still has clients: it never waits for threads that can no longer take the GIL."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from simulator import Simulator

# Where the last handle is dropped: by the globals of the program, by the garbage collector, by a daemon thread.
ENDINGS = {
    "globals": "handles = make()",
    "a cycle": "handles = make(); handles.append(handles); del handles",
    "a daemon thread": (
        "def hold(): handles = make(); started.set(); threading.Event().wait()\n"
        "started = threading.Event(); threading.Thread(target=hold, daemon=True).start(); started.wait()"
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_ends_while_its_clients_poll_and_log(simulator: Simulator, ending: str) -> None:
    call = simulator.call()
    simulator.fault({"delay_ms": 20}, "GET", times=10_000)
    settings = json.dumps(simulator.settings())
    program = (
        "import json, logging, threading, time\n"
        "from ringout import Client\n"
        # Each poll logs a line, so the trackers' threads are in this handler when the program ends. The interpreter waits three
        # seconds for them and then ends without them.
        "slow = threading.Event()\n"
        # Its frames must not keep the globals of the program alive, or nothing would be dropped at the end.
        "names = {'logging': logging, 'time': time, 'slow': slow}\n"
        "exec('class Slow(logging.Handler):\\n"
        "    def emit(self, record): slow.is_set() and time.sleep(60)\\n"
        "    def createLock(self): self.lock = None', names)\n"
        "logging.getLogger('ringout').addHandler(names['Slow']())\n"
        "logging.getLogger('ringout').setLevel(logging.DEBUG)\n"
        f"settings = json.loads({settings!r})\n"
        "first = Client(**settings)\n"
        f"first.call({call.id!r}).status()\n"
        "token = first.token\n"
        "slow.set()\n"
        "def make():\n"
        "    handles = []\n"
        "    for _ in range(20):\n"
        "        client = Client(**settings)\n"
        "        client.set_token(token)\n"
        f"        watched = client.call({call.id!r})\n"
        "        handles += [client, watched, watched.watch()]\n"
        "    return handles\n"
        f"{ENDINGS[ending]}\n"
        "time.sleep(0.2)\n"
        "print('bye')"
    )
    command = [sys.executable, "-X", "faulthandler", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "bye\n", "")
