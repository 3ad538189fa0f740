"""Events and their handlers, as in `ringcentral.platform.events` and the package `observable`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

Handler = TypeVar("Handler", bound=Callable[..., object])


class Events:
    """The names of the events of a `Platform`."""

    loginSuccess = "loginSuccess"
    loginError = "loginError"
    refreshSuccess = "refreshSuccess"
    refreshError = "refreshError"
    logoutSuccess = "logoutSuccess"
    logoutError = "logoutError"


class Observable:
    """Calls handlers of events, on the thread that triggers the event."""

    def __init__(self) -> None:
        self.events: dict[str, list[Callable[..., object]]] = {}

    @overload
    def on(self, event: str) -> Callable[[Handler], Handler]: ...
    @overload
    def on(self, event: str, *handlers: Handler) -> Handler: ...
    def on(self, event: str, *handlers: Any) -> Any:
        """Adds handlers for an event. Without handlers, returns a decorator that adds one."""

        def add(*handlers: Any) -> Any:
            self.events.setdefault(event, []).extend(handlers)
            return handlers[0]

        return add(*handlers) if handlers else add

    @overload
    def once(self, event: str) -> Callable[[Handler], Callable[..., object]]: ...
    @overload
    def once(self, event: str, *handlers: Callable[..., object]) -> Callable[..., object]: ...
    def once(self, event: str, *handlers: Callable[..., object]) -> Any:
        """Adds handlers for the next occurrence of an event only. Without handlers, returns a decorator that adds one."""

        def add(*handlers: Callable[..., object]) -> Any:
            def first(*arguments: object, **named: object) -> None:
                self.off(event, first)
                for handler in handlers:
                    handler(*arguments, **named)

            return self.on(event, first)

        return add(*handlers) if handlers else add

    def off(self, event: str | None = None, *handlers: Callable[..., object]) -> bool:
        """Removes handlers of an event. Without handlers, removes all of the event; without an event, removes all."""
        if event is None:
            self.events.clear()
        elif handlers:
            self.events[event] = [handler for handler in self.events.get(event, []) if handler not in handlers]
        else:
            self.events.pop(event, None)
        return True

    def trigger(self, event: str, *arguments: object, **named: object) -> bool:
        """Calls the handlers of an event. Returns whether there are any."""
        handlers = tuple(self.events.get(event, ()))
        for handler in handlers:
            handler(*arguments, **named)
        return bool(handlers)
