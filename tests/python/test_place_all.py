"""`place_all` with the blocking client."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from conftest import Start
from ringout import (
    Call,
    CallRequest,
    ForbiddenError,
    InvalidArgumentError,
    JournalEntry,
    JournalStep,
    MaybePlacedError,
    OperationCancelledError,
    OutcomeKind,
    Placed,
    RateLimitedError,
    StorageError,
)
from simulator import BUSY, CALLEE, CALLER, REJECTED, RINGS_FOREVER, Simulator, threads, while_running
from test_interrupt import Alarm, alarm, raise_alarm

NO_FUNDS, NO_SUCH_USER = "+16505550402", "+16505550404"
# The documented limit is 100 ms, which test_interrupt.py measures; the rest is for a busy machine.
SOON = 5.0


def requests(*numbers: str) -> list[CallRequest]:
    return [CallRequest(to=number, from_=CALLER) for number in numbers]


def creates(simulator: Simulator) -> int:
    """Returns how many requests to place a call were sent."""
    return len(simulator.requests("POST", "/ring-out"))


def hurry(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})


def test_each_request_has_one_result(simulator: Simulator) -> None:
    hurry(simulator)
    batch = simulator.client().place_all(requests(CALLEE, BUSY, NO_FUNDS, REJECTED))
    assert batch.remaining == 4
    found: dict[int, Placed[Call]] = {}
    for placed in batch:
        assert placed.index not in found
        found[placed.index] = placed
        assert batch.remaining == 4 - len(found)
    kinds = [placed.outcome and placed.outcome.kind for _, placed in sorted(found.items())]
    assert kinds == [OutcomeKind.COMPLETED, OutcomeKind.BUSY, None, OutcomeKind.REJECTED]
    refused = found.pop(2)
    assert refused.call is None and isinstance(refused.error, ForbiddenError)
    for placed in found.values():
        assert placed.error is None and placed.call is not None and placed.call.outcome == placed.outcome
    assert creates(simulator) == 4
    assert list(batch) == []


def test_a_journal_in_a_file(simulator: Simulator, tmp_path: Path) -> None:
    hurry(simulator)
    path = tmp_path / "calls.log"
    with path.open("a") as file, simulator.client() as client:
        for placed in client.place_all(
            requests(BUSY, NO_FUNDS), journal=lambda entry: print(entry, file=file, flush=True)
        ):
            # The entry is on disk before the next step.
            assert f"{placed.index} Plac" in path.read_text()
    first, second = ([line for line in path.read_text().splitlines() if line[0] == index] for index in "01")
    assert first[0] == f"0 Placing to {BUSY}" and first[1].startswith(f"0 Placed to {BUSY} as ")
    assert first[2].startswith(f"0 Ended to {BUSY} as ") and first[2].endswith("the phone is busy")
    assert second[0] == f"1 Placing to {NO_FUNDS}" and second[1].startswith(f"1 NotPlaced to {NO_FUNDS}: the server")
    assert (len(first), len(second)) == (3, 2)


def test_the_entries_of_a_journal(simulator: Simulator) -> None:
    hurry(simulator)
    entries: list[JournalEntry] = []
    before = datetime.now(timezone.utc)
    (placed,) = simulator.client().place_all(requests(BUSY), journal=entries.append)
    assert placed.call is not None
    began, accepted, ended = (entry.at for entry in entries)
    assert entries == [
        JournalEntry("Placing", 0, began, BUSY, CALLER),
        JournalEntry("Placed", 0, accepted, BUSY, CALLER, placed.call.id),
        JournalEntry("Ended", 0, ended, BUSY, CALLER, placed.call.id, placed.outcome),
    ]
    assert before <= began <= accepted <= ended <= datetime.now(timezone.utc)
    simulator.fault({"drop": "before-response"}, "POST", times=1)
    entries.clear()
    (placed,) = simulator.client().place_all([CallRequest(to=BUSY)], journal=entries.append)
    assert [entry.step for entry in entries] == [JournalStep.PLACING, JournalStep.MAYBE_PLACED]
    assert isinstance(entries[1].error, MaybePlacedError) and entries[1].error is entries[1].error
    assert (
        isinstance(placed.error, MaybePlacedError)
        and placed.error.attempt is not None
        and placed.error.attempt.to == BUSY
    )
    assert entries[1].from_ is None and str(entries[1].error) in str(entries[1])


def test_every_request_is_checked_before_the_first_is_sent(simulator: Simulator) -> None:
    entries: list[JournalEntry] = []
    with pytest.raises(InvalidArgumentError) as caught:
        simulator.client().place_all([*requests(CALLEE, CALLEE), CallRequest(to="x")], journal=entries.append)
    assert caught.value.parameter == "requests[2].to"
    assert not entries and not creates(simulator)


def test_no_requests(simulator: Simulator) -> None:
    assert list(simulator.client().place_all([])) == list(simulator.client().place_all(iter(()))) == []


def test_wait_options_apply_to_each_call(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()

    def advance_clock(entry: JournalEntry) -> None:
        if entry.step is JournalStep.PLACED:
            simulator.advance(6)

    (answered,) = client.place_all(requests(CALLEE), until="answered", journal=advance_clock)
    assert answered.outcome is not None and answered.outcome.kind is OutcomeKind.ANSWERED
    (ringing,) = client.place_all(requests(RINGS_FOREVER), timeout=0.2)
    assert ringing.outcome is not None and ringing.outcome.kind is OutcomeKind.STILL_IN_PROGRESS
    (cancelled,) = client.place_all([CallRequest(to=CALLEE, from_=RINGS_FOREVER)], timeout=0.2, cancel_on_timeout=True)
    assert cancelled.outcome is not None and cancelled.outcome.kind is OutcomeKind.CANCELLED


def test_concurrency(simulator: Simulator) -> None:
    hurry(simulator)
    steps: Counter[str] = Counter()
    most = 0

    def count(entry: JournalEntry) -> None:
        nonlocal most
        steps[entry.step] += 1
        most = max(most, steps["Placing"] - steps["Ended"])

    assert len(list(simulator.client().place_all(requests(*[BUSY] * 5), concurrency=2, journal=count))) == 5
    assert most == 2


def test_leaving_the_loop_stops_placing(simulator: Simulator) -> None:
    hurry(simulator)
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    for placed in client.place_all(requests(*[NO_SUCH_USER] * 5), concurrency=1):
        assert placed.index == 0
        break
    gc.collect()
    time.sleep(0.2)
    assert creates(simulator) == 1


def test_rate_limits_are_kept(simulator: Simulator) -> None:
    heavy, light = {"limit": 4, "window_s": 2, "penalty_s": 2}, {"limit": 5000, "window_s": 2, "penalty_s": 2}
    simulator.ask("POST", "limits", {"heavy": heavy, "light": light})
    client = simulator.client(rate_limit="fail-fast")
    began = time.monotonic()
    placed = list(client.place_all(requests(*[NO_SUCH_USER] * 10), timeout=0.1))
    assert 3.5 <= time.monotonic() - began < 20
    assert len(placed) == 10 and not [placed.error for placed in placed if placed.error]
    assert creates(simulator) == 10, "no request hits the rate limit"
    simulator.ask("POST", "limits", {"off": True})


def test_a_rate_limited_request_is_sent_again(simulator: Simulator) -> None:
    hurry(simulator)
    simulator.fault({"status": 429, "headers": {"Retry-After": "1"}}, "POST", times=1)
    entries: list[JournalEntry] = []
    (placed,) = simulator.client().place_all(requests(BUSY), journal=entries.append)
    assert placed.outcome is not None and placed.outcome.kind is OutcomeKind.BUSY
    assert [entry.step for entry in entries] == ["Placing", "NotPlaced", "Placing", "Placed", "Ended"]
    assert isinstance(entries[1].error, RateLimitedError)


def test_a_retry_after_of_zero_does_not_cause_a_flood(simulator: Simulator) -> None:
    simulator.fault({"status": 429, "headers": {"Retry-After": "0"}, "body": ""}, "POST", times=1_000_000)
    entries: list[JournalEntry] = []
    client, began = simulator.client(), time.monotonic()

    def journal(entry: JournalEntry) -> None:
        entries.append(entry)
        if time.monotonic() > began + 2:
            raise OSError("it is enough")

    found = list(client.place_all(requests(BUSY, BUSY), journal=journal))
    assert len(found) == 2 and all(isinstance(placed.error, StorageError) for placed in found)
    # At once, after 1 s, and 2 s later, when the journal raises.
    assert 1 < creates(simulator) <= 3 and len(entries) <= 6
    assert time.monotonic() < began + 30


def failing(step: JournalStep, index: int, raised: BaseException) -> Callable[[JournalEntry], None]:
    """Returns a journal that raises once."""

    def journal(entry: JournalEntry) -> None:
        if (entry.step, entry.index) == (step, index):
            raise raised

    return journal


def test_a_journal_that_raises_before_a_request(simulator: Simulator) -> None:
    hurry(simulator)
    full = OSError("the disk is full")
    batch = simulator.client().place_all(requests(BUSY, BUSY, BUSY), journal=failing(JournalStep.PLACING, 1, full))
    found = {placed.index: placed for placed in batch}
    assert sorted(found) == [0, 1, 2] and creates(simulator) == 1
    assert found[0].outcome is not None and found[0].outcome.kind is OutcomeKind.BUSY
    for index in (1, 2):
        error = found[index].error
        assert isinstance(error, StorageError) and error.__cause__ is full and found[index].call is None
        assert str(error).endswith("no more calls are placed: OSError: the disk is full")


def test_a_journal_that_raises_after_a_request(simulator: Simulator) -> None:
    hurry(simulator)
    journal = failing(JournalStep.PLACED, 0, RuntimeError("no\nroom"))
    found = {placed.index: placed for placed in simulator.client().place_all(requests(BUSY, BUSY), journal=journal)}
    assert creates(simulator) == 1
    assert found[0].call is not None and found[0].outcome is not None and found[0].outcome.kind is OutcomeKind.BUSY
    assert isinstance(found[1].error, StorageError) and "\n" not in str(found[1].error)


@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_interrupted_journal_ends_the_loop(simulator: Simulator, raised: type[BaseException]) -> None:
    simulator.stop_clock()
    journal = failing(JournalStep.PLACING, 1, raised("enough"))
    batch = simulator.client().place_all(requests(BUSY, BUSY, BUSY), journal=journal)
    with pytest.raises(raised, match="enough"):
        next(batch)
    left = {placed.index: placed for placed in batch}
    assert sorted(left) == [0, 1, 2] and creates(simulator) == 1
    assert all(isinstance(placed.error, OperationCancelledError) for placed in left.values())
    assert left[0].call is not None and left[1].call is left[2].call is None


async def written_later(_: JournalEntry) -> None:
    """A coroutine function, which only the asyncio client accepts as a journal."""


@pytest.mark.filterwarnings("ignore:coroutine")
def test_a_coroutine_function_is_not_a_journal(simulator: Simulator) -> None:
    (placed,) = simulator.client().place_all(requests(BUSY), journal=written_later)
    assert isinstance(placed.error, StorageError) and isinstance(placed.error.__cause__, TypeError)
    assert "AsyncClient" in str(placed.error) and not creates(simulator)


def test_a_journal_can_use_the_client_and_read_remaining(simulator: Simulator) -> None:
    hurry(simulator)
    client = simulator.client()
    seen: list[object] = []

    def journal(entry: JournalEntry) -> None:
        seen.append(batch.remaining)
        if entry.call_id:
            client.call(entry.call_id).status()
        with pytest.raises(RuntimeError, match="already waiting"):
            next(batch)

    batch = client.place_all(requests(BUSY, BUSY), journal=journal)
    assert [placed.error for placed in batch] == [None, None]
    assert len(seen) == 6 and seen[0] == 2


def test_an_interruption_leaves_the_remaining_results(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    batch = client.place_all(requests(BUSY, BUSY, BUSY), concurrency=2)
    began = time.monotonic()
    with pytest.raises(Alarm) as caught, alarm(1, raise_alarm):
        next(batch)
    assert time.monotonic() - began < 1 + SOON and caught.value.__context__ is None
    assert batch.remaining == 3
    left = sorted(batch, key=lambda placed: placed.index)
    assert batch.remaining == 0 and list(batch) == []
    assert [type(placed.error) for placed in left] == [OperationCancelledError] * 3
    assert [placed.call is not None for placed in left] == [True, True, False] and creates(simulator) == 2
    # The calls go on and can be used.
    for placed in left[:2]:
        assert placed.call is not None
        assert placed.call.status().phase == "RingingCaller" and placed.call.cancel() == "HungUp"


def test_an_interruption_of_a_request(simulator: Simulator) -> None:
    client = simulator.client()
    client.login(jwt=simulator.ready["jwt"])
    simulator.fault({"delay_ms": 20_000}, "POST")
    batch = client.place_all(requests(BUSY, BUSY))
    with pytest.raises(Alarm) as caught, alarm(1, raise_alarm):
        next(batch)
    assert isinstance(caught.value.__context__, MaybePlacedError)
    first, second = batch
    assert isinstance(first.error, MaybePlacedError) and isinstance(second.error, OperationCancelledError)
    assert creates(simulator) == 1


def test_ctrl_c_ends_a_program(simulator: Simulator, start: Start) -> None:
    simulator.stop_clock()
    program = f"""
