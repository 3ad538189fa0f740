"""The Python driver of the fault suite: runs the cases that come as JSON lines on standard input.

The README of this folder has the protocol. Log lines go to standard error, where the runner looks for secrets.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from ringout import Call, CallRequest, Client, RingOutError

EXTENSION = "/restapi/v1.0/account/~/extension/~"
NEEDS_CALL = ("status", "cancel", "wait", "watch", "call_log")

Case = dict[str, Any]


def next_line() -> Case | None:
    """Returns the next line, or None at the end."""
    line = sys.stdin.readline()
    return json.loads(line) if line else None


def say(value: object) -> None:
    """Prints a line."""
    print(json.dumps(value), flush=True)


def make_client(case: Case) -> Client:
    """Returns the client of a case, which is not logged in."""
    deadline = case["deadline_ms"] / 1000
    return Client(
        case["server"],
        case["client_id"],
        case["client_secret"],
        jwt=case["jwt"] if case["operation"] == "create_login" else None,
        request_timeout=deadline,
        create_timeout=deadline,
        ca_bundle=case.get("ca_bundle"),
    )


def place_all(case: Case, client: Client) -> str:
    """Places two calls, and follows each for a moment."""
    requests = [CallRequest(to=case[to], from_=case["from"]) for to in ("to", "to2")]
    codes = ["", ""]
    for placed in client.place_all(requests, timeout=0.2, total_timeout=case["total_ms"] / 1000):
        code = placed.error.code if placed.error else "OK"
        codes[placed.index] = code + ("+" if placed.call else "")
    return "codes " + ",".join(codes)


def watch(case: Case, call: Call) -> str:
    """Reads all changes of a call."""
    changes = call.watch(timeout=case["deadline_ms"] / 1000)
    for _ in changes:
        pass
    return changes.outcome.kind.value


def operate(case: Case, client: Client, call: Call | None) -> str:
    """Runs the operation and returns what it came to, in words."""
    operations: dict[str, Callable[[], object]] = {
        "login": lambda: client.login(jwt=case["jwt"]),
        "create": lambda: client.create_call(to=case["to"], from_=case["from"]).id,
        "create_login": lambda: client.create_call(to=case["to"], from_=case["from"]).id,
        "preflight": lambda: "\n".join(
            f"{check.kind.value} {check.result.value}" for check in client.preflight().checks
        ),
        "forwarding_numbers": client.forwarding_numbers,
        "caller_ids": client.caller_ids,
        "call_log": lambda: client.call_log(to=case["to"], from_=case["from"], sent_at=datetime.now(timezone.utc)),
        "request": lambda: client.request("GET", EXTENSION).status,
        "request_post": lambda: client.request("POST", f"{EXTENSION}/ring-out", body=case["body"].encode()).status,
        "place_all": lambda: place_all(case, client),
        "logout": client.logout,
    }
    if call:
        operations |= {
            "status": call.status,
            "cancel": lambda: call.cancel().value,
            "wait": lambda: call.wait(timeout=case["deadline_ms"] / 1000).kind.value,
            "watch": lambda: watch(case, call),
        }
    return str(operations[case["operation"]]())


def outcome_of(case: Case, client: Client, call: Call | None) -> tuple[str, str, RingOutError | None]:
    """Returns the code of the operation, its result in words, and its error."""
    try:
        detail = operate(case, client, call)
    except RingOutError as error:
        return error.code, "", error
    # The codes of its results are what a batch comes to.
    return (detail.removeprefix("codes ") if detail.startswith("codes ") else "OK"), detail, None


def texts_of(error: RingOutError | None) -> list[str]:
    """Returns every string form in which a program may show an error."""
    if error is None:
        return []
    return [str(error), *map(repr, (error, vars(error), error.args, *error.details))]


def run(case: Case) -> Case:
    """Prepares a case, waits for the fault to be armed, and runs the operation."""
    client, call = make_client(case), None
    if case["operation"] not in ("login", "create_login"):
        client.login(jwt=case["jwt"])
    if case["operation"] in NEEDS_CALL:
        call = client.call(client.create_call(to=case["to"], from_=case["from"]).id)
    say({"ready": True, "token": client.token.access_token if client.token else None})
    assert next_line(), "the case goes on"
    began = time.monotonic()
    code, detail, error = outcome_of(case, client, call)
    took = time.monotonic() - began
    return {
        "code": code,
        "may_have_placed": bool(error and error.may_have_placed),
        "took_ms": round(took * 1000),
        "detail": detail,
        "again": outcome_of(case, client, call)[0] if case["again"] else None,
        "token": client.token.access_token if client.token else None,
        "texts": [*texts_of(error), repr(client), repr(call)],
    }


def main() -> None:
    """Runs every case."""
    while case := next_line():
        say(run(case))


if __name__ == "__main__":
    main()
