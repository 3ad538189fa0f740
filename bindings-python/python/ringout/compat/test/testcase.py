"""A test case with imitated responses, as in `ringcentral.test.testcase`. Not supported."""

from __future__ import annotations

import unittest
from typing import Any, NoReturn

from ..sdk import SDK

__all__ = ["SDK", "TestCase"]

_REASON = (
    "TestCase: it replaces the HTTP client `requests`, which this package does not use. Test with `ringout.testing`, which starts "
    "a simulator of RingCentral"
)


class TestCase(unittest.TestCase):
    """Raises `NotImplementedError` with what to use instead. The methods are those of `ringcentral`."""

    def __init__(self, method_name: str | None = None) -> None:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def get_sdk(self, mock: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def add(self, mock: Any, method: Any, url: Any, body: Any, status: Any = 200) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def authentication_mock(self, mock: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def logout_mock(self, mock: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def presence_subscription_mock(self, mock: Any, id: Any = "1", detailed: Any = True) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def refresh_mock(self, mock: Any, failure: Any = False, expires_in: Any = 3600) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def subscription_mock(self, mock: Any, expires_in: Any = 54000, filters: Any = None, id: Any = None) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def delete_mock_with_body(self, mock: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)

    def delete_mock_without_body(self, mock: Any) -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(_REASON)
