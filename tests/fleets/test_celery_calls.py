"""`ringout.celery` with Celery's own workers: tasks that are delivered again and again, and workers that are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conftest import CALLER, CREATES, Connection, Start, age, kill, number, placed, posts, reports, until
from ringout import MaybePlacedError
from ringout.redis import RedisLedger, RedisTokenStore
from simulator import EVERYTHING, Simulator

JOBS = 10
DELIVERIES = 3


@pytest.fixture
def calls(connection: Connection, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The tasks, to be sent by this process."""
    monkeypatch.setenv("REDIS_URL", redis_url)
    import celery_worker

    yield celery_worker.calls
    celery_worker.app.close()


@pytest.fixture
def worker(start: Start) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts a worker with threads for these queues."""

    def worker(queues: str, *, pool: str = "threads", **variables: str) -> subprocess.Popen[bytes]:
        options = ["--queues", queues, "--pool", pool, "--concurrency", "2" if pool == "prefork" else "20"]
        quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO", "--hostname", f"{len(started)}@%h"]
        command = [sys.executable, "-m", "celery", "--app", "celery_worker", "worker", *options, *quiet]
        started.append(start(*command, **variables))
        return started[-1]

    started: list[subprocess.Popen[bytes]] = []
    return worker


def is_idle(connection: Connection) -> bool:
    """Whether all tasks are done, also those that wait for their time."""
    return not any(connection.exists(name) for name in ("celery", "follow", "unacked"))


def test_a_call_is_placed_and_reported_once(
    simulator: Simulator, connection: Connection, calls: Any, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    simulator.stop_clock()
    for _ in range(DELIVERIES):
        for job in range(JOBS):
            request = {"to": number(job), "from_": CALLER}
            calls.place.apply_async(kwargs=request, task_id=f"job-{job}")
    worker("celery", pool="prefork")
    doomed = worker("follow", FOLLOW_FOR="3600")
    until(lambda: len({request["path"] for request in simulator.requests("GET", "/ring-out/")}) == JOBS)
    until(lambda: not connection.exists("celery"))
    kill(doomed)
    # The dead worker's tasks are delivered to the next one, which takes its calls over.
    age(connection, 60)
    worker("follow", FOLLOW_FOR="0.5")
    simulator.start_clock(speed=10)
    until(lambda: len(reports(connection)) >= JOBS and is_idle(connection), lambda: reports(connection))
    assert reports(connection) == sorted((f"job-{job}", "Completed") for job in range(JOBS))
    assert posts(simulator) == {number(job): 1 for job in range(JOBS)}
    assert len(simulator.requests("POST", "/oauth/token")) == 1


def test_a_rate_limit_is_waited_for_in_the_queue(
    simulator: Simulator, connection: Connection, calls: Any, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    simulator.set_limits({"heavy": {"limit": 3, "window_s": 3, "penalty_s": 3}})
    simulator.start_clock(speed=1)
    sent = [calls.place.delay(to=number(job), from_=CALLER, dedupe_key=f"row-{job}") for job in range(5)]
    worker("celery", pool="prefork", CREATE_TIMEOUT="0.5")
    results = [result.get(timeout=60) for result in sent]
    assert [result["dedupe_key"] for result in results] == [f"row-{job}" for job in range(5)]
    statuses = [request["status"] for request in simulator.requests("POST", CREATES)]
    assert statuses.count(200) == 5 and set(posts(simulator)) == {number(job) for job in range(5)}
    # The tasks that follow have their own queue, and no worker yet.
    assert connection.llen("follow") == 5


def test_a_lost_response_is_never_tried_again(
    simulator: Simulator, connection: Connection, calls: Any, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    simulator.fault({"drop": "before-response"}, "POST", EVERYTHING, times=1)
    worker("celery,follow", pool="prefork")
    sent = calls.place.delay(to=number(1), from_=CALLER, dedupe_key="lost")
    with pytest.raises(MaybePlacedError):
        sent.get(timeout=60)
    simulator.fault({"status": 503, "headers": {"Retry-After": "1"}}, "POST", EVERYTHING, times=1)
    result = calls.place.delay(to=number(2), from_=CALLER, dedupe_key="busy").get(timeout=60)
    assert result["dedupe_key"] == "busy"
    assert [request["status"] for request in simulator.requests("POST", "/ring-out")][1:] == [503, 200]
    assert calls.follow.delay(dedupe_key="unknown").get(timeout=60) == {
        "dedupe_key": "unknown",
        "outcome": None,
        "reported": False,
    }
    assert placed(simulator) == 3


def test_a_call_that_another_worker_follows_is_left_to_it(
    simulator: Simulator, connection: Connection, calls: Any, worker: Callable[..., subprocess.Popen[bytes]]
) -> None:
    simulator.stop_clock()
    ledger = RedisLedger(connection)
    with simulator.client(ledger=ledger, token_store=RedisTokenStore(connection)) as client:
        assert not client.create_call(to=number(1), from_=CALLER, dedupe_key="other").adopted
        worker("celery,follow")
        left = calls.follow.delay(dedupe_key="other")
        adopted = calls.place.delay(to=number(1), from_=CALLER, dedupe_key="other").get(timeout=60)
        assert adopted["adopted"]
        until(lambda: left.state == "RETRY")
        assert placed(simulator) == 1 and not simulator.requests("GET", "/ring-out/")
