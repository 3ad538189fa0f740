"""Answers, and why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword
from math import ceil
from typing import TYPE_CHECKING, Any

from .._errors import ProtocolError, RateLimitedError, RingOutError

if TYPE_CHECKING:
    from .._native import Response

# The fields of an `ErrorDetail` as the platform calls them.
_DETAIL = ("errorCode", "message", "parameterName", "parameterValue", "additionalInfo")


class Headers(Mapping[str, str]):
    """The headers of an answer, whatever the case of their names."""

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
    """An answer as it came."""

    def __init__(self, status_code: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        self.status_code = status_code
        self.headers = Headers(headers)
        self.content = content

    @classmethod
    def of(cls, answer: Response) -> HttpResponse:
        """That of an answer of the client."""
        return cls(answer.status, answer.headers, answer.body)

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return self.status_code < 400

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is replaced."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """The body, read as JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise ProtocolError("the response is not JSON") from None


class JsonObject:
    """A JSON object with its fields as attributes. One that is a word of Python has a `_` behind it: `from_`."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class ApiResponse:
    """An answer, or none if none came."""

    def __init__(self, response: HttpResponse | None = None) -> None:
        self._response = response

    def response(self) -> HttpResponse | None:
        """The answer as it came; None if none did."""
        return self._response

    def ok(self) -> bool:
        """Whether it is a success."""
        return self._response is not None and self._response.ok

    def body(self) -> bytes:
        """The body as it came."""
        return self._response.content if self._response else b""

    def text(self) -> str:
        """The body as text."""
        return self._response.text if self._response else ""

    def json(self) -> Any:
        """The body, its objects with attributes; raises a `ProtocolError` if it is no JSON."""
        return _unfold(self.json_dict())

    def json_dict(self) -> Any:
        """The body, its objects as dicts; raises a `ProtocolError` if it is no JSON."""
        if self._response is None:
            raise ProtocolError("there is no response")
        return self._response.json()


class ApiException(Exception):
    """Why a request failed. `__cause__` is the `RingOutError`, whose text this has too."""

    def __init__(self, api_response: ApiResponse, previous: BaseException | None = None) -> None:
        super().__init__("Unknown error" if previous is None else str(previous))
        self._api_response = api_response

    @classmethod
    def of(cls, error: RingOutError) -> ApiException:
        """That of an error without a response of its own: no answer came, or the login was refused."""
        return cls(ApiResponse(_answer_of(error)), error)

    @property
    def message(self) -> str:
        """What happened."""
        return str(self)

    def api_response(self) -> ApiResponse:
        """The answer; its `response()` is None if none came."""
        return self._api_response


def _answer_of(error: RingOutError) -> HttpResponse | None:
    """The answer to a login, or to a request that the limits did not allow, made from what the error tells of it."""
    status = 429 if isinstance(error, RateLimitedError) else error.http_status
    if status is None:
        return None
    details = [
        {**d.fields, **_present(zip(_DETAIL, (getattr(d, name) for name in d.__match_args__)))} for d in error.details
    ]
    details = details or [_present({"errorCode": error.error_code, "message": error.message}.items())]
    text = details[0].get("message", error.message)
    if error.oauth_error is not None:
        body = {"error": error.oauth_error, "error_description": text, "errors": details}
    else:
        known = {"errorCode": error.error_code, "message": text, "parameterName": error.parameter}
        body = {**_present(known.items()), "errors": details}
    headers = [("content-type", "application/json")]
    if error.request_id is not None:
        headers.append(("rcrequestid", error.request_id))
    if error.retry_after is not None:
        headers.append(("retry-after", str(ceil(error.retry_after))))
    return HttpResponse(status, headers, json.dumps(body).encode())


def _present(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value is not None}


def _unfold(value: Any) -> Any:
    if isinstance(value, list):
        return [_unfold(one) for one in value]
    if not isinstance(value, dict):
        return value
    unfolded = JsonObject()
    # `exec` was a keyword once, and programs know it as `exec_`.
    names = {f"{name}_" if iskeyword(name) or name == "exec" else name: one for name, one in value.items()}
    unfolded.__dict__.update({name: _unfold(one) for name, one in names.items()})
    return unfolded
