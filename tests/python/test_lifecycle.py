"""A call until its end, with both API paths."""

from __future__ import annotations

import json
import time

import pytest

from ringout import (
    Call,
    CallPath,
    CallState,
    CancelEffect,
    Leg,
    NotFoundError,
    Outcome,
    OutcomeKind,
    OutcomeSource,
    Phase,
    Status,
    Until,
    VerdictKind,
    check_transition,
)
from simulator import (
    BUSY,
    CALLEE,
    CALLER,
    NO_ANSWER,
    REJECTED,
    RINGS_FOREVER,
    UNDOCUMENTED,
    VANISHES,
    Simulator,
)

PATHS = [CallPath.RING_OUT, CallPath.DEPRECATED]


def state_of(call: Call) -> CallState:
    """Returns the state of a call that has one."""
    assert call.state is not None
    return call.state


@pytest.mark.parametrize("path", PATHS)
def test_a_watch_until_the_end(simulator: Simulator, path: CallPath) -> None:
    simulator.stop_clock()
    call = simulator.call(call_path=path)
    assert state_of(call) == CallState("InProgress", "InProgress", "InProgress")
    assert call.outcome.kind is OutcomeKind.STILL_IN_PROGRESS

    watch = call.watch()
    changes = []
    for seconds in (2.5, 3, 10):
        simulator.advance(seconds)
        if path is CallPath.DEPRECATED:
            # A change seen by any handle of the call is delivered at once, before the next poll.
            call.status()
        changes.append(next(watch))
    assert next(watch, None) is None

    assert [change.state.phase for change in changes] == [Phase.RINGING_CALLEE, Phase.CONNECTED, Phase.ENDED]
    assert changes[0].previous == CallState("InProgress", "InProgress", "InProgress")
    for change in changes:
        assert change.previous is not None
        assert change.verdict == check_transition(change.previous, change.state)
        assert change.verdict.kind is VerdictKind.DOCUMENTED
        assert 0 <= change.earliest < change.latest
    assert [change.previous for change in changes[1:]] == [change.state for change in changes[:-1]]
    assert changes[0].latest < changes[1].latest < changes[2].latest
    assert call.state == changes[-1].state

    outcome = call.outcome
    assert (outcome.kind, outcome.connected, outcome.cancelled_by_us) == (OutcomeKind.COMPLETED, True, False)
    assert outcome.source is OutcomeSource.STATUS
    assert str(outcome) == "Completed: the caller and the callee talked, then hung up"
    assert watch.outcome == outcome == call.wait()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("to", "from_", "kind", "leg", "status"),
    [
        (BUSY, CALLER, OutcomeKind.BUSY, Leg.CALLEE, Status.BUSY),
        (NO_ANSWER, CALLER, OutcomeKind.NO_ANSWER, Leg.CALLEE, Status.NO_ANSWER),
        (REJECTED, CALLER, OutcomeKind.REJECTED, Leg.CALLEE, Status.REJECTED),
        (CALLEE, BUSY, OutcomeKind.BUSY, Leg.CALLER, Status.BUSY),
        ("+16505550503", CALLER, OutcomeKind.FAILED, None, Status.NO_ANSWERING_MACHINE),
        ("+16505550488", CALLER, OutcomeKind.BLOCKED, Leg.CALLEE, Status.DESTINATION_BLOCKED),
        (CALLEE, CALLER, OutcomeKind.COMPLETED, Leg.CALLER, Status.FINISHED),
    ],
)
def test_how_a_call_ended(
    simulator: Simulator, path: CallPath, to: str, from_: str, kind: OutcomeKind, leg: Leg | None, status: Status
) -> None:
    simulator.stop_clock()
    client = simulator.client(call_path=path)
    placed = client.create_call(to=to, from_=from_)
    # Two steps, so that the connected state is seen. An ended call can be polled for 30 s.
    simulator.advance(6)
    call = client.call(placed.id)
    call.status()
    simulator.advance(19)
    outcome = call.wait()
    assert (outcome.kind, outcome.leg, outcome.status) == (kind, leg, status)
    assert outcome.connected is (kind is OutcomeKind.COMPLETED)
    assert outcome.explanation


@pytest.mark.parametrize("path", PATHS)
def test_a_vanished_call_has_an_outcome(simulator: Simulator, path: CallPath) -> None:
    client = simulator.client(call_path=path)
    placed = client.create_call(to=VANISHES, from_=CALLER)
    outcome = placed.wait()
    assert (outcome.kind, outcome.source) == (OutcomeKind.FAILED, OutcomeSource.CALL_LOG)
    # The log cannot be searched without the numbers and the time.
    call = client.call(placed.id)
    outcome = call.wait()
    assert (outcome.kind, outcome.source) == (OutcomeKind.ENDED_UNKNOWN, OutcomeSource.GONE)
    with pytest.raises(NotFoundError) as caught:
        call.status()
    assert (caught.value.http_status, caught.value.error_code) == (404, "CMN-102")
    assert caught.value.request_id


