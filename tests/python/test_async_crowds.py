"""With more operations than threads, deadlines and cancellations count from the call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import Any

import pytest

import ringout
from ringout import AsyncClient, CallRequest, OutcomeKind
from simulator import CALLER, EVERYTHING, RINGS_FOREVER, Simulator

WORKERS = 512
"""The number of worker threads."""
GRACE = 5.0
"""How many seconds late an operation may notice its deadline on a busy machine."""

STALL = {"delay_ms": 60_000}


async def timed(operation: Awaitable[object]) -> tuple[type[BaseException] | None, float]:
    """Returns the error of an operation, and after how many seconds it failed."""
    began = time.monotonic()
    try:
        await operation
    except ringout.RingOutError as error:
        return type(error), time.monotonic() - began
    return None, time.monotonic() - began


class Crowd:
    """Occupies every worker with an operation that stalls."""

    def __init__(self, simulator: Simulator, client: AsyncClient) -> None:
        self._simulator, self._client = simulator, client

    async def __aenter__(self) -> None:
        self._simulator.fault(STALL, "GET")
        call = self._client.call("1")
        self._tasks = [asyncio.ensure_future(call.status()) for _ in range(WORKERS)]
        while len(self._simulator.requests("GET", "/1")) < WORKERS:
            await asyncio.sleep(0.05)

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def run(simulator: Simulator, main: Any) -> None:
    async def with_client() -> None:
        async with simulator.async_client(request_timeout=60) as client:
            await client.refresh()
            await main(client)

    asyncio.run(with_client())


def test_2000_operations_end_at_their_deadlines(simulator: Simulator) -> None:
    async def main(client: AsyncClient) -> None:
        simulator.fault(STALL, "GET")
        call = client.with_timeout(1).call("1")
        ends = await asyncio.gather(*(timed(call.status()) for _ in range(2000)))
        assert {error for error, _ in ends} == {ringout.RequestTimeoutError}
        assert max(took for _, took in ends) < 1 + GRACE

    run(simulator, main)


def test_a_queued_request_past_its_deadline_is_not_sent(simulator: Simulator) -> None:
    async def main(client: AsyncClient) -> None:
        async with Crowd(simulator, client):
            quick = client.with_timeout(0.5)
            error, took = await timed(quick.create_call(to=RINGS_FOREVER, from_=CALLER))
            assert error is ringout.RequestTimeoutError
            assert 0.5 <= took < 0.5 + GRACE
            assert not simulator.requests("POST", "/ring-out")

    run(simulator, main)


def test_a_queued_request_that_is_cancelled_ends_at_once(simulator: Simulator) -> None:
    async def main(client: AsyncClient) -> None:
        async with Crowd(simulator, client):
            create = asyncio.ensure_future(client.create_call(to=RINGS_FOREVER, from_=CALLER))
            await asyncio.sleep(0.1)
            began = time.monotonic()
            create.cancel()
            with pytest.raises(asyncio.CancelledError):
                await create
            assert time.monotonic() - began < GRACE
            assert not simulator.requests("POST", "/ring-out")

    run(simulator, main)


def test_close_ends_queued_operations(simulator: Simulator) -> None:
    async def main(client: AsyncClient) -> None:
        async with Crowd(simulator, client), simulator.async_client(request_timeout=60) as other:
            create = asyncio.ensure_future(timed(other.create_call(to=RINGS_FOREVER, from_=CALLER)))
            await asyncio.sleep(0.1)
            await other.close()
            error, took = await create
            assert error is ringout.OperationCancelledError
            assert took < GRACE
            assert not simulator.requests("POST", "/ring-out")

    run(simulator, main)


def test_place_all_needs_no_operation_thread(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main(client: AsyncClient) -> None:
        async with Crowd(simulator, client):
            requests = [CallRequest(to=RINGS_FOREVER, from_=CALLER)] * 2
            results = [placed async for placed in client.place_all(requests, concurrency=1, total_timeout=2)]
            results.sort(key=lambda placed: placed.index)
            assert results[0].outcome and results[0].outcome.kind is OutcomeKind.STILL_IN_PROGRESS
            assert isinstance(results[1].error, ringout.RequestTimeoutError)

    run(simulator, main)


def test_a_wait_whose_cancel_fails_has_an_outcome(simulator: Simulator) -> None:
    simulator.stop_clock()
    simulator.fault({"error": "CMN-408"}, "DELETE", EVERYTHING)

    async def main(client: AsyncClient) -> None:
        call = await client.create_call(to=RINGS_FOREVER, from_=CALLER)
        outcome = await call.wait(timeout=0.1, cancel_on_timeout=True)
        assert outcome.kind is OutcomeKind.STILL_IN_PROGRESS

    run(simulator, main)
    call = simulator.call(RINGS_FOREVER)
    assert call.wait(timeout=0.1, cancel_on_timeout=True).kind is OutcomeKind.STILL_IN_PROGRESS
    assert len(simulator.requests("DELETE")) == 2


def test_total_timeout_ends_the_batch(simulator: Simulator) -> None:
    simulator.stop_clock()
    requests = [CallRequest(to=RINGS_FOREVER, from_=CALLER)] * 2
    began = time.monotonic()
    results = sorted(
        simulator.client().place_all(requests, concurrency=1, total_timeout=2), key=lambda placed: placed.index
    )
    assert 2 <= time.monotonic() - began < 2 + GRACE
    assert results[0].outcome and results[0].outcome.kind is OutcomeKind.STILL_IN_PROGRESS
    assert isinstance(results[1].error, ringout.RequestTimeoutError)
    with pytest.raises(ringout.InvalidArgumentError, match="total_timeout"):
        simulator.client().place_all(requests, total_timeout=-1)
