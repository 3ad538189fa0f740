"""Wrong arguments: a wrong type raises TypeError, a wrong value InvalidArgumentError. Both name the argument."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum
from typing import Any

import pytest

import ringout
from ringout import (
    SDK,
    Attempt,
    Authorization,
    CallLog,
    CallRequest,
    CallState,
    Change,
    Check,
    Client,
    ErrorDetail,
    ForwardingNumber,
    InvalidArgumentError,
    JournalEntry,
    LedgerKey,
    Limit,
    LogLeg,
    LogRecord,
    NotLoggedInError,
    Outcome,
    PhoneNumber,
    Placed,
    Preflight,
    Reason,
    Status,
    Token,
    TokenKey,
    Verdict,
    check_transition,
    dial_uri,
)

CLIENT = Client("https://127.0.0.1:1", "id", jwt="a.b.c")
CALL = CLIENT.call("1")
STATE = CallState("InProgress", "InProgress", "InProgress")
VERDICT = check_transition(STATE, STATE)
NOW = datetime.now(timezone.utc)
AUTHORIZATION = CLIENT.authorize_url("https://example.com/redirect")

NOT_TEXTS = [5, 1.5, True, b"text", ["text"], ("text",), {"text": 1}, object(), str, STATE]
NOT_TIMES = ["5", b"5", [5], (5,), object(), 1j]
NOT_FLAGS = ["yes", 1, 0, 1.0, [], object()]

TEXT, OPTIONAL_TEXT, TIME, FLAG, OPTIONAL_FLAG = "text", "text?", "time?", "flag", "flag?"
TIME_OF_DAY, OPTIONAL_TIME_OF_DAY, NUMBER, PATH = "time of day", "time of day?", "number", "path"
OBJECT, OPTIONAL_OBJECT, SEQUENCE, COUNT, OPTIONAL_COUNT = "object", "object?", "sequence", "count", "count?"
WRONG: dict[str, list[Any]] = {
    TEXT: [None, *NOT_TEXTS],
    OPTIONAL_TEXT: NOT_TEXTS,
    TIME: NOT_TIMES,
    FLAG: [None, *NOT_FLAGS],
    OPTIONAL_FLAG: NOT_FLAGS,
    TIME_OF_DAY: [None, *NOT_TIMES, 5, NOW.replace(tzinfo=None)],
    OPTIONAL_TIME_OF_DAY: [*NOT_TIMES, 5, NOW.replace(tzinfo=None)],
    NUMBER: [None, *NOT_TIMES],
    PATH: [5, 1.5, ["x"], object()],
    OBJECT: [None, 5, "x", object()],
    OPTIONAL_OBJECT: [5, "x", object()],
    SEQUENCE: [None, 5, "x", [5], [None]],
    COUNT: [None, "0", 1.5, object()],
    OPTIONAL_COUNT: ["0", 1.5, object()],
}
REQUEST = {
    "to": TEXT,
    "from_": OPTIONAL_TEXT,
    "from_forwarding_number": OPTIONAL_TEXT,
    "caller_id": OPTIONAL_TEXT,
    "play_prompt": OPTIONAL_FLAG,
    "country": OPTIONAL_TEXT,
    "dedupe_key": OPTIONAL_TEXT,
}
EACH_WAIT = {"until": OPTIONAL_TEXT, "timeout": TIME, "cancel_on_timeout": FLAG}
WAIT = {**EACH_WAIT, "cancel_on_exit": FLAG}

# Every callable with its required arguments and the kinds of all arguments.
FUNCTIONS: dict[str, tuple[Callable[..., Any], dict[str, Any], dict[str, str]]] = {
    "Client": (
        Client,
        {"server": "https://127.0.0.1:1", "client_id": "id"},
        {
            "server": TEXT,
            "client_id": TEXT,
            "client_secret": OPTIONAL_TEXT,
            "jwt": OPTIONAL_TEXT,
            "account_id": OPTIONAL_TEXT,
            "extension_id": OPTIONAL_TEXT,
            "call_path": OPTIONAL_TEXT,
            "connect_timeout": TIME,
            "request_timeout": TIME,
            "create_timeout": TIME,
            "allow_insecure_http": FLAG,
            "access_token_ttl": TIME,
            "refresh_token_ttl": TIME,
            "token_file": PATH,
            "token_user": OPTIONAL_TEXT,
            "proxy": OPTIONAL_TEXT,
            "ca_bundle": PATH,
            "app_name": OPTIONAL_TEXT,
            "app_version": OPTIONAL_TEXT,
            "rate_limit": OPTIONAL_TEXT,
            "dedupe_lifetime": TIME,
        },
    ),
    "login": (
        CLIENT.login,
        {},
        dict.fromkeys(("jwt", "username", "password", "extension", "code", "redirect_uri", "verifier"), OPTIONAL_TEXT),
    ),
    "with_timeout": (CLIENT.with_timeout, {"timeout": 5}, {"timeout": NUMBER}),
    "with_rate_limit": (CLIENT.with_rate_limit, {"rate_limit": "wait"}, {"rate_limit": TEXT}),
    "authorize_url": (CLIENT.authorize_url, {"redirect_uri": "https://x"}, {"redirect_uri": TEXT}),
    "login_redirect": (
        CLIENT.login_redirect,
        {"url": "https://x", "authorization": AUTHORIZATION},
        {"url": TEXT, "authorization": OBJECT},
    ),
    "set_token": (CLIENT.set_token, {"token": Token.from_json('{"access_token":"a"}')}, {"token": OBJECT}),
    "place_all": (
        CLIENT.place_all,
        {"requests": []},
        {"requests": SEQUENCE, "total_timeout": TIME, "concurrency": OPTIONAL_COUNT, **EACH_WAIT},
    ),
    "Token.from_json": (Token.from_json, {"json": '{"access_token":"a"}'}, {"json": TEXT}),
    "find_call": (CLIENT.find_call, {"dedupe_key": "job"}, {"dedupe_key": TEXT}),
    "LedgerKey": (
        LedgerKey,
        {"server": "a", "client_id": "b", "user": "c", "dedupe_key": "d"},
        dict.fromkeys(LedgerKey.__match_args__, TEXT),
    ),
    "TokenKey": (
        TokenKey,
        {"server": "a", "client_id": "b", "user": "c"},
        dict.fromkeys(TokenKey.__match_args__, TEXT),
    ),
    "Authorization": (
        Authorization,
        {"redirect_uri": "a", "state": "b", "verifier": "c"},
        {"redirect_uri": TEXT, "state": TEXT, "verifier": TEXT},
    ),
    "create_call": (CLIENT.create_call, {"to": "+16505550100"}, {**REQUEST, "cancel_on_exit": FLAG}),
    "preflight": (CLIENT.preflight, {"to": "+16505550100"}, {**REQUEST, "to": OPTIONAL_TEXT}),
    "CallRequest": (CallRequest, {"to": "+16505550100"}, REQUEST),
    "call_log": (
        CLIENT.call_log,
        {"to": "+16505550100", "sent_at": NOW},
        {"to": OPTIONAL_TEXT, "from_": OPTIONAL_TEXT, "sent_at": OPTIONAL_TIME_OF_DAY},
    ),
    "dial_uri": (dial_uri, {"number": "+16505550100"}, {"number": TEXT, "scheme": OPTIONAL_TEXT}),
    "call_log of an attempt": (
        lambda attempt: CLIENT.call_log(attempt),
        {"attempt": Attempt("+1", None, NOW)},
        {"attempt": OPTIONAL_OBJECT},
    ),
    "send": (CLIENT.send, {"method": "GET", "path": "/"}, {"method": TEXT, "path": TEXT}),
    "call": (CLIENT.call, {"id": "1"}, {"id": TEXT}),
    "request": (CLIENT.request, {"method": "GET", "path": "/"}, {"method": TEXT, "path": TEXT}),
    "wait": (CALL.wait, {}, WAIT),
    "watch": (CALL.watch, {}, WAIT),
    "CallState": (
        CallState,
        {"call_status": "Busy", "caller_status": "Busy", "callee_status": "Busy"},
        {"call_status": TEXT, "caller_status": TEXT, "callee_status": TEXT},
    ),
    "Status": (Status, {"text": "Busy"}, {"text": TEXT}),
    "ErrorDetail": (
        ErrorDetail,
        {},
        {**dict.fromkeys(ErrorDetail.__match_args__, OPTIONAL_TEXT), "fields": OPTIONAL_OBJECT},
    ),
    "Attempt": (
        Attempt,
        {"to": "+1", "from_": None, "sent_at": NOW},
        {"to": OPTIONAL_TEXT, "from_": OPTIONAL_TEXT, "sent_at": TIME_OF_DAY},
    ),
    "check_transition": (check_transition, {"from_": STATE, "to": STATE}, {"from_": OBJECT, "to": OBJECT}),
    "Outcome": (
        Outcome,
        dict(zip(Outcome.__match_args__, ("Busy", None, "Busy", True, False, "Status", "x"), strict=True)),
        dict(zip(Outcome.__match_args__, (TEXT, OPTIONAL_TEXT, TEXT, FLAG, FLAG, TEXT, TEXT), strict=True)),
    ),
    "Change": (
        Change,
        {"previous": None, "state": STATE, "verdict": None, "earliest": 0, "latest": 0},
        {
            "previous": OPTIONAL_OBJECT,
            "state": OBJECT,
            "verdict": OPTIONAL_OBJECT,
            "earliest": NUMBER,
            "latest": NUMBER,
        },
    ),
    "Verdict": (Verdict, {"kind": "Skipped", "reasons": []}, {"kind": TEXT, "reasons": SEQUENCE}),
    "Reason": (
        Reason,
        {"field": "caller", "kind": "Skipped", "path": (), "text": "x"},
        {"field": TEXT, "kind": TEXT, "path": SEQUENCE, "text": TEXT},
    ),
    "JournalEntry": (
        JournalEntry,
        {"step": "Placed", "index": 0, "at": NOW, "to": "+1"},
        {
            "step": TEXT,
            "index": COUNT,
            "at": TIME_OF_DAY,
            "to": TEXT,
            "from_": OPTIONAL_TEXT,
            "call_id": OPTIONAL_TEXT,
            "outcome": OPTIONAL_OBJECT,
            "error": OPTIONAL_OBJECT,
        },
    ),
    "Placed": (
        Placed,
        {"index": 0},
        {"index": COUNT, "outcome": OPTIONAL_OBJECT, "error": OPTIONAL_OBJECT},
    ),
    "PhoneNumber": (
        PhoneNumber,
        {"id": "1", "phone_number": "+1"},
        {"id": TEXT, "phone_number": TEXT, "usage_type": OPTIONAL_TEXT, "label": OPTIONAL_TEXT},
    ),
    "ForwardingNumber": (
        ForwardingNumber,
        {"id": "1"},
        {"id": TEXT, "phone_number": OPTIONAL_TEXT, "label": OPTIONAL_TEXT, "kind": OPTIONAL_TEXT},
    ),
    "Check": (
        Check,
        {"kind": "Login", "result": "Passed", "explanation": "x"},
        {"kind": TEXT, "result": TEXT, "explanation": TEXT},
    ),
    "Limit": (
        Limit,
        {"name": "Heavy", "ringcentral_name": None, "limit": 10, "window": 60, "remaining": None, "retry_after": 0},
        {
            "name": TEXT,
            "ringcentral_name": OPTIONAL_TEXT,
            "limit": COUNT,
            "window": NUMBER,
            "remaining": OPTIONAL_COUNT,
            "retry_after": NUMBER,
        },
    ),
    "Preflight": (Preflight, {"checks": []}, {"checks": SEQUENCE}),
    "CallLog": (
        CallLog,
        {"matching": "None", "record": None, "candidates": 0},
        {"matching": TEXT, "record": OPTIONAL_OBJECT, "candidates": COUNT},
    ),
    "LogRecord": (
        LogRecord,
        dict(zip(LogRecord.__match_args__, ("1", None, None, 0, None, None, None, None, []), strict=True)),
        {
            **dict.fromkeys(LogRecord.__match_args__, OPTIONAL_TEXT),
            "id": TEXT,
            "start_time": OPTIONAL_TIME_OF_DAY,
            "duration": NUMBER,
            "legs": SEQUENCE,
        },
    ),
    "LogLeg": (
        LogLeg,
        dict(zip(LogLeg.__match_args__, (None, None, None, 0, None, None, None), strict=True)),
        {
            **dict.fromkeys(LogLeg.__match_args__, OPTIONAL_TEXT),
            "start_time": OPTIONAL_TIME_OF_DAY,
            "duration": NUMBER,
        },
    ),
}


def test_every_constructor_is_covered() -> None:
    made = {name for name, kind in vars(ringout._native).items() if hasattr(kind, "__match_args__")}
    assert made <= set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_wrong_type_is_a_type_error(name: str) -> None:
    function, needed, kinds = FUNCTIONS[name]
    for argument, kind in kinds.items():
        for wrong in WRONG[kind]:
            with pytest.raises(TypeError) as caught:
                function(**{**needed, argument: wrong})
                pytest.fail(f"{name}({argument}={wrong!r}) works")
            assert re.match(f"{argument} must be .+", str(caught.value)), (name, argument, wrong)


def test_a_type_error_names_the_expected_type() -> None:
    expected: list[tuple[Callable[..., Any], str]] = [
        (lambda: CLIENT.create_call(to=16505550100), "to must be a str, not int"),  # type: ignore[arg-type]
        (lambda: CLIENT.create_call(to=None), "to must be a str, not None"),  # type: ignore[arg-type]
        (lambda: CLIENT.create_call(to="+16505550100", from_=5), "from_ must be a str, not int"),  # type: ignore[arg-type]
        (lambda: CLIENT.create_call(to="+1", play_prompt="true"), "play_prompt must be a bool, not str"),  # type: ignore[arg-type]
        (lambda: Client(None, "id"), "server must be a str, not None"),  # type: ignore[arg-type]
        (lambda: Client("https://x", None), "client_id must be a str, not None"),  # type: ignore[arg-type]
        (lambda: SDK(None, None, None), "server must be a str, not None"),
        (lambda: SDK(None, None, "https://x"), "client_id must be a str, not None"),
        (lambda: CALL.wait(timeout="5"), "timeout must be a number of seconds, not str"),  # type: ignore[arg-type]
        (
            lambda: CLIENT.call_log(to="+1", sent_at=NOW.replace(tzinfo=None)),
            "sent_at must be a datetime with a time zone, not one without",
        ),
        (lambda: check_transition(STATE, None), "to must be a CallState, not None"),  # type: ignore[arg-type]
        (lambda: CLIENT.place_all(5), "requests must be a sequence of CallRequests, not int"),  # type: ignore[arg-type]
        (
            lambda: CLIENT.request("POST", "/", body={1, 2}),
            "body must be JSON-serializable or bytes: Object of type set is not JSON serializable",
        ),
    ]
    for function, text in expected:
        with pytest.raises(TypeError) as caught:
            function()
        assert str(caught.value) == text


@pytest.mark.parametrize(
    "moment", [datetime(1969, 12, 31, tzinfo=timezone.utc), datetime(1, 1, 1, tzinfo=timezone.utc)]
)
def test_datetimes_before_1970(moment: datetime) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        CLIENT.call_log(to="+16505550100", sent_at=moment)
    assert caught.value.parameter == "sent_at"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_missing_or_unknown_argument_is_a_type_error(name: str) -> None:
    function, needed, kinds = FUNCTIONS[name]
    for argument in (argument for argument in needed if kinds.get(argument) is not OPTIONAL_TEXT):
        with pytest.raises(TypeError, match=argument):
            function(**{key: value for key, value in needed.items() if key != argument})
    with pytest.raises(TypeError, match="surprise"):
        function(**needed, surprise=1)


def test_phone_numbers_are_keyword_arguments() -> None:
    with pytest.raises(TypeError):
        CLIENT.create_call("+16505550100", "+16505550123")  # type: ignore[call-arg]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_string_with_a_lone_surrogate(name: str) -> None:
    function, needed, kinds = FUNCTIONS[name]
    for argument in (key for key, kind in kinds.items() if kind in (TEXT, OPTIONAL_TEXT)):
        with pytest.raises(ValueError) as caught:
            function(**{**needed, argument: "x\ud800y"})
        if isinstance(caught.value, InvalidArgumentError) and name != "Status":
            assert caught.value.parameter == argument
            assert argument in str(caught.value)
        else:
            assert name in ("Attempt", "ErrorDetail", "Status")


@pytest.mark.parametrize("value", [-1, -0.001, float("nan"), -float("inf")])
def test_invalid_durations(value: float) -> None:
    for argument in ("connect_timeout", "request_timeout", "create_timeout"):
        with pytest.raises(InvalidArgumentError) as caught:
            Client("https://127.0.0.1:1", "id", **{argument: value})  # type: ignore[arg-type]
        assert caught.value.parameter == argument
    for wait in (CALL.wait, CALL.watch):
        with pytest.raises(InvalidArgumentError) as caught:
            wait(timeout=value)
        assert caught.value.parameter == "timeout"


@pytest.mark.parametrize("value", [0, 0.0009, 3601, 1e300, float("inf")])
def test_timeouts_out_of_range(value: float) -> None:
    for argument in ("connect_timeout", "request_timeout", "create_timeout"):
        with pytest.raises(InvalidArgumentError, match=f"^{argument}: .* is not between 1 ms and 1 hour$") as caught:
            Client("https://127.0.0.1:1", "id", **{argument: value})  # type: ignore[arg-type]
        assert caught.value.parameter == argument
    Client("https://127.0.0.1:1", "id", request_timeout=0.001, create_timeout=3600)


def test_errors_use_seconds() -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        Client("https://127.0.0.1:1", "id", request_timeout=30_000)
    expected = "request_timeout: 30000 s (the unit is seconds, not milliseconds) is not between 1 ms and 1 hour"
    assert str(caught.value) == expected
    with pytest.raises(InvalidArgumentError, match=r"^access_token_ttl: 7 s is not between 600 and 3600 seconds$"):
        Client("https://127.0.0.1:1", "id", access_token_ttl=7)


def test_errors_use_pythons_names() -> None:
    both: dict[str, Any] = {"to": "+16505550100", "from_": "+16505550110", "from_forwarding_number": "1"}
    with pytest.raises(InvalidArgumentError) as caught:
        CLIENT.create_call(**both)
    assert (caught.value.parameter, str(caught.value).partition(": ")[0]) == ("from_", "from_")
    with pytest.raises(InvalidArgumentError) as caught:
        CLIENT.place_all([CallRequest(**both)])
    assert caught.value.parameter == "requests[0].from_"
    with pytest.raises(InvalidArgumentError, match=r"pass them to `call_log` of the client$"):
        CALL.log()
    with pytest.raises(InvalidArgumentError, match="^app_name: "):
        Client("https://127.0.0.1:1", "id", app_name="a/b", app_version="1")
    with pytest.raises(
        NotLoggedInError, match=r"or set the client's `jwt` \(`from_env` takes a JWT from RC_USER_JWT\)"
    ):
        Client("https://127.0.0.1:1", "id").refresh()


def test_unknown_enum_values() -> None:
    cases: list[tuple[str, Callable[[], Any]]] = [
        ("until", lambda: CALL.wait(until="Ended")),  # type: ignore[arg-type]
        ("until", lambda: CALL.watch(until="")),  # type: ignore[arg-type]
        ("call_path", lambda: Client("https://127.0.0.1:1", "id", call_path="ring_out")),  # type: ignore[arg-type]
        ("method", lambda: CLIENT.request("FETCH", "/")),
    ]
    for parameter, function in cases:
        with pytest.raises(InvalidArgumentError, match="is none of|is not one of") as caught:
            function()
        assert caught.value.parameter == parameter
    with pytest.raises(InvalidArgumentError) as caught:
        CALL.wait(until="anwsered")  # type: ignore[arg-type]
    assert str(caught.value) == "until: \"anwsered\" is not one of 'ended', 'answered'"


def test_all_enum_values_are_accepted() -> None:
    outcome = ("Busy", None, "Busy", True, False, "Status", "x")
    cases: list[tuple[type[Enum], Callable[[str], Any]]] = [
        (ringout.CallPath, lambda word: Client("https://127.0.0.1:1", "id", call_path=word)),  # type: ignore[arg-type]
        (ringout.CheckKind, lambda word: Check(word, "Passed", "x")),
        (ringout.CheckResult, lambda word: Check("Login", word, "x")),
        (ringout.Field, lambda word: Reason(word, "Skipped", (), "x")),
        (ringout.JournalStep, lambda word: JournalEntry(word, 0, NOW, "+1")),
        (ringout.Leg, lambda word: LogLeg(word, None, None, 0, None, None, None)),
        (ringout.LogMatch, lambda word: CallLog(word, None, 0)),
        (ringout.OutcomeKind, lambda word: Outcome(word, *outcome[1:])),
        (ringout.OutcomeSource, lambda word: Outcome(*outcome[:5], word, "x")),
        (ringout.RateLimit, lambda word: CLIENT.with_rate_limit(word)),  # type: ignore[arg-type]
        (ringout.DialScheme, lambda word: dial_uri("+16505550100", word)),  # type: ignore[arg-type]
        (ringout.Until, lambda word: CALL.watch(until=word)),  # type: ignore[arg-type]
        (ringout.VerdictKind, lambda word: Verdict(word, [])),
    ]
    for enum, take in cases:
        for member in enum:
            take(member.value)
        with pytest.raises(InvalidArgumentError) as caught:
            take("?")
        assert re.findall(r"'(.+?)'", str(caught.value)) == [member.value for member in enum], enum


@pytest.mark.parametrize(
    "query", [5, "a=b", b"a=b", [5], [("a",)], [("a", "b", "c")], {"a": None}, {1: "b"}, {"a": []}]
)
def test_invalid_queries(query: Any) -> None:
    with pytest.raises(TypeError, match="query"):
        CLIENT.request("GET", "/", query)


def test_a_query_that_fails_while_it_is_read() -> None:
    def pairs() -> Any:
        yield ("a", "b")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        CLIENT.request("GET", "/", pairs())


@pytest.mark.parametrize("body", [object(), {1, 2}, {"x": 1j}, bytearray(b"{}")])
def test_invalid_bodies(body: Any) -> None:
    with pytest.raises(TypeError):
        CLIENT.request("POST", "/", body=body)


def test_check_transition_takes_only_states() -> None:
    for wrong in (None, "Busy", ("Busy", "Busy", "Busy"), Status.BUSY):
        with pytest.raises(TypeError):
            check_transition(STATE, wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            check_transition(wrong, STATE)  # type: ignore[arg-type]


def test_constructors_check_their_arguments() -> None:
    reason = Reason("caller", "Skipped", ("InProgress",), "x")
    wrong: list[Callable[[], Any]] = [
        lambda: Outcome(5, None, "Busy", True, False, "Status", "x"),  # type: ignore[arg-type]
        lambda: Outcome("Busy", None, "Busy", 1, False, "Status", "x"),  # type: ignore[arg-type]
        lambda: Change(None, "x", None, 0, 0),  # type: ignore[arg-type]
        lambda: Change(None, STATE, "x", 0, 0),  # type: ignore[arg-type]
        lambda: Verdict("Skipped", "x"),  # type: ignore[arg-type]
        lambda: Verdict("Skipped", [reason, "x"]),  # type: ignore[list-item]
        lambda: Reason("caller", "Skipped", [5], "x"),  # type: ignore[list-item]
        lambda: Attempt("x", 5, NOW),  # type: ignore[arg-type]
        lambda: Attempt("x", "y", 5.0),  # type: ignore[arg-type]
        lambda: JournalEntry("Placed", "0", NOW, "+1"),  # type: ignore[arg-type]
        lambda: JournalEntry("Placed", 0, NOW, "+1", error="x"),  # type: ignore[arg-type]
        lambda: Placed(0, outcome="Busy"),  # type: ignore[arg-type]
        lambda: PhoneNumber("1"),  # type: ignore[call-arg]
        lambda: ForwardingNumber(1),  # type: ignore[arg-type]
        lambda: Check("Login", "Passed", None),  # type: ignore[arg-type]
        lambda: Preflight([reason]),  # type: ignore[list-item]
        lambda: CallLog("None", "x", 0),  # type: ignore[arg-type]
        lambda: CallLog("None", None, "0"),  # type: ignore[arg-type]
        lambda: LogRecord("1", None, "x", 0, None, None, None, None, []),  # type: ignore[arg-type]
        lambda: LogRecord("1", None, None, 0, None, None, None, None, [5]),  # type: ignore[list-item]
    ]
    for make in wrong:
        with pytest.raises(TypeError):
            make()
    invalid: list[tuple[str, Callable[[], Any]]] = [
        ("kind", lambda: Outcome("busy", None, "Busy", True, False, "Status", "x")),
        ("leg", lambda: Outcome("Busy", "call", "Busy", True, False, "Status", "x")),
        ("source", lambda: Outcome("Busy", None, "Busy", True, False, "?", "x")),
        ("latest", lambda: Change(None, STATE, VERDICT, 0, -1)),
        ("kind", lambda: Verdict("Fine", [])),
        ("kind", lambda: Check("login", "Passed", "x")),
        ("result", lambda: Check("Login", "Fine", "x")),
        ("step", lambda: JournalEntry("Sent", 0, NOW, "+1")),
        ("matching", lambda: CallLog("Sure", None, 0)),
        ("duration", lambda: LogRecord("1", None, None, -1, None, None, None, None, [])),
        ("leg", lambda: LogLeg("call", None, None, 0, None, None, None)),
        ("field", lambda: Reason("leg", "Skipped", (), "x")),
    ]
    for parameter, make in invalid:
        with pytest.raises(InvalidArgumentError) as caught:
            make()
        assert caught.value.parameter == parameter


def test_classes_without_a_constructor() -> None:
    for made in (type(CALL), type(CALL.watch()), type(CLIENT.place_all([]))):
        with pytest.raises(TypeError):
            made()
    for final in (Client, CallState, Outcome):
        with pytest.raises(TypeError):
            type("Derived", (final,), {})