def test_an_undocumented_status(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call(UNDOCUMENTED)
    simulator.advance(6)
    state = call.status()
    assert (state.callee_status, state.callee_status.number) == ("Diverted", 0)
    assert state.phase is Phase.UNKNOWN
    before = CallState(Status.IN_PROGRESS, Status.SUCCESS, Status.IN_PROGRESS)
    assert check_transition(before, state).kind is VerdictKind.UNDOCUMENTED
    simulator.advance(3)
    assert call.wait(until="answered").kind is OutcomeKind.ANSWERED


@pytest.mark.parametrize("until", ["answered", Until.ANSWERED])
def test_waiting_until_answered(simulator: Simulator, until: Until) -> None:
    simulator.stop_clock()
    call = simulator.call()
    simulator.advance(6)
    outcome = call.wait(until=until)
    assert (outcome.kind, outcome.connected) == (OutcomeKind.ANSWERED, True)
    assert call.outcome.kind is OutcomeKind.STILL_IN_PROGRESS


@pytest.mark.parametrize("timeout", [0, 0.2])
def test_a_timeout_returns_an_outcome(simulator: Simulator, timeout: float) -> None:
    simulator.stop_clock()
    call = simulator.call()
    began = time.monotonic()
    outcome = call.wait(timeout=timeout)
    assert timeout <= time.monotonic() - began < timeout + 2
    assert (outcome.kind, outcome.connected) == (OutcomeKind.STILL_IN_PROGRESS, False)


def test_a_timeout_can_cancel_the_call(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call(RINGS_FOREVER)
    assert call.wait(timeout=0.1, cancel_on_timeout=True).kind is OutcomeKind.CANCELLED
    watch = simulator.call(RINGS_FOREVER).watch(timeout=0.1, cancel_on_timeout=True)
    list(watch)
    assert watch.outcome.kind is OutcomeKind.CANCELLED


@pytest.mark.parametrize("path", PATHS)
def test_cancelling_a_call(simulator: Simulator, path: CallPath) -> None:
    simulator.stop_clock()
    call = simulator.call(call_path=path)
    assert call.cancel() is CancelEffect.HUNG_UP
    outcome = call.outcome
    assert (outcome.kind, outcome.cancelled_by_us) == (OutcomeKind.CANCELLED, True)
    assert state_of(call).phase is Phase.ENDED
    assert call.cancel() is CancelEffect.ALREADY_ENDED
    assert len(simulator.requests("DELETE", "/" + path)) == 1


def test_cancelling_after_the_caller_answered_is_only_accepted(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call()
    simulator.advance(3)
    call.status()
    assert call.cancel() is CancelEffect.ACCEPTED


def test_cancelling_an_ended_call_is_not_an_error(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    placed = client.create_call(to=CALLEE, from_=CALLER)
    simulator.advance(20)
    assert client.call(placed.id).cancel() is CancelEffect.ALREADY_ENDED
    assert client.call("never-placed").cancel() is CancelEffect.ALREADY_ENDED


def test_a_handle_for_a_known_id_has_no_state_until_it_polls(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    placed = client.create_call(to=CALLEE, from_=CALLER)
    simulator.ask("DELETE", "journal")
    call = client.call(placed.id)
    assert (call.id, call.state, call.outcome.kind) == (placed.id, None, OutcomeKind.STILL_IN_PROGRESS)
    assert not simulator.requests("GET")
    assert call.status() == call.state == placed.state
    first = next(client.call(placed.id).watch())
    assert (first.previous, first.verdict, first.state) == (None, None, placed.state)


def test_the_request_of_create_call(simulator: Simulator) -> None:
    client = simulator.client()
    client.create_call(to="+1 (650) 555-0100")
    client.create_call(
        to="(650) 555-0100", from_="650.555.0123", caller_id="+16505550101", play_prompt=False, country="1"
    )
    client.create_call(to=CALLEE, from_forwarding_number="402780006008", play_prompt=True)
    bodies = [json.loads(entry["body"]) for entry in simulator.requests("POST", "/ring-out")]
    assert bodies == [
        {"to": {"phoneNumber": "+16505550100"}},
        {
            "to": {"phoneNumber": "6505550100"},
            "from": {"phoneNumber": "6505550123"},
            "callerId": {"phoneNumber": "+16505550101"},
            "playPrompt": False,
            "country": {"id": "1"},
        },
        {
            "to": {"phoneNumber": "+16505550100"},
            "from": {"forwardingNumberId": "402780006008"},
            "playPrompt": True,
        },
    ]


@pytest.mark.parametrize("path", PATHS)
def test_ids_are_strings(simulator: Simulator, path: CallPath) -> None:
    call = simulator.call(call_path=path)
    assert isinstance(call.id, str)
    assert repr(call) == f"<ringout.Call {call.id!r}: call InProgress, caller InProgress, callee InProgress>"
    assert simulator.requests("POST", "/" + path)


def test_an_outcome_supports_pattern_matching(simulator: Simulator) -> None:
    simulator.stop_clock()
    call = simulator.call(BUSY)
    simulator.advance(6)
    match call.wait():
        case Outcome(kind=OutcomeKind.BUSY, leg=leg):
            assert leg is Leg.CALLEE
        case other:
            pytest.fail(f"it is {other!r}")
    match call.outcome.kind:
        case "Busy":
            pass
        case kind:
            pytest.fail(f"it is {kind!r}")
