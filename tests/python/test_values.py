"""Value objects are immutable, comparable, hashable, readable and picklable."""

from __future__ import annotations

import copy
import enum
import json
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import ringout
from ringout import (
    Attempt,
    Call,
    CallLog,
    CallRequest,
    CallState,
    Change,
    Check,
    ErrorDetail,
    ForbiddenError,
    ForwardingNumber,
    JournalEntry,
    Leg,
    Limit,
    LogLeg,
    LogRecord,
    Outcome,
    OutcomeKind,
    Phase,
    PhoneNumber,
    Placed,
    Preflight,
    Reason,
    Status,
    Verdict,
    VerdictKind,
    check_transition,
)

ENUMS = [
    "CallPath",
    "CancelEffect",
    "CheckKind",
    "CheckResult",
    "Field",
    "JournalStep",
    "Leg",
    "LogMatch",
    "OutcomeKind",
    "OutcomeSource",
    "Phase",
    "DialScheme",
    "Until",
    "VerdictKind",
]
RINGING = CallState("InProgress", "InProgress", "InProgress")
CONNECTED = CallState("Success", "Success", "Success")
ENDED = CallState("Success", "Finished", "Success")
SKIPPED = check_transition(RINGING, ENDED)
OUTCOME = Outcome("Busy", "callee", "Busy", False, True, "Status", "the callee is busy")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, timezone.utc)

CHECK = Check("Login", "Passed", "the server took the credentials")
LOG_LEG = LogLeg("callee", "RingOutClientToSubscriber", NOW, 7, "+1", "+2", "Accepted")
LOG_RECORD = LogRecord("1", "2", NOW, 10, "+1", "+2", "RingOut Web", "Call connected", (LOG_LEG,))

