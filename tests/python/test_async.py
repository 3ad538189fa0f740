"""The asyncio client has the operations of the blocking client."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import ringout
from ringout import (
    AsyncCall,
    AsyncClient,
    AsyncPlaceAll,
    AsyncWatch,
    Call,
    CallState,
    CancelEffect,
    Client,
    InvalidArgumentError,
    OperationCancelledError,
    OutcomeKind,
    PlaceAll,
    RingOutError,
    Watch,
)
from simulator import BUSY, CALLEE, CALLER, EVERYTHING, RINGS_FOREVER, TOKEN, Simulator, threads

TWINS = [(Client, AsyncClient), (Call, AsyncCall), (Watch, AsyncWatch), (PlaceAll, AsyncPlaceAll)]


def run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Runs a coroutine function in a new loop, and fails on every error that the loop reports."""
    complaints: list[dict[str, Any]] = []

    async def supervised() -> Any:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        return await main()

    result = asyncio.run(supervised())
    gc.collect()
    assert complaints == []
    return result


@pytest.mark.parametrize(("sync", "twin"), TWINS, ids=lambda kind: str(kind.__name__))
def test_async_classes_have_the_same_members(sync: type, twin: type) -> None:
    public = {name for name in dir(sync) if not name.startswith("_")}
    assert {name for name in dir(twin) if not name.startswith("_")} == public
    for name in public:
        ours, theirs = inspect.getattr_static(twin, name), inspect.getattr_static(sync, name)
        assert isinstance(ours, property) == (type(theirs).__name__ == "getset_descriptor"), name
        assert inspect.getdoc(getattr(twin, name)), name
        if callable(getattr(sync, name)) and name != "from_env":
            wanted = list(inspect.signature(getattr(sync, name)).parameters.values())[1:]
            found = list(inspect.signature(getattr(twin, name)).parameters.values())[1:]
            assert [(p.name, p.kind, p.default) for p in found] == [(p.name, p.kind, p.default) for p in wanted], name


def test_async_client_takes_the_same_settings() -> None:
    assert inspect.signature(AsyncClient) == inspect.signature(Client)
    with pytest.raises(TypeError):
        AsyncClient("https://platform.ringcentral.com", "id", nothing=1)  # type: ignore[call-arg]
    with pytest.raises(InvalidArgumentError):
        AsyncClient("platform", "id")


def test_operations_are_coroutine_functions() -> None:
    waits = {name for name in dir(AsyncClient) if inspect.iscoroutinefunction(getattr(AsyncClient, name))}
    assert waits >= {"login", "login_redirect", "refresh", "logout", "create_call", "request", "send", "close"}
    assert all(inspect.iscoroutinefunction(getattr(AsyncCall, name)) for name in ("status", "cancel", "wait"))


def test_a_call_until_its_end(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})

    async def main() -> None:
        async with simulator.async_client() as client:
            call = await client.create_call(to=CALLEE, from_=CALLER)
            assert isinstance(call, AsyncCall) and call.id in repr(call) and "AsyncCall" in repr(call)
            assert call.state == CallState("InProgress", "InProgress", "InProgress")
            assert isinstance(await call.status(), CallState)
            watch = call.watch()
            changes = [change async for change in watch]
            assert changes[-1].state.phase == "Ended"
            assert watch.outcome == call.outcome == await call.wait()
            assert call.outcome.kind is OutcomeKind.COMPLETED
            assert [change async for change in watch] == []
            assert await call.cancel() is CancelEffect.ALREADY_ENDED

    run(main)


def test_an_error_is_freed_without_the_garbage_collector(simulator: Simulator) -> None:
    """One that refers to itself keeps the frames of the program, and with them clients and their connections."""

    async def errors() -> list[weakref.ref[RingOutError]]:
        found = []
        client = simulator.async_client()
        call = await client.create_call(to=RINGS_FOREVER, from_=CALLER)
        watch = call.watch()
        other = AsyncClient("http://127.0.0.1:9", "id", jwt="a.b.c", request_timeout=1)
        for operation in (other.refresh, other.caller_ids, client.close, watch.__anext__):
            try:
                await operation()
            except RingOutError as error:
                found.append(weakref.ref(error))
        return found

    async def main() -> list[RingOutError | None]:
        return [reference() for reference in await errors()]

    gc.disable()
    try:
        assert asyncio.run(main()) == [None] * 3
    finally:
        gc.enable()


