"""The exception of a failed request, as in `ringcentral.http.api_exception`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import ceil
from typing import Any

from ..._errors import RateLimitedError, RingOutError
from .api_response import ApiResponse, HttpResponse

# RingCentral's names of the fields of an `ErrorDetail`.
_DETAIL = ("errorCode", "message", "parameterName", "parameterValue", "additionalInfo")


class ApiException(Exception):
    """A failed request. `__cause__` is the `RingOutError`, whose message follows `HTTP` and the status in this one's."""

    def __init__(self, api_response: ApiResponse | None, previous: BaseException | None = None) -> None:
        response = api_response.response() if api_response is not None else None
        status = f"HTTP {response.status_code}" if response is not None and not response.ok else None
        if isinstance(previous, RingOutError):
            message = str(previous) if status is None else f"{status} {previous}"
        else:
            found = api_response.error() if api_response is not None else None
            message = found or (str(previous) if previous is not None else "Unknown error")
        super().__init__(message)
        self._api_response = api_response if api_response is not None else ApiResponse()

    def __reduce__(self) -> tuple[Any, ...]:
        # `Exception` would pass the message to the constructor.
        return _restored, (str(self), self._api_response)

    @classmethod
    def of(cls, error: RingOutError) -> ApiException:
        """Converts an error without a response to the request: none was received, or the login was refused."""
        return cls(ApiResponse(response=_response_of(error)), error)

    @property
    def message(self) -> str:
        """What happened."""
        return str(self)

    def api_response(self) -> ApiResponse:
        """Returns the response. Its `response()` is None if none was received."""
        return self._api_response


def _restored(message: str, api_response: ApiResponse) -> ApiException:
    """Returns an exception that was pickled."""
    exception = ApiException(api_response)
    exception.args = (message,)
    return exception


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
