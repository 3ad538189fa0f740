"""Stores in Redis or Valkey, for programs on many machines. They use the `redis` object of your program."""

from ._ledger import RedisLedger
from ._token_store import RedisTokenStore

__all__ = ["RedisLedger", "RedisTokenStore"]
