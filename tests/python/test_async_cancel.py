"""Cancelling a task interrupts its operation and reports its effect."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

import ringout
from conftest import Start
from ringout import AsyncCall, AsyncClient, MaybePlacedError
from simulator import CALLEE, CALLER, EVERYTHING, RINGS_FOREVER, TOKEN, Simulator

# The documented limit is 100 ms; the rest is for a busy machine.
SOON = 5.0
# After this time a request is on its way, also on a busy machine.
SENT = 2.0

OPERATIONS: dict[str, Callable[[AsyncClient, AsyncCall], Awaitable[object]]] = {
    "login": lambda client, _: client.login(jwt="a.b.c"),
    "refresh": lambda client, _: client.refresh(),
    "request": lambda client, _: client.request("GET", f"{EVERYTHING}/~"),
    "forwarding_numbers": lambda client, _: client.forwarding_numbers(),
    "preflight": lambda client, _: client.preflight(),
    "log": lambda _, call: call.log(),
    "status": lambda _, call: call.status(),
    "cancel": lambda _, call: call.cancel(),
    "wait": lambda _, call: call.wait(),
    "watch": lambda _, call: anext(call.watch()),
}


def innermost(error: BaseException | None) -> asyncio.CancelledError:
    """Returns the exception that the task raised. In Python 3.10 the awaiting task gets another one, with that as its context."""
    assert isinstance(error, asyncio.CancelledError)
    while isinstance(error.__context__, asyncio.CancelledError):
        error = error.__context__
    return error


async def cancelled(operation: Awaitable[object], after: float = 0.1) -> asyncio.CancelledError:
    """Cancels a task while its operation runs, and returns what it raises."""
    task = asyncio.ensure_future(operation)
    await asyncio.sleep(after)
    began = time.monotonic()
    assert task.cancel("enough")
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert time.monotonic() - began < SOON
    assert task.cancelled()
    return innermost(caught.value)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_cancelling_an_operation_that_hangs(simulator: Simulator, operation: str) -> None:
    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=RINGS_FOREVER, from_=CALLER)
        path = TOKEN if operation in ("login", "refresh") else EVERYTHING
        simulator.fault({"delay_ms": 20_000}, path=path)
        interruption = await cancelled(OPERATIONS[operation](client, call))
        assert interruption.args == ("enough",) and interruption.__context__ is None
        # The next operation works.
        simulator.clear_faults()
        assert await call.status() == call.state

    asyncio.run(main())


def test_a_cancelled_wait_stops_polling(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        client = simulator.async_client()
        await client.create_call(to=CALLEE, from_=CALLER)
        # The second call of this simulator, which no earlier test has polled.
        call = await client.create_call(to=CALLEE, from_=CALLER)
        watch = call.watch()
        interruptions = [await cancelled(waiting) for waiting in (call.wait(), anext(watch))]
        assert [change async for change in watch] == []
        # The first poll of a call comes one second after it was placed.
        await asyncio.sleep(1.5)
        assert not simulator.requests("GET", call.id)
        assert watch.outcome == call.outcome and len(interruptions) == 2

    asyncio.run(main())


def test_a_cancelled_request_that_was_sent_may_have_placed_a_call(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 20_000}, "POST")
        interruption = await cancelled(client.create_call(to=CALLEE, from_=CALLER))
        context = interruption.__context__
        assert isinstance(context, MaybePlacedError) and context.attempt is not None
        assert (context.attempt.to, context.attempt.from_) == (CALLEE, CALLER)
        assert len(simulator.requests("POST", "/ring-out")) == 1

    asyncio.run(main())


def test_a_cancelled_request_that_was_not_sent_placed_nothing(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        simulator.fault({"delay_ms": 20_000}, path=TOKEN)
        interruption = await cancelled(client.create_call(to=CALLEE, from_=CALLER))
        assert interruption.__context__ is None
        await asyncio.sleep(0.1)
        assert not simulator.requests("POST", "/ring-out")

    asyncio.run(main())


async def finished_unseen(operation: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
    """Returns a task whose operation has ended while the loop was blocked, so that the loop has not handled the result yet."""
    event_loop = asyncio.get_running_loop()
    answered = threading.Event()
    call = event_loop.call_soon_threadsafe

    def call_soon_threadsafe(*args: Any, **settings: Any) -> asyncio.Handle:
        handle = call(*args, **settings)
        answered.set()
        return handle

    vars(event_loop)["call_soon_threadsafe"] = call_soon_threadsafe
    task = asyncio.create_task(operation)
    await asyncio.sleep(0)
    assert answered.wait(10)
    del vars(event_loop)["call_soon_threadsafe"]
    return task


def test_a_cancellation_names_a_call_that_was_just_placed(simulator: Simulator) -> None:
    async def main() -> None:
        task = await finished_unseen(simulator.async_client().create_call(to=CALLEE, from_=CALLER))
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        (call,) = simulator.ask("GET", "calls")["calls"]
        context = innermost(caught.value).__context__
        assert isinstance(context, MaybePlacedError) and call["id"] in str(context)

    asyncio.run(main())


def test_a_result_that_the_task_never_receives(simulator: Simulator) -> None:
    """The task is cancelled between the arrival of the result and its own next step."""
    complaints: list[Any] = []

    async def main() -> None:
        event_loop = asyncio.get_running_loop()
        event_loop.set_exception_handler(lambda _, context: complaints.append(context))
        client = simulator.async_client()
        operations: list[tuple[Coroutine[Any, Any, object], type]] = [
            (client.create_call(to=CALLEE, from_=CALLER), MaybePlacedError),
            (client.call("nothing").status(), ringout.NotFoundError),
            (client.request("GET", f"{EVERYTHING}/~/extension/~"), type(None)),
        ]
        for operation, kind in operations:
            task = await finished_unseen(operation)
            event_loop.call_soon(task.cancel)
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert isinstance(innermost(caught.value).__context__, kind)

    asyncio.run(main())
    gc.collect()
    assert complaints == []


def test_asyncio_wait_for(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 20_000})
        began = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.call("x").status(), 0.2)
        with pytest.raises(asyncio.TimeoutError) as caught:
            await asyncio.wait_for(client.create_call(to=CALLEE), SENT)
        assert time.monotonic() - began < 0.2 + SENT + 2 * SOON
        assert isinstance(innermost(caught.value.__cause__).__context__, MaybePlacedError)

    asyncio.run(main())


# asyncio.timeout is new in Python 3.11.
if sys.version_info >= (3, 11):

    def test_asyncio_timeout(simulator: Simulator) -> None:
        async def main() -> None:
            client = simulator.async_client()
            call = await client.create_call(to=RINGS_FOREVER, from_=CALLER)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await call.wait()
            simulator.fault({"delay_ms": 20_000}, "POST")
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(SENT):
                    await client.create_call(to=CALLEE)
            # The cause since Python 3.11.3, before that only the context.
            interruption = caught.value.__cause__ or caught.value.__context__
            assert interruption is not None and isinstance(interruption.__context__, MaybePlacedError)

        asyncio.run(main())


def test_tasks_cancelled_right_after_they_start(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        tasks = [asyncio.create_task(call.status()) for _ in range(200)]
        for number, task in enumerate(tasks):
            if number % 2:
                await asyncio.sleep(0)
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, (asyncio.CancelledError, ringout.CallState)) for result in results)
        assert any(isinstance(result, asyncio.CancelledError) for result in results)
        assert (await call.status()).call_status == "InProgress"

    asyncio.run(main())


def test_cancelling_twice(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 20_000})
        task = asyncio.create_task(client.create_call(to=CALLEE))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        assert isinstance(innermost(caught.value).__context__, MaybePlacedError)

    asyncio.run(main())


def test_queued_operations_are_cancelled_at_once(simulator: Simulator) -> None:
    """An operation that no thread has started is cancelled without waiting for a thread."""

    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        simulator.fault({"delay_ms": 20_000})
        tasks = [asyncio.create_task(call.status()) for _ in range(600)]
        await asyncio.sleep(0.5)
        began = time.monotonic()
        last = tasks[-1]
        last.cancel()
        with pytest.raises(asyncio.CancelledError):
            await last
        assert time.monotonic() - began < SOON
        await client.close()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(result) for result in results} == {asyncio.CancelledError, ringout.OperationCancelledError}

    asyncio.run(main())


def test_ctrl_c_ends_a_program(simulator: Simulator, start: Start) -> None:
    call = simulator.call(RINGS_FOREVER)
    program = (
        "import asyncio, json, time\n"
        "from ringout import AsyncClient\n"
        "async def main():\n"
        f"    client = AsyncClient(**json.loads({json.dumps(simulator.settings())!r}))\n"
        f"    await asyncio.gather(*(client.call({call.id!r}).wait() for _ in range(20)))\n"
        "try:\n"
        "    asyncio.run(main())\n"
        "except KeyboardInterrupt:\n"
        "    print(time.monotonic())\n"
    )
    simulator.ask("DELETE", "journal")
    process = start(sys.executable, "-c", program)
    simulator.wait_for_request("GET", call.id)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert float(output) - sent < SOON
