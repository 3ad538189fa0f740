"""Starts and controls the simulator."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ringout import AsyncClient, Call, Client

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("RINGOUT_SIMULATOR", str(ROOT / "target" / "debug" / "ringout-simulator"))

CALLER = "+16505550123"
CALLEE = "+16505550100"
# The last digits of a number decide its behaviour.
BUSY, NO_ANSWER, REJECTED, VANISHES, RINGS_FOREVER, UNDOCUMENTED = (
    f"+1650555{digits}" for digits in ("0486", "0408", "0603", "0481", "0180", "0700")
)
EVERYTHING = "/restapi/v1.0/account"
TOKEN = "/restapi/oauth/token"


class Simulator:
    """A running simulator and its admin API."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen([BINARY, "--quiet", *options], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.url: str = self.ready["url"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate()

    @property
    def secrets(self) -> list[str]:
        return [self.ready["client_secret"], self.ready["jwt"]]

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of RingCentral's own samples."""
        return {
            "RC_SERVER_URL": self.url,
            "RC_APP_CLIENT_ID": self.ready["client_id"],
            "RC_APP_CLIENT_SECRET": self.ready["client_secret"],
            "RC_USER_JWT": self.ready["jwt"],
            "RINGOUT_CALLER": CALLER,
            "RINGOUT_RECIPIENT": CALLEE,
        }

    def client(self, **settings: Any) -> Client:
        """Creates a client of this simulator. `settings` override the defaults."""
        return Client(**self.settings(**settings))

    def async_client(self, **settings: Any) -> AsyncClient:
        """Creates a client for asyncio."""
        return AsyncClient(**self.settings(**settings))

    def settings(self, **settings: Any) -> dict[str, Any]:
        """Returns the settings of a client of this simulator."""
        defaults = {
            "server": self.url,
            "client_id": self.ready["client_id"],
            "client_secret": self.ready["client_secret"],
            "jwt": self.ready["jwt"],
            "request_timeout": 10,
            "create_timeout": 10,
        }
        return {**defaults, **settings}

    def call(self, to: str = CALLEE, from_: str = CALLER, **settings: Any) -> Call:
        """Places a call with a new client."""
        return self.client(**settings).create_call(to=to, from_=from_)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Sends a request to the admin API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_simulator/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or b"null")

    def reset(self) -> None:
        self.ask("POST", "reset", {})

    def stop_clock(self) -> None:
        self.ask("POST", "clock", {"running": False})

    def advance(self, seconds: float) -> None:
        """Advances the clock. Everything due by then has happened on return."""
        self.ask("POST", "clock", {"advance_ms": round(seconds * 1000)})

    def fault(self, fault: dict[str, Any], method: str = "*", path: str = EVERYTHING, times: int = 0) -> None:
        """Breaks the next `times` requests; 0 means all of them."""
        self.ask("POST", "faults", {"method": method, "path": path, "times": times, "fault": fault})

    def clear_faults(self) -> None:
        self.ask("DELETE", "faults")

    def requests(self, method: str, part: str = "") -> list[dict[str, Any]]:
        """Returns the requests with this method whose path contains `part`."""
        journal = self.ask("GET", "journal")["requests"]
        return [entry for entry in journal if entry["method"] == method and part in entry["path"]]

    def wait_for_request(self, method: str, part: str = "") -> None:
        """Waits until such a request has arrived."""
        deadline = time.monotonic() + 20
        while not self.requests(method, part):
            assert time.monotonic() < deadline, f"no {method} request with {part} in its path arrived"
            time.sleep(0.01)


def threads() -> int:
    """Returns the number of threads of this process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


@contextmanager
def while_running(task: Callable[[], object]) -> Iterator[Future[object]]:
    """Runs a task on another thread, and waits for it at the end of the block."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(task)
