"""Protocols for your own token store and ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ._native import LedgerKey, TokenKey


class TokenStore(Protocol):
    """Saves tokens between runs and shares them between processes. Any object with these methods works.

    The client calls `load` only when it needs a new token, and `save` with every token that it gets. The methods are called on
    the library's threads, for any number of clients at once. If a method raises or returns a wrong type, the operation raises
    `StorageError` with the exception's message. If a method takes longer than the operation's timeout, the operation fails and
    the method finishes in the background. A token that cannot be saved is used anyway, and a warning is logged.

    Without a lock, two processes that find the token expired may both log in; see `LockingTokenStore`.
    """

    def load(self, key: TokenKey, /) -> str | None:
        """Returns the token saved under this key, or None if there is none."""
        ...

    def save(self, key: TokenKey, token: str | None, /) -> object:
        """Saves a token, a JSON string that contains secrets. None removes it."""
        ...


class LockingTokenStore(TokenStore, Protocol):
    """A token store with a lock for refreshing a token. Of several processes, one logs in and the others use its token."""

    def try_lock(self, key: TokenKey, /) -> AbstractContextManager[object] | None:
        """Tries to acquire the lock, without waiting. Returns None if it is held elsewhere; the method is then called again
        soon. Otherwise returns the acquired lock. Its `__exit__` is called to release it; its `__enter__` is not called."""
        ...


class Ledger(Protocol):
    """Makes sure that a call is placed at most once for each `dedupe_key`, by all processes that share it. Any object with these
    methods works; `ringout.redis.RedisLedger` and `ringout.sql.SqlLedger` have them.

    No key is placed twice as long as the ledger swaps in one step and loses nothing. The methods are called on the library's
    threads, for any number of clients at once. If a method raises or returns a wrong type before the request that places a call
    is sent, nothing is sent and the operation raises `StorageError` with the exception's message. Afterwards it is a warning in
    the log. If a method takes longer than the operation's timeout, the operation fails and the method finishes in the background.
    """

    def load(self, key: LedgerKey, /) -> tuple[str, float] | None:
        """Returns the value stored under this key and its age in seconds by the clock of the ledger, or None if there is none."""
        ...

    def swap(
        self, key: LedgerKey, expected: str | None, value: str, lifetime: float, /
    ) -> Literal[True] | tuple[str, float] | None:
        """Stores the value, one line with phone numbers, if the current one is `expected`, or if there is none and `expected` is
        None. Returns True then. Otherwise changes nothing, and returns what `load` would. The comparison and the change are one
        step, for all processes. The value and its age, which starts at zero, are kept for at least `lifetime` seconds."""
        ...
