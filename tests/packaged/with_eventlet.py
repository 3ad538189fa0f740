"""Follows a call under eventlet. An operation runs in its thread pool; other green threads go on meanwhile."""

import eventlet

eventlet.monkey_patch()

from eventlet import tpool

from ringout import Client, InvalidArgumentError

NUMBERS = {"to": "+16505550100", "from_": "+16505550123"}


def count(ticks: list[None]) -> None:
    """Counts as long as the hub is not blocked."""
    while True:
        ticks.append(None)
        eventlet.sleep(0.01)


ticks: list[None] = []
eventlet.spawn(count, ticks)
with Client.from_env() as client:
    call = tpool.execute(client.create_call, **NUMBERS)
    print(tpool.execute(call.wait))
    try:
        tpool.execute(client.create_call, **{**NUMBERS, "to": "911"})
    except InvalidArgumentError as error:
        assert error.parameter == "to"
    else:
        raise AssertionError("911 was called")
assert len(ticks) > 10, f"the hub was blocked: {len(ticks)} ticks"
