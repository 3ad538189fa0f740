"""Logging in, refreshing, saving tokens and logging out."""

from __future__ import annotations

import json
import stat
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from ringout import (
    Authorization,
    Client,
    ConnectionFailedError,
    InvalidArgumentError,
    NotFoundError,
    NotLoggedInError,
    RateLimit,
    RateLimitedError,
    RequestTimeoutError,
    RingOutError,
    StorageError,
    Token,
    UnauthorizedError,
)
from simulator import TOKEN, Simulator

EXTENSION = "/restapi/v1.0/account/~/extension/~"
REDIRECT = "http://127.0.0.1:1/callback?from=login"


@pytest.fixture(scope="module")
def refreshing() -> Iterator[Simulator]:
    """A simulator that issues refresh tokens."""
    simulator = Simulator("--refresh-tokens", "on")
    yield simulator
    simulator.stop()


@pytest.fixture
def platform(refreshing: Simulator) -> Simulator:
    refreshing.reset()
    return refreshing


def works(client: Client) -> bool:
    return client.request("GET", EXTENSION).status == 200


def logins(simulator: Simulator) -> int:
    return len(simulator.requests("POST", TOKEN))


def consent(url: str, choice: str) -> str:
    """Returns the URL that the login page redirects to after the user's choice."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as redirect:
        urllib.request.build_opener(Stay).open(f"{url}&consent={choice}")
    location = redirect.value.headers["Location"]
    redirect.value.close()
    assert isinstance(location, str)
    return location


def assert_hidden(value: object, *secrets: str | None) -> None:
    shown = f"{value!r} {value}"
    assert not [secret for secret in secrets if secret and secret in shown]


def test_a_password_logs_in(platform: Simulator) -> None:
    username, password = platform.ready["username"], platform.ready["password"]
    client = platform.client(jwt=None)
    client.login(username=username, password=password)
    client.login(username=username, password=password, extension="101")
    client.login(username=username, password=password, extension="")
    assert works(client) and logins(platform) == 3
    with pytest.raises(UnauthorizedError) as caught:
        client.login(username=username, password="wrong-password", extension="101")
    assert (caught.value.oauth_error, caught.value.error_code) == ("invalid_grant", "OAU-140")
    assert caught.value.hint == "check the user's name, extension and password"
    assert_hidden(caught.value, "wrong-password")
    assert works(client), "a refused login changes nothing"


def test_a_refused_jwt_is_named(platform: Simulator) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        works(platform.client(jwt="a.wrong.jwt"))
    assert (caught.value.hint or "").startswith("check the JWT (`jwt`, or RC_USER_JWT)")


def test_a_code_logs_in_once(platform: Simulator) -> None:
    client = platform.client(jwt=None)
    authorization = client.authorize_url(REDIRECT)
    redirected = urllib.parse.urlsplit(consent(authorization.url, "allow"))
    code = urllib.parse.parse_qs(redirected.query)["code"][0]
    client.login(code=code, redirect_uri=REDIRECT, verifier=authorization.verifier)
    assert works(client)
    with pytest.raises(UnauthorizedError) as caught:
        client.login(code=code, redirect_uri=REDIRECT, verifier=authorization.verifier)
    assert caught.value.oauth_error == "invalid_grant"
    assert_hidden(caught.value, code, authorization.verifier)


def test_the_login_page(platform: Simulator) -> None:
    client = platform.client(jwt=None)
    authorization = client.authorize_url(REDIRECT)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(authorization.url).query)
    assert authorization.url.startswith(f"{platform.url}/restapi/oauth/authorize?")
    assert (query["redirect_uri"], query["state"]) == ([REDIRECT], [authorization.state])
    assert query["code_challenge_method"] == ["S256"]
    assert_hidden(authorization, authorization.verifier)
    client.login_redirect(consent(authorization.url, "allow"), authorization)
    assert works(client)


def test_the_login_page_with_a_saved_authorization(platform: Simulator) -> None:
    authorization = platform.client(jwt=None).authorize_url(REDIRECT)
    saved = Authorization(authorization.redirect_uri, authorization.state, authorization.verifier)
    assert (saved.url, saved.redirect_uri, saved.state, saved.verifier) == (
        "",
        REDIRECT,
        authorization.state,
        authorization.verifier,
    )
    client = platform.client(jwt=None)
    client.login_redirect(consent(authorization.url, "allow"), saved)
    assert works(client)


def test_the_login_page_of_an_app_without_a_secret(platform: Simulator) -> None:
    client = platform.client(jwt=None, client_id=platform.ready["public_client_id"], client_secret=None)
    authorization = client.authorize_url(REDIRECT)
    client.login_redirect(consent(authorization.url, "allow"), authorization)
    assert works(client)
    client.refresh()
    assert works(client)
    assert "authorization" not in platform.requests("POST", TOKEN)[0]["headers"]


def test_a_redirect_that_is_refused(platform: Simulator) -> None:
    client = platform.client(jwt=None)
    authorization, other = client.authorize_url(REDIRECT), client.authorize_url(REDIRECT)
    with pytest.raises(InvalidArgumentError) as foreign:
        client.login_redirect(consent(authorization.url, "allow"), other)
    assert foreign.value.parameter == "state"
    with pytest.raises(UnauthorizedError, match="The user refused") as refused:
        client.login_redirect(consent(authorization.url, "deny"), authorization)
    assert refused.value.oauth_error == "access_denied"
    with pytest.raises(InvalidArgumentError) as empty:
        client.login_redirect(f"{REDIRECT}&state={authorization.state}", authorization)
    assert empty.value.parameter == "code"
    with pytest.raises(InvalidArgumentError) as nowhere:
        client.authorize_url("")
    assert nowhere.value.parameter == "redirect_uri"
    assert logins(platform) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"jwt": None},
        {"jwt": "a.b.c", "code": "x"},
        {"jwt": "a.b.c", "extension": "101"},
        {"username": "x"},
        {"password": "x"},
        {"username": "x", "password": "x", "verifier": "x"},
        {"code": "x"},
        {"redirect_uri": "x"},
        {"code": "x", "redirect_uri": "x", "username": "x"},
        {"username": "x", "password": 5},
        {"username": "x", "password": "x", "extension": 101},
        {"code": b"x", "redirect_uri": "x"},
    ],
)
def test_arguments_of_no_or_several_grants(platform: Simulator, arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        platform.client().login(**arguments)
    assert logins(platform) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        {"jwt": ""},
        {"username": "", "password": "x"},
        {"username": "x", "password": ""},
        {"code": "", "redirect_uri": "x"},
        {"code": "x", "redirect_uri": ""},
        {"username": "x", "password": "\ud800"},
        {"code": "x", "redirect_uri": "x", "verifier": "\ud800"},
    ],
)
def test_invalid_credentials(platform: Simulator, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        platform.client().login(**arguments)
    assert caught.value.parameter in arguments and logins(platform) == 0


def test_a_token_is_refreshed_saved_and_reused(platform: Simulator) -> None:
    client = platform.client()
    assert client.token is None
    assert works(client)
    first = client.token
    client.refresh()
    token = client.token
    assert first and token and first.access_token != token.access_token and first.refresh_token != token.refresh_token
    assert abs((token.expires_at - datetime.now(timezone.utc)).total_seconds() - 3600) < 60
    assert json.loads(token.to_json())["access_token"] == token.access_token
    assert_hidden(token, token.access_token, token.refresh_token)

    again = platform.client(jwt=None)
    again.set_token(Token.from_json(token.to_json()))
    assert works(again) and logins(platform) == 2
    again.refresh()
    assert logins(platform) == 3


def test_an_expired_token_is_refreshed(platform: Simulator) -> None:
    client = platform.client()
    client.login(jwt=platform.ready["jwt"])
    saved = json.loads(client.token.to_json() if client.token else "")
    client.set_token(Token.from_json(json.dumps({**saved, "expires_at": time.time() - 1})))
    assert works(client) and logins(platform) == 2
    assert "refresh_token" in platform.requests("POST", TOKEN)[1]["body"]


def test_without_a_refresh_token_the_credentials_log_in_again(simulator: Simulator) -> None:
    client = simulator.client()
    assert works(client) and client.token and client.token.refresh_token is None
    client.refresh()
    assert works(client) and logins(simulator) == 2


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"access_token":5}', '{"access_token":"a b"}', "\ud800"])
def test_invalid_tokens(text: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        Token.from_json(text)
    assert caught.value.parameter in ("token", "json")


def test_wrong_types(platform: Simulator) -> None:
    client: Any = platform.client()
    authorization = client.authorize_url(REDIRECT)
    wrong = [
        lambda: client.authorize_url(5),
        lambda: client.login_redirect(5, authorization),
        lambda: client.login_redirect("x", "state"),
        lambda: client.login_redirect("x", None),
        lambda: client.set_token({"access_token": "a"}),
        lambda: client.set_token(None),
        lambda: client.with_timeout("5"),
        lambda: client.send("GET", EXTENSION, "a=b"),
        lambda: Token.from_json(b"{}"),  # type: ignore[arg-type]
        lambda: Authorization("x", "y", None),  # type: ignore[arg-type]
        Token,
    ]
    for attempt in wrong:
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(AttributeError):
        client.token = None


def test_logout_removes_the_token(platform: Simulator) -> None:
    client = platform.client()
    assert works(client)
    client.logout()
    assert client.token is None
    assert len(platform.requests("POST", "/oauth/revoke")) == 1
    with pytest.raises(NotLoggedInError):
        works(client)
    client.logout()
    assert len(platform.requests("POST", "/oauth/revoke")) == 1


def test_logout_works_without_a_server(platform: Simulator) -> None:
    client = platform.client(request_timeout=1)
    assert works(client)
    platform.fault({"reset": "before-processing"}, path="/restapi/oauth/revoke")
    client.logout()
    assert client.token is None


def test_a_closed_client_refuses_to_log_in(platform: Simulator) -> None:
    client = platform.client()
    authorization = client.authorize_url(REDIRECT)
    client.close()
    jwt = platform.ready["jwt"]
    for attempt in (
        lambda: client.login(jwt=jwt),
        lambda: client.login_redirect(f"{REDIRECT}&state={authorization.state}&code=x", authorization),
        client.refresh,
        client.logout,
        lambda: client.send("GET", EXTENSION),
        lambda: client.with_timeout(5).call("1").status(),
    ):
        with pytest.raises(InvalidArgumentError, match="closed"):
            attempt()
    assert not platform.requests("POST")


def test_a_token_file_is_shared(platform: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    assert works(platform.client(token_file=file))
    assert works(platform.client(token_file=str(file)))
    assert logins(platform) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "access_token" in file.read_text()
    platform.client(token_file=file, token_user="another user").login(jwt=platform.ready["jwt"])
    assert "another user" in file.read_text() and logins(platform) == 2
    client = platform.client(token_file=file)
    assert works(client) and logins(platform) == 2
    client.logout()
    assert works(platform.client(token_file=file)) and logins(platform) == 3


def test_a_token_file_that_cannot_be_used(platform: Simulator, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        works(platform.client(token_file=tmp_path / "no" / "such" / "folder"))


def test_settings_are_sent(platform: Simulator) -> None:
    settings = {"app_name": "My App", "app_version": "1.2", "proxy": ""}
    assert works(platform.client(access_token_ttl=600, refresh_token_ttl=3600, **settings))
    login, request = platform.ask("GET", "journal")["requests"]
    assert request["headers"]["user-agent"].startswith("My-App/1.2 ringout/")
    assert "access_token_ttl=600" in login["body"] and "refresh_token_ttl=3600" in login["body"]


@pytest.mark.parametrize(
    ("settings", "parameter"),
    [
        ({"access_token_ttl": 10}, "access_token_ttl"),
        ({"access_token_ttl": float("nan")}, "access_token_ttl"),
        ({"refresh_token_ttl": 0}, "refresh_token_ttl"),
        ({"app_name": "a/b", "app_version": "1"}, "app_name"),
        ({"app_name": "a"}, "app_name"),
        ({"proxy": "no proxy"}, "proxy"),
        ({"ca_bundle": "/no/such/file.pem"}, "ca_bundle"),
        ({"token_user": "\ud800"}, "token_user"),
    ],
)
def test_invalid_settings(platform: Simulator, settings: dict[str, Any], parameter: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        platform.client(**settings)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize("name", ["token_file", "token_user", "proxy", "ca_bundle", "app_name", "access_token_ttl"])
def test_settings_of_a_wrong_type(platform: Simulator, name: str) -> None:
    for wrong in (object(), [], b"x" if name == "token_user" else 1j):
        with pytest.raises(TypeError):
            platform.client(**{name: wrong})


def test_https_needs_a_trusted_authority() -> None:
    secure = Simulator("--tls")
    try:
        assert secure.url.startswith("https://")
        assert works(secure.client(ca_bundle=secure.ready["ca_file"]))
        assert works(secure.client(ca_bundle=Path(secure.ready["ca_file"])))
        with pytest.raises(ConnectionFailedError):
            works(secure.client())
    finally:
        secure.stop()


def test_with_timeout(platform: Simulator) -> None:
    client = platform.client()
    assert works(client)
    platform.fault({"delay_ms": 20_000}, "GET")
    began = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        works(client.with_timeout(0.1))
    assert time.monotonic() - began < 5
    for value in (0, -1, 3601, float("nan")):
        with pytest.raises(InvalidArgumentError) as caught:
            client.with_timeout(value)
        assert caught.value.parameter == "timeout"


def test_a_request_over_the_rate_limit_waits_or_fails(platform: Simulator) -> None:
    calls, call = f"{EXTENSION}/ring-out", {"to": {"phoneNumber": "+16505550100"}}
    fail_fast = platform.client(rate_limit="fail-fast")
    platform.fault({"error": "CMN-301", "headers": {"Retry-After": "1"}}, "POST", times=1)
    with pytest.raises(RateLimitedError) as caught:
        fail_fast.request("POST", calls, body=call)
    assert caught.value.retry_after == 1
    with pytest.raises(RateLimitedError):
        fail_fast.request("POST", calls, body=call)
    assert fail_fast.with_rate_limit(RateLimit.WAIT).request("POST", calls, body=call).status == 200
    assert len(platform.requests("POST", calls)) == 2
    with pytest.raises(InvalidArgumentError) as unknown:
        platform.client(rate_limit="never")
    assert unknown.value.parameter == "rate_limit"
    with pytest.raises(InvalidArgumentError):
        fail_fast.with_rate_limit("Wait")  # type: ignore[arg-type]


def test_send_returns_every_response(platform: Simulator) -> None:
    client = platform.client()
    good = client.send("GET", EXTENSION, {"a": 1})
    assert (good.status, good.error) == (200, None)
    headers = dict(good.headers)
    assert headers["content-type"] == good.content_type and headers["rcrequestid"] == good.request_id
    bad = client.send("GET", f"{EXTENSION}/ring-out/unknown")
    assert bad.status == 404 and isinstance(bad.error, NotFoundError)
    assert bad.json()["errorCode"] == bad.error.error_code == "CMN-102"
    platform.fault({"drop": "before-response"}, "POST", times=1)
    with pytest.raises(RingOutError) as caught:
        client.send("POST", f"{EXTENSION}/ring-out", body={"to": {"phoneNumber": "+16505550100"}})
    assert caught.value.code == "MAYBE_PLACED"