# Two different values of each class.
VALUES: dict[str, tuple[Any, Any]] = {
    "Status": (Status("Busy"), Status("NoAnswer")),
    "unknown Status": (Status("Diverted"), Status("Parked")),
    "CallState": (RINGING, CONNECTED),
    "Outcome": (OUTCOME, Outcome("Busy", None, "Busy", False, True, "Status", "the callee is busy")),
    "Verdict": (SKIPPED, check_transition(RINGING, RINGING)),
    "Reason": (SKIPPED.reasons[0], Reason("caller", "Undocumented", [], "x")),
    "Change": (Change(None, RINGING, None, 0.5, 1), Change(RINGING, ENDED, SKIPPED, 0.5, 1.25)),
    "ErrorDetail": (ErrorDetail("CMN-101", parameter_name="to"), ErrorDetail()),
    "Attempt": (Attempt("+1", None, NOW), Attempt("+1", "+2", NOW)),
    "PhoneNumber": (PhoneNumber("1", "+1", "DirectNumber", "Desk"), PhoneNumber("1", "+1")),
    "ForwardingNumber": (ForwardingNumber("1", "+1", "Work", "Mobile"), ForwardingNumber("1")),
    "Limit": (Limit("Heavy", "heavy", 10, 60, 9, 0), Limit("Heavy", None, 10, 60, None, 1.5)),
    "Check": (CHECK, Check("Clock", "Warning", "slow")),
    "Preflight": (Preflight([CHECK]), Preflight([])),
    "CallRequest": (
        CallRequest(to="+1", from_="+2", caller_id="+3", play_prompt=False, country="1"),
        CallRequest(to="+1", from_forwarding_number="1"),
    ),
    "LogLeg": (LOG_LEG, LogLeg(None, None, None, 0, None, None, None)),
    "LogRecord": (LOG_RECORD, LogRecord("1", None, None, 0, None, None, None, None, [])),
    "CallLog": (CallLog("Certain", LOG_RECORD, 1), CallLog("None", None, 0)),
    "JournalEntry": (
        JournalEntry("Ended", 0, NOW, "+1", "+2", "id", OUTCOME),
        JournalEntry("Placing", 0, NOW, "+1"),
    ),
    "Placed": (Placed[Call](0, None, OUTCOME), Placed[Call](1)),
    "enum": (Phase.ENDED, Phase.CONNECTED),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_compare_hash_copy_and_pickle(name: str) -> None:
    value, other = VALUES[name]
    assert value != other and value != object()
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert (again, hash(again), type(again)) == (value, hash(value), type(value))
    assert copy.copy(value) == copy.deepcopy(value) == value
    assert {value: 1, other: 2}[pickle.loads(pickle.dumps(value))] == 1


@pytest.mark.parametrize("name", VALUES)
def test_a_repr_can_be_evaluated(name: str) -> None:
    names = {**vars(ringout), **{name: getattr(ringout, name) for name in ENUMS}}
    names["datetime"] = __import__("datetime")
    for value in VALUES[name]:
        assert eval(repr(value), names) == value


@pytest.mark.parametrize("name", VALUES)
def test_values_cannot_be_changed(name: str) -> None:
    value, _ = VALUES[name]
    fields = getattr(type(value), "__match_args__", ("number",))
    for field in (*fields, "anything"):
        if not isinstance(value, enum.Enum):
            with pytest.raises(AttributeError):
                setattr(value, field, 1)


def test_reprs_are_readable() -> None:
    assert repr(RINGING) == (
        "CallState(call_status=Status('InProgress'), caller_status=Status('InProgress'), callee_status=Status('InProgress'))"
    )
    assert repr(OUTCOME) == (
        "Outcome(kind=OutcomeKind.BUSY, leg=Leg.CALLEE, status=Status('Busy'), connected=False, cancelled_by_us=True, "
        "source=OutcomeSource.STATUS, explanation='the callee is busy')"
    )
    assert repr(ErrorDetail("CMN-101")).startswith("ErrorDetail(error_code='CMN-101', message=None, ")


def test_str_is_the_cores_format() -> None:
    assert str(RINGING) == f"{RINGING}" == "call InProgress, caller InProgress, callee InProgress"
    assert str(OUTCOME) == "Busy: the callee is busy"
    assert str(SKIPPED) == "Skipped; caller: InProgress > Success > Finished, but Success was not seen"
    assert str(SKIPPED.reasons[0]) == SKIPPED.reasons[0].text
    assert RINGING.explain() == "the caller's phone is ringing"
    ended = CallState("Success", "Finished", "Finished")
    assert ended.explain() == "the call has ended: both sides talked and hung up"


def test_strings_from_the_server_stay_on_one_line() -> None:
    forged = "a\r\n7 Placed to +1 as forged\u2028b"
    entry = JournalEntry("Placed", 3, NOW, "+1", call_id=forged)
    assert str(entry) == r"3 Placed to +1 as a\r\n7 Placed to +1 as forged\u{2028}b" and entry.call_id == forged
    state = CallState("InProgress", forged, "")
    assert state.caller_status == forged
    assert [str(state).splitlines(), state.explain().splitlines()] == [[str(state)], [state.explain()]]


def test_values_with_an_error() -> None:
    error = ForbiddenError("no funds", error_code="CMN-1")
    entry, placed = JournalEntry("NotPlaced", 3, NOW, "+1", error=error), Placed[Call](3, error=error)
    assert str(entry) == "3 NotPlaced to +1: no funds"
    assert entry == JournalEntry("NotPlaced", 3, NOW, "+1", error=error) and hash(entry) == hash(copy.copy(entry))
    assert placed == copy.copy(placed) and {placed, copy.copy(placed)} == {placed}
    again = pickle.loads(pickle.dumps((entry, placed)))
    assert again[0].error.error_code == again[1].error.error_code == "CMN-1" and str(again[0]) == str(entry)
    assert "error=ForbiddenError('no funds')" in repr(entry) and "error=ForbiddenError('no funds')" in repr(placed)


def test_a_status_is_a_string() -> None:
    busy = Status("Busy")
    assert busy is Status.BUSY is Status(Status.BUSY) is pickle.loads(pickle.dumps(busy)) is copy.deepcopy(busy)
    assert busy == "Busy" and str(busy) == "Busy" and f"{busy:>6}" == "  Busy" and hash(busy) == hash("Busy")
    assert type(str(busy)) is str
    assert json.dumps({"status": busy}) == '{"status": "Busy"}'
    assert (busy.number, busy.explain()) == (4, "the phone is busy")
    assert Status("NosuchUser") is Status.NO_SUCH_USER


@pytest.mark.parametrize("text", ["", "Diverted", "busy", "Unknown", "Busy ", "x" * 100_000, "\0", "\U0001f4de"])
def test_an_undocumented_status_is_kept(text: str) -> None:
    status = Status(text)
    assert (status, status.number, str(status)) == (text, 0, text)
    assert status.explain() == "an undocumented status"
    assert CallState(text, text, text).caller_status == text


def test_the_documented_statuses_have_their_numbers_and_constants() -> None:
    assert [status.number for status in Status.DOCUMENTED] == list(range(1, 18))
    constants = {name: value for name, value in vars(Status).items() if isinstance(value, Status)}
    assert list(constants.values()) == list(Status.DOCUMENTED)
    assert list(constants) == [name for name in Status.__annotations__ if name != "DOCUMENTED"]
    for name, status in constants.items():
        assert name.replace("_", "").lower() == status.lower()
        assert status.explain()


def test_states_take_strings_and_statuses() -> None:
    state = CallState(Status.SUCCESS, "Finished", callee_status="Finished")
    assert state == CallState("Success", "Finished", "Finished")
    assert state.caller_status is Status.FINISHED
    assert state.phase is Phase.ENDED
    match state:
        case CallState(Status.SUCCESS, caller, "Finished"):
            assert caller is Status.FINISHED
        case _:
            pytest.fail("it does not match")


@pytest.mark.parametrize("name", ENUMS)
def test_an_enum_member_is_a_string(name: str) -> None:
    members = list(getattr(ringout, name))
    for member in members:
        assert isinstance(member, str) and isinstance(member, enum.Enum)
        assert member == member.value == str(member) == f"{member}"
        assert type(member)(member.value) is member
        assert repr(member) == f"{name}.{member.name}"
        assert json.dumps([member]) == f'["{member.value}"]'
        assert member.name.replace("_", "").lower() in (member.value.replace("-", "").lower(), "deprecated")
        assert {member.value: 1}[member] == 1
        assert pickle.loads(pickle.dumps(member)) is member


def test_datetimes_and_fields_are_preserved() -> None:
    change = VALUES["Change"][1]
    assert (change.earliest, change.latest, change.verdict, change.previous) == (0.5, 1.25, SKIPPED, RINGING)
    attempt = VALUES["Attempt"][1]
    assert (attempt.to, attempt.from_, attempt.sent_at) == ("+1", "+2", NOW)
    assert attempt.sent_at.utcoffset() == timedelta(0)
    (reason,) = SKIPPED.reasons
    assert (reason.field, reason.kind) == ("caller", VerdictKind.SKIPPED)
    assert reason.path == (Status.IN_PROGRESS, Status.SUCCESS, Status.FINISHED)
    assert OUTCOME.kind is OutcomeKind.BUSY and OUTCOME.leg is Leg.CALLEE and OUTCOME.status is Status.BUSY
    assert Verdict("Skipped", [reason]) == SKIPPED
