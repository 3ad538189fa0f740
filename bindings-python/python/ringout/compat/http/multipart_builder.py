"""Uploads, as in `ringcentral.http.multipart_builder`. RingOut has none, and they cannot be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from ..platform.platform import Platform


class MultipartBuilder:
    """Collects the parts of an upload. `request` raises `NotImplementedError`."""

    def __init__(self, platform: Platform | None) -> None:
        self._platform = platform
        self._body: Any = None
        self._contents: list[tuple[str, Any]] = []
        self._multipart_mixed = False

    def set_multipart_mixed(self, multipart_mixed: bool) -> MultipartBuilder:
        """Sets whether the type is `multipart/mixed` instead of `multipart/form-data`."""
        self._multipart_mixed = multipart_mixed
        return self

    def set_body(self, body: Any) -> MultipartBuilder:
        """Sets the first part, which is JSON."""
        self._body = body
        return self

    def body(self) -> Any:
        """Returns the first part."""
        return self._body

    def contents(self) -> list[tuple[str, Any]]:
        """Returns the names and the attachments."""
        return self._contents

    def add(self, attachment: Any, name: str = "attachment") -> MultipartBuilder:
        """Adds an attachment."""
        self._contents.append((name, attachment))
        return self

    def request(self, url: str, method: str = "POST") -> NoReturn:
        """Raises `NotImplementedError`."""
        raise NotImplementedError(
            f"MultipartBuilder.request: {method} {url} would upload files, and this package sends JSON only. "
            "Use another HTTP client with the headers of Platform.inflate_request"
        )
