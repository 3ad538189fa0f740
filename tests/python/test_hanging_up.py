"""Calls that are hung up when a wait, a block or a request to place one is left: once, and only then."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from typing import Any

import pytest

from conftest import Start
from ringout import (
    AsyncCall,
    AsyncClient,
    Call,
    Client,
    MaybePlacedError,
    OperationCancelledError,
    OutcomeKind,
)
from simulator import CALLEE, CALLER, EVERYTHING, RINGS_FOREVER, Simulator, while_running

# The documented limit for an interruption is 100 ms; the rest is for a busy machine.
SOON = 5.0


@pytest.fixture(autouse=True)
def stopped(simulator: Simulator) -> None:
    """No call ends by itself."""
    simulator.stop_clock()


def hung_up(simulator: Simulator, call: Call | AsyncCall) -> int:
    """Returns how often a call was hung up."""
    return len(simulator.requests("DELETE", call.id))


def expect_hang_up(simulator: Simulator, call: Call | AsyncCall) -> None:
    """Expects that the call is hung up soon, once."""
    simulator.wait_for_request("DELETE", call.id)
    expect_end(call)
    assert hung_up(simulator, call) == 1


def expect_end(call: Call | AsyncCall) -> None:
    deadline = time.monotonic() + 5
    while call.outcome.kind is OutcomeKind.STILL_IN_PROGRESS:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert call.outcome.kind is OutcomeKind.CANCELLED


# The blocking client.


def break_out(call: Call) -> None:
    for _ in call.watch(cancel_on_exit=True):
        break


def fail_in_a_loop(call: Call) -> None:
    with pytest.raises(ZeroDivisionError):
        for _ in call.watch(cancel_on_exit=True):
            raise ZeroDivisionError


def drop_a_watch(call: Call) -> None:
    watch = call.watch(cancel_on_exit=True)
    del watch


def collect_a_watch(call: Call) -> None:
    cycle: list[Any] = [call.watch(cancel_on_exit=True)]
    cycle.append(cycle)
    del cycle
    gc.collect()


def close_the_client(call: Call, client: Client) -> None:
    """Waits on another thread, until the client is closed."""
    with while_running(lambda: call.wait(cancel_on_exit=True)) as waiting:
        time.sleep(0.1)
        client.close()
        with pytest.raises(OperationCancelledError, match="being hung up"):
            waiting.result(timeout=SOON)


LEAVING: dict[str, Callable[[Call], None]] = {
    "break": break_out,
    "an exception": fail_in_a_loop,
    "a deleted watch": drop_a_watch,
    "a collected watch": collect_a_watch,
}


@pytest.mark.parametrize("way", LEAVING)
def test_a_watch_that_is_left_hangs_up(simulator: Simulator, way: str) -> None:
    call = simulator.call()
    if way in ("break", "an exception"):
        simulator.advance(3)
    LEAVING[way](call)
    simulator.wait_for_request("DELETE", call.id)
    with call:
        pass  # Waits for the hang-up in flight, and does not repeat it.
    assert hung_up(simulator, call) == 1


def test_a_wait_hangs_up_when_its_client_is_closed(simulator: Simulator) -> None:
    client = simulator.client()
    call = client.create_call(to=CALLEE, from_=CALLER)
    close_the_client(call, client)
    expect_hang_up(simulator, call)


def test_a_wait_with_an_outcome_does_not_hang_up(simulator: Simulator) -> None:
    call = simulator.call()
    assert call.wait(timeout=0.05, cancel_on_exit=True).kind is OutcomeKind.STILL_IN_PROGRESS
    assert list(call.watch(timeout=0.05, cancel_on_exit=True)) == []
    watch = call.watch(cancel_on_exit=True)
    call.detach()
    del watch
    simulator.advance(20)
    assert call.wait(cancel_on_exit=True).kind is OutcomeKind.COMPLETED
    drop_a_watch(call)
    with call:
        pass
    assert hung_up(simulator, call) == 0


def test_a_block_hangs_up_unless_the_call_is_detached(simulator: Simulator) -> None:
    with simulator.call(RINGS_FOREVER) as call:
        assert call.state == call.status()
    assert call.outcome.kind is OutcomeKind.CANCELLED
    assert hung_up(simulator, call) == 1

    with pytest.raises(ZeroDivisionError), simulator.call() as call:
        raise ZeroDivisionError
    assert hung_up(simulator, call) == 1

    with simulator.call() as call:
        call.detach()
    assert hung_up(simulator, call) == 0
    with call, call:
        pass
    assert hung_up(simulator, call) == 1, "a block that begins later hangs up"


def test_a_block_ends_soon_if_the_hang_up_fails(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    call = simulator.call()
    simulator.fault({"delay_ms": 20_000}, "DELETE")
    began = time.monotonic()
    with caplog.at_level(logging.INFO, "ringout"), call:
        pass
    assert 4.5 < time.monotonic() - began < 5 + SOON
    (record,) = [record for record in caplog.records if call.id in record.getMessage()]
    assert record.levelno == logging.WARNING and record.getMessage().startswith(f"could not hang up the call {call.id}")


def test_a_block_of_a_closed_client_hangs_up(simulator: Simulator) -> None:
    client = simulator.client()
    with client.create_call(to=CALLEE, from_=CALLER) as call:
        client.close()
    expect_hang_up(simulator, call)


def test_the_log_has_the_effect(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "ringout"), simulator.call(RINGS_FOREVER) as call:
        pass
    (record,) = [record for record in caplog.records if call.id in record.getMessage()]
    assert (record.levelno, record.getMessage()) == (logging.INFO, f"hung up the call {call.id}: HungUp")


# The end of the program.

PROGRAM = """
import sys, time
from ringout import Client

