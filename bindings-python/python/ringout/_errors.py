"""The errors: one class for each row of the table, the same rows in every language."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._native import Attempt, ErrorDetail


class RingOutError(Exception):
    """Why an operation failed. `str()` is the message followed by the hint, if there is one.

    No part of an error ever holds a secret, a token or a password.
    """

    code: str = "INTERNAL"
    """Which row of the table this is: the same text in every language."""
    number: int = 17
    """The number of the row."""

    message: str
    """What happened, in one line."""
    hint: str | None
    """What usually helps, where the platform's documents say so."""
    parameter: str | None
    """The argument (`to`) or the platform's parameter (`to.phoneNumber`) at fault."""
    http_status: int | None
    """The HTTP status of the answer, if there was one."""
    error_code: str | None
    """The platform's code, such as `CMN-102` or `OAU-140`."""
    oauth_error: str | None
    """The OAuth error, such as `invalid_grant`."""
    request_id: str | None
    """The platform's id of the request, for its support desk."""
    retry_after: float | None
    """Seconds to wait before the next request, when the platform is limiting them."""
    retryable: bool
    """Whether the same call may succeed later without any change."""
    may_have_placed: bool
    """Whether phones may be ringing for a create that failed with this.

    True for a `MaybePlacedError`, and for an answer of 408 or 5xx other than a 503 with `Retry-After`. So for any other POST
    of `Client.request`. False for everything else.
    """
    details: list[ErrorDetail]
    """Every entry of the answer's `errors` list."""
    attempt: Attempt | None
    """What is known about a create that may have placed a call."""

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
        # The message is the only argument that `pickle` gives back to the constructor; the rest is in `__dict__`.
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

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class InvalidArgumentError(RingOutError, ValueError):
    """Rejected locally, nothing was sent; `parameter` names the argument."""

    code = "INVALID_ARGUMENT"
    number = 1


class NotLoggedInError(RingOutError):
    """There is no usable token and nothing to log in again with."""

    code = "NOT_LOGGED_IN"
    number = 2


class UnauthorizedError(RingOutError):
    """Bad credentials, an HTTP 401, or a refusal by the OAuth server."""

    code = "UNAUTHORIZED"
    number = 3


class ForbiddenError(RingOutError):
    """HTTP 403: a permission is missing, international calling is disabled, or funds are short."""

    code = "FORBIDDEN"
    number = 4


class NotFoundError(RingOutError):
    """HTTP 404."""

    code = "NOT_FOUND"
    number = 5


class RateLimitedError(RingOutError):
    """HTTP 429; `retry_after` says how long to wait."""

    code = "RATE_LIMITED"
    number = 6


class RejectedError(RingOutError):
    """Any other HTTP 4xx."""

    code = "REJECTED"
    number = 7


class ServerError(RingOutError):
    """HTTP 5xx after the allowed repeats."""

    code = "SERVER"
    number = 8


class RequestTimeoutError(RingOutError, TimeoutError):
    """The deadline passed; nothing was placed."""

    code = "TIMEOUT"
    number = 9


class ConnectionFailedError(RingOutError, ConnectionError):
    """DNS, connect, TLS, or a connection that broke; nothing was placed."""

    code = "CONNECTION"
    number = 10


class ProtocolError(RingOutError):
    """The answer could not be understood, or was too large; or the request was too large to be sent."""

    code = "PROTOCOL"
    number = 11


class OperationCancelledError(RingOutError):
    """The caller interrupted the operation; nothing was placed."""

    code = "CANCELLED"
    number = 12


class StorageError(RingOutError):
    """The token store failed."""

    code = "STORAGE"
    number = 13


class MaybePlacedError(RingOutError):
    """A create was sent and no usable answer came: phones may be ringing. Never repeat it blindly."""

    code = "MAYBE_PLACED"
    number = 14


class InternalError(RingOutError):
    """A caught panic or a broken invariant; please report it."""

    code = "INTERNAL"
    number = 17


CLASSES: dict[str, type[RingOutError]] = {error.code: error for error in RingOutError.__subclasses__()}
"""The class of each code."""
