"""Subscriptions over a WebSocket, as in `ringcentral.websocket.web_socket_client`. Not supported."""

from __future__ import annotations

from typing import Any, NoReturn

from ..platform.events import Observable
from .events import WebSocketEvents
from .web_socket_subscription import WebSocketSubscription

__all__ = ["WebSocketClient", "WebSocketEvents", "WebSocketSubscription"]

_REASON = (
    "WebSocketClient: this package opens no WebSocket. Call.watch() yields the changes of a call; for other events, use another WebSocket "
    "client with the token of platform.post('/restapi/oauth/wstoken')"
)


class WebSocketClient(Observable):
    """Raises `NotImplementedError` with what to use instead. The methods are those of `ringcentral`."""

    def __init__(self, platform: Any) -> None:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def create_new_connection(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def get_web_socket_token(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def open_connection(self, ws_uri: Any, ws_access_token: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def get_connection_info(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def get_connection(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def close_connection(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def recover_connection(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def send_message(self, message: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def create_subscription(self, events: Any = None) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def update_subscription(self, subscription: Any, events: Any = None) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def remove_subscription(self, subscription: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)
