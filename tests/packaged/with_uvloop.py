"""Follows one call and then two at once in uvloop's event loop, and cancels a task that waits."""

import asyncio

import uvloop

from ringout import AsyncClient, CallRequest

NUMBERS = {"to": "+16505550100", "from_": "+16505550123"}


async def main() -> None:
    assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
    async with AsyncClient.from_env() as client:
        call = await client.create_call(**NUMBERS)
        states = [change.state async for change in call.watch()]
        assert states and states[-1].phase == "Ended", states
        print(call.outcome)
        requests = [CallRequest(**NUMBERS)] * 2
        kinds = [placed.outcome and placed.outcome.kind async for placed in client.place_all(requests)]
        assert kinds == ["Completed"] * 2, kinds
        # This phone rings forever.
        call = await client.create_call(to="+16505550180", from_="+16505550123")
        try:
            await asyncio.wait_for(call.wait(), 0.1)
        except asyncio.TimeoutError:
            await call.cancel()
        else:
            raise AssertionError("the wait has ended")


uvloop.run(main())
