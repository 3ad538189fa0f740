"""Values and errors as dicts, JSON, HTML and one line, and as fields of other libraries' models."""

from __future__ import annotations

import ast
import json
import types
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import msgspec
import pydantic
import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient

import ringout
from ringout import (
    Attempt,
    Authorization,
    Call,
    CallLog,
    CallState,
    Change,
    Check,
    ErrorDetail,
    ForbiddenError,
    JournalEntry,
    LedgerKey,
    LogLeg,
    LogRecord,
    Outcome,
    Placed,
    Preflight,
    RingOutError,
    TokenKey,
)
from simulator import CALLEE, CALLER, ROOT, Simulator
from test_values import LOG_LEG, LOG_RECORD, NOW, OUTCOME, RINGING, VALUES

ERROR = ForbiddenError(
    "no funds",
    hint="pay",
    http_status=403,
    request_id="abc-123",
    details=[ErrorDetail("CMN-1", fields={"limit": [1, None, {"a": 2.5}]})],
    attempt=Attempt("+1", None, NOW),
)
# Each class with two values.
DICTS: dict[str, tuple[Any, ...]] = {
    **{name: values for name, values in VALUES.items() if hasattr(values[0], "to_dict")},
    "TokenKey": (TokenKey("https://x", "id", "user"),),
    "LedgerKey": (LedgerKey("https://x", "id", "user", "job"),),
    "failed JournalEntry": (JournalEntry("NotPlaced", 0, NOW, "+1", error=ERROR),),
    "RingOutError": (ERROR, ringout.MaybePlacedError("lost")),
}


