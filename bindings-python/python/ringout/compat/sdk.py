"""The entry point, as in `ringcentral`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .http import Client, MultipartBuilder
from .platform import Platform
from .websocket import WebSocketClient

__all__ = ["SDK", "Client", "MultipartBuilder", "Platform", "WebSocketClient"]


class SDK:
    """An app on a server. `key` and `secret` are aliases of `client_id` and `client_secret`.

    Also takes the settings of `ringout.Client`, such as `request_timeout`, `token_file` and `proxy`. A request over RingCentral's
    rate limit fails at once, unless `rate_limit="wait"` is given.
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
        app = client_id if key is None else key
        hidden = client_secret if secret is None else secret
        self._client = Client()
        self._platform = Platform(
            self._client, app, hidden, server, name, version, redirect_uri, known_prefixes, **settings
        )

    def platform(self) -> Platform:
        """Returns the `Platform`, which logs in and sends requests."""
        return self._platform

    def create_web_socket_client(self) -> WebSocketClient:
        """Raises `NotImplementedError`, with what to use instead."""
        return WebSocketClient(self._platform)

    def create_multipart_builder(self) -> MultipartBuilder:
        """Returns a builder of uploads, whose `request` raises `NotImplementedError`."""
        return MultipartBuilder(self._platform)
