"""Every vector of tests/vectors. The README there describes how each file is run."""

from __future__ import annotations

import json
import re
import socket
import time
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import ringout
from ringout import Call, CallState, Client, RingOutError, Status, check_transition, dial_uri
from simulator import CALLEE, CALLER, ROOT, Simulator


def read(name: str) -> Any:
    return json.loads((ROOT / "tests" / "vectors" / name).read_text(encoding="utf-8"))


TRANSITIONS = read("transitions.json")
ERRORS = read("errors.json")
# Extra seconds for a busy machine.
BUSY = 5
BAD_INPUT = [case for case in read("bad_input.json")["cases"] if "python" not in case.get("not_in", [])]


def by_name(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[re.sub(r"[^ -~]", "?", case["name"][:80]) for case in cases])


def test_statuses_have_their_numbers() -> None:
    statuses = [Status(text) for text in TRANSITIONS["statuses"]]
    assert [status.number for status in statuses] == list(range(18))
    assert statuses == TRANSITIONS["statuses"]


@pytest.mark.parametrize(("field", "table"), [("call", "call"), ("caller", "leg"), ("callee", "leg")])
def test_transitions_of_each_status(field: str, table: str) -> None:
    def state(status: str) -> CallState:
        rest = {"call_status": "InProgress", "caller_status": "InProgress", "callee_status": "InProgress"}
        return CallState(**{**rest, f"{field}_status": status})

    names = TRANSITIONS["statuses"]
    for before, row in zip(names, TRANSITIONS[table], strict=True):
        for after, wanted in zip(names, row, strict=True):
            verdict = check_transition(state(before), state(after))
            kinds = [str(reason.kind) for reason in verdict.reasons if reason.field == field]
            fine = "Unchanged" if before == after else "Documented"
            assert (kinds or [fine]) == [wanted], (before, after)


@by_name(TRANSITIONS["triples"])
def test_transitions_of_whole_calls(case: dict[str, Any]) -> None:
    before, after = CallState(*case["from"]), CallState(*case["to"])
    verdict = check_transition(before, after)
    paths = [" > ".join(reason.path) for reason in verdict.reasons if reason.path]
    assert verdict.kind == case["verdict"]
    assert after.phase == case["phase"]
    assert [[reason.field, reason.kind] for reason in verdict.reasons] == case["reasons"]
    assert (paths[0] if paths else None) == case["path"]
    assert all(reason.text for reason in verdict.reasons)


def test_error_classes() -> None:
    rows = [row for row in ERRORS["codes"] if row["class"]]
    for row in rows:
        error = getattr(ringout, row["class"])
        assert issubclass(error, RingOutError)
        assert (error.code, error.number) == (row["code"], row["number"])
        assert [base.__name__ for base in error.__bases__] == ["RingOutError", *row["python_bases"]]
        assert row["class"] in ringout.__all__
    assert len(RingOutError.__subclasses__()) == len(rows)


def differences(error: RingOutError, expect: dict[str, Any]) -> list[str]:
    """Returns what differs from the expected error."""
    found = []
    for key, wanted in expect.items():
        if key in ("text", "hint") and isinstance(wanted, list):
            text = str(error) if key == "text" else error.hint or ""
            found += [f"{part!r} is not in {text!r}" for part in wanted if part not in text]
            continue
        seen: object = len(error.details) if key == "details" else getattr(error, key, None)
        if key == "fields":
            seen = error.details[0].fields if error.details else {}
        if key == "parameter" and isinstance(error, ringout.InvalidArgumentError):
            wanted = {"from": "from_"}.get(wanted, wanted)
        if seen != wanted:
            found.append(f"{key} is {seen!r}, not {wanted!r}")
    if not 0 < len(error.message) <= 1000 or any(unicodedata.category(letter) == "Cc" for letter in error.message):
        found.append(f"no message of one line: {error.message!r}")
    return found


@pytest.fixture(scope="module")
def placed_id(simulator_process: Simulator) -> str:
    simulator_process.reset()
    return simulator_process.call().id


@by_name(ERRORS["responses"])
def test_responses_become_errors(simulator_process: Simulator, placed_id: str, case: dict[str, Any]) -> None:
    simulator_process.clear_faults()
    simulator_process.fault({key: case[key] for key in ("status", "headers", "body")}, "GET")
    # A new client, because a client remembers a rate limit or a lockout.
    call = simulator_process.client(request_timeout=case["request_timeout"]).call(placed_id)
    with pytest.raises(RingOutError) as caught:
        call.status()
    assert differences(caught.value, case["expect"]) == []
    assert not [part for part in case.get("not_text", []) if part in str(caught.value)]
    assert type(caught.value).code == case["expect"]["code"]


