"""The ledger in Redis."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .._native import LedgerKey

_SCRIPT = Path(__file__).with_name("ledger.lua")


class RedisLedger:
    """A `Ledger` in Redis or Valkey, over the `Redis` or `RedisCluster` object of your program's `redis` or `valkey` package.

    All workers of a user must use the same Redis, or they do not see each other's calls. Ages come from the clock of Redis.

    What it promises depends on Redis. With `appendfsync always` and no failover, a call is placed at most once for each key.
    With `appendfsync everysec`, the default of an append-only file, a crash of the machine may lose the keys of the last second,
    and a failover those that the replica had not received. Without persistence, a restart loses all. Keys that are lost can be
    placed again, so set `maxmemory-policy noeviction`, or one of the `volatile` policies with enough memory for all keys. A
    `ringout.sql.SqlLedger` does not lose what it has acknowledged.

    A lost connection does no harm, whether or not your `redis` object retries: a value that was written is recognised.

    Example:
        >>> from redis import Redis
        >>> from ringout.redis import RedisLedger
        >>> ledger = RedisLedger(Redis(socket_timeout=2))
    """

    def __init__(self, redis: Any, *, prefix: str = "ringout") -> None:
        if inspect.iscoroutinefunction(getattr(redis, "execute_command", None)):
            raise TypeError("RedisLedger takes a blocking client; the library calls it on threads of its own")
        self._prefix = prefix
        self._script = redis.register_script(_SCRIPT.read_text())

    def load(self, key: LedgerKey, /) -> tuple[str, float] | None:
        """Returns the value and its age in seconds."""
        found = self._script(keys=[self._name(key)])
        return _record(*found) if found else None

    def swap(
        self, key: LedgerKey, expected: str | None, value: str, lifetime: float, /
    ) -> Literal[True] | tuple[str, float] | None:
        """Stores the value if the current one is `expected`."""
        arguments = [expected or "", value, int(lifetime * 1000)]
        result, *current = self._script(keys=[self._name(key)], args=arguments)
        if _text(result) == "stored":
            return True
        return _record(*current) if current else None

    def _name(self, key: LedgerKey) -> str:
        # One hash slot for a user, so that a cluster spreads users.
        return f"{self._prefix}:{{{key.server} {key.client_id} {key.user}}}:ledger:{key.dedupe_key}"


def _record(value: str | bytes, age_ms: int) -> tuple[str, float]:
    return _text(value), age_ms / 1000


def _text(value: str | bytes) -> str:
    """Redis returns bytes, unless the client decodes them."""
    return value.decode() if isinstance(value, bytes) else value