def is_plain(value: object) -> bool:
    """Whether a value consists of JSON's own types, not of subclasses."""
    if type(value) is dict:
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if type(value) is list:
        return all(map(is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


def classes() -> dict[str, Any]:
    return {name: kind for name, kind in vars(ringout._native).items() if hasattr(kind, "_kinds")}


def test_every_value_has_a_dict() -> None:
    values = {name for name, kind in vars(ringout._native).items() if hasattr(kind, "__match_args__")}
    assert values | {"Authorization"} == set(classes())
    assert values - {"Placed"} <= {type(values[0]).__name__ for values in DICTS.values()} | {"TokenKey", "LedgerKey"}
    assert not hasattr(Placed, "from_dict"), "a dict cannot restore a call"


@pytest.mark.parametrize("name", DICTS)
def test_a_dict_is_plain_and_restores_the_value(name: str) -> None:
    for value in DICTS[name]:
        data = value.to_dict()
        assert type(data) is dict and is_plain(data)
        assert all(hasattr(value, key) for key in data)
        if not hasattr(value, "from_dict"):
            continue
        again = type(value).from_dict(json.loads(json.dumps({**data, "a key of a later version": [1]})))
        assert type(again) is type(value) and again.to_dict() == data
        if name not in ("RingOutError", "failed JournalEntry"):
            assert again == value


def test_the_keys_are_the_fields() -> None:
    for name, values in DICTS.items():
        fields = getattr(type(values[0]), "__match_args__", ())
        assert list(values[0].to_dict())[: len(fields)] == list(fields), name
    assert RINGING.to_dict() == dict.fromkeys(CallState.__match_args__, "InProgress") | {"phase": "RingingCaller"}
    assert Preflight([]).to_dict() == {"checks": [], "ok": True}
    authorization = Authorization("https://x", "s", "v")
    assert authorization.to_dict() == {"redirect_uri": "https://x", "state": "s", "verifier": "v", "url": ""}
    assert Authorization.from_dict(authorization.to_dict()).verifier == "v"
    assert "from_dict" not in dir(ringout.Token) and "to_dict" not in dir(ringout.Token), "to_json is for secrets"


def test_the_dict_of_an_error() -> None:
    data = ERROR.to_dict()
    attributes = [name for name in RingOutError.__annotations__ if not name.startswith("_")]
    assert sorted(data) == sorted(attributes)
    assert (data["code"], data["number"], data["request_id"]) == ("FORBIDDEN", 4, "abc-123")
    assert data["details"][0]["fields"] == {"limit": [1, None, {"a": 2.5}]}
    again = RingOutError.from_dict(data)
    assert type(again) is ForbiddenError and str(again) == str(ERROR) and again.attempt == ERROR.attempt
    assert type(RingOutError.from_dict({"code": "OF_A_LATER_VERSION", "message": "x"})) is RingOutError


def test_a_dict_that_is_no_value() -> None:
    wrong: list[tuple[Any, Any, type[Exception], str]] = [
        (Outcome, 5, TypeError, "data must be a dict, not int"),
        (RingOutError, [], TypeError, "data must be a dict, not list"),
        (Outcome, {}, TypeError, "missing"),
        (Outcome, {**OUTCOME.to_dict(), "kind": "Odd"}, ringout.InvalidArgumentError, "kind: .*Odd"),
        (Outcome, {**OUTCOME.to_dict(), "connected": 1}, TypeError, "connected must be a bool, not int"),
        (Change, {"state": 5, "earliest": 0, "latest": 0}, TypeError, "state must be a CallState, not int"),
        (Preflight, {"checks": "x"}, TypeError, "checks must be a list, not str"),
        (Preflight, {"checks": [{"kind": 1}]}, TypeError, "missing"),
        (Attempt, {"sent_at": "yesterday"}, TypeError, "sent_at must be a datetime with a time zone, not str"),
        (Attempt, {"sent_at": "2026-01-02T03:04:05"}, TypeError, "sent_at must be a datetime with a time zone"),
    ]
    for cls, data, error, text in wrong:
        with pytest.raises(error, match=text):
            cls.from_dict(data)


def test_a_dict_in_place_of_a_field() -> None:
    for values in DICTS.values():
        if not hasattr(values[0], "from_dict"):
            continue
        for field in values[0].to_dict():
            # A field that the others determine is not read.
            with suppress(TypeError, ringout.InvalidArgumentError):
                type(values[0]).from_dict({**values[0].to_dict(), field: {"number": "x"}})


def test_dates_of_other_languages() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    for text in ("2026-01-02T03:04:05Z", "2026-01-02T05:04:05+02:00", at):
        assert Attempt.from_dict({"sent_at": text}).sent_at == at


def test_the_dicts_of_calls_and_responses(simulator: Simulator) -> None:
    with simulator.client() as client:
        call = client.create_call(to=CALLEE, from_=CALLER)
        assert call.state is not None
        assert call.to_dict() == {
            "id": call.id,
            "state": call.state.to_dict(),
            "outcome": call.outcome.to_dict(),
        }
        placed = Placed(3, call, error=ERROR).to_dict()
        assert (placed["call"]["id"], placed["error"]) == (call.id, ERROR.to_dict()) and is_plain(placed)
        response = client.send("GET", "/restapi/v1.0/account/~/extension/~/ring-out/none").to_dict()
        assert (response["status"], response["error"]["code"]) == (404, "NOT_FOUND") and is_plain(response)
        assert client.call("1").to_dict()["state"] is None
    with pytest.raises(TypeError, match=r"object has no to_dict\(\)"):
        Placed(1, call=object()).to_dict()


def annotation(kind: str) -> str:
    """Returns the annotation in the stub of a field of a kind."""
    if kind.endswith("?"):
        return f"{annotation(kind[:-1])} | None"
    if kind.startswith("["):
        return f"tuple[{annotation(kind[1:-1])}, ...]"
    return {"dict": "dict[str, Any]"}.get(kind, kind)


def test_the_kinds_of_the_fields_agree_with_the_stub() -> None:
    stub = ast.parse((ROOT / "bindings-python/python/ringout/_native.pyi").read_text())
    for node in (node for node in stub.body if isinstance(node, ast.ClassDef) and node.name in classes()):
        getters = {part.name: ast.unparse(part.returns) for part in node.body if is_getter(part)}  # type: ignore
        fields, derived = classes()[node.name]._kinds()
        for field, kind in (*fields, *derived):
            if (node.name, field) != ("Placed", "call"):
                assert getters[field] == annotation(kind), f"{node.name}.{field}"


def is_getter(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "property" for one in node.decorator_list)


READABLE = [name for name, kind in classes().items() if hasattr(kind, "from_dict") and name in VALUES]


@pytest.mark.parametrize("name", READABLE)
def test_pydantic_takes_a_value(name: str) -> None:
    value = VALUES[name][0]
    adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(type(value))
    assert adapter.dump_python(value) == adapter.dump_python(value, mode="json") == value.to_dict()
    assert adapter.validate_json(adapter.dump_json(value)) == value
    assert adapter.validate_python(value) is value and adapter.validate_python(value.to_dict()) == value
    written = adapter.json_schema(mode="serialization")
    assert written["title"] == name and set(written["required"]) == set(value.to_dict())
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_python(5)


def test_a_model_with_values() -> None:
    class Report(pydantic.BaseModel):
        outcome: Outcome
        changes: list[Change] = []
        log: CallLog | None = None

    report = Report(outcome=OUTCOME, changes=list(VALUES["Change"]), log=CallLog("Certain", LOG_RECORD, 1))
    assert Report.model_validate_json(report.model_dump_json()) == report
    kinds = Report.model_json_schema()["properties"]["outcome"]["properties"]["kind"]["enum"]
    assert kinds == [kind.value for kind in ringout.OutcomeKind]
    with pytest.raises(pydantic.ValidationError, match="Input should be 'StillInProgress'"):
        Report.model_validate({"outcome": {**OUTCOME.to_dict(), "kind": "Odd"}})


def test_fastapi_returns_and_takes_values() -> None:
    app = FastAPI()

    @app.post("/report")
    def report(request: Annotated[ringout.CallRequest, Body()]) -> Outcome:
        assert isinstance(request, ringout.CallRequest)
        return OUTCOME

    with TestClient(app) as web:
        response = web.post("/report", json={"to": "+1"})
        assert (response.status_code, response.json()) == (200, OUTCOME.to_dict())
        assert web.post("/report", json={"to": 5}).status_code == 422
        schema = web.get("/openapi.json").json()["paths"]["/report"]["post"]["responses"]["200"]["content"]
        assert "explanation" in schema["application/json"]["schema"]["properties"]


def test_msgspec_takes_a_value() -> None:
    class Report(msgspec.Struct):
        outcome: Outcome
        log: CallLog | None = None

    def decode(kind: Any, data: Any) -> Any:
        return kind.from_dict(data)

    report = Report(OUTCOME, CallLog("Certain", LOG_RECORD, 1))
    text = msgspec.json.encode(report, enc_hook=lambda value: value.to_dict())
    again = msgspec.json.decode(text, type=Report, dec_hook=decode)
    assert again == report


EVIL = "<script>alert('x')</script>&\"\n"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;&quot;"


def test_html_escapes_every_text() -> None:
    leg = LogLeg(None, EVIL, NOW, 1, EVIL, EVIL, EVIL)
    record = LogRecord("1", None, NOW, 1, EVIL, EVIL, EVIL, EVIL, [leg])
    state = CallState(EVIL, EVIL, EVIL)
    values: list[Any] = [
        Outcome("Failed", None, EVIL, False, False, "Status", EVIL),
        state,
        Change(None, state, None, 0, 1),
        CallLog("Certain", record, 1),
        record,
        Preflight([Check("Login", "Failed", EVIL)]),
    ]
    for value in values:
        html = value._repr_html_()
        assert ESCAPED in html and "<script" not in html and '&"' not in html, html
        assert html.count("<table>") == html.count("</table>") >= 1
    assert "no record matches" in CallLog("None", None, 0)._repr_html_()
    assert {name for name, kind in classes().items() if hasattr(kind, "_repr_html_")} == {
        type(value).__name__ for value in values
    }


def test_changes_and_the_call_log_are_one_line() -> None:
    change = Change(None, RINGING, None, 0.5, 1)
    assert str(change) == f"{change}" == "1.0 s: call InProgress, caller InProgress, callee InProgress"
    assert str(VALUES["Change"][1]).endswith(
        "(Skipped; caller: InProgress > Success > Finished, but Success was not seen)"
    )
    line = "+1 to +2, Fri, 02 Jan 2026 03:04:05 GMT, 10 s, Call connected"
    assert str(LOG_RECORD) == line and str(CallLog("Certain", LOG_RECORD, 1)) == f"Certain: {line}"
    assert str(LOG_LEG) == "callee: +1 to +2, Fri, 02 Jan 2026 03:04:05 GMT, 7 s, Accepted"
    assert str(CallLog("None", None, 0)) == "None: no record matches"
    year_9999 = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-1)))
    assert len(str(LogRecord("1", None, year_9999, 0, EVIL, None, None, None, [])).splitlines()) == 1


