"""Ledgers: written in Python, in SQL databases and in Redis; and calls with a dedupe key in every API of the package."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, cast

import pytest
import redis as redis_py
import redis.asyncio

from redis_server import RedisServer, redis_server
from ringout import (
    AsyncClient,
    CallRequest,
    Client,
    InvalidArgumentError,
    Ledger,
    LedgerKey,
    MaybePlacedError,
    StorageError,
)
from ringout.redis import RedisLedger
from ringout.sql import SqlLedger
from simulator import CALLEE, CALLER, EVERYTHING, Simulator

CREATES = "/ring-out"
DAY = 24 * 3600.0


class Memory:
    """A typical ledger, for the threads of one process."""

    def __init__(self) -> None:
        self.values: dict[LedgerKey, str] = {}
        self.age = 0.0
        self.lifetimes: set[float] = set()
        self.lock = threading.Lock()

    def load(self, key: LedgerKey) -> tuple[str, float] | None:
        return (self.values[key], self.age) if key in self.values else None

    def swap(
        self, key: LedgerKey, expected: str | None, value: str, lifetime: float
    ) -> Literal[True] | tuple[str, float] | None:
        with self.lock:
            self.lifetimes.add(lifetime)
            if self.values.get(key) != expected:
                return self.load(key)
            self.values[key] = value
            return True


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture(params=["memory", "sqlite", "redis", "redis decoded"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, server: RedisServer) -> Iterator[Ledger]:
    """Each kind of ledger, empty."""
    if request.param == "memory":
        yield Memory()
    elif request.param == "sqlite":
        yield sqlite_ledger(tmp_path)
    else:
        with redis_py.Redis.from_url(server.url, decode_responses="decoded" in request.param) as connection:
            connection.flushall()
            yield RedisLedger(connection)


def sqlite_ledger(folder: Path) -> SqlLedger:
    return SqlLedger(lambda: sqlite3.connect(folder / "calls.db"))


def place(client: Client, key: str, to: str = CALLEE) -> Any:
    return client.create_call(to=to, from_=CALLER, dedupe_key=key)


def key(dedupe_key: str = "job", user: str = "alice") -> LedgerKey:
    return LedgerKey("https://platform.ringcentral.com", "app", user, dedupe_key)


def test_the_protocol_matches() -> None:
    ledgers: list[Ledger] = [Memory(), SqlLedger(lambda: sqlite3.connect(":memory:"))]
    assert len(ledgers) == 2


def test_a_key_is_a_value() -> None:
    one = key()
    assert str(one) == "https://platform.ringcentral.com app alice job"
    assert (one.server, one.client_id, one.user, one.dedupe_key) == (
        "https://platform.ringcentral.com",
        "app",
        "alice",
        "job",
    )
    assert one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == LedgerKey.from_dict(one.to_dict())
    assert hash(one) == hash(key()) and one != key("other")


def test_a_ledger_swaps_in_one_step(ledger: Ledger) -> None:
    assert ledger.load(key()) is None
    assert ledger.swap(key(), "a value", "new", DAY) is None
    assert ledger.load(key()) is None
    assert ledger.swap(key(), None, "one é\u2028", DAY) is True
    assert record(ledger.load(key())) == "one é\u2028"
    assert record(ledger.swap(key(), None, "two", DAY)) == "one é\u2028"
    assert record(ledger.swap(key(), "three", "two", DAY)) == "one é\u2028"
    assert ledger.swap(key(), "one é\u2028", "two", DAY) is True
    assert record(ledger.load(key())) == "two"
    assert ledger.load(key(user="bob")) is None and ledger.load(key("other")) is None


def record(found: object) -> str:
    assert isinstance(found, tuple)
    value, age = found
    assert 0 <= age < 60
    return cast("str", value)


def test_of_many_swaps_at_once_one_is_done(ledger: Ledger) -> None:
    start = threading.Barrier(8)

    def swap(number: int) -> bool:
        start.wait()
        return ledger.swap(key(), None, str(number), DAY) is True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(swap, range(8)))
    assert done.count(True) == 1
    assert record(ledger.load(key())) == str(done.index(True))


def test_a_key_is_placed_once(simulator: Simulator, ledger: Ledger) -> None:
    clients = [simulator.client(ledger=ledger) for _ in range(3)]

    def run(number: int) -> tuple[str, bool, bool]:
        call = place(clients[number % 3], f"job-{number // 3}")
        call.wait(timeout=60)
        return call.id, call.adopted, call.claim_outcome()

    simulator.set_limits("off")
    simulator.start_clock(speed=40)
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(run, range(12)))
    for job in range(4):
        of_job = results[3 * job : 3 * job + 3]
        assert len({id for id, *_ in of_job}) == 1
        assert [adopted for _, adopted, _ in of_job].count(False) == 1
        assert [claimed for *_, claimed in of_job].count(True) == 1
    assert len(simulator.requests("POST", CREATES)) == 4


def test_a_call_is_found_by_its_key(simulator: Simulator) -> None:
    ledger = Memory()
    first, second = simulator.client(ledger=ledger), simulator.client(ledger=ledger, dedupe_lifetime=3600)
    assert second.find_call("job") is None
    call = place(first, "job")
    found = second.find_call("job")
    assert found is not None and found.id == call.id and found.adopted and not call.adopted
    assert (call.take_lease(), found.take_lease()) == (None, 30.0)
    ledger.age = 30
    assert found.take_lease() is None
    assert ledger.lifetimes == {7 * DAY, 3600.0}
    with pytest.raises(InvalidArgumentError) as raised:
        place(first, "job", to="+16505550102")
    assert raised.value.parameter == "dedupe_key"


def test_a_lost_response_is_never_repeated(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fault({"drop": "before-response"}, "POST", EVERYTHING, times=1)
    with pytest.raises(MaybePlacedError):
        place(simulator.client(ledger=sqlite_ledger(tmp_path)), "job")
    with pytest.raises(MaybePlacedError) as raised:
        place(simulator.client(ledger=sqlite_ledger(tmp_path)), "job")
    assert raised.value.attempt is not None and raised.value.attempt.to == CALLEE
    assert len(simulator.requests("POST", CREATES)) == 1


def test_a_batch_resumes(simulator: Simulator) -> None:
    ledger = Memory()
    simulator.start_clock(speed=40)
    requests = [CallRequest(to=CALLEE, from_=CALLER, dedupe_key=f"row-{row}") for row in range(3)]
    assert requests[0].dedupe_key == "row-0" and CallRequest.from_dict(requests[0].to_dict()) == requests[0]
    place(simulator.client(ledger=ledger), "row-1")
    results = sorted(simulator.client(ledger=ledger).place_all(requests, timeout=60), key=lambda placed: placed.index)
    assert [placed.call and placed.call.adopted for placed in results] == [False, True, False]
    with pytest.raises(InvalidArgumentError) as raised:
        simulator.client(ledger=ledger).place_all([requests[0], requests[0]])
    assert raised.value.parameter == "requests[1].dedupe_key"


def test_asyncio(simulator: Simulator) -> None:
    ledger = Memory()

    async def worker(client: AsyncClient) -> tuple[str, bool, bool]:
        call = await client.create_call(to=CALLEE, from_=CALLER, dedupe_key="job")
        await call.wait(timeout=60)
        return call.id, call.adopted, await call.claim_outcome()

    simulator.start_clock(speed=40)

    async def main() -> None:
        clients = [simulator.async_client(ledger=ledger) for _ in range(3)]
        assert await clients[0].find_call("job") is None
        results = await asyncio.gather(*map(worker, clients))
        assert len({id for id, *_ in results}) == 1
        assert sorted(adopted for _, adopted, _ in results) == [False, True, True]
        assert sorted(claimed for *_, claimed in results) == [False, False, True]
        found = await clients[0].find_call("job")
        assert found is not None and found.id == results[0][0] and await found.take_lease() is None

    asyncio.run(main())
    assert len(simulator.requests("POST", CREATES)) == 1


class Broken(Memory):
    """A ledger whose methods return or raise what the test says."""

    def __init__(self, load: Callable[[], object] | None = None, swap: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._load, self._swap = load, swap

    def load(self, key: LedgerKey) -> tuple[str, float] | None:
        return cast("Any", self._load()) if self._load else super().load(key)

    def swap(
        self, key: LedgerKey, expected: str | None, value: str, lifetime: float
    ) -> Literal[True] | tuple[str, float] | None:
        return cast("Any", self._swap()) if self._swap else super().swap(key, expected, value, lifetime)


def fail() -> object:
    raise OSError("the disk is full")


@pytest.mark.parametrize(
    ("ledger", "message"),
    [
        (Broken(load=fail), "the disk is full"),
        (Broken(swap=fail), "the disk is full"),
        (Broken(load=lambda: "a"), "load() must return None or a tuple of a str and a number of seconds, not str"),
        (Broken(load=lambda: ("a", "b")), "load() must return None or a tuple"),
        (Broken(load=lambda: (b"a", 1)), "load() must return None or a tuple"),
        (Broken(swap=lambda: False), "swap() must return True, None or a tuple"),
        (Broken(load=lambda: ('{"v": 2}', 1)), "has version 2"),
    ],
)
def test_a_broken_ledger_places_nothing(simulator: Simulator, ledger: Broken, message: str) -> None:
    with pytest.raises(StorageError) as raised:
        place(simulator.client(ledger=ledger), "job")
    assert message in str(raised.value)
    assert not simulator.requests("POST", CREATES)


def test_settings_are_checked(simulator: Simulator) -> None:
    with pytest.raises(TypeError, match="ledger has no method load"):
        simulator.client(ledger=object())
    with pytest.raises(InvalidArgumentError) as raised:
        simulator.client(dedupe_lifetime=60)
    assert raised.value.parameter == "dedupe_lifetime"
    with pytest.raises(InvalidArgumentError) as raised:
        place(simulator.client(), "job")
    assert raised.value.parameter == "dedupe_key"
    with pytest.raises(TypeError):
        simulator.client().create_call(to=CALLEE, dedupe_key=cast("Any", 7))


def test_a_sql_ledger_forgets_keys_after_their_lifetime(tmp_path: Path) -> None:
    ledger = sqlite_ledger(tmp_path)
    assert ledger.swap(key(), None, "one", DAY) is True and ledger.swap(key("other"), None, "two", DAY) is True
    assert ledger.purge() == 0
    with sqlite3.connect(tmp_path / "calls.db") as connection:
        connection.execute("UPDATE ringout_ledger SET expires_at = expires_at - 100000, written_at = written_at + 60")
    connection.close()
    assert ledger.load(key()) is None and ledger.swap(key(), "one", "three", DAY) is None
    assert ledger.swap(key(), None, "three", DAY) is True
    assert record(ledger.load(key())) == "three"
    assert ledger.purge() == 1 and ledger.purge() == 0
    with pytest.raises(ValueError, match="dialect"):
        SqlLedger(lambda: sqlite3.connect(":memory:"), dialect=cast("Any", "oracle"))
    with pytest.raises(ValueError, match="table"):
        SqlLedger(lambda: sqlite3.connect(":memory:"), table="a; drop table b")


def test_ages_grow_by_the_clock_of_the_store(tmp_path: Path) -> None:
    ledger = sqlite_ledger(tmp_path)
    assert ledger.swap(key(), None, "one", DAY) is True
    with sqlite3.connect(tmp_path / "calls.db") as connection:
        connection.execute("UPDATE ringout_ledger SET written_at = written_at - 100")
    connection.close()
    found = ledger.load(key())
    assert found is not None and 100 <= found[1] < 160
    with sqlite3.connect(tmp_path / "calls.db") as connection:
        connection.execute("UPDATE ringout_ledger SET written_at = written_at + 10000")
    connection.close()
    assert ledger.load(key()) == ("one", 0.0)


def test_redis_keeps_versions_lifetimes_and_slots(server: RedisServer) -> None:
    with redis_py.Redis.from_url(server.url) as connection:
        connection.flushall()
        ledger = RedisLedger(connection)
        assert ledger.swap(key(), None, "one", 3600) is True
        (name,) = cast("list[bytes]", connection.keys())
        assert name == b"ringout:{https://platform.ringcentral.com app alice}:ledger:job"
        assert 3_590_000 < cast("int", connection.pttl(name)) <= 3_600_000
        version, at, value = cast("bytes", connection.get(name)).split(b" ", 2)
        assert (version, value) == (b"1", b"one")
        connection.set(name, b"1 %d one" % (int(at) - 100_000))
        found = ledger.load(key())
        assert found is not None and 100 <= found[1] < 160
        connection.set(name, b"2 something else")
        with pytest.raises(redis_py.ResponseError, match="not of version 1"):
            ledger.load(key())
        with pytest.raises(redis_py.ResponseError, match="not of version 1"):
            ledger.swap(key(), "one", "two", DAY)
        with pytest.raises(TypeError, match="blocking"):
            RedisLedger(redis.asyncio.Redis())


def test_redis_that_crashes_keeps_the_fence(simulator: Simulator) -> None:
    with redis_server() as server, redis_py.Redis.from_url(server.url) as connection:
        ledger = RedisLedger(connection)
        call = place(simulator.client(ledger=ledger), "job")
        # Also forgets the script.
        server.stop()
        with pytest.raises(StorageError):
            place(simulator.client(ledger=ledger), "job")
        server.start()
        assert place(simulator.client(ledger=ledger), "job").id == call.id
        assert len(simulator.requests("POST", CREATES)) == 1
        stored = cast("bytes", connection.get(cast("list[bytes]", connection.keys())[0])).split(b" ", 2)[2]
        assert json.loads(stored)["call_id"] == call.id
