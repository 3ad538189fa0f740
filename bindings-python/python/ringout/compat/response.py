"""Responses and exceptions, as in `ringcentral`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword
from math import ceil
from typing import TYPE_CHECKING, Any

from .._errors import ProtocolError, RateLimitedError, RingOutError

if TYPE_CHECKING:
    from .._native import Response

# RingCentral's names of the fields of an `ErrorDetail`.
_DETAIL = ("errorCode", "message", "parameterName", "parameterValue", "additionalInfo")


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


class HttpResponse:
    """An HTTP response."""

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
    def text(self) -> str:
        """The body as a string. Invalid UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Returns the body parsed as JSON. Raises `ProtocolError` if it is not JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise ProtocolError("the response is not JSON") from None


class JsonObject:
    """A JSON object with its fields as attributes. A field named like a Python keyword gets a trailing underscore: `from_`."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class ApiResponse:
    """A response. It is empty if none was received."""

    def __init__(self, response: HttpResponse | None = None) -> None:
        self._response = response

    def response(self) -> HttpResponse | None:
        """Returns the HTTP response, or None if none was received."""
        return self._response

    def ok(self) -> bool:
        """Whether there is a response with a status below 400."""
        return self._response is not None and self._response.ok

    def body(self) -> bytes:
        """Returns the body as bytes."""
        return self._response.content if self._response else b""

    def text(self) -> str:
        """Returns the body as a string."""
        return self._response.text if self._response else ""

    def json(self) -> Any:
        """Returns the body parsed as JSON, with objects as `JsonObject`. Raises `ProtocolError` if it is not JSON."""
        return _with_attributes(self.json_dict())

    def json_dict(self) -> Any:
        """Returns the body parsed as JSON, with objects as `dict`. Raises `ProtocolError` if it is not JSON."""
        if self._response is None:
            raise ProtocolError("there is no response")
        return self._response.json()


class ApiException(Exception):
    """A failed request. `__cause__` is the `RingOutError`, which has the same message."""

    def __init__(self, api_response: ApiResponse, previous: BaseException | None = None) -> None:
        super().__init__("Unknown error" if previous is None else str(previous))
        self._api_response = api_response

    @classmethod
    def of(cls, error: RingOutError) -> ApiException:
        """Converts an error without a response to the request: none was received, or the login was refused."""
        return cls(ApiResponse(_response_of(error)), error)

    @property
    def message(self) -> str:
        """What happened."""
        return str(self)

    def api_response(self) -> ApiResponse:
        """Returns the response. Its `response()` is None if none was received."""
        return self._api_response


def _response_of(error: RingOutError) -> HttpResponse | None:
    """Reconstructs the response from the error of a login, or of a request over the rate limit."""
    status = 429 if isinstance(error, RateLimitedError) else error.http_status
    if status is None:
        return None
    details = [
        {**d.fields, **_present(zip(_DETAIL, (getattr(d, name) for name in d.__match_args__)))} for d in error.details
    ]
    details = details or [_present({"errorCode": error.error_code, "message": error.message}.items())]
    message = details[0].get("message", error.message)
    if error.oauth_error is not None:
        body = {"error": error.oauth_error, "error_description": message, "errors": details}
    else:
        known = {"errorCode": error.error_code, "message": message, "parameterName": error.parameter}
        body = {**_present(known.items()), "errors": details}
    headers = [("content-type", "application/json")]
    if error.request_id is not None:
        headers.append(("rcrequestid", error.request_id))
    if error.retry_after is not None:
        headers.append(("retry-after", str(ceil(error.retry_after))))
    return HttpResponse(status, headers, json.dumps(body).encode())


def _present(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value is not None}


def _with_attributes(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_attributes(item) for item in value]
    if not isinstance(value, dict):
        return value
    result = JsonObject()
    # `exec` was once a keyword, and `ringcentral` still calls it `exec_`.
    names = {f"{name}_" if iskeyword(name) or name == "exec" else name: item for name, item in value.items()}
    result.__dict__.update({name: _with_attributes(item) for name, item in names.items()})
    return result