class Simulators:
    """Several simulators that run cases in parallel, because most cases wait for a deadline."""

    def __init__(self, number: int) -> None:
        self.closed = socket.socket()
        self.closed.bind(("127.0.0.1", 0))
        with ThreadPoolExecutor(number) as pool:
            shares = pool.map(self.run_share, (BAD_INPUT[first::number] for first in range(number)))
            self.found = {name: found for share in shares for name, found in share.items()}
        self.closed.close()

    def run_share(self, cases: list[dict[str, Any]]) -> dict[str, list[str]]:
        simulator = Simulator()
        # Bound but not listening, so that connections are refused and no other process can take the port.
        closed = f"http://127.0.0.1:{self.closed.getsockname()[1]}"
        try:
            return {case["name"]: run_case(simulator, filled_in(case, simulator.url, closed)) for case in cases}
        finally:
            simulator.stop()


@pytest.fixture(scope="module")
def platforms() -> Iterator[Simulators]:
    yield Simulators(8)


@by_name(BAD_INPUT)
def test_bad_input(platforms: Simulators, case: dict[str, Any]) -> None:
    assert platforms.found[case["name"]] == []


def filled_in(value: Any, simulator: str, closed: str) -> Any:
    """Returns the value with its placeholders filled in."""
    if isinstance(value, str):
        return value.replace("{simulator}", simulator).replace("{closed}", closed)
    if isinstance(value, list):
        return [filled_in(item, simulator, closed) for item in value]
    if isinstance(value, dict):
        return {key: filled_in(item, simulator, closed) for key, item in value.items()}
    return value


def run_case(simulator: Simulator, case: dict[str, Any]) -> list[str]:
    """Runs a case of bad_input.json, and returns what is wrong."""
    simulator.reset()
    error, returned, took = operate(simulator, case)
    found = []
    if error:
        found += differences(error, case["expect"])
        shown = " ".join(map(repr, (error, vars(error), error.args, *error.details))) + str(error)
        forbidden = [*simulator.secrets, *case.get("not_text", [])]
        found += [f"it shows {part!r}" for part in forbidden if part in shown]
    elif case["expect"]["code"] != "OK":
        found.append("it succeeds")
    elif returned != case.get("returns", returned):
        found.append(f"it returns {returned!r}")
    if "sent" in case:
        bodies = [entry["body"] for entry in simulator.requests("POST")]
        found += [] if case["sent"] in bodies else [f"it sends {bodies}"]
    posts = len([entry for entry in simulator.requests("POST") if re.search("/ring-?out$", entry["path"])])
    if posts != case["posts"]:
        found.append(f"{posts} POSTs, not {case['posts']}")
    placed = simulator.ask("GET", "state")["calls"]["placed"]
    if placed != case.get("placed", placed):
        found.append(f"{placed} calls placed, not {case['placed']}")
    if took > case["within"] + BUSY:
        found.append(f"it took {took:.2f} s")
    return found


def operate(simulator: Simulator, case: dict[str, Any]) -> tuple[RingOutError | None, object, float]:
    """Runs the operation of a case. Returns its error, its result, and how long it took."""
    operation, arguments, settings = case["operation"], case["arguments"], dict(case["client"])
    jwt = settings.get("jwt", simulator.ready["jwt"])
    if operation == "login":
        settings["jwt"] = None
    began = time.monotonic()
    try:
        if operation == "dial_uri":
            return None, dial_uri(**arguments), time.monotonic() - began
        client = simulator.client(**settings)
        if operation == "build":
            return None, None, time.monotonic() - began
        call = None
        if operation in ("status", "cancel") and "id" not in arguments:
            call = client.create_call(to=CALLEE, from_=CALLER)
        for fault in case["faults"]:
            simulator.ask("POST", "faults", fault)
        simulator.ask("DELETE", "journal")
        began = time.monotonic()
        run_operation(client, call, operation, arguments, jwt)
    except RingOutError as error:
        return error, None, time.monotonic() - began
    return None, None, time.monotonic() - began


def run_operation(client: Client, call: Call | None, operation: str, arguments: dict[str, Any], jwt: str) -> None:
    if operation == "login":
        client.login(jwt=jwt)
    elif operation == "create_call":
        client.create_call(**{"from_" if name == "from" else name: value for name, value in arguments.items()})
    elif operation == "call":
        client.call(arguments["id"])
    elif operation in ("status", "cancel"):
        getattr(call or client.call(arguments["id"]), operation)()
    elif operation == "request":
        body = arguments.get("body")
        client.request(arguments["method"], arguments["path"], body=None if body is None else body.encode())
    else:
        raise AssertionError(f"unknown operation {operation}")
