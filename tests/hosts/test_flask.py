"""The Flask example under its own server: a browser that goes away hangs up, once."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import httpx
import pytest
from conftest import Start, await_line
from simulator import CALLEE, CALLER, Simulator


@pytest.fixture
def server(start: Start) -> Iterator[httpx.Client]:
    """A client of the example."""
    process = start(sys.executable, "-m", "flask", "--app", "flask_app", "run", "--port", "0")
    with httpx.Client(base_url=await_line(process, r"Running on (http://\S+)"), timeout=20) as client:
        yield client


def place(server: httpx.Client) -> str:
    response = server.post("/calls", json={"from_": CALLER, "to": CALLEE})
    assert response.status_code == 201, response.text
    call_id: str = response.json()["id"]
    return call_id


def test_a_browser_that_goes_away_hangs_up(simulator: Simulator, server: httpx.Client) -> None:
    call_id = place(server)
    with server.stream("GET", f"/calls/{call_id}/events") as response:
        assert next(response.iter_lines()) == "event: state"
    simulator.wait_for_request("DELETE", call_id)
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