call = Client.from_env().create_call(to="+16505550100", from_="+16505550123")
print(call.id, flush=True)
{rest}
"""
ENDINGS = {
    "Ctrl-C in a wait": "call.wait(cancel_on_exit=True)",
    "Ctrl-C in a loop": "watch = call.watch(cancel_on_exit=True)\nfor _ in watch: pass",
    "Ctrl-C in a block": "with call: time.sleep(60)",
    "a global watch": "watch = call.watch(cancel_on_exit=True)",
    "sys.exit in a block": "with call: sys.exit()",
    "a block that was never left": "call.__enter__()",
    "a thread that waits": (
        "import threading\n"
        "threading.Thread(target=call.wait, kwargs={'cancel_on_exit': True}, daemon=True).start()\n"
        "with call: time.sleep(0.1)"
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_of_the_program_waits_for_the_hang_up(simulator: Simulator, start: Start, ending: str) -> None:
    # The library repeats the request after half a second, which is longer than the interpreter needs to end.
    simulator.fault({"drop": "before-processing"}, "DELETE", times=1)
    program = start(sys.executable, "-c", PROGRAM.format(rest=ENDINGS[ending]))
    assert program.stdout is not None
    call_id = program.stdout.readline().strip()
    if ending.startswith("Ctrl-C"):
        time.sleep(0.3)
        program.send_signal(signal.SIGINT)
    program.wait(timeout=60)
    statuses = [request["status"] for request in simulator.requests("DELETE", call_id)]
    assert statuses.count(204) == 1, statuses


def test_the_log_has_the_effect_at_the_end_of_the_program(simulator: Simulator, start: Start) -> None:
    logs = "import logging, sys; logging.basicConfig(level=logging.INFO, stream=sys.stdout)"
    program = start(sys.executable, "-c", logs + PROGRAM.format(rest=ENDINGS["a global watch"]))
    output, _ = program.communicate(timeout=60)
    call_id = output.splitlines()[0]
    assert f"INFO:ringout:hung up the call {call_id}: HungUp" in output


def test_a_forked_child_does_not_hang_up(simulator: Simulator) -> None:
    program = (
        "import os\n"
        + PROGRAM.format(rest="watch = call.watch(cancel_on_exit=True)\n")
        + "if os.fork() == 0:\n    del watch\n    raise SystemExit\n"
        + "os.wait()\ncall.detach()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=simulator.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert simulator.requests("DELETE") == []


# Placing a call.


@contextmanager
def late_create(simulator: Simulator, client: Client) -> Any:
    """The response to the next request that places a call is late."""
    client.login(jwt=simulator.ready["jwt"])
    simulator.fault({"delay_ms": 700}, "POST", EVERYTHING, times=1)
    yield


@pytest.mark.parametrize("cancel_on_exit", [False, True])
def test_an_interrupted_request_is_hung_up_by_its_late_response(simulator: Simulator, cancel_on_exit: bool) -> None:
    client = simulator.client()
    with (
        late_create(simulator, client),
        while_running(lambda: client.create_call(to=CALLEE, from_=CALLER, cancel_on_exit=cancel_on_exit)) as creating,
    ):
        simulator.wait_for_request("POST", "/ring-out")
        client.close()
        with pytest.raises(MaybePlacedError):
            creating.result(timeout=SOON)
    expect_cancels_of_all_calls(simulator, int(cancel_on_exit))


def expect_cancels_of_all_calls(simulator: Simulator, cancels: int) -> None:
    if cancels:
        simulator.wait_for_request("DELETE")
    else:
        time.sleep(1.5)
    assert len(simulator.requests("DELETE")) == cancels


# asyncio.


async def wait(call: AsyncCall) -> None:
    await call.wait(cancel_on_exit=True)


async def watch(call: AsyncCall) -> None:
    async for _ in call.watch(cancel_on_exit=True):
        pass


async def block(call: AsyncCall) -> None:
    async with call:
        await asyncio.sleep(60)


async def block_and_watch(call: AsyncCall) -> None:
    async with call:
        await watch(call)


async def changes(call: AsyncCall) -> AsyncIterator[str]:
    async for change in call.watch(cancel_on_exit=True):
        yield str(change.state)


async def generator(call: AsyncCall) -> None:
    async for _ in changes(call):
        pass


CANCELLED = {"wait": wait, "watch": watch, "block": block, "block and watch": block_and_watch, "generator": generator}


@pytest.mark.parametrize("waiting", CANCELLED)
@pytest.mark.parametrize("times", [1, 20])
def test_cancelling_a_task_hangs_up(simulator: Simulator, waiting: str, times: int) -> None:
    async def main() -> AsyncCall:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        task = asyncio.ensure_future(CANCELLED[waiting](call))
        await asyncio.sleep(0.1)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await task
        return call

    expect_hang_up(simulator, asyncio.run(main()))


async def break_out_async(call: AsyncCall) -> None:
    async for _ in call.watch(cancel_on_exit=True):
        break


async def close_a_generator(call: AsyncCall) -> None:
    states = changes(call)
    await anext(states)
    await states.aclose()  # type: ignore[attr-defined]


async def forget_a_generator(call: AsyncCall) -> None:
    states = changes(call)
    await anext(states)
    del states
    gc.collect()
    await asyncio.sleep(0)


async def forget_a_watch(call: AsyncCall) -> None:
    states = call.watch(cancel_on_exit=True)
    await anext(states)
    del states


async def time_out(call: AsyncCall) -> None:
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(call.wait(cancel_on_exit=True), 0.1)


LEAVING_ASYNC: dict[str, Callable[[AsyncCall], Awaitable[None]]] = {
    "break": break_out_async,
    "closing a generator": close_a_generator,
    "forgetting a generator": forget_a_generator,
    "forgetting a watch": forget_a_watch,
    "wait_for": time_out,
}


@pytest.mark.parametrize("way", LEAVING_ASYNC)
def test_leaving_a_watch_hangs_up_without_an_await(simulator: Simulator, way: str) -> None:
    async def main() -> AsyncCall:
        call = await simulator.async_client().create_call(to=CALLEE, from_=CALLER)
        simulator.advance(3)
        await LEAVING_ASYNC[way](call)
        return call

    expect_hang_up(simulator, asyncio.run(main()))


def test_an_async_block_waits_for_the_effect(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        async with await client.create_call(to=RINGS_FOREVER, from_=CALLER) as call:
            pass
        assert call.outcome.kind is OutcomeKind.CANCELLED and hung_up(simulator, call) == 1
        async with await client.create_call(to=RINGS_FOREVER, from_=CALLER) as call:
            call.detach()
        async with await client.create_call(to=CALLEE, from_=CALLER) as over:
            simulator.advance(20)
            await over.wait()
        timed_out = await call.wait(timeout=0.05, cancel_on_exit=True)
        assert timed_out.kind is OutcomeKind.STILL_IN_PROGRESS
        assert hung_up(simulator, call) == hung_up(simulator, over) == 0

    asyncio.run(main())


def test_closing_the_client_hangs_up(simulator: Simulator) -> None:
    async def main() -> AsyncCall:
        async with simulator.async_client() as client:
            call = await client.create_call(to=CALLEE, from_=CALLER)
            states = call.watch(cancel_on_exit=True)
        with pytest.raises(OperationCancelledError, match="being hung up"):
            await anext(states)
        return call

    expect_hang_up(simulator, asyncio.run(main()))


def test_the_event_loop_is_not_blocked_by_a_hang_up(simulator: Simulator) -> None:
    """The last handles of the client are dropped on the loop's thread while the hang-up takes long."""
    simulator.fault({"delay_ms": 2000}, "DELETE", times=1)

    async def ring() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        await call.wait(cancel_on_exit=True)

    async def main() -> None:
        task = asyncio.ensure_future(ring())
        await asyncio.to_thread(simulator.wait_for_request, "GET", "/ring-out/")
        task.cancel()
        began = time.monotonic()
        await asyncio.wait([task])
        del task
        gc.collect()
        await asyncio.sleep(0)
        assert time.monotonic() - began < 4

    asyncio.run(main())
    simulator.wait_for_request("DELETE")


