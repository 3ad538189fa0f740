"""The app on its server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._native import Client
from .platform import Platform


class SDK:
    """One app on one server. `key` and `secret` are other names of the client id and the client secret.

    Whatever else `ringout.Client` can be told goes with it: `request_timeout`, `token_file`, `proxy`, ... A request that the
    platform's limits do not allow fails at once, unless `rate_limit="wait"` is given.
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
        """The user of the app, who logs in and sends requests."""
        return self._platform
