"""What a token store of your own looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ._native import TokenKey


class TokenStore(Protocol):
    """Keeps tokens between runs, and shares them between processes: any object with these methods.

    The client asks it only when it needs a new token, and tells it every token that it gets. Its methods are called on
    threads of the library's own, from any number of clients at once. What one of them raises, or returns in the place of
    what it should, becomes a `StorageError` with the exception's text; one that takes longer than the operation that it is
    called for is left to end alone, and that operation fails. A token that cannot be saved is used all the same, and the
    trouble logged.

    Without a lock, two processes that find the token ended may both log in: see `LockingTokenStore`.
    """

    def load(self, key: TokenKey, /) -> str | None:
        """The token that is kept under this key, as `save` got it; None if there is none."""
        ...

    def save(self, key: TokenKey, token: str | None, /) -> object:
        """Keeps a token, JSON text and a secret; None removes it."""
        ...


class LockingTokenStore(TokenStore, Protocol):
    """A store with a lock, under which a token is replaced: of several processes one logs in, the others take its token."""

    def try_lock(self, key: TokenKey, /) -> AbstractContextManager[object] | None:
        """Takes the lock, and returns it held: its `__exit__` is called when the token has been replaced, its `__enter__` is
        not. None if somebody else has it; then this is called again soon. It must not wait."""
        ...
