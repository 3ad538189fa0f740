"""Searching the call log."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from ringout import (
    Attempt,
    CallLog,
    ForbiddenError,
    InvalidArgumentError,
    Leg,
    LogMatch,
    LogRecord,
    MaybePlacedError,
    OutcomeKind,
    OutcomeSource,
)
from simulator import BUSY, CALLEE, CALLER, EVERYTHING, VANISHES, Simulator

LOG = f"{EVERYTHING}/~/extension/~/call-log"


def record_of(log: CallLog) -> LogRecord:
    """Returns the record of a result that has one."""
    assert log.record is not None
    return log.record


def test_the_log_of_a_call(simulator: Simulator) -> None:
    simulator.stop_clock()
    before = datetime.now(timezone.utc) - timedelta(seconds=2)
    call = simulator.call()
    assert call.log() == CallLog("None", None, 0)
    simulator.advance(20)
    log = call.log()
    assert (log.matching, log.candidates) == (LogMatch.CERTAIN, 1)
    record = record_of(log)
    assert (record.from_, record.to, record.result) == (CALLER, CALLEE, "Call connected")
    assert record.connected is True
    assert record.action is not None and record.action.startswith("RingOut") and record.id and record.session_id
    assert isinstance(record.duration, float) and record.duration >= 10
    assert record.start_time is not None and before < record.start_time and record.start_time.tzinfo is timezone.utc
    assert [leg.leg for leg in record.legs] == [Leg.CALLER, Leg.CALLEE]
    assert [leg.result for leg in record.legs] == ["Accepted", "Accepted"]
    assert record.legs[1].leg_type == "RingOutClientToSubscriber" and record.legs[1].to == CALLEE


def test_a_vanished_call_is_found(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    client = simulator.client()
    call = client.create_call(to=VANISHES, from_=CALLER)
    outcome = call.wait()
    assert (outcome.kind, outcome.source) == (OutcomeKind.FAILED, OutcomeSource.CALL_LOG)
    assert outcome.explanation.endswith('going by "Call Failed" in the call log (certain match)')
    # A handle from `Client.call` knows neither the numbers nor the time.
    unknown = client.call(call.id)
    assert unknown.wait().kind is OutcomeKind.ENDED_UNKNOWN
    with pytest.raises(InvalidArgumentError) as caught:
        unknown.log()
    assert caught.value.parameter == "id"


def test_a_call_that_may_have_been_placed(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    simulator.fault({"drop": "before-response"}, "POST", times=1)
    with pytest.raises(MaybePlacedError) as caught:
        client.create_call(to=BUSY, from_=CALLER)
    attempt = caught.value.attempt
    assert attempt is not None
    simulator.advance(8)
    log = client.call_log(attempt)
    assert log.matching is LogMatch.CERTAIN and record_of(log).result == "Busy"
    # The attempt's parts, which an earlier run may have saved.
    assert client.call_log(to=BUSY, from_=CALLER, sent_at=attempt.sent_at) == log
    assert client.call_log(to=BUSY, sent_at=attempt.sent_at).matching is LogMatch.LIKELY
    assert client.call_log(to=CALLEE, sent_at=attempt.sent_at).matching is LogMatch.NONE
    assert client.call_log(Attempt(BUSY, CALLER, attempt.sent_at - timedelta(days=2))).matching is LogMatch.NONE


def test_identical_calls_are_ambiguous(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    calls = [client.create_call(to=BUSY, from_=CALLER) for _ in range(2)]
    simulator.advance(8)
    logs = [call.log() for call in calls]
    assert [(log.matching, log.candidates) for log in logs] == [(LogMatch.AMBIGUOUS, 2)] * 2


def test_errors(simulator: Simulator) -> None:
    client, now = simulator.client(), datetime.now(timezone.utc)
    with pytest.raises(InvalidArgumentError) as caught:
        client.call_log(Attempt(None, CALLER, now))
    assert caught.value.parameter == "to"
    with pytest.raises(InvalidArgumentError) as caught:
        client.call_log(to=CALLEE, from_="nobody", sent_at=now)
    assert caught.value.parameter == "from_"
    for wrong in ({}, {"to": CALLEE}, {"sent_at": now}, {"to": CALLEE, "sent_at": datetime(2026, 1, 2)}):
        with pytest.raises(TypeError):
            client.call_log(**wrong)
    for attempt in (None, now, CALLEE):
        with pytest.raises(TypeError):
            client.call_log(attempt)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        client.call_log(Attempt(CALLEE, None, now), to=CALLEE)  # type: ignore[call-overload]
    call = client.create_call(to=CALLEE, from_=CALLER)
    simulator.fault({"error": "CMN-401"}, "GET", LOG)
    with pytest.raises(ForbiddenError):
        call.log()


def test_asyncio(simulator: Simulator) -> None:
    simulator.stop_clock()

    async def main() -> None:
        async with simulator.async_client() as client:
            call = await client.create_call(to=BUSY, from_=CALLER)
            simulator.advance(8)
            log = await call.log()
            assert log.matching is LogMatch.CERTAIN
            start = record_of(log).start_time
            assert start is not None and await client.call_log(to=BUSY, from_=CALLER, sent_at=start) == log

    asyncio.run(main())
