"""Exceptions: classes, attributes, messages and copies."""

from __future__ import annotations

import copy
import pickle
import time
import traceback
from datetime import datetime, timezone

import pytest

import ringout
from ringout import Attempt, ErrorDetail, ForbiddenError, MaybePlacedError, RateLimitedError, RingOutError
from ringout._errors import CLASSES
from simulator import CALLEE, CALLER, EVERYTHING, Simulator

ATTRIBUTES = [name for name in RingOutError.__annotations__ if name not in ("code", "number")]


def test_an_error_has_all_details(simulator: Simulator) -> None:
    with pytest.raises(ForbiddenError) as caught:
        simulator.client().create_call(to=CALLEE, from_=CALLER, caller_id="+16505559999")
    error = caught.value
    assert (error.code, error.number, error.http_status, error.error_code) == ("FORBIDDEN", 4, 403, "CMN-101")
    assert error.parameter is not None and error.parameter.startswith("callerId")
    assert error.request_id and error.message and error.hint
    assert str(error) == f"{error.message} ({error.hint}) (request id {error.request_id})"
    assert (error.retryable, error.retry_after, error.oauth_error, error.attempt) == (False, None, None, None)
    (detail,) = error.details
    assert (detail.error_code, detail.parameter_name) == ("CMN-101", error.parameter)
    assert error.args == (error.message,)


def test_a_rate_limit_has_a_retry_after(simulator: Simulator) -> None:
    simulator.fault({"status": 429, "body": {"errorCode": "CMN-301"}, "headers": {"Retry-After": "7"}}, "POST")
    with pytest.raises(RateLimitedError) as caught:
        simulator.client(rate_limit="fail-fast").create_call(to=CALLEE, from_=CALLER)
    assert (caught.value.retry_after, caught.value.retryable) == (7.0, True)


def test_a_lost_response_to_create_call(simulator: Simulator) -> None:
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    simulator.fault({"drop": "before-response"}, "POST")
    before = time.time()
    with pytest.raises(MaybePlacedError) as caught:
        client.create_call(to="+1 650 555 0100", from_=CALLER)
    attempt = caught.value.attempt
    assert attempt is not None
    assert (attempt.to, attempt.from_) == (CALLEE, CALLER)
    assert before - 1 <= attempt.sent_at.timestamp() <= time.time() + 1
    assert attempt.sent_at.tzinfo is timezone.utc
    assert (caught.value.retryable, caught.value.may_have_placed) == (False, True)
    assert len(simulator.requests("POST", "/ring-out")) == 1


def test_a_gateway_error_for_create_call(simulator: Simulator) -> None:
    simulator.fault({"status": 504}, "POST", path="/restapi/v1.0/account")
    with pytest.raises(ringout.ServerError) as caught:
        simulator.client().create_call(to=CALLEE, from_=CALLER)
    error = caught.value
    assert (error.retryable, error.may_have_placed) == (False, True)
    assert error.attempt is not None and error.attempt.to == CALLEE
    assert pickle.loads(pickle.dumps(error)).may_have_placed


def test_default_of_may_have_placed() -> None:
    assert MaybePlacedError("x").may_have_placed
    assert not ringout.ServerError("x").may_have_placed
    assert ringout.ServerError("x", may_have_placed=True).may_have_placed


def test_a_server_that_fails(simulator: Simulator) -> None:
    simulator.fault({"status": 503}, "GET")
    call = simulator.call(request_timeout=0.5)
    with pytest.raises(ringout.ServerError) as caught:
        call.status()
    assert (caught.value.http_status, caught.value.retryable) == (503, True)


def test_a_refused_connection() -> None:
    client = ringout.Client("http://127.0.0.1:9", "id", jwt="a.b.c", request_timeout=0.4)
    with pytest.raises(ringout.ConnectionFailedError) as caught:
        client.call("1").status()
    # Python's built-in classes catch it too.
    assert isinstance(caught.value, ConnectionError) and isinstance(caught.value, OSError)
    with pytest.raises(ValueError):
        client.call("")


def test_a_timeout_is_a_timeout_error(simulator: Simulator) -> None:
    simulator.fault({"delay_ms": 2000}, "GET", EVERYTHING)
    call = simulator.call(request_timeout=0.2)
    with pytest.raises(TimeoutError) as caught:
        call.status()
    assert isinstance(caught.value, ringout.RequestTimeoutError)


@pytest.mark.parametrize("name", CLASSES)
def test_errors_copy_and_pickle(name: str) -> None:
    attempt = Attempt("+1", None, datetime(2026, 1, 1, tzinfo=timezone.utc))
    error = CLASSES[name](
        "it went wrong",
        hint="try this",
        parameter="to",
        http_status=400,
        error_code="CMN-101",
        oauth_error="invalid_grant",
        request_id="abc",
        retry_after=1.5,
        retryable=True,
        details=[ErrorDetail("CMN-101")],
        attempt=attempt,
    )
    assert str(error) == "it went wrong (try this) (request id abc)"
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert (str(again), again.args, again.code) == (str(error), error.args, name)
        assert [getattr(again, attribute) for attribute in ATTRIBUTES] == [
            getattr(error, attribute) for attribute in ATTRIBUTES
        ]


def test_a_traceback_names_the_public_class_and_the_request(simulator: Simulator) -> None:
    with pytest.raises(ringout.NotFoundError) as caught:
        simulator.client().call("nothing").status()
    last = traceback.format_exception_only(caught.value)[-1]
    assert last.startswith("ringout.NotFoundError: the server responded with 404"), last
    assert last.endswith(f"(request id {caught.value.request_id})\n"), last


def test_errors_are_raised_without_a_chain(simulator: Simulator) -> None:
    with pytest.raises(ringout.NotFoundError) as caught:
        simulator.client().call("nothing").status()
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_errors_can_be_created_in_tests() -> None:
    error = ringout.RateLimitedError("slower", retry_after=3)
    assert (str(error), error.retry_after, error.details, error.http_status) == ("slower", 3, [], None)
    assert isinstance(error, RingOutError)