import time
from ringout import CallRequest, Client
batch = Client.from_env().place_all([CallRequest(to={BUSY!r})] * 3, concurrency=2, journal=lambda entry: print(entry, flush=True))
try:
    list(batch)
except KeyboardInterrupt:
    print(time.monotonic())
    print(*[type(placed.error).__name__ for placed in batch])
"""
    process = start(sys.executable, "-c", program)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    ended, left = output.splitlines()
    assert process.returncode == 0 and "1 Placed" in lines[3]
    assert float(ended) - sent < SOON and left.split() == ["OperationCancelledError"] * 3
    assert creates(simulator) == 2


def test_close_stops_placing(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    batch = client.place_all(requests(BUSY, BUSY), concurrency=1)
    found: list[Placed[Call]] = []
    with while_running(lambda: found.extend(batch)):
        simulator.wait_for_request("POST", "/ring-out")
        time.sleep(0.1)
        client.close()
    assert [type(placed.error) for placed in found] == [OperationCancelledError] * 2
    assert {placed.index for placed in found if placed.call} == {0} and creates(simulator) == 1
    with pytest.raises(InvalidArgumentError, match="closed"):
        client.place_all(requests(BUSY))


def test_other_threads_run_and_only_one_uses_the_iterator(simulator: Simulator) -> None:
    simulator.stop_clock()
    batch = simulator.client().place_all(requests(BUSY), timeout=0.5)
    with while_running(lambda: next(batch)) as placing:
        simulator.wait_for_request("POST", "/ring-out")
        with pytest.raises(RuntimeError, match="already waiting"):
            next(batch)
        assert batch.remaining == 1 and not placing.done()


def test_many_batches_leave_no_threads(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    list(client.place_all(requests(BUSY), timeout=0.05))
    before = threads()
    for _ in range(20):
        batch = client.place_all(requests(BUSY, BUSY), timeout=0.02)
        next(batch)
    assert threads() <= before + 4, "the tracker has at most four threads"
    del batch, client
    gc.collect()
    assert threads() <= before


def test_a_program_that_ends_during_a_batch(simulator: Simulator) -> None:
    program = f"""
