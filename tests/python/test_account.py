"""The user's numbers, rate limits, preflight and dial links."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

import ringout
from ringout import (
    Check,
    CheckKind,
    CheckResult,
    DialScheme,
    ForbiddenError,
    ForwardingNumber,
    InvalidArgumentError,
    Limit,
    PhoneNumber,
    Preflight,
    RateLimitedError,
    RequestTimeoutError,
    dial_uri,
)
from simulator import CALLEE, CALLER, EVERYTHING, TOKEN, Simulator, while_running

EXTENSION = f"{EVERYTHING}/~/extension/~"
REFUSED = {"error": "CMN-401"}


def check(report: Preflight, kind: CheckKind) -> Check:
    """Returns the check of this kind."""
    (found,) = (check for check in report.checks if check.kind is kind)
    return found


def test_caller_ids(simulator: Simulator) -> None:
    numbers = simulator.client().caller_ids()
    assert numbers[0] == PhoneNumber("1162820004", "+16505550101", "DirectNumber")
    # The fax number lacks the CallerId feature.
    assert [number.phone_number for number in numbers] == ["+16505550101", "+16505550102", "+18005550103"]


def test_limits_need_no_request(simulator: Simulator) -> None:
    simulator.ask("POST", "limits", {"heavy": {"limit": 10, "window_s": 60, "penalty_s": 60}})
    client = simulator.client()
    assert client.limits() == [
        Limit("Light", None, 50, 60, None, 0),
        Limit("Heavy", None, 10, 60, None, 0),
        Limit("Auth", None, 5, 60, None, 0),
    ]
    assert not simulator.requests("POST")

    client.create_call(to=CALLEE, from_=CALLER)
    heavy = next(limit for limit in client.limits() if limit.name == "Heavy")
    assert (heavy.limit, heavy.remaining, heavy.retry_after) == (10, 9, 0)
    assert heavy.ringcentral_name is not None and str(heavy) == "Heavy: 9 of 10 left in 60 s"

    simulator.fault({"status": 429, "headers": {"Retry-After": "600"}, "body": ""}, "GET", times=1)
    with pytest.raises(RateLimitedError):
        client.caller_ids()
    for limit in client.limits():
        assert limit.remaining == 0 and 540 < limit.retry_after <= 600


def test_limits_of_an_async_client(simulator: Simulator) -> None:
    async def main() -> None:
        async with simulator.async_client() as client:
            assert [limit.name for limit in client.limits()] == ["Light", "Heavy", "Auth"]

    asyncio.run(main())
    with pytest.raises(InvalidArgumentError):
        Limit("Medium", None, 40, 60, None, 0)
    with pytest.raises(InvalidArgumentError):
        Limit("Light", None, 40, -1, None, 0)


def test_a_call_with_a_caller_id_and_a_forwarding_number(simulator: Simulator) -> None:
    client = simulator.client()
    work, mobile = client.forwarding_numbers()
    assert mobile == ForwardingNumber("402780006009", "+16505550111", "Mobile", "Mobile")
    client.create_call(to=CALLEE, from_forwarding_number=mobile.id, caller_id=client.caller_ids()[1].phone_number)
    (sent,) = simulator.requests("POST", "/ring-out")
    body = json.loads(sent["body"])
    assert body["from"] == {"forwardingNumberId": mobile.id} and work.phone_number == "+16505550110"
    assert body["callerId"] == {"phoneNumber": "+16505550102"}


def test_a_preflight_without_a_number(simulator: Simulator) -> None:
    report = simulator.client().preflight()
    assert report.ok
    assert [check.kind for check in report.checks] == [kind for kind in CheckKind if kind is not CheckKind.DESTINATION]
    assert {check.result for check in report.checks} == {CheckResult.PASSED}
    # The number of the simulator's extension.
    assert check(report, CheckKind.EXTENSION).explanation == "extension 101 is enabled"
    lines = str(report).splitlines()
    assert len(lines) == len(report.checks) and lines[0].split()[:2] == ["Login", "Passed"]
    assert not simulator.requests("POST", "/ring-out"), "no phone rings"


@pytest.mark.parametrize(
    ("request_", "kind", "text"),
    [
        ({"to": "+442079460000"}, CheckKind.DESTINATION, "+44"),
        ({"to": CALLEE, "caller_id": "+16505550104"}, CheckKind.CALLER_ID, "+16505550104"),
        ({"to": CALLEE, "from_forwarding_number": "1"}, CheckKind.FROM, "forwarding number with the id 1"),
    ],
)
def test_a_preflight_finds_problems(simulator: Simulator, request_: dict[str, Any], kind: CheckKind, text: str) -> None:
    report = simulator.client().preflight(**request_)
    assert not report.ok
    assert [found.kind for found in report.checks if found.result is CheckResult.FAILED] == [kind]
    assert text in check(report, kind).explanation and text in str(report)


def test_an_impossible_check_is_not_an_error(simulator: Simulator) -> None:
    simulator.fault(REFUSED, "GET", f"{EXTENSION}/phone-number")
    report = simulator.client().preflight(to=CALLEE, from_=CALLER)
    assert report.ok
    assert [found.kind for found in report.checks if found.result is CheckResult.UNKNOWN] == ["Line", "CallerId"]
    assert "CMN-401" in check(report, CheckKind.LINE).explanation
    assert check(report, CheckKind.FROM).result is CheckResult.PASSED


def test_a_preflight_reports_a_refused_login(simulator: Simulator) -> None:
    report = simulator.client(client_secret="wrong").preflight()
    assert not report.ok
    (only,) = report.checks
    assert (only.kind, only.result) == (CheckKind.LOGIN, CheckResult.FAILED) and "wrong" not in str(report)


def test_preflight_and_number_errors(simulator: Simulator) -> None:
    client = simulator.client(request_timeout=0.3)
    with pytest.raises(InvalidArgumentError) as invalid:
        client.preflight(to="nobody")
    assert invalid.value.parameter == "to"
    with pytest.raises(TypeError, match="preflight"):
        client.preflight(from_=CALLER)  # type: ignore[call-overload]
    simulator.fault(REFUSED, "GET")
    for operation in (client.caller_ids, client.forwarding_numbers):
        with pytest.raises(ForbiddenError):
            operation()
    simulator.clear_faults()
    simulator.fault({"delay_ms": 2000}, "GET")
    for operation in (client.caller_ids, client.forwarding_numbers):
        with pytest.raises(RequestTimeoutError):
            operation()
    with pytest.raises(RequestTimeoutError):
        client.preflight()


def test_other_threads_run_during_a_preflight(simulator: Simulator) -> None:
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    simulator.fault({"delay_ms": 500}, "GET", times=1)
    with while_running(client.caller_ids) as asking:
        counted, began = 0, time.monotonic()
        while not asking.done():
            counted += 1
            time.sleep(0.001)
        assert counted > 50 and time.monotonic() - began >= 0.3


def test_asyncio(simulator: Simulator) -> None:
    async def main() -> None:
        async with simulator.async_client() as client:
            numbers, forwarding, report = await asyncio.gather(
                client.caller_ids(), client.forwarding_numbers(), client.preflight(to=CALLEE, from_=CALLER)
            )
            assert [type(found) for found in (numbers[0], forwarding[0])] == [PhoneNumber, ForwardingNumber]
            assert report.ok and check(report, CheckKind.DESTINATION).result is CheckResult.PASSED
            simulator.fault({"delay_ms": 20_000}, "GET")
            began = time.monotonic()
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.preflight(), 0.2)
            assert time.monotonic() - began < 5

    asyncio.run(main())


def test_a_token_has_a_scope(simulator: Simulator) -> None:
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    assert client.token is not None and client.token.scope is not None
    assert set(client.token.scope.split()) == {"ReadAccounts", "ReadCallLog", "RingOut"}
    assert ringout.Token.from_json('{"access_token": "x", "expires_in": 60}').scope is None


def test_a_preflight_without_the_permission(simulator: Simulator) -> None:
    answer = {"access_token": "x", "expires_in": 3600, "token_type": "bearer", "scope": "ReadAccounts"}
    simulator.fault({"status": 200, "body": answer}, "POST", TOKEN, 1)
    simulator.fault({"status": 200, "body": {"records": []}}, "GET")
    report = simulator.client().preflight()
    assert check(report, CheckKind.PERMISSION).result is CheckResult.FAILED
    assert "developer console" in check(report, CheckKind.PERMISSION).explanation


@pytest.mark.parametrize("number", ["+16505550100", "+1 (650) 555-0100"])
def test_dial_links(number: str) -> None:
    assert dial_uri(number) == dial_uri(number, "rcmobile") == "rcmobile://call?number=16505550100"
    assert dial_uri(number, scheme=DialScheme.TEL) == "tel:+16505550100"


def test_invalid_dial_links() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        dial_uri("nobody")
    assert caught.value.parameter == "number"
    with pytest.raises(InvalidArgumentError, match="is not one of 'rcmobile', 'tel'"):
        dial_uri(CALLEE, "sip")  # type: ignore[arg-type]
