"""The workers of a campaign: `campaign.py` sends the calls of a CSV file, and any number of Celery workers place and follow them.

    pip install celery redis rich
    celery --app campaign_tasks worker --queues celery --concurrency 2
    celery --app campaign_tasks worker --queues follow --pool threads --concurrency 100
    python campaign.py calls.csv

Run as many workers as you like, on any machines. They share one login and one ledger in the Redis of `REDIS_URL`, so no call is placed
twice, whichever worker dies. Needs the variables of `Client.from_env`.
"""

import json
import os
import socket
from functools import cache
from typing import Any

from celery import Celery
from celery.signals import task_failure, task_success
from redis import Redis

from ringout import CallState, Client, Outcome
from ringout.celery import CallTasks
from ringout.redis import RedisLedger, RedisTokenStore

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
# What `campaign.py` shows: the phase or the outcome of each call, and the rate limits as each worker knows them.
PHASES, OUTCOMES, LIMITS = "campaign:phases", "campaign:outcomes", "campaign:limits"

redis = Redis.from_url(REDIS_URL, decode_responses=True, socket_timeout=5)
app = Celery("campaign", broker=REDIS_URL)
app.conf.task_routes = {"ringout.follow": {"queue": "follow"}}
# A dead worker's tasks go to another one after ten minutes, instead of an hour.
app.conf.broker_transport_options = {"visibility_timeout": 600}


@cache
def client() -> Client:
    """The client of this process."""
    return Client(
        os.environ["RC_SERVER_URL"],
        os.environ["RC_APP_CLIENT_ID"],
        os.environ.get("RC_APP_CLIENT_SECRET"),
        jwt=os.environ["RC_USER_JWT"],
        token_store=RedisTokenStore(redis),
        ledger=RedisLedger(redis),
        budget=RedisLedger(redis),
    )


def report(dedupe_key: str, outcome: Outcome) -> None:
    """Called once for each call."""
    redis.hset(OUTCOMES, dedupe_key, outcome.kind)


def progress(dedupe_key: str, state: CallState) -> None:
    """Called at each change of a call."""
    redis.hset(PHASES, dedupe_key, state.phase)
    show_limits()


def show_limits() -> None:
    """Shows what this worker knows of the rate limits."""
    limits = [limit.to_dict() for limit in client().limits()]
    redis.hset(LIMITS, f"{socket.gethostname()} {os.getpid()}", json.dumps(limits))


calls = CallTasks(app, client, report, progress=progress)


def placed(result: dict[str, Any], **_: object) -> None:
    """Called after each task that has placed a call."""
    redis.hsetnx(PHASES, result["dedupe_key"], "Placed")
    show_limits()


def failed(kwargs: dict[str, Any], exception: Exception, **_: object) -> None:
    """Called after each task that is not tried again."""
    redis.hset(OUTCOMES, kwargs["dedupe_key"], type(exception).__name__)


task_success.connect(placed, sender=calls.place)
task_failure.connect(failed, sender=calls.place)
task_failure.connect(failed, sender=calls.follow)
