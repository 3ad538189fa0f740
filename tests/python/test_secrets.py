"""No output contains a secret: canaries through every kind of failure, even if the server echoes them."""

from __future__ import annotations

import base64
import html
import pickle
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from ringout import Call, CallRequest, Client, JournalEntry, RingOutError
from simulator import CALLEE, CALLER, EVERYTHING, TOKEN, Simulator

SECRET = "canary-secret-5f2a81c09d"
JWT = "canary.jwt-77b1e2d3c4.a5b6c7d8"
ACCESS = "canary-access-0a9b8c7d6e"
CANARIES = [SECRET, JWT, ACCESS]


def basic(secret: str) -> str:
    """Returns the credentials in the Authorization header of a login."""
    return base64.b64encode(f"canary-id:{secret}".encode()).decode()


def place_all(client: Client) -> list[str]:
    """Returns everything that `place_all` shows: results, errors and the journal."""
    entries: list[JournalEntry] = []
    placed = list(client.place_all([CallRequest(to=CALLEE)] * 2, timeout=0.3, journal=entries.append))
    assert len(placed) == 2
    errors = [found.error for found in placed] + [entry.error for entry in entries]
    shown = [text for error in errors if error for text in texts(error)]
    return [repr(placed), repr(entries), *map(str, entries), *shown]


OPERATIONS: dict[str, Callable[[Client, Call], Any]] = {
    "caller_ids": lambda client, _: client.caller_ids(),
    "preflight": lambda client, _: str(client.preflight(to=CALLEE)),
    "call_log": lambda client, _: client.call_log(to=CALLEE, sent_at=datetime.now(timezone.utc)),
    "place_all": lambda client, _: place_all(client),
    "create_call": lambda client, _: client.create_call(to=CALLEE, from_=CALLER),
    "request": lambda client, _: client.request("POST", "/restapi/v1.0/account/~", {"a": 1}, {"b": 2}),
    "status": lambda _, call: call.status(),
    "cancel": lambda _, call: call.cancel(),
    "wait": lambda _, call: call.wait(timeout=0.3),
    "watch": lambda _, call: list(call.watch(timeout=0.3)),
}
ECHO = f"you sent Basic {basic(SECRET)}, {SECRET}, {JWT} and Bearer {ACCESS}"
RESPONSES: dict[str, dict[str, Any]] = {
    "400": {
        "status": 400,
        "body": {
            "errorCode": f"CMN {ACCESS}",
            "message": ECHO,
            "errors": [
                {
                    "errorCode": "CMN-101",
                    "message": ECHO,
                    "parameterName": ECHO,
                    "parameterValue": ECHO,
                    "additionalInfo": {"x": [ECHO]},
                    "permissionName": ECHO,
                    "other": {ECHO: [ECHO]},
                }
            ],
        },
        "headers": {"RCRequestId": ACCESS},
    },
    "401": {"status": 401, "body": {"error": f"e {SECRET}", "error_description": ECHO}},
    "403": {"status": 403, "body": {"errorCode": "CMN-401", "message": ECHO}},
    "404": {"status": 404, "body": {"errorCode": "CMN-120", "message": ECHO}},
    "html": {"status": 502, "body": f"<html>{ECHO}</html>"},
    "redirect": {"status": 302, "headers": {"Location": f"http://127.0.0.1:9/?{ACCESS}"}},
    "no call": {"status": 200, "body": {"id": [ECHO]}},
    "reset": {"reset": True},
    "late": {"delay_ms": 3000},
}


def texts(error: BaseException) -> Iterator[str]:
    """Yields everything that an exception can show."""
    yield from traceback.format_exception(error)
    yield from (str(error), repr(error), repr(vars(error)), repr(error.args), repr(pickle.dumps(error)))
    if isinstance(error, RingOutError):
        for detail in error.details:
            yield from (repr(detail), *map(str, detail.__getnewargs__()))


def assert_clean(shown: str, canaries: list[str]) -> None:
    for canary in canaries:
        assert canary not in shown


def canary_client(simulator: Simulator) -> Client:
    """Returns a client that logged in with the canaries and got one as its token."""
    token = {"access_token": ACCESS, "token_type": "bearer", "expires_in": 3600, "scope": "RingOut"}
    simulator.fault({"status": 200, "body": token}, "POST", TOKEN)
    return simulator.client(
        client_id="canary-id", client_secret=SECRET, jwt=JWT, request_timeout=0.4, create_timeout=0.4
    )


