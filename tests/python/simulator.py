"""Starts and controls the simulator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ringout import AsyncClient, Call, Client, testing

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


class Simulator(testing.Simulator):
    """A running simulator, with what the tests of this package need besides."""

    def __init__(self, *options: str) -> None:
        super().__init__(options=options, program=BINARY)
        self.start()

    @property
    def secrets(self) -> list[str]:
        return [self.ready["client_secret"], self.ready["jwt"]]

    @property
    def environment(self) -> dict[str, str]:
        """Also the variables of the examples, and that of builds that count lines."""
        counting = {name: os.environ[name] for name in ("LLVM_PROFILE_FILE",) if name in os.environ}
        return {**super().environment, **counting, "RINGOUT_CALLER": CALLER, "RINGOUT_RECIPIENT": CALLEE}

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
            "request_timeout": 30,
            "create_timeout": 30,
        }
        return {**defaults, **settings}

    def call(self, to: str = CALLEE, from_: str = CALLER, **settings: Any) -> Call:
        """Places a call with a new client."""
        return self.client(**settings).create_call(to=to, from_=from_)

    def fault(self, fault: Mapping[str, Any], method: str = "*", path: str = EVERYTHING, times: int = 0) -> None:
        """Breaks the next `times` requests; 0 means all of them."""
        super().fault(fault, method, path, times)

    def requests(self, method: str, part: str = "") -> list[dict[str, Any]]:
        """Returns the requests with this method whose path contains `part`."""
        return [asdict(entry) for entry in self.journal(method, part)]


def threads() -> int:
    """Returns the number of threads of this process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


@contextmanager
def while_running(task: Callable[[], object]) -> Iterator[Future[object]]:
    """Runs a task on another thread, and waits for it at the end of the block."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(task)
