"""Subscriptions over a WebSocket, as in `ringcentral.websocket`. They raise `NotImplementedError` when they are used."""

from .events import WebSocketEvents
from .web_socket_client import WebSocketClient
from .web_socket_subscription import WebSocketSubscription

__all__ = ["WebSocketClient", "WebSocketEvents", "WebSocketSubscription"]
