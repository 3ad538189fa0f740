"""One subscription, as in `ringcentral.websocket.web_socket_subscription`. Not supported."""

from __future__ import annotations

from typing import Any, NoReturn

from ..platform.events import Observable
from .events import WebSocketEvents

__all__ = ["WebSocketEvents", "WebSocketSubscription"]

_REASON = (
    "WebSocketSubscription: this package opens no WebSocket. Call.watch() yields the changes of a call; for other events, use another WebSocket "
    "client with the token of platform.post('/restapi/oauth/wstoken')"
)


class WebSocketSubscription(Observable):
    """Raises `NotImplementedError` with what to use instead. The methods are those of `ringcentral`."""

    def __init__(self, web_socket_client: Any) -> None:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def on_message(self, message: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def register(self, events: Any = None) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def add_events(self, events: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def set_events(self, events: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def subscribe(self, events: Any = None) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def update(self, events: Any = None) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    async def remove(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def set_subscription(self, data: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def get_subscription_info(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def reset(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def destroy(self) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)
