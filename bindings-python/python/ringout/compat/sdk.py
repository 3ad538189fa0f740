"""A stand-in for `SDK` of the platform's own package: a program changes its import, and nothing else.

    from ringout import SDK

    platform = SDK(client_id, client_secret, server).platform()
    platform.login(jwt=jwt)
    response = platform.post("/restapi/v1.0/account/~/extension/~/ring-out", {"to": {"phoneNumber": "+16505550100"}})
    print(response.json().status.callStatus)

Only the shape is that of the package `ringcentral`. Each request is one of `Client.send`: with its deadline, its repeats and
its login, which replaces the token by itself, and never with a secret in a text. Every failure is an `ApiException`, and its
`__cause__` is the `RingOutError` that tells more.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from keyword import iskeyword
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar, overload
from urllib.parse import quote, urlencode

from .._errors import NotLoggedInError, ProtocolError, RateLimitedError, RingOutError
from .._native import Client, Token

if TYPE_CHECKING:
    from .._native import Response

    Query = Mapping[str, Any] | Iterable[tuple[str, Any]] | None

__all__ = ["SDK", "ApiException", "ApiResponse", "Auth", "Events", "Headers", "HttpResponse", "JsonObject", "Platform"]

_PREFIXES = (
    *("/restapi", "/rcvideo", "/video", "/webinar", "/analytics"),
    *("/ai", "/team-messaging", "/scim", "/cx/"),
)
# The fields of an `ErrorDetail` as the platform calls them.
_DETAIL = ("errorCode", "message", "parameterName", "parameterValue", "additionalInfo")
# What may stand in a path as it is.
_SAFE = "/?#%!$&'()*+,:;=@[]~"

Handler = TypeVar("Handler", bound=Callable[..., object])


class SDK:
    """One app on one server. `key` and `secret` are other names of the client id and the client secret.

    Whatever else `ringout.Client` can be told goes with it: `request_timeout`, `token_file`, `proxy`, ... A request that the
    platform's limits do not allow fails at once, unless `rate_limit="wait"` is given.
    """

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        server: str | None = None,
        name: str = "",
        version: str = "",
        redirect_uri: str | None = None,
        known_prefixes: Iterable[str] | None = None,
        *,
        key: str | None = None,
        secret: str | None = None,
        **settings: Any,
    ) -> None:
        if name:
            settings |= {"app_name": name, "app_version": version or "0.0.0"}
        settings.setdefault("rate_limit", "fail-fast")
        app: Any = client_id if key is None else key
        address: Any = server
        client = Client(address, app, (client_secret if secret is None else secret) or None, **settings)
        self._platform = Platform(client, address.rstrip("/"), app, redirect_uri or "", known_prefixes)

    def platform(self) -> Platform:
        """The user of the app, who logs in and sends requests."""
        return self._platform


class Events:
    """The names of the events of a `Platform`."""

    loginSuccess = "loginSuccess"
    loginError = "loginError"
    refreshSuccess = "refreshSuccess"
    refreshError = "refreshError"
    logoutSuccess = "logoutSuccess"
    logoutError = "logoutError"


class Observable:
    """Calls handlers when something happens, on the thread on which it does."""

    def __init__(self) -> None:
        self._handlers: dict[str, list[Callable[..., object]]] = {}

    @overload
    def on(self, event: str) -> Callable[[Handler], Handler]: ...
    @overload
    def on(self, event: str, *handlers: Handler) -> Handler: ...
    def on(self, event: str, *handlers: Any) -> Any:
        """Adds handlers; without any, a decorator that does."""

        def add(*handlers: Any) -> Any:
            self._handlers.setdefault(event, []).extend(handlers)
            return handlers[0]

        return add(*handlers) if handlers else add

    def once(self, event: str, *handlers: Callable[..., object]) -> None:
        """Adds handlers for the next time only."""

        def first(*arguments: object) -> None:
            self.off(event, first)
            for handler in handlers:
                handler(*arguments)

        self.on(event, first)

    def off(self, event: str | None = None, *handlers: Callable[..., object]) -> bool:
        """Removes handlers; without any, all of the event; without an event, all there are."""
        if event is None:
            self._handlers.clear()
        elif handlers:
            self._handlers[event] = [handler for handler in self._handlers.get(event, []) if handler not in handlers]
        else:
            self._handlers.pop(event, None)
        return True

    def trigger(self, event: str, *arguments: object) -> bool:
        """Calls the handlers of an event; false if there are none."""
        handlers = tuple(self._handlers.get(event, ()))
        for handler in handlers:
            handler(*arguments)
        return bool(handlers)


class Platform(Observable):
    """Logs in, and sends requests. May be used from many threads at once."""

    def __init__(
        self, client: Client, server: str, client_id: str, redirect_uri: str, known_prefixes: Iterable[str] | None
    ) -> None:
        super().__init__()
        self._client = client
        self._server = server
        self._client_id = client_id
        self._redirect_uri = redirect_uri
        self._prefixes = tuple(known_prefixes or _PREFIXES)
        self._auth = Auth(client)

    def auth(self) -> Auth:
        """The token."""
        return self._auth

    def login(
        self,
        username: str = "",
        extension: str = "",
        password: str = "",
        code: str = "",
        redirect_uri: str = "",
        jwt: str = "",
        verifier: str = "",
    ) -> ApiResponse:
        """Logs in with a JWT; or else a code of the platform's page; or else a password."""

        def log_in() -> None:
            if code and not jwt:
                uri = redirect_uri or self._redirect_uri
                self._client.login(code=code, redirect_uri=uri, verifier=verifier or None)
            elif (username or password) and not jwt:
                self._client.login(username=username, password=password, extension=extension or None)
            else:
                self._client.login(jwt=jwt or "")

        return self._change_token(log_in, Events.loginSuccess, Events.loginError)

    def refresh(self) -> ApiResponse:
        """Replaces the token now; without a refresh token by a new login, if one is possible without the user."""
        return self._change_token(self._client.refresh, Events.refreshSuccess, Events.refreshError)

    def logout(self) -> ApiResponse:
        """Ends the session. That the platform cannot be reached is no error."""
        return self._change_token(self._client.logout, Events.logoutSuccess, Events.logoutError)

    def logged_in(self) -> bool:
        """Whether there is a token, now or after replacing it."""
        try:
            return self._auth.access_token_valid() or self.refresh().ok()
        except ApiException:
            return False

    def login_url(self, redirect_uri: str, state: str = "", challenge: str = "", challenge_method: str = "S256") -> str:
        """Where to send the user for a code; `Client.authorize_url` makes a state and a challenge of its own."""
        query = {"response_type": "code", "client_id": self._client_id, "redirect_uri": redirect_uri}
        if state:
            query["state"] = state
        if challenge:
            query |= {"code_challenge": challenge, "code_challenge_method": challenge_method}
        return f"{self._server}/restapi/oauth/authorize?{urlencode(query, quote_via=quote)}"

    def create_url(
        self, url: str, add_server: bool = False, add_method: str | None = None, add_token: bool = False
    ) -> str:
        """A URL for another client. With `add_token` it is a secret."""
        is_whole = url.startswith(("http://", "https://"))
        if not is_whole and not url.startswith(self._prefixes):
            url = f"/restapi/v1.0{url}"
        if add_server and not is_whole:
            url = self._server + url
        added = [f"_method={add_method}"] if add_method else []
        added += [f"access_token={self._auth.access_token()}"] if add_token else []
        for parameter in added:
            url += f"{'&' if '?' in url else '?'}{parameter}"
        return url

    def get(
        self,
        url: str,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Asks for something. `/restapi/v1.0` may be left out of a path."""
        return self._send("GET", url, None, query_params, headers, skip_auth_check)

    def post(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Creates something. It is sent once: a lost answer may mean that it was created."""
        return self._send("POST", url, body, query_params, headers, skip_auth_check)

    def put(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Replaces something."""
        return self._send("PUT", url, body, query_params, headers, skip_auth_check)

    def patch(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Changes something."""
        return self._send("PATCH", url, body, query_params, headers, skip_auth_check)

    def delete(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Removes something."""
        return self._send("DELETE", url, body, query_params, headers, skip_auth_check)

    def _send(
        self,
        method: str,
        url: str,
        body: object,
        query: Query,
        headers: Mapping[str, str] | None,
        skip_auth_check: bool,
    ) -> ApiResponse:
        _check_unsupported(headers, skip_auth_check)
        try:
            answer = self._client.send(method, self._path(url), list(_pairs(query)), body or None)
        except RingOutError as error:
            failure = ApiException.of(error)
            # No answer, but a status: the login that came before the request was refused.
            if isinstance(error, NotLoggedInError) or error.http_status is not None:
                self.trigger(Events.refreshError, failure)
            raise failure from error
        if self._auth.has_new_token():
            self.trigger(Events.refreshSuccess, self._auth.response())
        response = ApiResponse(HttpResponse.of(answer))
        if answer.error is not None:
            raise ApiException(response, answer.error) from answer.error
        return response

    def _change_token(self, change: Callable[[], None], success: str, failure: str) -> ApiResponse:
        try:
            change()
        except RingOutError as error:
            exception = ApiException.of(error)
            self.trigger(failure, exception)
            raise exception from error
        self._auth.has_new_token()
        response = self._auth.response()
        self.trigger(success, response)
        return response

    def _path(self, url: str) -> str:
        """A path of this server; a URL of another one stays a URL, which the client refuses."""
        path = url[len(self._server) :] if url.startswith(f"{self._server}/") else self.create_url(url)
        return quote(path, safe=_SAFE)


class Auth:
    """The token in use, for those who keep it themselves."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._seen: str | None = None

    def data(self) -> dict[str, Any]:
        """All of the token: a secret. Times are in seconds, `..._time` since 1970."""
        token = self._token()
        end, life = token.get("expires_at", 0), float(token.get("expires_in", 0))
        refresh_life = float(token.get("refresh_token_expires_in", 0)) if token.get("refresh_token") else 0
        refresh_end = token.get("refresh_token_expire_time", end - life + refresh_life if refresh_life else 0)
        return {
            "remember": token.get("remember", False),
            "token_type": token.get("token_type", ""),
            "access_token": token.get("access_token", ""),
            "expires_in": token.get("expires_in", 0),
            "expire_time": end,
            "refresh_token": token.get("refresh_token", ""),
            "refresh_token_expires_in": token.get("refresh_token_expires_in", 0),
            "refresh_token_expire_time": refresh_end,
            "scope": token.get("scope", ""),
            "owner_id": token.get("owner_id", ""),
        }

    def set_data(self, auth_data: Mapping[str, Any] | None = None) -> Auth:
        """Goes on with a token that was kept, or changes parts of the one in use."""
        if auth_data is None:
            return self
        token = {**self._token(), **self.data(), **auth_data}
        for end, life in (("expire_time", "expires_in"), ("refresh_token_expire_time", "refresh_token_expires_in")):
            if life in auth_data and end not in auth_data:
                token[end] = time.time() + float(auth_data[life])
        # 0 is no time for the client; a token that ended long ago ended all the same.
        token["expires_at"] = max(1, token["expire_time"])
        self._client.set_token(Token.from_json(json.dumps(token)))
        self.has_new_token()
        return self

    def access_token(self) -> str:
        """The access token, a secret; empty if there is none."""
        token = self._client.token
        return token.access_token if token else ""

    def refresh_token(self) -> str:
        """The refresh token, a secret; empty if there is none."""
        token = self._client.token
        return (token and token.refresh_token) or ""

    def token_type(self) -> str:
        """`bearer`; empty if there is no token."""
        return str(self.data()["token_type"])

    def access_token_valid(self) -> bool:
        """Whether the access token has not ended, as far as the clock tells."""
        return bool(self.data()["expire_time"] > time.time())

    def refresh_token_valid(self) -> bool:
        """Whether the refresh token has not ended, as far as the clock tells."""
        return bool(self.data()["refresh_token_expire_time"] > time.time())

    def has_new_token(self) -> bool:
        """Whether the token is another one than the last time this was asked."""
        token = self.access_token()
        with self._lock:
            is_new = bool(token) and token != self._seen
            self._seen = token
        return is_new

    def response(self) -> ApiResponse:
        """The answer that the token came with; empty without a token."""
        token = self._token()
        token.pop("expires_at", None)
        body = json.dumps(token).encode() if token else b""
        return ApiResponse(HttpResponse(200, [("content-type", "application/json")], body))

    def _token(self) -> dict[str, Any]:
        token = self._client.token
        fields: dict[str, Any] = json.loads(token.to_json()) if token else {}
        return fields


class Headers(Mapping[str, str]):
    """The headers of an answer, whatever the case of their names."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            name = name.lower()
            self._values[name] = f"{self._values[name]}, {value}" if name in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class HttpResponse:
    """An answer as it came."""

    def __init__(self, status_code: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        self.status_code = status_code
        self.headers = Headers(headers)
        self.content = content

    @classmethod
    def of(cls, answer: Response) -> HttpResponse:
        """That of an answer of the client."""
        return cls(answer.status, answer.headers, answer.body)

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return self.status_code < 400

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """The body, read as JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise ProtocolError("the response is not JSON") from None


class JsonObject:
    """A JSON object with its fields as attributes. One that is a word of Python has a `_` behind it: `from_`."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class ApiResponse:
    """An answer, or none if none came."""

    def __init__(self, response: HttpResponse | None = None) -> None:
        self._response = response

    def response(self) -> HttpResponse | None:
        """The answer as it came; None if none did."""
        return self._response

    def ok(self) -> bool:
        """Whether it is a success."""
        return self._response is not None and self._response.ok

    def body(self) -> bytes:
        """The body as it came."""
        return self._response.content if self._response else b""

    def text(self) -> str:
        """The body as text."""
        return self._response.text if self._response else ""

    def json(self) -> Any:
        """The body, its objects with attributes; raises a `ProtocolError` if it is no JSON."""
        return _unfold(self.json_dict())

    def json_dict(self) -> Any:
        """The body, its objects as dicts; raises a `ProtocolError` if it is no JSON."""
        if self._response is None:
            raise ProtocolError("there is no response")
        return self._response.json()


class ApiException(Exception):
    """Why a request failed. `__cause__` is the `RingOutError`, whose text this has too."""

    def __init__(self, api_response: ApiResponse, previous: BaseException | None = None) -> None:
        super().__init__("Unknown error" if previous is None else str(previous))
        self._api_response = api_response

    @classmethod
    def of(cls, error: RingOutError) -> ApiException:
        """That of an error without a response of its own: no answer came, or the login was refused."""
        return cls(ApiResponse(_answer_of(error)), error)

    @property
    def message(self) -> str:
        """What happened."""
        return str(self)

    def api_response(self) -> ApiResponse:
        """The answer; its `response()` is None if none came."""
        return self._api_response


def _answer_of(error: RingOutError) -> HttpResponse | None:
    """The answer to a login, or to a request that the limits did not allow, made from what the error tells of it."""
    status = 429 if isinstance(error, RateLimitedError) else error.http_status
    if status is None:
        return None
    details = [_present(zip(_DETAIL, (getattr(d, name) for name in d.__match_args__))) for d in error.details]
    details = details or [_present({"errorCode": error.error_code, "message": error.message}.items())]
    text = details[0].get("message", error.message)
    if error.oauth_error is not None:
        body = {"error": error.oauth_error, "error_description": text, "errors": details}
    else:
        known = {"errorCode": error.error_code, "message": text, "parameterName": error.parameter}
        body = {**_present(known.items()), "errors": details}
    headers = [("content-type", "application/json")]
    if error.request_id is not None:
        headers.append(("rcrequestid", error.request_id))
    if error.retry_after is not None:
        headers.append(("retry-after", str(ceil(error.retry_after))))
    return HttpResponse(status, headers, json.dumps(body).encode())


def _present(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value is not None}


def _pairs(query: Query) -> Iterator[tuple[str, str | float | bool]]:
    """The pairs of a query. A list stands for several values of one name; None is no value."""
    pairs = query.items() if isinstance(query, Mapping) else query or ()
    for name, value in pairs:
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if one is not None:
                yield name, one if isinstance(one, (str, int, float)) else str(one)


def _check_unsupported(headers: Mapping[str, str] | None, skip_auth_check: bool) -> None:
    """The client sends JSON with its own headers and its login: anything else is refused, not dropped."""
    for name, value in (headers or {}).items():
        is_ours = name.lower() in ("accept", "content-type") and ("json" in value or value == "*/*")
        if not is_ours:
            raise TypeError(f"headers: {name} cannot be set; requests hold JSON and are authorized by the client")
    if skip_auth_check:
        raise TypeError("skip_auth_check: requests are authorized by the client")


def _unfold(value: Any) -> Any:
    if isinstance(value, list):
        return [_unfold(one) for one in value]
    if not isinstance(value, dict):
        return value
    unfolded = JsonObject()
    # `exec` was a keyword once, and programs know it as `exec_`.
    names = {f"{name}_" if iskeyword(name) or name == "exec" else name: one for name, one in value.items()}
    unfolded.__dict__.update({name: _unfold(one) for name, one in names.items()})
    return unfolded
