"""Exceptions. There is one class for each error code, and the codes are the same in every language."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ._native import Attempt, ErrorDetail


class RingOutError(Exception):
    """The base class of all errors. `str()` is the message, followed by the hint and the request id if there are any.

    No part of an error ever contains a secret, a token or a password.
    """

    code: str = "INTERNAL"
    """The error code, the same string in every language."""
    number: int = 17
    """The number of the error code, the same in every language."""

    message: str
    """What happened, in one line."""
    hint: str | None
    """What to do, if RingCentral documents it; else None."""
    parameter: str | None
    """The argument (`to`) or RingCentral's parameter (`to.phoneNumber`) at fault, or None."""
    http_status: int | None
    """The HTTP status of the response, or None."""
    error_code: str | None
    """RingCentral's error code, such as `CMN-102` or `OAU-140`; or None."""
    oauth_error: str | None
    """The OAuth error, such as `invalid_grant`; or None."""
    request_id: str | None
    """RingCentral's id of the request, for its support; or None."""
    retry_after: float | None
    """How many seconds to wait before the next request, if a rate limit was hit; else None."""
    retryable: bool
    """Whether the same operation may succeed later without any change."""
    may_have_placed: bool
    """Whether phones may be ringing although the request that places the call failed.

    True for `MaybePlacedError`, and for a response of 408 or 5xx, except a 503 with `Retry-After`. The same rule applies to any
    other POST of `Client.request`. False for everything else.
    """
    details: list[ErrorDetail]
    """Every entry of the `errors` list in the response."""
    _text: str | None = None
    """The text of an error that the library raised. One that your program made has none."""
    attempt: Attempt | None
    """The numbers and the time of a request that may have placed a call, for `Client.call_log`; else None."""

    def __init__(
        self,
        message: str = "",
        *,
        hint: str | None = None,
        parameter: str | None = None,
        http_status: int | None = None,
        error_code: str | None = None,
        oauth_error: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        retryable: bool = False,
        may_have_placed: bool | None = None,
        details: Sequence[ErrorDetail] = (),
        attempt: Attempt | None = None,
    ) -> None:
        # `pickle` passes only the message to the constructor and restores the rest from `__dict__`.
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.parameter = parameter
        self.http_status = http_status
        self.error_code = error_code
        self.oauth_error = oauth_error
        self.request_id = request_id
        self.retry_after = retry_after
        self.retryable = retryable
        self.may_have_placed = self.code == "MAYBE_PLACED" if may_have_placed is None else may_have_placed
        self.details = list(details)
        self.attempt = attempt

    def to_dict(self) -> dict[str, Any]:
        """Returns the error as a dict of plain JSON types, which `json.dumps` takes. The keys are the names of the attributes;
        `details` and `attempt` are dicts."""
        return {
            "code": self.code,
            "number": self.number,
            "message": self.message,
            "hint": self.hint,
            "parameter": self.parameter,
            "http_status": self.http_status,
            "error_code": self.error_code,
            "oauth_error": self.oauth_error,
            "request_id": self.request_id,
            "retry_after": self.retry_after,
            "retryable": self.retryable,
            "may_have_placed": self.may_have_placed,
            "details": [detail.to_dict() for detail in self.details],
            "attempt": self.attempt and self.attempt.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> RingOutError:
        """Makes an error from a dict of `to_dict`. `code` decides its class. Ignores other keys."""
        from collections.abc import Mapping

        from ._native import Attempt, ErrorDetail

        if not isinstance(data, Mapping):
            raise TypeError(f"data must be a dict, not {type(data).__name__}")
        fields = {name: data.get(name) for name in ("hint", "parameter", "http_status", "error_code", "oauth_error")}
        attempt = data.get("attempt")
        return CLASSES.get(data.get("code", ""), RingOutError)(
            data.get("message", ""),
            **fields,
            request_id=data.get("request_id"),
            retry_after=data.get("retry_after"),
            retryable=data.get("retryable", False),
            may_have_placed=data.get("may_have_placed"),
            details=[ErrorDetail.from_dict(detail) for detail in data.get("details", ())],
            attempt=Attempt.from_dict(attempt) if attempt else None,
        )

    def __str__(self) -> str:
        if self._text is not None:
            return self._text
        hint = f" ({self.hint})" if self.hint else ""
        request_id = f" (request id {self.request_id})" if self.request_id else ""
        return f"{self.message}{hint}{request_id}"


class InvalidArgumentError(RingOutError, ValueError):
    """An argument was rejected, and nothing was sent. `parameter` names it."""

    code = "INVALID_ARGUMENT"
    number = 1


class NotLoggedInError(RingOutError):
    """There is no usable token, and there are no credentials to log in with."""

    code = "NOT_LOGGED_IN"
    number = 2


class UnauthorizedError(RingOutError):
    """Wrong credentials, HTTP 401, or an error of the OAuth server."""

    code = "UNAUTHORIZED"
    number = 3


class ForbiddenError(RingOutError):
    """HTTP 403. A permission is missing, international calling is disabled, or the account lacks funds."""

    code = "FORBIDDEN"
    number = 4


class NotFoundError(RingOutError):
    """HTTP 404."""

    code = "NOT_FOUND"
    number = 5


class RateLimitedError(RingOutError):
    """HTTP 429, or a request that the client did not send because of the rate limit. `retry_after` says how long to wait."""

    code = "RATE_LIMITED"
    number = 6


class RejectedError(RingOutError):
    """Any other HTTP 4xx."""

    code = "REJECTED"
    number = 7


class ServerError(RingOutError):
    """HTTP 5xx after the allowed retries."""

    code = "SERVER"
    number = 8


class RequestTimeoutError(RingOutError, TimeoutError):
    """The timeout passed. No call was placed."""

    code = "TIMEOUT"
    number = 9


class ConnectionFailedError(RingOutError, ConnectionError):
    """A failure of DNS, connect or TLS, or a broken connection. No call was placed."""

    code = "CONNECTION"
    number = 10


class ProtocolError(RingOutError):
    """The response is malformed or too large, or the request is too large to be sent."""

    code = "PROTOCOL"
    number = 11


class OperationCancelledError(RingOutError):
    """Your program interrupted the operation. No call was placed."""

    code = "CANCELLED"
    number = 12


class StorageError(RingOutError):
    """The token store failed."""

    code = "STORAGE"
    number = 13


class MaybePlacedError(RingOutError):
    """The request that places the call was sent, and no usable response arrived. Phones may be ringing. Before you place the call
    again, check with `Client.call_log`."""

    code = "MAYBE_PLACED"
    number = 14


class InternalError(RingOutError):
    """A bug in this library. Please report it."""

    code = "INTERNAL"
    number = 17


CLASSES: dict[str, type[RingOutError]] = {error.code: error for error in RingOutError.__subclasses__()}
"""The class of each code."""

# The name in tracebacks is the one that programs import.
for _class in (RingOutError, *CLASSES.values()):
    _class.__module__ = "ringout"