@pytest.mark.parametrize("cancel_on_exit", [False, True])
def test_a_cancelled_request_is_hung_up_by_its_late_response(simulator: Simulator, cancel_on_exit: bool) -> None:
    async def main() -> None:
        client = simulator.async_client()
        await client.login(jwt=simulator.ready["jwt"])
        simulator.fault({"delay_ms": 700}, "POST", EVERYTHING, times=1)
        task = asyncio.ensure_future(create(client, cancel_on_exit))
        await asyncio.to_thread(simulator.wait_for_request, "POST", "/ring-out")
        task.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - began < SOON

    asyncio.run(main())
    expect_cancels_of_all_calls(simulator, int(cancel_on_exit))


async def create(client: AsyncClient, cancel_on_exit: bool) -> AsyncCall:
    return await client.create_call(to=CALLEE, from_=CALLER, cancel_on_exit=cancel_on_exit)


def keep_the_loop_busy(simulator: Simulator) -> None:
    """Blocks until the core has the call, so that a cancellation comes before the result."""
    simulator.wait_for_request("POST", "/ring-out")
    time.sleep(0.3)


@pytest.mark.parametrize("cancel_on_exit", [False, True])
def test_a_call_that_a_cancelled_task_never_received_is_hung_up(simulator: Simulator, cancel_on_exit: bool) -> None:
    async def main() -> None:
        client = simulator.async_client()
        task = asyncio.ensure_future(create(client, cancel_on_exit))
        await asyncio.sleep(0)
        keep_the_loop_busy(simulator)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    expect_cancels_of_all_calls(simulator, int(cancel_on_exit))


def test_a_call_for_a_closed_loop_is_hung_up(simulator: Simulator) -> None:
    client = simulator.async_client()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(client.login(jwt=simulator.ready["jwt"]))
    simulator.fault({"delay_ms": 300}, "POST", EVERYTHING, times=1)
    creating = create(client, cancel_on_exit=True)
    task = loop.create_task(creating)
    loop.run_until_complete(asyncio.sleep(0))
    simulator.wait_for_request("POST", "/ring-out")
    loop.close()
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    del task, creating
    gc.collect()
    expect_cancels_of_all_calls(simulator, 1)


def test_many_threads_leave_one_call(simulator: Simulator) -> None:
    call = simulator.call()
    watches = [call.watch(cancel_on_exit=True) for _ in range(16)]
    barrier = threading.Barrier(len(watches))

    def leave() -> None:
        watch = watches.pop()
        barrier.wait()
        del watch

    leaving = [threading.Thread(target=leave) for _ in list(watches)]
    for thread in leaving:
        thread.start()
    for thread in leaving:
        thread.join()
    expect_hang_up(simulator, call)
