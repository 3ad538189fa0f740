"""A program for test_interrupt.py: blocks in an operation until Ctrl-C, then prints the time and the context of the exception."""

import sys
import time
from collections.abc import Callable

from ringout import CallRequest, Client


def main(operation: str, call_id: str) -> None:
    client = Client.from_env()
    call = client.call(call_id)
    operations: dict[str, Callable[[], object]] = {
        "wait": call.wait,
        "watch": lambda: list(call.watch()),
        "status": call.status,
        "cancel": call.cancel,
        "create_call": lambda: client.create_call(to="+16505550100"),
        "place_all": lambda: list(client.place_all([CallRequest(to="+16505550100")])),
        "preflight": client.preflight,
        "login": lambda: client.login(jwt="a.b.c"),
        "request": lambda: client.request("GET", "/restapi/v1.0/account/~"),
    }
    try:
        operations[operation]()
    except KeyboardInterrupt as interrupt:
        print(time.monotonic(), type(interrupt.__context__).__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