def test_waiting(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        assert (await call.wait(timeout=0.05)).kind is OutcomeKind.STILL_IN_PROGRESS
        answered = asyncio.create_task(call.wait(until="answered"))
        ended = asyncio.create_task((await client.create_call(to=BUSY, from_=CALLER)).wait())
        await asyncio.sleep(0.1)
        assert not answered.done() and not ended.done()
        simulator.advance(6)
        assert (await answered).kind is OutcomeKind.ANSWERED
        assert (await ended).kind is OutcomeKind.BUSY
        ringing = await client.create_call(to=CALLEE, from_=RINGS_FOREVER)
        assert (await ringing.wait(timeout=0.05, cancel_on_timeout=True)).kind is OutcomeKind.CANCELLED

    run(main)


def test_every_operation_raises_the_same_errors(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        errors = {
            ringout.UnauthorizedError: client.login(jwt="a.wrong.jwt"),
            ringout.ForbiddenError: client.create_call(to=CALLEE, from_=CALLER, caller_id="+16505559999"),
            ringout.NotFoundError: client.call("nothing").status(),
            InvalidArgumentError: client.create_call(to="me"),
            ringout.RejectedError: client.request("POST", f"{EVERYTHING}/~/extension/~/ring-out", body=[]),
            TypeError: client.login(),  # type: ignore[call-overload]
        }
        for error, operation in errors.items():
            with pytest.raises(error) as caught:
                await operation
            assert type(caught.value) is error
            assert caught.value.__cause__ is None and caught.value.__context__ is None
        with pytest.raises(InvalidArgumentError):
            client.call("")
        with pytest.raises(InvalidArgumentError):
            client.call("x").watch(until="never")  # type: ignore[arg-type]
        assert (await client.send("GET", "/restapi/v1.0/nothing")).status == 404

    run(main)


def test_logging_in_and_out(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client(jwt=None)
        with pytest.raises(ringout.NotLoggedInError):
            await client.create_call(to=CALLEE)
        await client.login(jwt=simulator.ready["jwt"])
        token = client.token
        assert token is not None
        await client.refresh()
        assert client.token is not None and client.token.access_token != token.access_token
        await client.logout()
        assert client.token is None
        client.set_token(token)
        assert client.token is not None
        authorization = client.authorize_url("https://example.com/back")
        with pytest.raises(InvalidArgumentError):
            await client.login_redirect("https://example.com/back?code=x&state=y", authorization)

    run(main)


def test_a_client_from_the_environment(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in simulator.environment.items():
        monkeypatch.setenv(name, value)

    async def main() -> None:
        async with AsyncClient.from_env() as client:
            assert (await client.create_call(to=CALLEE)).id

    run(main)


def test_handles_of_a_client_share_its_login(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE)
        await client.with_rate_limit("fail-fast").call(call.id).status()
        simulator.fault({"delay_ms": 3000}, "GET")
        with pytest.raises(TimeoutError):
            await client.with_timeout(0.1).call(call.id).status()
        assert len(simulator.requests("POST", TOKEN)) == 1
        await client.with_timeout(1).close()
        with pytest.raises(InvalidArgumentError, match="closed"):
            await call.status()

    run(main)


def test_operations_run_side_by_side(simulator: Simulator) -> None:
    simulator.fault({"delay_ms": 300}, "GET")

    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        event_loop = asyncio.get_running_loop()
        began = event_loop.time()
        ticks = 0
        together = asyncio.gather(*(call.status() for _ in range(50)))
        while not together.done():
            await asyncio.sleep(0.01)
            ticks += 1
        assert len(await together) == 50
        assert event_loop.time() - began < 3 and ticks > 10

    run(main)


def test_200_waits_take_no_threads(simulator: Simulator) -> None:
    simulator.stop_clock()
    expected = {CALLEE: OutcomeKind.COMPLETED, BUSY: OutcomeKind.BUSY}

    async def main() -> None:
        client = simulator.async_client()
        calls = [(await client.create_call(to=to, from_=CALLER), kind) for to, kind in [*expected.items()] * 100]
        before = threads()
        waits = [asyncio.create_task(call.wait(timeout=60)) for call, _ in calls]
        most = 0
        for _ in range(20):
            await asyncio.sleep(0.02)
            most = max(most, threads())
            simulator.advance(1)
        outcomes = await asyncio.gather(*waits)
        assert [outcome.kind for outcome in outcomes] == [kind for _, kind in calls]
        # The tracker has at most four threads. There are also four workers and their timekeeper.
        assert most <= before + 9

    run(main)


def test_one_client_in_several_loops(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    client = simulator.async_client()

    async def main(timeout: float = 60) -> str:
        call = await client.create_call(to=CALLEE, from_=CALLER)
        await asyncio.gather(*(call.status() for _ in range(5)))
        return (await call.wait(timeout=timeout)).kind

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: asyncio.run(main()), range(8))) == ["Completed"] * 8
    assert len(simulator.requests("POST", TOKEN)) == 1
    # The client also works in a second loop on the same thread.
    assert asyncio.run(main(0.01)) == "StillInProgress"


def test_operations_need_a_running_loop(simulator: Simulator) -> None:
    client = simulator.async_client()
    with pytest.raises(RuntimeError, match="no running event loop"):
        client.call("x").watch()
    with pytest.raises(RuntimeError, match="no running event loop"):
        client.call("x").status().send(None)


def test_close_interrupts_operations_and_refuses_new_ones(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        async with simulator.async_client() as client:
            call = await client.create_call(to=CALLEE, from_=CALLER)
            watch = call.watch()
            simulator.fault({"delay_ms": 20_000}, "GET", "/restapi/v1.0/hangs")
            waiting = [
                asyncio.create_task(operation)
                for operation in (call.wait(), anext(watch), client.request("GET", "/restapi/v1.0/hangs"))
            ]
            await asyncio.sleep(0.1)
            began = asyncio.get_running_loop().time()
            await client.close()
            for task in waiting:
                with pytest.raises(OperationCancelledError):
                    await task
            assert asyncio.get_running_loop().time() - began < 0.5
            assert [change async for change in watch] == []
        for operation in (call.status(), call.wait(), client.create_call(to=CALLEE), client.__aenter__()):
            with pytest.raises(InvalidArgumentError, match="closed"):
                await operation
        await client.close()
        assert call.id and call.state and call.outcome and watch.outcome

    run(main)


def test_a_deleted_watch_stops_polling(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        simulator.advance(3)
        watch = call.watch()
        await call.status()
        async for change in watch:
            assert change.state.caller_status == "Success"
            break
        gone = weakref.ref(watch)
        del watch
        assert gone() is None
        # The first poll of a call comes one second after it was placed.
        await asyncio.sleep(1.3)
        assert len(simulator.requests("GET", call.id)) == 1

    run(main)


def test_two_tasks_share_a_watch(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})

    async def main() -> None:
        client = simulator.async_client()
        watch = (await client.create_call(to=CALLEE, from_=CALLER)).watch()

        async def count() -> int:
            return len([change async for change in watch])

        assert sum(await asyncio.gather(count(), count())) >= 1

    run(main)


def test_an_error_ends_a_watch(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=CALLEE, from_=CALLER)
        simulator.fault({"status": 403, "body": {"errorCode": "CMN-401"}}, "GET")
        watch = call.watch()
        with pytest.raises(ringout.ForbiddenError):
            await anext(watch)
        with pytest.raises(StopAsyncIteration):
            await anext(watch)
        with pytest.raises(ringout.ForbiddenError):
            await call.wait()
        assert watch.outcome.kind is OutcomeKind.STILL_IN_PROGRESS

    run(main)


PROGRAMS = {
    "the loop is closed while an operation runs": (
        "loop = asyncio.new_event_loop()\n"
        "task = loop.create_task(call.status())\n"
        "loop.run_until_complete(asyncio.sleep(0.2))\n"
        "loop.close()\n"
        "time.sleep(0.5)"
    ),
    "the loop is closed while a call is followed": (
        "loop = asyncio.new_event_loop()\n"
        "tasks = [loop.create_task(client.call(call.id).wait()) for _ in range(5)]\n"
        "loop.run_until_complete(asyncio.sleep(0.2))\n"
        "loop.close()\n"
        "time.sleep(0.5)"
    ),
    "the program ends while operations run": (
        "async def main():\n"
        "    for _ in range(20): asyncio.create_task(call.status())\n"
        "    asyncio.create_task(call.wait())\n"
        "    await asyncio.sleep(0.2)\n"
        "    sys.stdout.flush()\n"
        "    raise SystemExit(0)\n"
        "asyncio.run(main())"
    ),
    "the program ends in another thread's loop": (
        "async def main():\n"
        "    await asyncio.gather(call.wait(), *(call.status() for _ in range(50)))\n"
        "threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()\n"
        "time.sleep(0.3)"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_an_early_end_is_clean(simulator: Simulator, name: str) -> None:
    call = simulator.call(RINGS_FOREVER)
    simulator.fault({"delay_ms": 400}, "GET", times=60)
    settings = json.dumps(simulator.settings())
    program = (
        "import asyncio, json, logging, sys, threading, time\n"
        "logging.getLogger('asyncio').disabled = True\n"
        "from ringout import AsyncClient\n"
        f"client = AsyncClient(**json.loads({settings!r}))\n"
        f"call = client.call({call.id!r})\n"
        f"{PROGRAMS[name]}\n"
        "print('bye')"
    )
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_operations_at_shutdown_raise(simulator: Simulator) -> None:
    """A result could no longer be delivered to the loop, which would wait forever."""
    program = (
        "import asyncio, atexit\n"
        "atexit.register(lambda: asyncio.run(main()))\n"
        "from ringout import AsyncClient\n"
        f"client = AsyncClient(**{simulator.settings()!r})\n"
        "async def main(): await client.call('x').status()\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert "RuntimeError: Python is shutting down" in done.stderr


def test_an_event_loop_runs_beside_a_blocking_client(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    outcomes: list[str] = []

    async def main() -> None:
        call = await simulator.async_client().create_call(to=CALLEE, from_=CALLER)
        outcomes.append((await call.wait()).kind)

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    outcomes.append(simulator.call().wait().kind)
    thread.join()
    assert outcomes == ["Completed", "Completed"]
