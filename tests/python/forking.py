"""Forks repeatedly while four threads place, poll, follow and cancel calls with one client.

`forking.py FORKS TO` prints how many calls the parent and its children have placed. Each child uses its parent's client: it
places a call, polls it and a call of the parent, waits for both and cancels one. A child that does not end is killed, and the
program fails.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback

from ringout import Client

# Longer than every deadline of the client.
CHILD_TIMEOUT = 40


def work(client: Client, to: str, is_over: threading.Event, placed: list[int]) -> None:
    """Runs in each of the threads."""
    while not is_over.is_set():
        call = client.create_call(to=to)
        placed.append(1)
        call.status()
        for _ in call.watch(timeout=0.05):
            break
        call.cancel()


def in_child(client: Client, to: str) -> None:
    """Runs in each child, at the same time as the parent's threads."""
    inherited = calls[-1]
    own = client.create_call(to=to)
    own.status()
    inherited.status()
    inherited.wait(timeout=0.02)
    own.wait(timeout=0.02)
    own.cancel()


def fork(client: Client, to: str) -> None:
    """Forks, and returns when the child has ended."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            in_child(client, to)
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    deadline = time.monotonic() + CHILD_TIMEOUT
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, 9)
            os.waitpid(child, 0)
            raise SystemExit("a child hangs")
        time.sleep(0.002)
    if ended[1] != 0:
        raise SystemExit("a child failed")


forks, to = int(sys.argv[1]), sys.argv[2]
client = Client.from_env()
calls = [client.create_call(to=to)]
is_over, placed = threading.Event(), list[int]()
threads = [threading.Thread(target=work, args=(client, to, is_over, placed)) for _ in range(4)]
for thread in threads:
    thread.start()
try:
    for _ in range(forks):
        fork(client, to)
finally:
    is_over.set()
    for thread in threads:
        thread.join()
print(len(calls) + len(placed) + forks)
