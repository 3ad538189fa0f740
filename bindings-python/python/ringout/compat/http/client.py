"""Requests before they are sent, as in `ringcentral.http.client`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..core import iterator, urlencode
from .api_exception import ApiException
from .api_response import ApiResponse, HttpRequest

if TYPE_CHECKING:
    from ..platform.platform import Platform

__all__ = ["ApiException", "ApiResponse", "Client", "iterator", "urlencode"]


class Client:
    """Creates requests, and sends them with the login of the `Platform` that it belongs to."""

    def __init__(self) -> None:
        self._platform: Platform | None = None

    def send(self, request: Any) -> ApiResponse:
        """Sends a request that `Platform.inflate_request` has authorized. Any other raises `NotImplementedError`."""
        if self._platform is None or "Authorization" not in request.headers:
            raise NotImplementedError(
                "Client.send: requests are sent with the login of a Platform only. Use Platform.send_request, or get and post"
            )
        return self._platform.send_request(request)

    def load_response(self, request: Any) -> ApiResponse:
        """Does the same as `send`."""
        return self.send(request)

    def create_request(
        self,
        method: str = "",
        url: str = "",
        query_params: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpRequest:
        """Creates a request, for `Platform.send_request` or another HTTP client. Sends nothing."""
        pairs = query_params.items() if isinstance(query_params, Mapping) else query_params or ()
        split = [
            (name, one) for name, value in pairs for one in (value if isinstance(value, (list, tuple)) else (value,))
        ]
        if split:
            url += ("&" if "?" in url else "?") + urlencode(split)
        sent = dict(headers or {})
        content_type = next((value for name, value in sent.items() if name.lower() == "content-type"), None)
        if content_type is None:
            content_type = sent["Content-Type"] = "application/json"
        data: Any = body
        if "application/json" in content_type.lower():
            data = json.dumps(body) if body else None
        elif "application/x-www-form-urlencoded" in content_type.lower():
            form: Any = body
            data = urlencode(form) if form else None
        return HttpRequest(method, url, sent, data)
