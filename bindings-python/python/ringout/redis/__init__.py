"""Stores in Redis or Valkey, for programs on many machines. They use the `redis` object of your program."""

from ._ledger import RedisLedger

__all__ = ["RedisLedger"]
