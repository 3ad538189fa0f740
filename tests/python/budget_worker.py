"""A worker that places calls as fast as the shared budget in Redis lets it: `budget_worker.py REDIS_URL CALLS`."""

from __future__ import annotations

import os
import sys

import redis

import ringout
from ringout.redis import RedisLedger, RedisTokenStore
from simulator import CALLEE, CALLER

url, calls = sys.argv[1], int(sys.argv[2])
with ringout.Client(
    os.environ["RC_SERVER_URL"],
    os.environ["RC_APP_CLIENT_ID"],
    os.environ["RC_APP_CLIENT_SECRET"],
    jwt=os.environ["RC_USER_JWT"],
    token_store=RedisTokenStore(redis.Redis.from_url(url, socket_timeout=5)),
    budget=RedisLedger(redis.Redis.from_url(url, socket_timeout=5)),
    share=0.25,
) as client:
    patient = client.with_timeout(600)
    for _ in range(calls):
        print(patient.create_call(to=CALLEE, from_=CALLER).id, flush=True)
