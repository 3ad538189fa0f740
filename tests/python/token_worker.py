"""A worker that shares a login in Redis: `token_worker.py REDIS_URL`. Sends one request for each line of its input."""

from __future__ import annotations

import os
import sys

import redis

import ringout
from ringout.redis import RedisTokenStore

with (
    redis.Redis.from_url(sys.argv[1]) as connection,
    ringout.Client(
        os.environ["RC_SERVER_URL"],
        os.environ["RC_APP_CLIENT_ID"],
        os.environ["RC_APP_CLIENT_SECRET"],
        jwt=os.environ["RC_USER_JWT"],
        token_store=RedisTokenStore(connection),
    ) as client,
):
    for _ in sys.stdin:
        print(client.send("GET", "/restapi/v1.0/account/~/extension/~").status, flush=True)
