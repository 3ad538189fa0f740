"""Login and requests, as in `ringcentral.platform.platform`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ..._errors import InvalidArgumentError, NotLoggedInError, RingOutError
from ..._native import Client as RingOutClient
from ..._native import __version__
from ..core import base64encode
from ..http.api_exception import ApiException
from ..http.api_response import ApiResponse, HttpRequest, HttpResponse
from ..http.client import Client
from .auth import Auth
from .events import Events, Observable

__all__ = [
    "ACCESS_TOKEN_TTL",
    "ACCOUNT_ID",
    "ACCOUNT_PREFIX",
    "API_VERSION",
    "AUTHORIZE_ENDPOINT",
    "KNOWN_PREFIXES",
    "REFRESH_TOKEN_TTL",
    "REVOKE_ENDPOINT",
    "TOKEN_ENDPOINT",
    "URL_PREFIX",
    "Auth",
    "Events",
    "Observable",
    "Platform",
    "base64encode",
]

if TYPE_CHECKING:
    Query = Mapping[str, Any] | Iterable[tuple[str, Any]] | None

ACCOUNT_ID = "~"
ACCOUNT_PREFIX = "/account/"
URL_PREFIX = "/restapi"
TOKEN_ENDPOINT = "/restapi/oauth/token"
REVOKE_ENDPOINT = "/restapi/oauth/revoke"
AUTHORIZE_ENDPOINT = "/restapi/oauth/authorize"
API_VERSION = "v1.0"
ACCESS_TOKEN_TTL = 3600
REFRESH_TOKEN_TTL = 604800
KNOWN_PREFIXES = [
    *(URL_PREFIX, "/rcvideo", "/video", "/webinar", "/analytics"),
    *("/ai", "/team-messaging", "/scim", "/cx/"),
]
# Characters of a path that are not escaped.
_SAFE = "/?#%!$&'()*+,:;=@[]~"
# Headers that `ringcentral` replaces by its own as well.
_REPLACED = ("authorization", "user-agent", "x-user-agent")


class Platform(Observable):
    """Logs in and sends requests. Can be used from many threads at once.

    `client` creates the requests for `send_request`. It cannot be replaced by a class that sends them itself. `settings` are those
    of `SDK`.
    """

    def __init__(
        self,
        client: Client | None,
        key: str | None = "",
        secret: str | None = "",
        server: str | None = "",
        name: str = "",
        version: str = "",
        redirect_uri: str | None = "",
        known_prefixes: Iterable[str] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__()
        if client is not None and type(client) is not Client:
            raise TypeError(f"client: {type(client).__name__} is not called; the requests are sent by ringout.Client")
        if name:
            settings |= {"app_name": name, "app_version": version or "0.0.0"}
        settings.setdefault("rate_limit", "fail-fast")
        address: Any = server
        app: Any = key
        self._client = RingOutClient(address, app, secret or None, **settings)
        self._server = address.rstrip("/")
        self._client_id = app
        self._redirect_uri = redirect_uri or ""
        self._prefixes = tuple(known_prefixes or KNOWN_PREFIXES)
        self._user_agent = f"{name or 'Unnamed'}/{version or '0.0.0'} ringout/{__version__}"
        self._auth = Auth(self._client)
        if client is not None:
            client._platform = self

    def auth(self) -> Auth:
        """Returns the object that holds the token."""
        return self._auth

    def login(
        self,
        username: str | int = "",
        extension: str | int = "",
        password: str = "",
        code: str = "",
        redirect_uri: str = "",
        jwt: str | bytes = "",
        verifier: str | bytes = "",
    ) -> ApiResponse:
        """Logs in with a JWT, an authorization code or a password; if several are given, with the first of these."""

        def log_in() -> None:
            if code and not jwt:
                uri = _string(redirect_uri) or self._redirect_uri
                self._client.login(code=_string(code), redirect_uri=uri, verifier=_string(verifier) or None)
            elif (username or password) and not jwt:
                self._client.login(
                    username=_string(username), password=_string(password), extension=_string(extension) or None
                )
            else:
                self._client.login(jwt=_string(jwt))

        return self._change_token(log_in, Events.loginSuccess, Events.loginError)

    def refresh(self) -> ApiResponse:
        """Refreshes the token now. Without a refresh token, logs in again if that is possible without the user."""

        def renew() -> None:
            self._check_reset()
            self._client.refresh()

        return self._change_token(renew, Events.refreshSuccess, Events.refreshError)

    def logout(self) -> ApiResponse:
        """Ends the session. Does not raise if RingCentral cannot be reached."""
        return self._change_token(self._client.logout, Events.logoutSuccess, Events.logoutError)

    def logged_in(self) -> bool:
        """Whether there is a valid token. Refreshes an expired one."""
        try:
            return self._auth.access_token_valid() or self.refresh().ok()
        except ApiException:
            return False

    def login_url(self, redirect_uri: str, state: str = "", challenge: str = "", challenge_method: str = "S256") -> str:
        """Returns the URL to send the user to for an authorization code. Unlike `Client.authorize_url`, does not create a state
        or a challenge."""
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri or self._redirect_uri,
        }
        if state:
            query["state"] = state
        if challenge:
            query |= {"code_challenge": challenge, "code_challenge_method": challenge_method}
        return f"{self._server}{AUTHORIZE_ENDPOINT}?{urlencode(query, quote_via=quote)}"

    def create_url(
        self, url: str, add_server: bool = False, add_method: str | None = None, add_token: bool = False
    ) -> str:
        """Returns a URL for another HTTP client. With `add_token` it is a secret."""
        is_absolute = url.startswith(("http://", "https://"))
        if not is_absolute and not url.startswith(self._prefixes):
            url = f"{URL_PREFIX}/{API_VERSION}{url}"
        if add_server and not is_absolute:
            url = self._server + url
        added = [f"_method={add_method}"] if add_method else []
        added += [f"access_token={self._auth.access_token()}"] if add_token else []
        for parameter in added:
            url += f"{'&' if '?' in url else '?'}{parameter}"
        return url

    def inflate_request(self, request: Any, skip_auth_check: bool = False) -> Any:
        """Completes a request for another HTTP client: the whole URL and the headers, of which `Authorization` is a secret.

        Takes any object with `url` and `headers`, such as a `requests.Request`, and returns it. Raises `InvalidArgumentError` for
        a URL of another server, which must not get the token.
        """
        url = self.create_url(request.url, add_server=True)
        if not skip_auth_check:
            if not url.startswith(f"{self._server}/"):
                raise InvalidArgumentError(f"url: {url} is not on {self._server}", parameter="url")
            if not self._auth.access_token_valid():
                self.refresh()
            request.headers["Authorization"] = f"{self._auth.token_type()} {self._auth.access_token()}"
        request.headers["User-Agent"] = request.headers["X-User-Agent"] = self._user_agent
        request.url = url
        return request

    def send_request(self, request: Any, skip_auth_check: bool = False) -> ApiResponse:
        """Sends a request of `Client.create_request`, or a `requests.Request` with JSON. The client authorizes it."""
        if getattr(request, "files", None):
            raise NotImplementedError(
                "files: this package sends JSON only. Use another HTTP client with inflate_request"
            )
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        _check_unsupported(headers, skip_auth_check)
        body = getattr(request, "json", None)
        if body is None or callable(body):
            body = _decoded(getattr(request, "data", None) or getattr(request, "body", None), headers)
        query = getattr(request, "params", None)
        return self._send(request.method, request.url, body, query, headers, skip_auth_check)

    def get(
        self,
        url: str,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Sends a GET request. `/restapi/v1.0` can be omitted from the path."""
        return self._send("GET", url, None, query_params, headers, skip_auth_check)

    def post(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Sends a POST request, once. If the response is lost, the request may have taken effect."""
        return self._send("POST", url, body, query_params, headers, skip_auth_check)

    def put(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Sends a PUT request."""
        return self._send("PUT", url, body, query_params, headers, skip_auth_check)

    def patch(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Sends a PATCH request."""
        return self._send("PATCH", url, body, query_params, headers, skip_auth_check)

    def delete(
        self,
        url: str,
        body: object = None,
        query_params: Query = None,
        headers: Mapping[str, str] | None = None,
        skip_auth_check: bool = False,
    ) -> ApiResponse:
        """Sends a DELETE request."""
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
        request = HttpRequest(method, url if "://" in url else self.create_url(url, add_server=True), {}, body)
        try:
            self._check_reset()
            result = self._client.send(method, self._path(url), list(_pairs(query)), body or None)
        except RingOutError as error:
            failure = ApiException.of(error)
            # `send` only raises an error with a status if the login before the request was refused.
            if isinstance(error, NotLoggedInError) or error.http_status is not None:
                self.trigger(Events.refreshError, failure)
            raise failure from error
        if self._auth.has_new_token():
            self.trigger(Events.refreshSuccess, self._auth.response())
        response = ApiResponse(request, HttpResponse.of(result))
        if result.error is not None:
            raise ApiException(response, result.error) from result.error
        return response

    def _change_token(self, change: Callable[[], None], success: str, failure: str) -> ApiResponse:
        try:
            change()
        except RingOutError as error:
            exception = ApiException.of(error)
            self.trigger(failure, exception)
            raise exception from error
        self._auth.use_client()
        response = self._auth.response()
        self.trigger(success, response)
        return response

    def _check_reset(self) -> None:
        if self._auth.is_reset():
            raise NotLoggedInError("there is no token, because it was reset", hint="call login or auth().set_data")

    def _path(self, url: str) -> str:
        """Returns the path of a URL of this server. A URL of another server stays a URL, which the client rejects."""
        path = url[len(self._server) :] if url.startswith(f"{self._server}/") else self.create_url(url)
        return quote(path, safe=_SAFE)


def _string(value: object) -> str:
    """Converts an argument that a form would convert. What is false, such as None and 0, is left out."""
    if isinstance(value, bytes):
        return value.decode()
    return str(value) if value else ""


def _pairs(query: Query) -> Iterator[tuple[str, str | float | bool]]:
    """Yields the pairs of a query. A list becomes several pairs of the same name, and None is left out."""
    pairs = query.items() if isinstance(query, Mapping) else query or ()
    for name, value in pairs:
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if one is not None:
                yield name, one if isinstance(one, (str, int, float)) else str(one)


def _decoded(data: Any, headers: Mapping[str, str]) -> Any:
    """Returns the value in a request's data, which the client converts to JSON again."""
    if isinstance(data, (str, bytes)):
        try:
            return json.loads(data)
        except ValueError:
            raise TypeError("data: the body is not JSON, and this package sends nothing else") from None
    # Without this type, `requests` sends a form.
    if data and not any(name.lower() == "content-type" for name in headers):
        raise TypeError("data: a form cannot be sent; pass the body as json")
    return data


def _check_unsupported(headers: Mapping[str, str] | None, skip_auth_check: bool) -> None:
    """Rejects options that the client cannot honour: it sends JSON with its own headers and login."""
    for name, value in (headers or {}).items():
        is_json = name.lower() in ("accept", "content-type") and ("json" in value or value == "*/*")
        if not is_json and name.lower() not in _REPLACED:
            raise TypeError(f"headers: {name} cannot be set; requests contain JSON and are authorized by the client")
    if skip_auth_check:
        raise TypeError("skip_auth_check: requests are authorized by the client")
