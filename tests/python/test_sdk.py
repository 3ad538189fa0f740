"""The replacement for `ringcentral`. tests/peers compares the two; this file tests the rest."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

import ringout
from ringout import (
    SDK,
    ConnectionFailedError,
    InvalidArgumentError,
    MaybePlacedError,
    NotFoundError,
    NotLoggedInError,
    ProtocolError,
    RateLimitedError,
    RequestTimeoutError,
    UnauthorizedError,
)
from ringout.compat import test as helpers
from ringout.compat.http import Client as HttpClient
from ringout.sdk import ApiException, ApiResponse, Auth, Headers, Platform
from simulator import CALLEE, CALLER, TOKEN, Simulator

EXTENSION = "/restapi/v1.0/account/~/extension/~"
CALLS = f"{EXTENSION}/ring-out"
CALL = {"from": {"phoneNumber": CALLER}, "to": {"phoneNumber": CALLEE}, "playPrompt": False}


@pytest.fixture(scope="module")
def refreshing() -> Iterator[Simulator]:
    """A simulator that issues refresh tokens."""
    simulator = Simulator("--refresh-tokens", "on")
    yield simulator
    simulator.stop()


@pytest.fixture
def server(refreshing: Simulator) -> Simulator:
    refreshing.reset()
    return refreshing


def sdk(server: Simulator, **settings: Any) -> SDK:
    return SDK(server.ready["client_id"], server.ready["client_secret"], server.url, **settings)


@pytest.fixture
def platform(server: Simulator) -> Platform:
    """A platform that is logged in."""
    platform = sdk(server).platform()
    platform.login(jwt=server.ready["jwt"])
    return platform


def failure(operation: Any) -> ApiException:
    with pytest.raises(ApiException) as caught:
        operation()
    return caught.value


def test_the_sdk_is_imported_on_first_use() -> None:
    program = (
        "import sys, ringout\n"
        "print('ringout.sdk' in sys.modules or any('compat' in name for name in sys.modules))\n"
        "from ringout import SDK\n"
        "print(SDK is ringout.SDK is sys.modules['ringout.sdk'].SDK)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "True"]
    assert "SDK" in ringout.__all__


def test_argument_names(server: Simulator) -> None:
    ready = server.ready
    for arguments in (
        {"key": ready["client_id"], "secret": ready["client_secret"]},
        {"client_id": ready["client_id"], "client_secret": ready["client_secret"]},
    ):
        platform = SDK(**arguments, server=f"{server.url}/", name="My App", version="1.2").platform()
        assert platform.login(jwt=ready["jwt"]).ok()
    assert {r["headers"]["user-agent"].split()[0] for r in server.requests("POST")} == {"My-App/1.2"}


def test_an_app_without_a_secret(server: Simulator) -> None:
    platform = SDK(server.ready["public_client_id"], "", server.url).platform()
    error = failure(lambda: platform.login(jwt=server.ready["jwt"]))
    assert error.api_response().json_dict()["error"] == "unauthorized_client"
    assert "authorization" not in server.requests("POST", TOKEN)[0]["headers"]


def test_missing_arguments_are_named() -> None:
    with pytest.raises(TypeError, match="server"):
        SDK("id", "secret", None)
    with pytest.raises(TypeError, match="client_id"):
        SDK(None, "secret", "https://127.0.0.1:1")
    with pytest.raises(TypeError, match="surprise"):
        SDK("id", "secret", "https://127.0.0.1:1", surprise=1)
    with pytest.raises(InvalidArgumentError):
        SDK("", "secret", "https://127.0.0.1:1")


def test_errors_have_all_details(platform: Platform) -> None:
    error = failure(lambda: platform.post(CALLS, {"to": {"phoneNumber": "12"}}))
    response = error.api_response().response()
    assert response and response.status_code == 400 and not response.ok
    assert error.api_response().json().errors[0].parameterName == "to.phoneNumber"
    assert isinstance(error.__cause__, ringout.RejectedError)
    assert error.message == str(error) == f"HTTP 400 {error.__cause__}"
    assert error.__cause__.error_code == "CMN-101"


def test_an_error_can_be_pickled_and_copied(platform: Platform) -> None:
    error = failure(lambda: platform.get(f"{CALLS}/nothing"))
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(same) is ApiException and str(same) == str(error) == same.message
        assert same.api_response().json_dict() == error.api_response().json_dict()
        response, request = same.api_response().response(), same.api_response().request()
        assert response and response.headers["content-type"] and request and request.method == "GET"
    nothing = pickle.loads(pickle.dumps(failure(SDK("id", "secret", "http://127.0.0.1:1").platform().refresh)))
    assert nothing.api_response().response() is None


def test_login_errors_have_a_response(server: Simulator) -> None:
    error = failure(lambda: sdk(server).platform().login(jwt="a.b.c"))
    response = error.api_response().response()
    assert response and response.status_code == 400 and "rcrequestid" in response.headers
    body = error.api_response().json_dict()
    assert body["error"] == "invalid_grant" and body["errors"][0]["errorCode"] == "OAU-140"
    assert isinstance(error.__cause__, UnauthorizedError)

    entry = {"errorCode": "CMN-408", "message": "x", "permissionName": "RingOut", "count": 5}
    server.fault({"status": 403, "body": {"errors": [entry]}}, path=TOKEN)
    error = failure(lambda: sdk(server).platform().login(jwt="a.b.c"))
    assert error.api_response().json_dict()["errors"] == [entry]


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({}, "jwt"),
        ({"jwt": None}, "jwt"),
        ({"username": "1"}, "password"),
        ({"password": "x"}, "username"),
        ({"code": "x"}, "redirect_uri"),
    ],
)
def test_a_login_without_credentials_names_the_missing_one(server: Simulator, arguments: Any, parameter: str) -> None:
    platform = sdk(server).platform()
    events: list[Any] = []
    platform.on("loginError", events.append)
    error = failure(lambda: platform.login(**arguments))
    assert isinstance(error.__cause__, InvalidArgumentError)
    assert (error.__cause__.parameter, events) == (parameter, [error])


def test_errors_of_an_implicit_login_have_a_response(server: Simulator, platform: Platform) -> None:
    events: list[Any] = []
    platform.on("refreshError", events.append)
    platform.auth().set_data({"expire_time": 1})
    server.fault({"error": "OAU-140", "status": 400}, path=TOKEN)
    error = failure(lambda: platform.get(EXTENSION))
    response = error.api_response().response()
    assert response and response.status_code == 400 and events == [error]
    assert not server.requests("GET", EXTENSION)


def test_errors_without_a_response(server: Simulator, platform: Platform) -> None:
    server.fault({"reset": True}, "POST")
    error = failure(lambda: platform.post(CALLS, CALL))
    assert isinstance(error.__cause__, MaybePlacedError)
    response = error.api_response()
    assert response.response() is None and not response.ok() and (response.body(), response.text()) == (b"", "")
    with pytest.raises(ProtocolError):
        response.json()
    assert len(server.requests("POST", "/ring-out")) == 1

    nowhere = SDK("id", "secret", "http://127.0.0.1:1").platform()
    assert isinstance(failure(lambda: nowhere.login(jwt="a.b.c")).__cause__, ConnectionFailedError)
    assert isinstance(failure(lambda: nowhere.get(EXTENSION)).__cause__, NotLoggedInError)
    assert not nowhere.logged_in()


def test_a_request_over_the_rate_limit_is_a_429(server: Simulator, platform: Platform) -> None:
    server.fault({"error": "CMN-301", "headers": {"Retry-After": "50"}}, times=1)
    assert isinstance(failure(lambda: platform.post(CALLS, CALL)).__cause__, RateLimitedError)
    error = failure(lambda: platform.post(CALLS, CALL))
    response = error.api_response().response()
    assert response and response.status_code == 429
    assert 45 <= int(response.headers["Retry-After"]) <= 50
    assert len(server.requests("POST", CALLS)) == 1


def test_rate_limit_wait(server: Simulator) -> None:
    platform = sdk(server, rate_limit="wait").platform()
    platform.login(jwt=server.ready["jwt"])
    server.fault({"error": "CMN-301", "headers": {"Retry-After": "1"}}, times=1)
    assert platform.get(EXTENSION).ok()


def test_client_settings(server: Simulator) -> None:
    platform = sdk(server, request_timeout=0.3).platform()
    platform.login(jwt=server.ready["jwt"])
    server.fault({"delay_ms": 20_000}, "GET")
    began = time.monotonic()
    assert isinstance(failure(lambda: platform.get(EXTENSION)).__cause__, RequestTimeoutError)
    assert time.monotonic() - began < 5


def test_no_message_shows_a_secret(server: Simulator) -> None:
    platform = sdk(server).platform()
    secrets = [*server.secrets, "U0pDMTJ", server.ready["password"]]
    shown: list[object] = [platform, platform.auth(), platform.login(jwt=server.ready["jwt"])]
    shown += [platform.login(server.ready["username"], "101", server.ready["password"]).json()]
    shown += [platform.refresh().response(), platform.auth().set_data({})]
    shown += [
        failure(lambda: platform.get("/nowhere")),
        failure(lambda: platform.login(code="wrong", redirect_uri="x")),
    ]
    shown += [failure(lambda: platform.login(jwt=f"{server.ready['jwt']}x"))]
    for value in shown:
        text = f"{value!r} {value}"
        assert not [secret for secret in secrets if secret in text], text


def test_a_token_is_sent_to_its_server_only(server: Simulator, platform: Platform) -> None:
    assert platform.get(f"{server.url}{EXTENSION}").ok()
    for url in (f"http://localhost:1{EXTENSION}", "https://example.com/x", "//example.com/x", f"{server.url}.com/x"):
        with pytest.raises(ApiException) as caught:
            platform.get(url)
        assert isinstance(caught.value.__cause__, (InvalidArgumentError, NotFoundError))
    assert not [entry for entry in server.requests("GET") if "example.com" in entry["headers"]["host"]]


def test_paths_are_escaped(server: Simulator, platform: Platform) -> None:
    failure(lambda: platform.get("/account/~/a b/é/%20?x=y z"))
    assert server.requests("GET")[0]["path"] == "/restapi/v1.0/account/~/a%20b/%C3%A9/%20?x=y+z"


def test_queries(server: Simulator, platform: Platform) -> None:
    for query in (
        {"a": [1, 2], "b": None, "c": True, "d": "x y", "e": (1.5,)},
        [("a", 1), ("a", 2), ("c", True), ("d", "x y"), ("e", 1.5)],
    ):
        server.ask("DELETE", "journal")
        platform.get(EXTENSION, query)
        assert server.requests("GET")[0]["path"].partition("?")[2] == "a=1&a=2&c=true&d=x+y&e=1.5"
    with pytest.raises(TypeError):
        platform.get(EXTENSION, 5)  # type: ignore[arg-type]


def test_unsupported_headers_are_rejected(server: Simulator, platform: Platform) -> None:
    assert platform.post(CALLS, CALL, headers={"Content-Type": "application/json", "Accept": "*/*"}).ok()
    for headers in ({"X-Mine": "1"}, {"Content-Type": "text/plain"}, {"Accept": "text/plain"}):
        with pytest.raises(TypeError, match=next(iter(headers))):
            platform.post(CALLS, CALL, headers=headers)
    with pytest.raises(TypeError, match="skip_auth_check"):
        platform.get(EXTENSION, skip_auth_check=True)
    assert len(server.requests("POST", "/ring-out")) == 1


def test_headers_that_the_platform_sets_are_ignored(server: Simulator, platform: Platform) -> None:
    assert platform.get(EXTENSION, headers={"Authorization": "mine", "User-Agent": "mine", "x-user-agent": "mine"}).ok()
    assert "mine" not in server.requests("GET")[0]["headers"].values()


def test_bodies_that_are_not_json_are_rejected(server: Simulator, platform: Platform) -> None:
    form = HttpClient().create_request("POST", CALLS, body=CALL)
    del form.headers["Content-Type"]
    form.data = {"a": "b"}
    with pytest.raises(TypeError, match="data"):
        platform.send_request(form)
    for data in ("a=b", b"\xff", "{"):
        form.data = data
        with pytest.raises(TypeError, match="JSON"):
            platform.send_request(form)
    form.headers["Content-Type"] = "application/x-www-form-urlencoded"
    with pytest.raises(TypeError, match="Content-Type"):
        platform.send_request(form)
    assert not server.requests("POST", "/ring-out")


def test_bodies(server: Simulator, platform: Platform) -> None:
    nothing: list[Any] = [None, {}, [], ""]
    for body in nothing:
        failure(partial(platform.put, CALLS, body))
    failure(lambda: platform.put(CALLS, [1]))
    assert [entry["body"] for entry in server.requests("PUT")] == ["", "", "", "", "[1]"]
    with pytest.raises(TypeError):
        platform.post(CALLS, object())


def test_an_implicit_refresh_triggers_one_event(server: Simulator, platform: Platform) -> None:
    events: list[ApiResponse] = []
    platform.on("refreshSuccess", events.append)
    platform.auth().set_data({"expire_time": 1})
    threads = [threading.Thread(target=platform.get, args=(EXTENSION,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(events) == 1 and events[0].json().access_token == platform.auth().access_token()
    assert len(server.requests("POST", TOKEN)) == 2
    platform.get(EXTENSION)
    assert len(events) == 1


def test_the_data_of_a_token(server: Simulator, platform: Platform) -> None:
    auth = platform.auth()
    data = auth.data()
    assert data["refresh_token_expire_time"] == pytest.approx(time.time() + 604800, abs=60)
    assert auth.refresh_token_valid() and auth.access_token_valid() and auth.token_type() == "bearer"
    auth.set_data({"remember": True, "expires_in": 100, "refresh_token_expires_in": 200})
    data = auth.data()
    assert data["remember"] is True and data["expire_time"] == pytest.approx(time.time() + 100, abs=10)
    assert data["refresh_token_expire_time"] == pytest.approx(time.time() + 200, abs=10)
    auth.set_data({"expire_time": 0, "expires_in": 0})
    assert not auth.access_token_valid() and platform.logged_in()
    other = sdk(server).platform().auth().set_data({"scope": "x"})
    assert (other.data()["scope"], other.access_token(), other.access_token_valid()) == ("x", "", False)


def test_a_refresh_token_alone_is_enough(server: Simulator, platform: Platform) -> None:
    kept = platform.auth().refresh_token()
    other = sdk(server).platform()
    other.auth().set_data({"refresh_token": kept})
    assert other.auth().access_token() == "" and other.auth().data()["expire_time"] == 0
    assert not other.auth().access_token_valid()
    assert other.get(EXTENSION).ok() and other.auth().access_token_valid()
    assert "none" not in {r["headers"].get("authorization", "").partition(" ")[2] for r in server.requests("GET")}


NOTHING = {"access_token": "", "refresh_token": "", "expire_time": 0, "refresh_token_expire_time": 0}


@pytest.mark.parametrize("remove", [Auth.reset, lambda auth: auth.set_data(NOTHING)], ids=["reset", "set_data"])
def test_a_token_that_was_removed_is_not_used(server: Simulator, platform: Platform, remove: Any) -> None:
    kept = platform.auth().data()
    remove(platform.auth())
    before = len(server.requests("POST"))
    events: list[Any] = []
    platform.on("refreshError", events.append)
    for operation in (platform.refresh, partial(platform.get, EXTENSION)):
        assert isinstance(failure(operation).__cause__, NotLoggedInError)
    assert not platform.logged_in() and platform.auth().access_token() == "" and len(events) == 3
    assert len(server.requests("POST")) == before and not server.requests("GET", EXTENSION)
    platform.auth().set_data(kept)
    assert platform.get(EXTENSION).ok() and platform.auth().data() == kept
    platform.auth().reset()
    assert platform.login(jwt=server.ready["jwt"]).ok() and platform.get(EXTENSION).ok()
    platform.auth().reset()
    assert platform.logout().ok() and not platform.auth().access_token()


def test_auth_without_a_client_holds_data() -> None:
    auth = Auth().set_data({"access_token": "x", "expires_in": 60})
    assert auth.access_token_valid() and auth.access_token() == "x"
    auth.reset()
    assert not any(auth.data().values())


def test_loose_types_of_a_login(server: Simulator) -> None:
    ready = server.ready
    platform = sdk(server).platform()
    assert platform.login(ready["username"], 101, ready["password"]).ok()
    assert platform.login(ready["username"], None, ready["password"]).ok()  # type: ignore[arg-type]
    assert platform.login(jwt=ready["jwt"].encode()).ok()
    failure(lambda: platform.login(16505550123, 0, "wrong"))
    assert "extension" not in server.requests("POST", TOKEN)[-1]["body"]


def test_requests_for_another_client(server: Simulator, platform: Platform) -> None:
    request = HttpClient().create_request("GET", "/account/~?a=1", {"b": ["x y", 2]})
    assert platform.inflate_request(request) is request
    assert request.url == f"{server.url}/restapi/v1.0/account/~?a=1&b=x+y&b=2"
    assert request.headers["Authorization"].split() == ["bearer", platform.auth().access_token()]
    assert request.headers["User-Agent"] == request.headers["X-User-Agent"]
    for url in ("https://example.com/x", f"{server.url}.example.com/x"):
        foreign = HttpClient().create_request("GET", url)
        with pytest.raises(InvalidArgumentError, match="url"):
            platform.inflate_request(foreign)
        assert "Authorization" not in foreign.headers
    open_request = platform.inflate_request(HttpClient().create_request("GET", "/x"), skip_auth_check=True)
    assert "Authorization" not in open_request.headers and open_request.url.startswith(server.url)


def test_requests_of_a_client(server: Simulator) -> None:
    parts = sdk(server)
    platform, client = parts.platform(), parts._client
    platform.login(jwt=server.ready["jwt"])
    response = platform.send_request(client.create_request("POST", CALLS, body=CALL))
    assert response.json_dict()["id"] and response.request().method == "POST"  # type: ignore[union-attr]
    assert response.request().url == f"{server.url}{CALLS}"  # type: ignore[union-attr]
    assert client.send(platform.inflate_request(client.create_request("GET", EXTENSION))).ok()
    with pytest.raises(NotImplementedError, match="Platform"):
        client.send(client.create_request("GET", EXTENSION))
    with pytest.raises(TypeError, match="Content-Type"):
        platform.send_request(
            client.create_request("POST", CALLS, body={"a": 1}, headers={"Content-Type": "text/plain"})
        )

    class Mine(HttpClient):
        pass

    with pytest.raises(TypeError, match="Mine"):
        Platform(Mine(), "id", "secret", server.url)


def test_what_is_not_supported_says_what_to_use(server: Simulator) -> None:
    parts = sdk(server)
    with pytest.raises(NotImplementedError, match="Call.watch"):
        parts.create_web_socket_client()
    builder = parts.create_multipart_builder().set_body({"a": 1}).add(("a.txt", "x"))
    assert (builder.body(), builder.contents()) == ({"a": 1}, [("attachment", ("a.txt", "x"))])
    with pytest.raises(NotImplementedError, match="inflate_request"):
        builder.request("/fax")


def test_a_batch_of_responses(server: Simulator, platform: Platform) -> None:
    def part(content: object) -> str:
        return f"--x\r\nContent-Type: application/json\r\n\r\n{json.dumps(content)}\r\n"

    statuses = {"response": [{"status": 200}, {"status": 404}]}
    for body, message in (
        (part(statuses) + part({"id": 1}) + part({"errorCode": "CMN-102"}) + "--x--", None),
        (part(statuses) + part({"id": 1}) + "--x--", "2 statuses for 1 parts"),
        (part([]) + "--x--", "list statuses"),
        ("", "list statuses"),
    ):
        headers = {"Content-Type": "multipart/mixed; boundary=x"}
        server.fault({"status": 200, "body": body, "headers": headers}, times=1)
        response = platform.get(EXTENSION)
        if message is None:
            first, second = response.multipart()
            assert (first.json().id, first.ok(), second.ok()) == (1, True, False)
            assert second.error() == 'HTTP 404 {"errorCode": "CMN-102"}'
        else:
            with pytest.raises(ProtocolError, match=message):
                response.multipart()
    with pytest.raises(ProtocolError, match="multipart/mixed"):
        platform.get(EXTENSION).multipart()


def test_the_details_of_a_response(platform: Platform) -> None:
    response = failure(lambda: platform.get("/nowhere?access_token=hidden")).api_response()
    assert response.raw().read() == response.body()
    assert response.response().reason == "Not Found"  # type: ignore[union-attr]
    error = response.error()
    assert error is not None and error.startswith("HTTP 404 {") and "/restapi/v1.0/nowhere)" in error
    assert "hidden" not in error.partition("request details")[2]
    assert platform.get(EXTENSION).error() is None


def test_decorators_and_arguments_of_events(platform: Platform) -> None:
    seen: list[Any] = []

    @platform.once("mine")
    def _(*arguments: Any, **named: Any) -> None:
        seen.append((arguments, named))

    assert list(platform.events) == ["mine"]
    assert platform.trigger("mine", 1, two=2) and not platform.trigger("mine", 1)
    assert seen == [((1,), {"two": 2})]


def test_without_a_token_there_is_no_data(server: Simulator) -> None:
    platform = sdk(server).platform()
    auth = platform.auth()
    assert not any(auth.data().values())
    assert not auth.access_token_valid() and not auth.refresh_token_valid()
    assert (auth.access_token(), auth.refresh_token(), auth.token_type()) == ("", "", "")
    assert platform.logout().ok() and not server.requests("POST")


def test_the_exception_of_a_handler_is_raised(platform: Platform) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError

    platform.on("logoutSuccess", fails)
    with pytest.raises(ZeroDivisionError):
        platform.logout()
    assert platform.off() and not platform.trigger("logoutSuccess") and platform.off("nothing")


def test_headers_are_case_insensitive() -> None:
    headers = Headers([("A", "1"), ("a", "2"), ("B", "3")])
    assert (headers["a"], headers["A"], headers.get("b"), headers.get("c")) == ("1, 2", "1, 2", "3", None)
    assert (list(headers), len(headers), "B" in headers) == (["a", "b"], 2, True)


def test_json_fields_named_like_keywords(server: Simulator, platform: Platform) -> None:
    body = {"from": 1, "exec": 2, "None": 3, "print": 4, "a-b": 5, "list": [{"in": None}]}
    server.fault({"status": 200, "body": body, "headers": {"Content-Type": "text/plain"}})
    response = platform.get(EXTENSION)
    found = response.json()
    assert (found.from_, found.exec_, found.None_, found.print, getattr(found, "a-b"), found.list[0].in_) == (
        *(1, 2, 3, 4, 5),
        None,
    )
    assert response.json_dict() == body
    with pytest.raises(AttributeError):
        _ = found.nothing


def test_a_spy_remembers_its_arguments() -> None:
    assert helpers.Spy().args is None
    spy = helpers.Spy()
    spy(1, two=2)
    assert (spy.args, spy.kwargs) == ((1,), {"two": 2})
    with pytest.raises(NotImplementedError, match=r"ringout\.testing"):
        helpers.TestCase()
