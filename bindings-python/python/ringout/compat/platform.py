"""Login and requests, as in `ringcentral`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from .._errors import NotLoggedInError, RingOutError
from .auth import Auth
from .events import Events, Observable
from .response import ApiException, ApiResponse, HttpResponse

if TYPE_CHECKING:
    from .._native import Client

    Query = Mapping[str, Any] | Iterable[tuple[str, Any]] | None

_PREFIXES = (
    *("/restapi", "/rcvideo", "/video", "/webinar", "/analytics"),
    *("/ai", "/team-messaging", "/scim", "/cx/"),
)
# Characters of a path that are not escaped.
_SAFE = "/?#%!$&'()*+,:;=@[]~"


class Platform(Observable):
    """Logs in and sends requests. Can be used from many threads at once."""

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
        """Returns the object that holds the token."""
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
        """Logs in with a JWT, an authorization code or a password; if several are given, with the first of these."""

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
        """Refreshes the token now. Without a refresh token, logs in again if that is possible without the user."""
        return self._change_token(self._client.refresh, Events.refreshSuccess, Events.refreshError)

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
        query = {"response_type": "code", "client_id": self._client_id, "redirect_uri": redirect_uri}
        if state:
            query["state"] = state
        if challenge:
            query |= {"code_challenge": challenge, "code_challenge_method": challenge_method}
        return f"{self._server}/restapi/oauth/authorize?{urlencode(query, quote_via=quote)}"

    def create_url(
        self, url: str, add_server: bool = False, add_method: str | None = None, add_token: bool = False
    ) -> str:
        """Returns a URL for another HTTP client. With `add_token` it is a secret."""
        is_absolute = url.startswith(("http://", "https://"))
        if not is_absolute and not url.startswith(self._prefixes):
            url = f"/restapi/v1.0{url}"
        if add_server and not is_absolute:
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
        try:
            result = self._client.send(method, self._path(url), list(_pairs(query)), body or None)
        except RingOutError as error:
            failure = ApiException.of(error)
            # `send` only raises an error with a status if the login before the request was refused.
            if isinstance(error, NotLoggedInError) or error.http_status is not None:
                self.trigger(Events.refreshError, failure)
            raise failure from error
        if self._auth.has_new_token():
            self.trigger(Events.refreshSuccess, self._auth.response())
        response = ApiResponse(HttpResponse.of(result))
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
        self._auth.has_new_token()
        response = self._auth.response()
        self.trigger(success, response)
        return response

    def _path(self, url: str) -> str:
        """Returns the path of a URL of this server. A URL of another server stays a URL, which the client rejects."""
        path = url[len(self._server) :] if url.startswith(f"{self._server}/") else self.create_url(url)
        return quote(path, safe=_SAFE)


def _pairs(query: Query) -> Iterator[tuple[str, str | float | bool]]:
    """Yields the pairs of a query. A list becomes several pairs of the same name, and None is left out."""
    pairs = query.items() if isinstance(query, Mapping) else query or ()
    for name, value in pairs:
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if one is not None:
                yield name, one if isinstance(one, (str, int, float)) else str(one)


def _check_unsupported(headers: Mapping[str, str] | None, skip_auth_check: bool) -> None:
    """Rejects options that the client cannot honour: it sends JSON with its own headers and login."""
    for name, value in (headers or {}).items():
        is_ours = name.lower() in ("accept", "content-type") and ("json" in value or value == "*/*")
        if not is_ours:
            raise TypeError(f"headers: {name} cannot be set; requests contain JSON and are authorized by the client")
    if skip_auth_check:
        raise TypeError("skip_auth_check: requests are authorized by the client")
