"""Responses, as in `ringcentral.http.api_response`."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..._errors import ProtocolError
from ..core import is_third, iterator
from ._response import Headers, HttpRequest, HttpResponse
from .json_object import PYTHON_KEYWORDS, JsonObject, safe_name, unfold

if TYPE_CHECKING:
    from email.message import Message

__all__ = [
    "PYTHON_KEYWORDS",
    "ApiResponse",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "JsonObject",
    "create_response",
    "get_prepared_request_details",
    "is_third",
    "iterator",
    "safe_name",
    "unfold",
]


def get_prepared_request_details(request: Any) -> str:
    """Describes a request by its method and its path. The headers and the query may be secret and are left out."""
    if request is None:
        return "The request is None."
    return f"Method: {request.method or 'Unknown Method'}\nURL: {(request.url or 'Unknown URL').partition('?')[0]}"


class ApiResponse:
    """A response. It is empty if none was received."""

    def __init__(self, request: HttpRequest | None = None, response: HttpResponse | None = None) -> None:
        self._request = request
        self._response = response

    def request(self) -> HttpRequest | None:
        """Returns the request, without the headers that the client adds; None for a login."""
        return self._request

    def response(self) -> HttpResponse | None:
        """Returns the HTTP response, or None if none was received."""
        return self._response

    def ok(self) -> bool:
        """Whether there is a response with a status below 400."""
        return self._response is not None and self._response.ok

    def raw(self) -> BytesIO:
        """Returns the body as a file."""
        return BytesIO(self.body())

    def body(self) -> bytes:
        """Returns the body as bytes."""
        return self._response.content if self._response is not None else b""

    def text(self) -> str:
        """Returns the body as a string."""
        return self._response.text if self._response is not None else ""

    def json(self) -> Any:
        """Returns the body parsed as JSON, with objects as `JsonObject`. Raises `ProtocolError` if it is not JSON."""
        return unfold(self.json_dict())

    def json_dict(self) -> Any:
        """Returns the body parsed as JSON, with objects as `dict`. Raises `ProtocolError` if it is not JSON."""
        if self._response is None:
            raise ProtocolError("there is no response")
        return self._response.json()

    def error(self) -> str | None:
        """Returns the status and the body of a response that reports an error; otherwise None."""
        if self._response is None or self._response.ok:
            return None
        message = f"HTTP {self._response.status_code} {self._response.text}"
        if self._request is None:
            return message
        return f"{message} (request details: {get_prepared_request_details(self._request)})"

    def multipart(self) -> list[ApiResponse]:
        """Returns the responses of a batch. Raises `ProtocolError` if this is not a valid one."""
        content_type = self._response.headers.get("content-type", "") if self._response is not None else ""
        if "multipart/mixed" not in content_type.lower():
            raise ProtocolError("the response is not a batch: its content type is not multipart/mixed")
        # Takes long to import, and few programs need it.
        from email.parser import BytesParser

        message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + self.body())
        parts: Any = message.get_payload() if message.is_multipart() else []
        try:
            statuses = [entry["status"] for entry in json.loads(parts[0].get_payload(decode=True))["response"]]
        except (LookupError, TypeError, ValueError):
            raise ProtocolError("the response is not a batch: its first part does not list statuses") from None
        if len(statuses) != len(parts) - 1:
            raise ProtocolError(f"the response is not a batch: {len(statuses)} statuses for {len(parts) - 1} parts")
        return [
            ApiResponse(response=create_response(part, status))
            for part, status in zip(parts[1:], statuses, strict=True)
        ]


def create_response(payload: Message, status: int) -> HttpResponse:
    """Returns the response in one part of a batch."""
    content = payload.get_payload(decode=True)
    return HttpResponse(status, payload.items(), content if isinstance(content, bytes) else b"")
