"""anyio cancels a task again and again, at every await. The call is hung up even so, once."""

from __future__ import annotations



import anyio
import pytest
from simulator import CALLEE, CALLER, RINGS_FOREVER, Simulator

from ringout import AsyncCall, OutcomeKind


async def wait(call: AsyncCall) -> None:
    await call.wait(cancel_on_exit=True)


async def watch(call: AsyncCall) -> None:
    async for _ in call.watch(cancel_on_exit=True):
        pass


async def block(call: AsyncCall) -> None:
    async with call:
        await anyio.sleep_forever()


async def block_and_watch(call: AsyncCall) -> None:
    async with call:
        await watch(call)


async def clean_up(call: AsyncCall) -> None:
    """A task that tries to clean up, and is cancelled at each await."""
    try:
        await watch(call)
    finally:
        for _ in range(5):
            with pytest.raises(anyio.get_cancelled_exc_class()):
                await anyio.sleep(0.01)


WAITING = {"wait": wait, "watch": watch, "block": block, "block and watch": block_and_watch, "clean up": clean_up}


@pytest.mark.parametrize("waiting", WAITING)
@pytest.mark.parametrize("depth", [1, 5])
def test_a_cancelled_scope_hangs_up(simulator: Simulator, waiting: str, depth: int) -> None:
    async def in_scopes(left: int, call: AsyncCall) -> None:
        if left == 0:
            return await WAITING[waiting](call)
        async with anyio.create_task_group() as group:
            group.start_soon(in_scopes, left - 1, call)

    async def main() -> AsyncCall:
        call = await simulator.async_client().create_call(to=CALLEE, from_=CALLER)
        async with anyio.create_task_group() as group:
            group.start_soon(in_scopes, depth, call)
            await anyio.sleep(0.1)
            group.cancel_scope.cancel()
        return call

    call = anyio.run(main)
    simulator.wait_for_request("DELETE", call.id)
    assert len(simulator.requests("DELETE", call.id)) == 1


def test_a_scope_that_times_out_hangs_up(simulator: Simulator) -> None:
    async def main() -> None:
        client = simulator.async_client()
        call = await client.create_call(to=RINGS_FOREVER, from_=CALLER)
        with anyio.move_on_after(0.1) as scope:
            await call.wait(cancel_on_exit=True)
        assert scope.cancelled_caught
        # A block waits for the hang-up in flight.
        async with call:
            pass
        assert call.outcome.kind is OutcomeKind.CANCELLED

    anyio.run(main)
    assert len(simulator.requests("DELETE")) == 1


def test_a_scope_that_ends_in_time_does_not(simulator: Simulator) -> None:
    async def main() -> None:
        call = await simulator.async_client().create_call(to=CALLEE, from_=CALLER)
        with anyio.fail_after(60):
            simulator.advance(20)
            assert (await call.wait(cancel_on_exit=True)).kind is OutcomeKind.COMPLETED

    anyio.run(main)
    assert not simulator.requests("DELETE")


