"""The shared budget over a real Redis: worker processes of one account, which RingCentral never refuses."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from redis_server import RedisServer, redis_server
from ringout import Client, InvalidArgumentError, RateLimit, RateLimitedError
from ringout.redis import RedisLedger
from simulator import CALLEE, CALLER, Simulator

WORKER = Path(__file__).with_name("budget_worker.py")
Start = Callable[..., "subprocess.Popen[str]"]
CREATES = "/restapi/v1.0/account/~/extension/~/ring-out"
# Ten creates in two seconds, and a refusal lasts two seconds.
LIMITS = {"heavy": {"limit": 10, "window_s": 2, "penalty_s": 2}}


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


def worker(simulator: Simulator, server: RedisServer, **settings: object) -> Client:
    budget = RedisLedger(redis.Redis.from_url(server.url, socket_timeout=5), prefix=simulator.url)
    return simulator.client(budget=budget, rate_limit=RateLimit.FAIL_FAST, **settings)


def values(simulator: Simulator, server: RedisServer) -> list[str]:
    store = redis.Redis.from_url(server.url, decode_responses=True)
    return [str(store.get(key)) for key in store.scan_iter(f"{simulator.url}:*")]


def test_processes_that_share_a_budget_are_never_refused(
    simulator: Simulator, server: RedisServer, start: Start
) -> None:
    simulator.set_limits(LIMITS)
    workers = [start(sys.executable, WORKER, server.url, "5") for _ in range(4)]
    placed = [line for worker in workers for line in worker.communicate(timeout=120)[0].splitlines()]
    assert [worker.returncode for worker in workers] == [0] * 4
    assert len(set(placed)) == 20
    creates = simulator.requests("POST", "/ring-out")
    assert [entry["status"] for entry in creates] == [200] * 20


def test_a_refusal_of_one_worker_holds_for_all(simulator: Simulator, server: RedisServer) -> None:
    first, second = worker(simulator, server), worker(simulator, server)
    second.create_call(to=CALLEE, from_=CALLER)
    simulator.fault({"status": 429, "headers": {"Retry-After": "40"}}, "POST", CREATES, times=1)
    with pytest.raises(RateLimitedError):
        first.create_call(to=CALLEE, from_=CALLER)
    # What the first has learned is written after its error has been raised.
    while not any('"closed_ms":3' in value or '"closed_ms":4' in value for value in values(simulator, server)):
        time.sleep(0.01)
    with pytest.raises(RateLimitedError) as raised:
        second.create_call(to=CALLEE, from_=CALLER)
    assert raised.value.retry_after == pytest.approx(40, abs=10)
    assert len(simulator.requests("POST", "/ring-out")) == 2


def test_redis_may_be_flushed_and_restarted(
    simulator: Simulator, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    simulator.set_limits(LIMITS)
    client = worker(simulator, server, share=0.5).with_rate_limit(RateLimit.WAIT).with_timeout(120)
    client.create_call(to=CALLEE, from_=CALLER)
    redis.Redis.from_url(server.url).flushall()
    for _ in range(5):
        client.create_call(to=CALLEE, from_=CALLER)
    assert "has lost the record of Heavy" in caplog.text
    server.stop()
    for _ in range(3):
        client.create_call(to=CALLEE, from_=CALLER)
    assert "the shared budget failed: " in caplog.text
    server.start()
    while "the shared budget works again" not in caplog.text:
        client.create_call(to=CALLEE, from_=CALLER)
    assert {entry["status"] for entry in simulator.requests("POST", "/ring-out")} == {200}


def test_a_store_that_fails_leaves_the_worker_its_share(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def load(self, key: object, /) -> None:
            raise OSError("the disk is full")

        def swap(self, key: object, expected: str | None, value: str, lifetime: float, /) -> None:
            raise OSError("the disk is full")

    client = simulator.client(budget=Broken(), share=0.5, rate_limit=RateLimit.FAIL_FAST)
    with pytest.raises(RateLimitedError) as raised:
        client.create_call(to=CALLEE, from_=CALLER)
    assert raised.value.retry_after == pytest.approx(60, abs=5)
    assert not simulator.requests("POST", "/ring-out")


def test_the_settings_are_checked(simulator: Simulator) -> None:
    with pytest.raises(TypeError, match=r"budget has no method load\(\)"):
        simulator.client(budget=3)
    with pytest.raises(InvalidArgumentError, match="share: must be more than 0 and at most 1"):
        simulator.client(share=0)
