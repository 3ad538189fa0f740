"""The entry point, as in `ringcentral`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._native import Client
from .platform import Platform


class SDK:
    """An app on a server. `key` and `secret` are aliases of `client_id` and `client_secret`.

    Also takes the settings of `ringout.Client`, such as `request_timeout`, `token_file` and `proxy`. A request over RingCentral's
    rate limit fails at once, unless `rate_limit="wait"` is given.
    """

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        server: str | None = None,
        name: str = "",
        version: str = "",
        redirect_uri: str | None = None,
        known_prefixes: Iterable[str] | None = None,
        *,
        key: str | None = None,
        secret: str | None = None,
        **settings: Any,
    ) -> None:
        if name:
            settings |= {"app_name": name, "app_version": version or "0.0.0"}
        settings.setdefault("rate_limit", "fail-fast")
        app: Any = client_id if key is None else key
        address: Any = server
        client = Client(address, app, (client_secret if secret is None else secret) or None, **settings)
        self._platform = Platform(client, address.rstrip("/"), app, redirect_uri or "", known_prefixes)

    def platform(self) -> Platform:
        """Returns the `Platform`, which logs in and sends requests."""
        return self._platform
