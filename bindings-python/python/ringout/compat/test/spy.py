"""A function that remembers its arguments, as in `ringcentral.test.spy`."""

from __future__ import annotations

from typing import Any


class Spy:
    """Remembers the arguments of its last call in `args` and `kwargs`."""

    def __init__(self) -> None:
        self.args: tuple[Any, ...] | None = None
        self.kwargs: dict[str, Any] | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs
