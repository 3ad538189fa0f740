"""The FastAPI example under uvicorn: a browser that goes away hangs up, once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest

from conftest import Start, await_line
from simulator import CALLEE, CALLER, Simulator


@dataclass(frozen=True)
class Server:
    """The example under uvicorn, and its browser."""

    process: subprocess.Popen[str]
    browser: httpx.Client

    def place(self) -> str:
        """Places a call and returns its id."""
        response = self.browser.post("/calls", json={"from_": CALLER, "to": CALLEE})
        assert response.status_code == 201, response.text
        call_id: str = response.json()["id"]
        return call_id

    def stop(self, *signals: signal.Signals) -> None:
        """Stops the server, so that nothing else can come from it."""
        for number in signals:
            self.process.send_signal(number)
        self.process.wait(timeout=20)


@pytest.fixture
def server(start: Start) -> Iterator[Server]:
    process = start(sys.executable, "-m", "uvicorn", "fastapi_app:app", "--port", "0")
    url = await_line(process, r"Uvicorn running on (http://\S+)")
    with httpx.Client(base_url=url, timeout=20) as browser:
        yield Server(process, browser)


def leave_after_an_event(simulator: Simulator, server: Server, call_id: str) -> None:
    with server.browser.stream("GET", f"/calls/{call_id}/events") as response:
        assert next(response.iter_lines()) == "event: state"


def leave_at_once(simulator: Simulator, server: Server, call_id: str) -> None:
    with server.browser.stream("GET", f"/calls/{call_id}/events"):
        pass


def leave_after_a_change(simulator: Simulator, server: Server, call_id: str) -> None:
    with server.browser.stream("GET", f"/calls/{call_id}/events") as response:
        lines = response.iter_lines()
        next(lines)
        simulator.advance(3)
        assert "InProgress, caller Success" in "".join(next(lines) for _ in range(4))


@pytest.mark.parametrize("leave", [leave_after_an_event, leave_at_once, leave_after_a_change])
def test_a_browser_that_goes_away_hangs_up(
    simulator: Simulator, server: Server, leave: Callable[[Simulator, Server, str], None]
) -> None:
    call_id = server.place()
    leave(simulator, server, call_id)
    simulator.wait_for_request("DELETE", call_id)
    server.stop(signal.SIGTERM)
    (request,) = simulator.requests("DELETE", call_id)
    assert request["status"] == 204


def test_a_server_that_stops_hangs_up(simulator: Simulator, server: Server) -> None:
    call_id = server.place()
    with server.browser.stream("GET", f"/calls/{call_id}/events") as response:
        next(response.iter_lines())
        # The second signal does not wait for open streams.
        server.stop(signal.SIGINT, signal.SIGINT)
    assert len(simulator.requests("DELETE", call_id)) == 1


def test_a_browser_that_stays_sees_the_end(simulator: Simulator, server: Server) -> None:
    call_id = server.place()
    with server.browser.stream("GET", f"/calls/{call_id}/events") as response:
        lines = response.iter_lines()
        next(lines)
        simulator.advance(20)
        text = "\n".join(lines)
    assert text.endswith('event: end\ndata: "Completed"\n')
    assert not simulator.requests("DELETE")


def test_errors_have_their_status(simulator: Simulator, server: Server) -> None:
    assert server.browser.post("/calls", json={"from_": CALLER, "to": "mother"}).status_code == 422
    assert server.browser.get("/calls/unknown/events").status_code == 404
    simulator.fault({"status": 429, "headers": {"Retry-After": "60"}}, "POST")
    response = server.browser.post("/calls", json={"from_": CALLER, "to": CALLEE})
    assert (response.status_code, response.headers["retry-after"]) == (429, "60")
