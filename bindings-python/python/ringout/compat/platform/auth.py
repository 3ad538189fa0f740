"""Token access, as in `ringcentral.platform.auth`."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..._native import Token
from ..http.api_response import ApiResponse, HttpResponse

if TYPE_CHECKING:
    from ..._native import Client

RELEASE_TIMEOUT = 10
# The client needs an access token. This one stands for none, has expired, and is never sent.
_NO_ACCESS_TOKEN = "none"


class Auth:
    """The current token, for programs that save it themselves. Without a client, holds the data that it is given."""

    def __init__(self, client: Client | None = None) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._seen: str | None = None
        # Replaces the client's token if not None.
        self._own: dict[str, Any] | None = {} if client is None else None

    def data(self) -> dict[str, Any]:
        """Returns the whole token, a secret. Times are in seconds; those named `..._time` are since 1970."""
        token = self._token()
        end, lifetime = token.get("expires_at", 0), float(token.get("expires_in", 0))
        refresh_lifetime = float(token.get("refresh_token_expires_in", 0)) if token.get("refresh_token") else 0
        default_refresh_end = end - lifetime + refresh_lifetime if refresh_lifetime else 0
        refresh_end = token.get("refresh_token_expire_time", default_refresh_end)
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
        """Uses a saved token from now on, or changes parts of the current token."""
        if auth_data is None:
            return self
        token = {**self._token(), **self.data(), **auth_data}
        for end, lifetime in (("expire_time", "expires_in"), ("refresh_token_expire_time", "refresh_token_expires_in")):
            if lifetime in auth_data and end not in auth_data:
                token[end] = time.time() + float(auth_data[lifetime])
        token["expires_at"] = token["expire_time"]
        if self._client is None or not (token["access_token"] or token["refresh_token"]):
            self._own = token
            return self
        if not token["access_token"]:
            token |= {"access_token": _NO_ACCESS_TOKEN, "expires_at": 1}
        # The client rejects 0. A token with the time 1 has expired as well.
        token["expires_at"] = max(1, token["expires_at"])
        self._client.set_token(Token.from_json(json.dumps(token)))
        self.use_client()
        return self

    def reset(self) -> None:
        """Forgets the token, without ending the session on RingCentral. The platform needs a new login, or `set_data`.

        A token that the client has saved in its `token_file` or `token_store` stays there.
        """
        self._own = {}

    def is_reset(self) -> bool:
        """Whether there is no token because `reset` or `set_data` removed it."""
        return self._own is not None

    def use_client(self) -> None:
        """Ends a `reset`, because the client has a new token or none at all."""
        self._own = None if self._client is not None else {}
        self.has_new_token()

    def access_token(self) -> str:
        """Returns the access token, a secret; empty if there is none."""
        return str(self._token().get("access_token") or "")

    def refresh_token(self) -> str:
        """Returns the refresh token, a secret; empty if there is none."""
        return str(self._token().get("refresh_token") or "")

    def token_type(self) -> str:
        """Returns `bearer`; empty if there is no token."""
        return str(self.data()["token_type"])

    def access_token_valid(self) -> bool:
        """Whether the access token has not expired by this machine's clock."""
        return bool(self.data()["expire_time"] > time.time())

    def refresh_token_valid(self) -> bool:
        """Whether the refresh token has not expired by this machine's clock."""
        return bool(self.data()["refresh_token_expire_time"] > time.time())

    def has_new_token(self) -> bool:
        """Whether the client's access token has changed since the last call of this method."""
        current = self._client.token if self._client is not None else None
        token = current.access_token if current is not None else ""
        with self._lock:
            is_new = bool(token) and token != self._seen
            self._seen = token
        return is_new

    def response(self) -> ApiResponse:
        """Returns the response that contained the token; its body is empty if there is none."""
        token = self._token()
        token.pop("expires_at", None)
        body = json.dumps(token).encode() if token else b""
        return ApiResponse(response=HttpResponse(200, [("content-type", "application/json")], body))

    def _token(self) -> dict[str, Any]:
        if self._own is not None:
            return dict(self._own)
        token = self._client.token if self._client is not None else None
        fields: dict[str, Any] = json.loads(token.to_json()) if token is not None else {}
        if fields.get("access_token") == _NO_ACCESS_TOKEN:
            fields |= {"access_token": "", "expires_at": 0}
        return fields
