"""A program for PyInstaller: follows a call, and uses what the package imports late."""

import asyncio

from ringout import AsyncClient, Client, InvalidArgumentError, OutcomeKind, Phase, Status

with Client.from_env() as client:
    call = client.create_call(to="+16505550100", from_="+16505550123")
    outcome = call.wait()
    assert outcome.kind is OutcomeKind.COMPLETED and outcome.status is Status.FINISHED
    assert outcome.to_dict()["kind"] == "Completed"
    assert call.state is not None and call.state.phase is Phase.ENDED
    try:
        client.create_call(to="911")
    except InvalidArgumentError as error:
        assert error.parameter == "to"


async def login() -> None:
    async with AsyncClient.from_env() as client:
        await client.caller_ids()


asyncio.run(login())
print(outcome)
