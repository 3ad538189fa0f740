"""HTTP requests and responses, with the attributes that programs use of those of `requests`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..._errors import ProtocolError

if TYPE_CHECKING:
    from ..._native import Response


class Headers(Mapping[str, str]):
    """The headers of a response. Names are case-insensitive."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            name = name.lower()
            self._values[name] = f"{self._values[name]}, {value}" if name in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class HttpRequest:
    """A request that has not been sent. `data` is its body."""

    def __init__(self, method: str, url: str, headers: Mapping[str, str] | None = None, data: Any = None) -> None:
        self.method = method
        self.url = url
        self.headers: dict[str, str] = dict(headers or {})
        self.data = data


class HttpResponse:
    """An HTTP response."""

    encoding = "utf-8"

    def __init__(self, status_code: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        self.status_code = status_code
        self.headers: Headers = Headers(headers)
        self.content = content

    @classmethod
    def of(cls, response: Response) -> HttpResponse:
        """Converts a response of `Client`."""
        return cls(response.status, response.headers, response.body)

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def reason(self) -> str:
        """The standard phrase of the status, such as `Not Found`; empty for a status without one."""
        return HTTPStatus(self.status_code).phrase if self.status_code in HTTPStatus._value2member_map_ else ""

    @property
    def text(self) -> str:
        """The body as a string. Invalid UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Returns the body parsed as JSON. Raises `ProtocolError` if it is not JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise ProtocolError("the response is not JSON") from None
