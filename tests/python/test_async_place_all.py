"""`place_all` with the asyncio client."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
import threading
import time
import weakref
from collections.abc import AsyncIterator
from typing import Any

import pytest

from conftest import Start
from ringout import (
    AsyncCall,
    AsyncPlaceAll,
    CallRequest,
    ForbiddenError,
    InvalidArgumentError,
    JournalEntry,
    JournalStep,
    MaybePlacedError,
    OperationCancelledError,
    OutcomeKind,
    Placed,
    StorageError,
)
from simulator import BUSY, CALLEE, REJECTED, RINGS_FOREVER, TOKEN, Simulator, threads
from test_async import run
from test_async_cancel import innermost
from test_place_all import NO_FUNDS, NO_SUCH_USER, SOON, creates, failing, hurry, requests


async def collect(batch: AsyncPlaceAll) -> list[Placed[AsyncCall]]:
    """Returns all results, ordered by their requests."""
    return sorted([placed async for placed in batch], key=lambda placed: placed.index)


def test_each_request_has_one_result(simulator: Simulator) -> None:
    hurry(simulator)

    async def main() -> None:
        async with simulator.async_client() as client:
            batch = client.place_all(iter(requests(CALLEE, BUSY, NO_FUNDS, REJECTED)))
            assert isinstance(batch, AsyncPlaceAll) and isinstance(batch, AsyncIterator) and batch.remaining == 4
            found = []
            async for placed in batch:
                found.append(placed)
                assert batch.remaining == 4 - len(found)
            found.sort(key=lambda placed: placed.index)
            assert [placed.index for placed in found] == [0, 1, 2, 3]
            kinds = [placed.outcome and placed.outcome.kind for placed in found]
            assert kinds == [OutcomeKind.COMPLETED, OutcomeKind.BUSY, None, OutcomeKind.REJECTED]
            refused = found.pop(2)
            assert refused.call is None and isinstance(refused.error, ForbiddenError)
            for placed in found:
                assert isinstance(placed.call, AsyncCall) and placed.call.outcome == placed.outcome
                assert await placed.call.cancel() == "AlreadyEnded"
            assert await collect(batch) == []

    run(main)
    assert creates(simulator) == 4


@pytest.mark.parametrize("waits", [False, True], ids=["function", "coroutine function"])
def test_a_journal_is_written_on_the_loops_thread(simulator: Simulator, waits: bool) -> None:
    hurry(simulator)
    entries: list[JournalEntry] = []

    def write(entry: JournalEntry) -> None:
        assert threading.current_thread() is threading.main_thread() and asyncio.get_running_loop()
        entries.append(entry)

    async def write_later(entry: JournalEntry) -> None:
        await asyncio.sleep(0.05)
        # The next entry comes only when this one is written.
        write(entry)

    async def main() -> None:
        batch = simulator.async_client().place_all(requests(BUSY), journal=write_later if waits else write)
        (placed,) = await collect(batch)
        assert placed.call is not None
        assert entries == [
            JournalEntry("Placing", 0, entries[0].at, BUSY, entries[0].from_),
            JournalEntry("Placed", 0, entries[1].at, BUSY, entries[0].from_, placed.call.id),
            JournalEntry("Ended", 0, entries[2].at, BUSY, entries[0].from_, placed.call.id, placed.outcome),
        ]

    run(main)


@pytest.mark.parametrize("waits", [False, True], ids=["function", "coroutine function"])
def test_a_journal_that_raises(simulator: Simulator, waits: bool) -> None:
    hurry(simulator)
    full = OSError("the disk is full")
    write = failing(JournalStep.PLACING, 1, full)

    async def write_later(entry: JournalEntry) -> None:
        await asyncio.sleep(0)
        write(entry)

    async def main() -> None:
        journal = write_later if waits else write
        found = await collect(simulator.async_client().place_all(requests(BUSY, BUSY, BUSY), journal=journal))
        assert found[0].outcome is not None and found[0].outcome.kind is OutcomeKind.BUSY
        for placed in found[1:]:
            assert isinstance(placed.error, StorageError) and placed.error.__cause__ is full

    run(main)
    assert creates(simulator) == 1


def test_a_journal_task_that_is_cancelled(simulator: Simulator) -> None:
    async def journal(_: JournalEntry) -> None:
        current = asyncio.current_task()
        assert current is not None
        current.cancel()
        await asyncio.sleep(1)

    async def main() -> None:
        (placed,) = await collect(simulator.async_client().place_all(requests(BUSY), journal=journal))
        assert isinstance(placed.error, StorageError) and "CancelledError" in str(placed.error)

    run(main)
    assert not creates(simulator)


def test_the_loop_is_not_blocked(simulator: Simulator) -> None:
    simulator.stop_clock()
    simulator.fault({"delay_ms": 200}, "POST")

    async def main() -> None:
        client = simulator.async_client()
        task = asyncio.create_task(collect(client.place_all(requests(*[BUSY] * 3))))
        longest, last, began = 0.0, time.monotonic(), time.monotonic()
        while last < began + 1:
            await asyncio.sleep(0)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        assert longest < 0.9 and not task.done()
        assert len(await client.caller_ids()) == 3
        simulator.advance(10)
        assert [placed.outcome and placed.outcome.kind for placed in await task] == [OutcomeKind.BUSY] * 3

    run(main)


def test_cancelling_the_task_stops_placing(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        batch = simulator.async_client().place_all(requests(BUSY, BUSY, BUSY), concurrency=2)
        task = asyncio.create_task(collect(batch))
        while creates(simulator) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        began = time.monotonic()
        task.cancel("enough")
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        assert time.monotonic() - began < SOON
        assert innermost(caught.value).args == ("enough",) and innermost(caught.value).__context__ is None
        simulator.advance(30)
        await asyncio.sleep(0.2)
        assert creates(simulator) == 2 and batch.remaining == 3
        # A second loop gets the remaining results.
        left = await collect(batch)
        assert [type(placed.error) for placed in left] == [OperationCancelledError] * 3
        assert [placed.call is not None for placed in left] == [True, True, False]
        assert creates(simulator) == 2 and batch.remaining == 0

    run(main)


def test_a_timeout_around_a_loop(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        batch = simulator.async_client().place_all(requests(RINGS_FOREVER, RINGS_FOREVER), concurrency=1)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(collect(batch), 2)
        first, second = await collect(batch)
        assert first.call is not None and second.call is None
        assert await first.call.cancel() == "HungUp"

    run(main)
    assert creates(simulator) == 1


def test_cancelling_while_a_request_is_sent(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 20_000}, "POST")
        batch = client.place_all(requests(BUSY, BUSY))
        task = asyncio.create_task(collect(batch))
        # The simulator records a request when it responds.
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        assert isinstance(innermost(caught.value).__context__, MaybePlacedError)
        first, second = await collect(batch)
        assert isinstance(first.error, MaybePlacedError) and isinstance(second.error, OperationCancelledError)

    run(main)
    assert creates(simulator) == 1


def test_cancelling_before_a_request_is_sent(simulator: Simulator) -> None:
    simulator.fault({"delay_ms": 20_000}, path=TOKEN)

    async def main() -> None:
        batch = simulator.async_client().place_all(requests(BUSY, BUSY))
        task = asyncio.create_task(collect(batch))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert [type(placed.error) for placed in await collect(batch)] == [OperationCancelledError] * 2

    run(main)
    assert creates(simulator) == 0


def test_cancelling_while_the_journal_is_written(simulator: Simulator) -> None:
    """An entry is written to the end, unless that takes too long."""
    written: list[JournalStep] = []
    slow = 0.3

    async def journal(entry: JournalEntry) -> None:
        await asyncio.sleep(slow)
        written.append(entry.step)

    async def main() -> None:
        nonlocal slow
        client = simulator.async_client()
        task = asyncio.create_task(collect(client.place_all(requests(BUSY), journal=journal)))
        while not creates(simulator):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert written == ["Placing", "Placed"]

        slow = 1000
        task = asyncio.create_task(collect(client.place_all(requests(BUSY), journal=journal)))
        await asyncio.sleep(0.5)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert 0.5 < time.monotonic() - began < 20

    run(main)
    assert creates(simulator) == 1


def test_one_task_at_a_time(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        batch = simulator.async_client().place_all(requests(BUSY), timeout=0.5)
        first = asyncio.create_task(collect(batch))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="another task"):
            await anext(batch)
        assert len(await first) == 1

    run(main)


def test_close_stops_placing(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        async with simulator.async_client() as client:
            task = asyncio.create_task(collect(client.place_all(requests(BUSY, BUSY), concurrency=1)))
            while not creates(simulator):
                await asyncio.sleep(0.01)
        assert [type(placed.error) for placed in await task] == [OperationCancelledError] * 2
        with pytest.raises(InvalidArgumentError, match="closed"):
            client.place_all(requests(BUSY))

    run(main)
    assert creates(simulator) == 1


def test_leaving_the_loop_frees_its_threads(simulator: Simulator) -> None:
    hurry(simulator)

    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        async for placed in client.place_all(requests(*[NO_SUCH_USER] * 5), concurrency=1):
            assert placed.index == 0
            break
        # A waiting task that is deleted together with its coroutine.
        waiting = client.place_all(requests(RINGS_FOREVER, RINGS_FOREVER), concurrency=1).__anext__()
        waiting.send(None)
        while creates(simulator) < 2:
            await asyncio.sleep(0.01)
        waiting.close()
        # A waiting iterator that is kept. Its results are available when the core has finished.
        iterator = client.place_all(requests(RINGS_FOREVER, RINGS_FOREVER), concurrency=1)
        waiting = iterator.__anext__()
        waiting.send(None)
        while creates(simulator) < 3:
            await asyncio.sleep(0.01)
        waiting.close()
        with pytest.raises(RuntimeError, match="another task"):
            await anext(iterator)
        await asyncio.sleep(0.5)
        assert [type(placed.error) for placed in await collect(iterator)] == [OperationCancelledError] * 2
        del waiting, client, iterator
        gc.collect()
        # Idle workers end after 5 s.
        deadline = time.monotonic() + 10
        while threads() > before and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        assert threads() <= before

    gc.collect()
    before = threads()
    run(main)
    assert creates(simulator) == 3


def test_calls_outlive_the_iterator(simulator: Simulator) -> None:
    async def main() -> None:
        async with simulator.async_client() as client:
            batch = client.place_all(requests(RINGS_FOREVER), timeout=0.1)
            placed = await anext(batch)
            del batch
            gc.collect()
            assert placed.call is not None
            assert (await placed.call.wait(timeout=0.2)).kind is OutcomeKind.STILL_IN_PROGRESS
            async for _ in placed.call.watch(timeout=0.2):
                pass

    run(main)


def test_closing_the_loop_stops_placing(simulator: Simulator) -> None:
    """The task is not cancelled, but no more calls are placed once results cannot be delivered."""
    heavy, light = {"limit": 1, "window_s": 2, "penalty_s": 2}, {"limit": 5000, "window_s": 2, "penalty_s": 2}
    simulator.ask("POST", "limits", {"heavy": heavy, "light": light})

    async def main() -> None:
        batch = simulator.async_client().place_all(requests(*[RINGS_FOREVER] * 5))
        task = asyncio.create_task(collect(batch))
        while not creates(simulator):
            await asyncio.sleep(0.01)
        tasks.append(task)

    tasks: list[asyncio.Task[Any]] = []
    event_loop = asyncio.new_event_loop()
    event_loop.run_until_complete(main())
    event_loop.close()
    # The rate limit would allow another request.
    time.sleep(2.5)
    assert creates(simulator) == 1
    simulator.ask("POST", "limits", {"off": True})
    # This task never ends.
    abandoned: Any = tasks.pop()
    abandoned._log_destroy_pending = False


def test_ctrl_c_ends_a_program(simulator: Simulator, start: Start) -> None:
    simulator.stop_clock()
    program = f"""
import asyncio, json, time
from ringout import AsyncClient, CallRequest
async def main():
    client = AsyncClient(**json.loads({json.dumps(simulator.settings())!r}))
    async for placed in client.place_all([CallRequest(to={BUSY!r})] * 3, concurrency=2, journal=lambda entry: print(entry, flush=True)):
        pass
try:
    asyncio.run(main())
except KeyboardInterrupt:
    print(time.monotonic())
"""
    process = start(sys.executable, "-c", program)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=10)
    assert process.returncode == 0 and "1 Placed" in lines[3]
    assert float(output) - sent < SOON
    assert creates(simulator) == 2


def test_reference_cycles_are_collected(simulator: Simulator) -> None:
    class Operator:
        def __init__(self) -> None:
            self.entries: list[JournalEntry] = []
            self.batch = simulator.async_client().place_all(requests(NO_FUNDS), journal=self.write)

        async def write(self, entry: JournalEntry) -> None:
            self.entries.append(entry)

        async def place(self) -> None:
            async for placed in self.batch:
                assert placed.error is not None
                raise placed.error

    alive: list[weakref.ref[Operator]] = []

    async def main() -> None:
        operator = Operator()
        alive.append(weakref.ref(operator))
        with pytest.raises(ForbiddenError):
            await operator.place()

    run(main)
    assert alive[0]() is None


@pytest.mark.parametrize("waits", [False, True], ids=["function", "coroutine function"])
def test_a_journal_that_ends_the_program(simulator: Simulator, waits: bool) -> None:
    def write(_: JournalEntry) -> None:
        raise SystemExit("enough")

    async def write_later(entry: JournalEntry) -> None:
        await asyncio.sleep(0)
        write(entry)

    async def main() -> None:
        await collect(simulator.async_client().place_all(requests(BUSY), journal=write_later if waits else write))

    with pytest.raises(SystemExit, match="enough"):
        asyncio.run(main())
    assert not creates(simulator)


def test_wrong_arguments(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        with pytest.raises(InvalidArgumentError) as caught:
            client.place_all([*requests(BUSY), CallRequest(to="x")])
        assert caught.value.parameter == "requests[1].to"
        wrong: list[tuple[Any, dict[str, Any]]] = [
            (None, {}),
            ([BUSY], {}),
            (requests(BUSY), {"journal": "calls.log"}),
            (requests(BUSY), {"concurrency": "2"}),
            (requests(BUSY), {"surprise": 1}),
        ]
        for given, options in wrong:
            with pytest.raises(TypeError):
                client.place_all(given, **options)
        assert await collect(client.place_all([])) == []

    run(main)
    with pytest.raises(RuntimeError, match="no running event loop"):
        simulator.async_client().place_all(requests(BUSY))
    assert not simulator.requests("POST")
