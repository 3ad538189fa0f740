"""Cancelling a task interrupts its operation, and tells what came of it."""

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
from simulator import CALLEE, CALLER, EVERYTHING, RINGS_FOR_EVER, TOKEN, Simulator

# The promise is 100 ms; the rest is for a busy machine.
SOON = 2.0

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
    """What the task itself raised: until Python 3.10, whoever waits for it gets another exception with that as its context."""
    assert isinstance(error, asyncio.CancelledError)
    while isinstance(error.__context__, asyncio.CancelledError):
        error = error.__context__
    return error


async def cancelled(operation: Awaitable[object], after: float = 0.1) -> asyncio.CancelledError:
    """What a task raises that is cancelled while its operation runs."""
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
def test_an_operation_that_hangs(simulator: Simulator, operation: str) -> None:
    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=RINGS_FOR_EVER, from_=CALLER)
        path = TOKEN if operation in ("login", "refresh") else EVERYTHING
        simulator.fault({"delay_ms": 20_000}, path=path)
        interruption = await cancelled(OPERATIONS[operation](client, call))
        assert interruption.args == ("enough",) and interruption.__context__ is None
        # Nothing of it stays.
        simulator.clear_faults()
        assert await call.status() == call.state

    asyncio.run(main())


def test_a_wait_that_is_cancelled_asks_no_more(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        client = simulator.async_client()
        await client.create_call(to=CALLEE, from_=CALLER)
        # The second call of this simulator, which no test before this one has asked for.
        call = await client.create_call(to=CALLEE, from_=CALLER)
        watch = call.watch()
        interruptions = [await cancelled(waiting) for waiting in (call.wait(), anext(watch))]
        assert [change async for change in watch] == []
        # The first look at a call comes a second after the create.
        await asyncio.sleep(1.5)
        assert not simulator.requests("GET", call.id)
        assert watch.outcome == call.outcome and len(interruptions) == 2

    asyncio.run(main())


def test_a_create_that_was_sent_may_have_been_placed(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 20_000}, "POST")
        interruption = await cancelled(client.create_call(to=CALLEE, from_=CALLER))
        lost = interruption.__context__
        assert isinstance(lost, MaybePlacedError) and lost.attempt is not None
        assert (lost.attempt.to, lost.attempt.from_) == (CALLEE, CALLER)
        assert len(simulator.requests("POST", "/ring-out")) == 1

    asyncio.run(main())


def test_a_create_that_was_not_sent_was_not_placed(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        simulator.fault({"delay_ms": 20_000}, path=TOKEN)
        interruption = await cancelled(client.create_call(to=CALLEE, from_=CALLER))
        assert interruption.__context__ is None
        await asyncio.sleep(0.1)
        assert not simulator.requests("POST", "/ring-out")

    asyncio.run(main())


async def answered_unseen(operation: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
    """A task whose operation has ended, on a loop that stood still meanwhile and does not know of it yet."""
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


def test_a_call_that_was_placed_at_that_moment_is_named(simulator: Simulator) -> None:
    async def main() -> None:
        task = await answered_unseen(simulator.async_client().create_call(to=CALLEE, from_=CALLER))
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        (call,) = simulator.ask("GET", "calls")["calls"]
        lost = innermost(caught.value).__context__
        assert isinstance(lost, MaybePlacedError) and call["id"] in str(lost)

    asyncio.run(main())


def test_an_answer_that_the_task_does_not_take_any_more(simulator: Simulator) -> None:
    """The task is cancelled between the arrival of the answer and its own next step."""
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
        for operation, lost in operations:
            task = await answered_unseen(operation)
            event_loop.call_soon(task.cancel)
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert isinstance(innermost(caught.value).__context__, lost)

    asyncio.run(main())
    gc.collect()
    assert complaints == []


def test_a_deadline_of_asyncios_own(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 20_000})
        began = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.call("x").status(), 0.2)
        with pytest.raises(asyncio.TimeoutError) as caught:
            await asyncio.wait_for(client.create_call(to=CALLEE), 0.2)
        assert time.monotonic() - began < 2 * (0.2 + SOON)
        assert isinstance(innermost(caught.value.__cause__).__context__, MaybePlacedError)

    asyncio.run(main())


# asyncio.timeout came with 3.11.
if sys.version_info >= (3, 11):

    def test_a_timeout_block(simulator: Simulator) -> None:
        async def main() -> None:
            client = simulator.async_client()
            call = await client.create_call(to=RINGS_FOR_EVER, from_=CALLER)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await call.wait()
            simulator.fault({"delay_ms": 20_000}, "POST")
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(0.2):
                    await client.create_call(to=CALLEE)
            interruption = caught.value.__cause__
            assert interruption is not None and isinstance(interruption.__context__, MaybePlacedError)

        asyncio.run(main())


def test_tasks_that_are_cancelled_at_once(simulator: Simulator) -> None:
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


def test_more_operations_than_threads_are_cancelled_soon(simulator: Simulator) -> None:
    """What no thread has taken yet does not wait for one."""

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
    call = simulator.call(RINGS_FOR_EVER)
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
    output, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert float(output) - sent < SOON
