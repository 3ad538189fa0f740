"""The FastAPI example under uvicorn: a browser that goes away hangs up, once."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest
from conftest import Start, await_line
from simulator import CALLEE, CALLER, Simulator

RUNNING = r"Uvicorn running on (http://\S+)"


@pytest.fixture
def server(start: Start) -> Iterator[httpx.Client]:
    """A client of the example."""
    process = start(sys.executable, "-m", "uvicorn", "fastapi_app:app", "--port", "0")
    with httpx.Client(base_url=await_line(process, RUNNING), timeout=20) as client:
        client.process = process  # type: ignore[attr-defined]
        yield client


def place(server: httpx.Client) -> str:
    response = server.post("/calls", json={"from_": CALLER, "to": CALLEE})
    assert response.status_code == 201, response.text
    call_id: str = response.json()["id"]
    return call_id


def read_first_event(server: httpx.Client, call_id: str) -> None:
    with server.stream("GET", f"/calls/{call_id}/events") as response:
        assert next(response.iter_lines()) == "event: state"


def leave_at_once(server: httpx.Client, call_id: str) -> None:
    with server.stream("GET", f"/calls/{call_id}/events"):
        pass


def leave_after_a_change(server: httpx.Client, call_id: str) -> None:
    with server.stream("GET", f"/calls/{call_id}/events") as response:
        lines = response.iter_lines()
        next(lines)
        httpx.post(f"{SIMULATOR.url}/_simulator/clock", json={"advance_ms": 3000})
        assert "InProgress, caller Success" in "".join(next(lines) for _ in range(4))


SIMULATOR: Simulator


@pytest.mark.parametrize("leave", [read_first_event, leave_at_once, leave_after_a_change])
def test_a_browser_that_goes_away_hangs_up(
    simulator: Simulator, server: httpx.Client, leave: Callable[[httpx.Client, str], None]
) -> None:
    global SIMULATOR
    SIMULATOR = simulator
    call_id = place(server)
    leave(server, call_id)
    simulator.wait_for_request("DELETE", call_id)
    # The server is stopped, so nothing else can come.
    server.process.send_signal(signal.SIGTERM)  # type: ignore[attr-defined]
    assert server.process.wait(timeout=20) == -signal.SIGTERM  # type: ignore[attr-defined]
    (request,) = simulator.requests("DELETE", call_id)
    assert request["status"] == 204


def test_a_server_that_stops_hangs_up(simulator: Simulator, server: httpx.Client) -> None:
    call_id = place(server)
    with server.stream("GET", f"/calls/{call_id}/events") as response:
        next(response.iter_lines())
        server.process.send_signal(signal.SIGINT)  # type: ignore[attr-defined]
        server.process.send_signal(signal.SIGINT)  # type: ignore[attr-defined]
        server.process.wait(timeout=20)  # type: ignore[attr-defined]
    assert len(simulator.requests("DELETE", call_id)) == 1


def test_a_browser_that_stays_sees_the_end(simulator: Simulator, server: httpx.Client) -> None:
    call_id = place(server)
    with server.stream("GET", f"/calls/{call_id}/events") as response:
        lines = response.iter_lines()
        next(lines)
        simulator.advance(20)
        text = "\n".join(lines)
    assert text.endswith('event: end\ndata: "Completed"\n')
    assert not simulator.requests("DELETE")


def test_errors_have_their_status(simulator: Simulator, server: httpx.Client) -> None:
    assert server.post("/calls", json={"from_": CALLER, "to": "mother"}).status_code == 422
    assert server.get("/calls/unknown/events").status_code == 404
    simulator.fault({"status": 429, "headers": {"Retry-After": "60"}}, "POST")
    response = server.post("/calls", json={"from_": CALLER, "to": CALLEE})
    assert (response.status_code, response.headers["retry-after"]) == (429, "60")
