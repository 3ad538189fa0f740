"""The token store in Redis."""

from __future__ import annotations

import inspect
import json
import secrets
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._native import TokenKey

_SCRIPT = Path(__file__).with_name("token.lua")
# Longer than any token request of a client with the default timeouts. It only matters if the owner dies.
_LOCK_LIFETIME_MS = 30_000
# In seconds, if RingCentral does not say: its documented default of a refresh token.
_DEFAULT_LIFETIME = 7 * 24 * 3600


class RedisTokenStore:
    """A `LockingTokenStore` in Redis or Valkey, over the `Redis` or `RedisCluster` object of your program's `redis` or `valkey`
    package.

    Programs on many machines share one login. One of them refreshes the token, and the others use the result. RingCentral allows
    a user only a few sessions for each app, so workers that log in one by one end each other's sessions.

    - `wrap`, `unwrap`: encrypt and decrypt a token, from str to str. Without them, everyone who can read this Redis can use the
      tokens.
    - `prefix`: what the names of the keys begin with.

    A token is kept until it cannot be refreshed any more. A token that Redis loses is replaced by a new login, if the client has
    credentials for one; users that logged in through RingCentral's login page must do so again. A lock that is lost, in a failover
    or because its owner was suspended for more than 30 s, does no harm: RingCentral answers the second refresh too.

    Example:
        >>> from cryptography.fernet import Fernet
        >>> from redis import Redis
        >>> from ringout.redis import RedisTokenStore
        >>> fernet = Fernet(key)
        >>> store = RedisTokenStore(
        ...     Redis(socket_timeout=2),
        ...     wrap=lambda token: fernet.encrypt(token.encode()).decode(),
        ...     unwrap=lambda text: fernet.decrypt(text).decode(),
        ... )
    """

    def __init__(
        self,
        redis: Any,
        *,
        wrap: Callable[[str], str] | None = None,
        unwrap: Callable[[str], str] | None = None,
        prefix: str = "ringout",
    ) -> None:
        if inspect.iscoroutinefunction(getattr(redis, "execute_command", None)):
            raise TypeError("RedisTokenStore takes a blocking client; the library calls it on threads of its own")
        if (wrap is None) != (unwrap is None):
            raise TypeError("wrap and unwrap must be given together")
        self._wrap, self._unwrap = wrap or str, unwrap or str
        self._prefix = prefix
        self._script = redis.register_script(_SCRIPT.read_text())

    def load(self, key: TokenKey, /) -> str | None:
        """Returns the token saved under this key."""
        found = self._script(keys=[self._name(key)], args=["load"])
        return None if found is None else self._unwrap(found.decode() if isinstance(found, bytes) else found)

    def save(self, key: TokenKey, token: str | None, /) -> None:
        """Saves the token, or removes it."""
        arguments = ["remove"] if token is None else ["save", self._wrap(token), _lifetime_ms(token)]
        self._script(keys=[self._name(key)], args=arguments)

    def try_lock(self, key: TokenKey, /) -> ExitStack | None:
        """Tries to acquire the lock, which ends by itself after 30 s."""
        keys, owner = [f"{self._name(key)}:lock"], secrets.token_hex(16)
        if not self._script(keys=keys, args=["lock", owner, _LOCK_LIFETIME_MS]):
            return None
        held = ExitStack()
        held.callback(self._script, keys=keys, args=["unlock", owner])
        return held

    def _name(self, key: TokenKey) -> str:
        # One hash slot for a user, so that a cluster spreads users.
        return f"{self._prefix}:{{{key.server} {key.client_id} {key.user}}}:token"


def _lifetime_ms(token: str) -> int:
    """Returns how long a token is of use."""
    fields = json.loads(token)
    name = "refresh_token_expires_in" if fields.get("refresh_token") else "expires_in"
    try:
        seconds = float(fields[name])
    except (KeyError, TypeError, ValueError):
        seconds = 0
    return int((seconds if seconds >= 1 else _DEFAULT_LIFETIME) * 1000)
