"""The Celery app of the tests: its broker, its results, the ledger and the tokens are in one Redis."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import redis
from celery import Celery

from ringout import Client, LedgerKey, Outcome
from ringout.celery import CallTasks
from ringout.redis import RedisLedger, RedisTokenStore

connection = redis.Redis.from_url(os.environ["REDIS_URL"])
app = Celery("fleet", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.conf.update(
    task_routes={"ringout.follow": {"queue": "follow"}},
    # Shorter than the calls, so that tasks are delivered again while they run.
    broker_transport_options={"visibility_timeout": 1},
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
)


class Unreliable(RedisLedger):
    """A ledger that loses the response of each claim."""

    def __init__(self, redis: Any) -> None:
        super().__init__(redis)
        self._failed: set[LedgerKey] = set()

    def swap(self, key: LedgerKey, expected: str | None, value: str, lifetime: float, /) -> Any:
        done = super().swap(key, expected, value, lifetime)
        if done is True and '"is_claimed":true' in value and key not in self._failed:
            self._failed.add(key)
            raise OSError("the response was lost")
        return done


@cache
def client() -> Client:
    return Client(
        os.environ["RC_SERVER_URL"],
        os.environ["RC_APP_CLIENT_ID"],
        os.environ["RC_APP_CLIENT_SECRET"],
        jwt=os.environ["RC_USER_JWT"],
        create_timeout=float(os.environ.get("CREATE_TIMEOUT", "30")),
        token_store=RedisTokenStore(connection),
        ledger=Unreliable(connection),
        budget=RedisLedger(connection),
    )


def report(dedupe_key: str, outcome: Outcome) -> None:
    connection.rpush("reports", json.dumps([dedupe_key, outcome.kind]))


calls = CallTasks(app, client, report, follow_for=float(os.environ.get("FOLLOW_FOR", "30")))
