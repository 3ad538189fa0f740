"""The token store in Redis: one login for all processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest
import redis as redis_py
import redis.asyncio

from redis_server import RedisServer, redis_server
from ringout import LockingTokenStore, StorageError, TokenKey
from ringout.redis import RedisTokenStore
from simulator import CALLEE, TOKEN, Simulator

WORKER = Path(__file__).with_name("token_worker.py")
KEY = TokenKey("https://platform.ringcentral.com", "app", "alice")
NAME = "ringout:{https://platform.ringcentral.com app alice}:token"
JSON = '{"access_token": "canary", "expires_in": 3600, "refresh_token": "r", "refresh_token_expires_in": %s}'


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture(params=[False, True], ids=["bytes", "decoded"])
def connection(request: pytest.FixtureRequest, server: RedisServer) -> Iterator[Any]:
    with redis_py.Redis.from_url(server.url, decode_responses=request.param) as connected:
        connected.flushall()
        yield connected


@pytest.fixture(scope="module")
def refreshing() -> Iterator[Simulator]:
    """A simulator with refresh tokens."""
    with Simulator("--refresh-tokens=on") as simulator:
        yield simulator


def test_the_protocol_matches(connection: Any) -> None:
    store: LockingTokenStore = RedisTokenStore(connection)
    assert store


def test_a_token_is_kept_as_long_as_it_is_of_use(connection: Any) -> None:
    store = RedisTokenStore(connection)
    assert store.load(KEY) is None
    for token, seconds in [
        (JSON % 1000, 1000),
        (JSON % '"2000"', 2000),
        (JSON % '"never"', 7 * 24 * 3600),
        (JSON % "-1", 7 * 24 * 3600),
        ('{"access_token": "canary é\u2028", "expires_in": 60}', 60),
        ('{"access_token": "canary", "refresh_token": "r"}', 7 * 24 * 3600),
    ]:
        store.save(KEY, token)
        assert store.load(KEY) == token
        assert 0 <= seconds * 1000 - connection.pttl(NAME) < 60_000
    store.save(TokenKey("https://platform.ringcentral.com", "app", "bob"), JSON % 1)
    store.save(KEY, None)
    assert store.load(KEY) is None
    assert len(connection.keys("*")) == 1


def test_values_are_versioned(connection: Any) -> None:
    store = RedisTokenStore(connection, prefix="calls")
    connection.set(f"calls{NAME.removeprefix('ringout')}", "2 canary")
    with pytest.raises(redis_py.ResponseError, match="not of version 1") as raised:
        store.load(KEY)
    assert "canary" not in str(raised.value)


def test_one_owner_has_the_lock(connection: Any) -> None:
    store, other = RedisTokenStore(connection), RedisTokenStore(connection)
    start = threading.Barrier(8)

    def lock(_: int) -> Any:
        start.wait()
        return store.try_lock(KEY)

    with ThreadPoolExecutor(8) as pool:
        (held,) = [lock for lock in pool.map(lock, range(8)) if lock]
    assert other.try_lock(KEY) is None
    assert 0 < connection.pttl(f"{NAME}:lock") <= 30_000
    held.close()
    held = other.try_lock(KEY)
    assert held is not None
    # It was lost, and another worker has it. Releasing it does not take it away from that one.
    connection.delete(f"{NAME}:lock")
    owner = store.try_lock(KEY)
    assert owner is not None
    held.close()
    assert other.try_lock(KEY) is None
    with owner:
        assert other.try_lock(KEY) is None
    assert connection.keys("*") == []


def test_a_lock_whose_response_was_lost_is_recognised(connection: Any) -> None:
    """A `redis` object that retries sends the same command again."""
    store = RedisTokenStore(connection)
    script = cast("Any", store)._script

    def twice(**arguments: Any) -> Any:
        script(**arguments)
        return script(**arguments)

    cast("Any", store)._script = twice
    held = store.try_lock(KEY)
    assert held is not None and store.try_lock(KEY) is None
    held.close()
    assert connection.keys("*") == []


def test_tokens_are_encrypted(simulator: Simulator, connection: Any) -> None:
    def unwrap(text: str) -> str:
        assert text.startswith("wrapped ")
        return text.removeprefix("wrapped ")[::-1]

    store = RedisTokenStore(connection, wrap=lambda token: f"wrapped {token[::-1]}", unwrap=unwrap)
    simulator.client(token_store=store).create_call(to=CALLEE)
    client = simulator.client(token_store=store)
    client.create_call(to=CALLEE)
    assert len(simulator.requests("POST", TOKEN)) == 1
    (name,) = connection.keys("*")
    stored = connection.get(name)
    text = stored.decode() if isinstance(stored, bytes) else stored
    assert text.startswith("1 wrapped ") and client.token is not None and client.token.access_token not in text
    with pytest.raises(StorageError, match="not a token"):
        simulator.client(token_store=RedisTokenStore(connection)).create_call(to=CALLEE)
    client.logout()
    assert connection.keys("*") == []


def test_settings_are_checked(connection: Any) -> None:
    with pytest.raises(TypeError, match="blocking"):
        RedisTokenStore(redis.asyncio.Redis())
    with pytest.raises(TypeError, match="together"):
        RedisTokenStore(connection, wrap=str)


def test_processes_share_one_login(refreshing: Simulator, server: RedisServer) -> None:
    with redis_py.Redis.from_url(server.url) as connection:
        connection.flushall()
    environment = {**os.environ, **refreshing.environment}
    command = [sys.executable, str(WORKER), server.url]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    try:
        for grants in (["jwt"], ["jwt", "refresh"], ["jwt", "refresh", "refresh"]):
            for worker in workers:
                assert worker.stdin is not None
                worker.stdin.write("\n")
                worker.stdin.flush()
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline() == "200\n"
            requests = refreshing.requests("POST", TOKEN)
            assert [
                "refresh" if "grant_type=refresh_token" in request["body"] else "jwt" for request in requests
            ] == grants
            refreshing.expire_tokens()
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