@pytest.mark.parametrize("response", RESPONSES)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_server_that_echoes(
    simulator: Simulator, operation: str, response: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    client = canary_client(simulator)
    simulator.fault(RESPONSES[response], path=EVERYTHING)
    call = client.call("1")
    try:
        shown = repr(OPERATIONS[operation](client, call))
    except RingOutError as error:
        shown = "\n".join(texts(error))
    assert_clean(shown + caplog.text + repr((client, call, call.state, call.outcome)), [*CANARIES, basic(SECRET)])


SPELLINGS: dict[str, Callable[[str], str]] = {
    "HTML": lambda text: html.escape(text).replace("-", "&#45;"),
    "Python's quote": lambda text: quote(text).replace("-", "%2d"),
    "a form": lambda text: quote_plus(text, safe="").replace(".", "%2E"),
    "JSON": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text),
    "upper case": str.upper,
    "cut short": lambda text: text[:-6],
    "other blanks": lambda text: text.replace(" ", "\u00a0"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_server_that_echoes_in_another_spelling(simulator: Simulator, spelling: str) -> None:
    password = "canary p@ss+wörd/'7'&\"9\" of many words"
    spelled = [SPELLINGS[spelling](secret) for secret in (SECRET, password, ACCESS)]
    client = canary_client(simulator)
    simulator.fault({"status": 403, "body": {"message": " and ".join(spelled[::2])}}, path=EVERYTHING)
    with pytest.raises(RingOutError) as caught:
        client.call("1").status()
    assert caught.value.code == "FORBIDDEN"
    assert_clean("\n".join(texts(caught.value)), spelled[::2])

    simulator.clear_faults()
    refusal = {"error": "invalid_grant", "error_description": " and ".join(spelled)}
    simulator.fault({"status": 400, "body": refusal}, "POST", TOKEN)
    with pytest.raises(RingOutError) as caught:
        client.login(username="u", password=password)
    assert caught.value.code == "UNAUTHORIZED"
    assert_clean("\n".join(texts(caught.value)), spelled)


def test_a_status_that_echoes_a_secret(simulator: Simulator) -> None:
    client = canary_client(simulator)
    status = {"callStatus": f"was {ACCESS}", "callerStatus": ACCESS, "calleeStatus": "InProgress"}
    body = {"id": "1", "status": status}
    simulator.fault({"status": 200, "body": body}, path=EVERYTHING)
    call = client.create_call(to=CALLEE)
    state = call.status()
    entries: list[JournalEntry] = []
    placed = list(client.place_all([CallRequest(to=CALLEE)], timeout=0.1, journal=entries.append))
    changes = list(call.watch(timeout=0.3))
    shown = repr((call, state, call.outcome, placed, entries, changes)) + " ".join(
        map(str, [state, *entries, *changes])
    )
    assert "[redacted]" in shown
    assert_clean(shown, CANARIES)


def test_a_server_that_echoes_half_a_header(simulator: Simulator) -> None:
    half = basic(SECRET)
    simulator.fault({"status": 401, "body": {"error": "invalid_client", "error_description": half}}, "POST", TOKEN)
    with pytest.raises(RingOutError) as caught:
        simulator.client(client_id="canary-id", client_secret=SECRET).login(jwt=JWT)
    assert_clean("\n".join(texts(caught.value)), [half])


def test_a_server_that_echoes_the_token_that_it_refused(simulator: Simulator) -> None:
    tokens = [f"{ACCESS}-{number}" for number in range(2)]
    for token in tokens:
        simulator.fault({"status": 200, "body": {"access_token": token, "expires_in": 3600}}, "POST", TOKEN, times=1)
    simulator.fault({"status": 401, "body": {"errorCode": "OAU-129", "message": " ".join(tokens)}})
    with pytest.raises(RingOutError) as caught:
        simulator.client().call("1").status()
    assert_clean("\n".join(texts(caught.value)), tokens)


@pytest.mark.parametrize(
    "response",
    [
        {"status": 400, "body": {"error": "invalid_grant", "error_description": ECHO, "errors": [{"message": ECHO}]}},
        {"status": 401, "body": {"error": f"invalid_{SECRET}", "error_description": ECHO}},
        {"status": 500, "body": ECHO},
        {"status": 200, "body": {"access_token": [ACCESS]}},
        {"status": 200, "body": ECHO},
        {"status": 200, "body": {"access_token": f"{ACCESS} \n", "expires_in": 1}},
        {"truncate": 10},
    ],
)
def test_a_login_that_fails(simulator: Simulator, response: dict[str, Any]) -> None:
    simulator.fault(response, "POST", TOKEN)
    client = simulator.client(client_id="canary-id", client_secret=SECRET, jwt=JWT, request_timeout=0.6)
    with pytest.raises(RingOutError) as caught:
        client.login(jwt=JWT)
    assert_clean("\n".join(texts(caught.value)), [SECRET, JWT, basic(SECRET)])


@pytest.mark.parametrize("bad", [" ", "\n", "\0", "\ud800", "ü"])
def test_rejected_secrets_are_not_shown(bad: str) -> None:
    settings: list[dict[str, Any]] = [{"client_secret": SECRET + bad}, {"jwt": JWT[:9] + bad + JWT[9:]}]
    for setting in settings:
        try:
            Client("https://127.0.0.1:1", "id", **setting)
        except ValueError as error:
            assert_clean("\n".join(texts(error)), [SECRET, JWT[:9], JWT[9:]])


def test_wrong_types_show_nothing(simulator: Simulator) -> None:
    with pytest.raises(TypeError) as caught:
        Client("https://127.0.0.1:1", "id", SECRET.encode())  # type: ignore[arg-type]
    notes = " ".join(getattr(caught.value, "__notes__", []))
    assert_clean(str(caught.value) + repr(caught.value) + notes, CANARIES)


def test_a_response_does_not_show_its_body(simulator: Simulator) -> None:
    client = canary_client(simulator)
    simulator.fault({"status": 200, "body": {"token": ACCESS}}, path=EVERYTHING)
    response = client.request("GET", "/restapi/v1.0/account/~")
    assert response.json() == {"token": ACCESS}
    assert_clean(repr(response) + str(response), CANARIES)
