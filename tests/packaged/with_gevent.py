"""Follows a call under gevent. An operation runs in the hub's thread pool; other greenlets go on meanwhile."""

from gevent import monkey

monkey.patch_all()

import gevent

from ringout import Client, InvalidArgumentError

NUMBERS = {"to": "+16505550100", "from_": "+16505550123"}


def count(ticks: list[None]) -> None:
    """Counts as long as the hub is not blocked."""
    while True:
        ticks.append(None)
        gevent.sleep(0.01)


ticks: list[None] = []
gevent.spawn(count, ticks)
pool = gevent.get_hub().threadpool
with Client.from_env() as client:
    call = pool.apply(client.create_call, kwds=NUMBERS)
    print(pool.apply(call.wait))
    try:
        pool.apply(client.create_call, kwds={**NUMBERS, "to": "911"})
    except InvalidArgumentError as error:
        assert error.parameter == "to"
    else:
        raise AssertionError("911 was called")
assert len(ticks) > 10, f"the hub was blocked: {len(ticks)} ticks"
