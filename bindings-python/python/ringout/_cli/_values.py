"""Values as JSON. The keys are the names of the fields, the same in every language."""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum
from typing import Any

from .. import CallState, LogRecord, RingOutError

_ERROR = (
    "code",
    "number",
    "message",
    "hint",
    "parameter",
    "http_status",
    "error_code",
    "oauth_error",
    "request_id",
    "retry_after",
    "retryable",
    "may_have_placed",
    "attempt",
    "details",
)


def plain(value: Any) -> Any:
    """Converts a value, and everything in it, to what `json` writes."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (Enum, str)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, RingOutError):
        return {**_fields(value, _ERROR), "parameter": (value.parameter or "").rstrip("_") or None}
    if isinstance(value, CallState):
        fields = _fields(value, value.__match_args__)
        return {**fields, "phase": str(value.phase), "explanation": value.explain()}
    if isinstance(value, LogRecord):
        return {**_fields(value, value.__match_args__), "connected": value.connected}
    names = getattr(type(value), "__match_args__", None)
    return value if names is None else _fields(value, names)


def _fields(value: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name.rstrip("_"): plain(getattr(value, name)) for name in names}


def moment(time: datetime) -> str:
    """Returns a time in UTC, such as `2026-01-31T09:30:00.000Z`."""
    return time.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