def test_the_repr_of_handles(simulator: Simulator) -> None:
    client = simulator.client()
    app = f"app '{simulator.ready['client_id']}'"
    assert repr(client) == f"<ringout.Client {simulator.url}, {app}, not logged in>"
    call = client.create_call(to=CALLEE, from_=CALLER)
    assert repr(client) == f"<ringout.Client {simulator.url}, {app}, logged in>"
    assert repr(call).startswith(f"<ringout.Call '{call.id}': call InProgress")
    assert repr(call.watch()) == f"<ringout.Watch of call '{call.id}': {call.outcome}>"
    requests = [ringout.CallRequest(to=CALLEE, from_=CALLER)] * 2
    assert repr(client.place_all(requests)) == "<ringout.PlaceAll: 2 requests without a result>"
    client.close()
    assert repr(client) == f"<ringout.Client {simulator.url}, {app}, closed>"
    assert not any(secret in repr(client) + repr(call) for secret in simulator.secrets)


def test_the_repr_of_asyncio_handles(simulator: Simulator) -> None:
    client = ringout.AsyncClient(simulator.url, "id", jwt="a.b.c")
    assert repr(client) == f"<ringout.AsyncClient {simulator.url}, app 'id', not logged in>"
    assert repr(client.call("1")) == "<ringout.AsyncCall '1': state unknown>"
    assert client.call("1").to_dict()["id"] == "1"


def test_a_placed_call_keeps_its_type() -> None:
    assert isinstance(Placed[Call], types.GenericAlias)
