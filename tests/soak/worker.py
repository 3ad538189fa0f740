"""The Python worker of the soak: threads and tasks that log in, place, follow and cancel calls, and log out, until a line comes on
standard input. The README of this folder has the protocol.
"""

import asyncio
import json
import os
import sys
import threading
from collections import Counter
from typing import Any

from ringout import AsyncClient, CallRequest, Client, InternalError, RingOutError

THREADS = 6
TASKS = 2
ROUNDS_OF_A_CLIENT = 5
CALLEES = ["+16505550100", "+16505550486", "+16505550603", "+16505550299", "+16505550481"]
CALLER = "+16505550123"
TIMEOUT = 20

is_over = threading.Event()
lock = threading.Lock()
counts: Counter[str] = Counter()
errors: Counter[str] = Counter()
# With SOAK_LEAK, what a program that leaks would keep.
leaked: list[object] = []
leaks = "SOAK_LEAK" in os.environ


def count(what: str) -> None:
    """Counts a round or a placed call."""
    with lock:
        counts[what] += 1


def count_error(error: RingOutError) -> None:
    """Counts an error, unless it is one that never has to happen."""
    if isinstance(error, InternalError):
        raise error
    with lock:
        errors[error.code] += 1


def settings() -> dict[str, Any]:
    """Returns the arguments of a client."""
    names = {"server": "RC_SERVER_URL", "client_id": "RC_APP_CLIENT_ID", "client_secret": "RC_APP_CLIENT_SECRET"}
    values = {name: os.environ[variable] for name, variable in names.items()}
    return {**values, "jwt": os.environ["RC_USER_JWT"], "request_timeout": 5, "create_timeout": 5}


def request_of(number: int) -> dict[str, str]:
    """Returns the numbers of a round's call."""
    return {"to": CALLEES[number // ROUNDS_OF_A_CLIENT % len(CALLEES)], "from_": CALLER}


def run_round(client: Client, number: int) -> None:
    """Places a call, or two, and follows or cancels it."""
    kind = number % ROUNDS_OF_A_CLIENT
    if kind == 3:
        for result in client.place_all([CallRequest(**request_of(number))] * 2, timeout=TIMEOUT):
            if result.call:
                count("placed")
        return
    call = client.create_call(**request_of(number))
    count("placed")
    if leaks:
        leaked.append(call)
    if kind == 2:
        call.cancel()
    elif kind == 1:
        for _ in call.watch(timeout=TIMEOUT):
            pass
    else:
        call.wait(timeout=0.3 if kind == 4 else TIMEOUT, cancel_on_timeout=True)


def work(number: int) -> None:
    """Runs rounds in a thread."""
    while not is_over.is_set():
        with Client(**settings()) as client:
            number = use(client, number)


def use(client: Client, number: int) -> int:
    """Runs the rounds of one client. Returns the number of the next one."""
    try:
        client.login(jwt=os.environ["RC_USER_JWT"])
    except RingOutError as error:
        count_error(error)
    for _ in range(ROUNDS_OF_A_CLIENT):
        if is_over.is_set():
            break
        try:
            run_round(client, number)
        except RingOutError as error:
            count_error(error)
        number += 1
        count("rounds")
    client.logout()
    return number


async def run_round_async(client: AsyncClient, number: int) -> None:
    """Does the same without blocking a thread."""
    call = await client.create_call(**request_of(number))
    count("placed")
    if number % 3 == 2:
        await call.cancel()
    elif number % 3 == 1:
        async for _ in call.watch(timeout=TIMEOUT):
            pass
    else:
        await call.wait(timeout=TIMEOUT, cancel_on_timeout=True)


async def work_async(number: int) -> None:
    """Runs rounds in a task."""
    while not is_over.is_set():
        async with AsyncClient(**settings()) as client:
            for _ in range(ROUNDS_OF_A_CLIENT):
                if is_over.is_set():
                    break
                try:
                    await run_round_async(client, number)
                except RingOutError as error:
                    count_error(error)
                number += 1
                count("rounds")
            await client.logout()


def run_tasks() -> None:
    """Runs the tasks in an event loop of this thread."""

    async def run() -> None:
        await asyncio.gather(*map(work_async, range(TASKS)))

    asyncio.run(run())


def fail(failure: threading.ExceptHookArgs) -> None:
    """Ends the process, because a thread that ends early would make everything look flat."""
    sys.__excepthook__(failure.exc_type, failure.exc_value or failure.exc_type(), failure.exc_traceback)
    os._exit(3)


def main() -> None:
    """Runs the threads."""
    threading.excepthook = fail
    print("ready", flush=True)
    if not sys.stdin.readline():
        return
    threads = [threading.Thread(target=work, args=[number]) for number in range(THREADS)]
    threads.append(threading.Thread(target=run_tasks))
    for thread in threads:
        thread.start()
    sys.stdin.readline()
    is_over.set()
    for thread in threads:
        thread.join()
    print(json.dumps({**counts, "errors": errors}), flush=True)
    # The runner looks at what is left before it closes the input.
    sys.stdin.read()


if __name__ == "__main__":
    main()