import sys, threading, time
from ringout import CallRequest, Client
placed = threading.Event()
def journal(entry):
    if entry.step == "Placed":
        placed.set()
        time.sleep(0.3)
client = Client.from_env()
work = lambda: list(client.place_all([CallRequest(to={RINGS_FOREVER!r})] * 50, journal=journal))
threading.Thread(target=work, daemon=True).start()
placed.wait(10)
"""
    environment = {**os.environ, **simulator.environment}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=20, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


class Operator:
    """An object that holds the results, and whose method is their journal."""

    def __init__(self, simulator: Simulator) -> None:
        self.client = simulator.client()
        self.batch = self.client.place_all(requests(NO_FUNDS, NO_FUNDS), journal=self.write)
        self.placed: Placed[Call] | None = None

    def write(self, entry: JournalEntry) -> None:
        self.last = entry
        if entry.index == 1:
            raise OSError(f"no room for {entry}")

    def place(self) -> None:
        *_, self.placed = self.batch
        assert self.placed.error is not None
        raise self.placed.error


def test_reference_cycles_are_collected(simulator: Simulator) -> None:
    operator = Operator(simulator)
    with pytest.raises(StorageError) as caught:
        operator.place()
    assert isinstance(caught.value.__cause__, OSError)
    alive = weakref.ref(operator)
    del operator, caught
    gc.collect()
    assert alive() is None


def test_wrong_arguments(simulator: Simulator) -> None:
    client = simulator.client()
    some = requests(BUSY)
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (None, {}),
        (some[0], {}),
        ("+16505550100", {}),
        ([BUSY], {}),
        ([{"to": BUSY}], {}),
        ([some[0], None], {}),
        (some, {"journal": "calls.log"}),
        (some, {"concurrency": "2"}),
        (some, {"concurrency": 1.5}),
        (some, {"timeout": "1"}),
        (some, {"cancel_on_timeout": None}),
        (some, {"until": 5}),
        (some, {"surprise": 1}),
    ]
    for given, options in wrong:
        with pytest.raises(TypeError):
            client.place_all(given, **options)
    invalid: dict[str, list[Any]] = {
        "concurrency": [0, -1, -(2**70), 2**70],
        "timeout": [-1, float("nan")],
        "total_timeout": [-1, float("nan")],
        "until": ["x"],
    }
    for parameter, values in invalid.items():
        for value in values:
            with pytest.raises(InvalidArgumentError) as caught:
                client.place_all(some, **{parameter: value})
            assert caught.value.parameter == parameter

    def broken() -> Iterable[CallRequest]:
        yield some[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        client.place_all(broken())
    assert not simulator.requests("POST")


def test_ten_thousand_requests_are_cheap(simulator: Simulator) -> None:
    client = simulator.client()
    began = time.monotonic()
    batch = client.place_all(requests(*[CALLEE] * 10_000))
    assert batch.remaining == 10_000 and time.monotonic() - began < 5
    del batch
    assert not creates(simulator)
