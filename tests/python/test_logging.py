"""The core logs to Python's logger `ringout`, at no cost if the level is disabled."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ringout import Client
from simulator import CALLEE, CALLER, RINGS_FOREVER, Simulator

CREATE = "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out: 200 in "
STATUS = "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringoutId}: 200 in "
LOGGER = logging.getLogger("ringout")


class Catch(logging.Handler):
    """Calls a function with each record."""

    def __init__(self, emit: Callable[[logging.LogRecord], object]) -> None:
        super().__init__()
        self.function = emit

    def emit(self, record: logging.LogRecord) -> None:
        self.function(record)


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    LOGGER.setLevel(logging.NOTSET)
    LOGGER.handlers.clear()
    LOGGER.filters.clear()


def catch(emit: Callable[[logging.LogRecord], object], level: int = logging.DEBUG) -> None:
    LOGGER.setLevel(level)
    LOGGER.addHandler(Catch(emit))


def test_a_request_is_logged(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    client = simulator.client()
    call = client.create_call(to=CALLEE, from_=CALLER)
    (record,) = [record for record in caplog.records if "ring-out" in record.getMessage()]
    assert record.getMessage().startswith(CREATE) and " ms, request id " in record.getMessage()
    assert (record.name, record.levelno, record.levelname) == ("ringout", logging.DEBUG, "DEBUG")
    assert record.threadName == threading.current_thread().name and record.pathname.endswith(".rs") and record.lineno
    caplog.clear()
    call.status()
    assert [record.getMessage()[: len(STATUS)] for record in caplog.records] == [STATUS]


def test_dependencies_are_not_logged(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    client = simulator.client()
    call = client.create_call(to=CALLEE, from_=CALLER)
    call.cancel()
    client.logout()
    assert {record.name for record in caplog.records} == {"ringout"}
    assert len(caplog.records) == 5
    assert simulator.ready["client_secret"] not in caplog.text and call.id not in caplog.text


def test_a_lost_response_is_logged(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    call = simulator.call(request_timeout=0.2)
    simulator.fault({"delay_ms": 2000}, "GET")
    with pytest.raises(TimeoutError):
        call.status()
    assert "no response (Deadline, sent: true)" in caplog.messages[-1]


def test_the_current_level_applies(simulator: Simulator) -> None:
    call, seen = simulator.call(), list[str]()
    catch(lambda record: seen.append(record.levelname), logging.NOTSET)

    def records(level: int) -> int:
        seen.clear()
        LOGGER.setLevel(level)
        call.status()
        return len(seen)

    # If unset, it is the level of the root logger, WARNING.
    assert [records(level) for level in (logging.NOTSET, logging.INFO, logging.DEBUG, 1, logging.WARNING)] == [
        *(0, 0, 1, 1, 0)
    ]
    LOGGER.setLevel(logging.DEBUG)
    logging.disable(logging.DEBUG)
    try:
        call.status()
        assert not seen
    finally:
        logging.disable(logging.NOTSET)
    call.status()
    assert seen == ["DEBUG"]


def test_the_level_may_change_while_an_operation_blocks(simulator: Simulator) -> None:
    simulator.stop_clock()
    call, arrived = simulator.call(), threading.Event()
    LOGGER.addHandler(Catch(lambda _: arrived.set()))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(call.wait, timeout=30)
        assert not arrived.wait(0.3)
        LOGGER.setLevel(logging.DEBUG)
        # The poll of the tracker, on one of the library's threads.
        assert arrived.wait(10)
        simulator.advance(25)
        call.status()
        assert waiting.result().kind == "Completed"


def test_records_come_before_the_result(simulator: Simulator) -> None:
    seen = list[str]()
    catch(lambda record: seen.append(record.getMessage()[: len(STATUS)]))

    async def main() -> None:
        call = simulator.async_client().call(placed.id)
        seen.clear()
        await call.status()
        assert STATUS in seen

    placed = simulator.call()
    asyncio.run(main())


def test_an_operation_raises_the_exception_of_a_handler(simulator: Simulator) -> None:
    """Like a logger that is called from Python."""

    def fail(_: logging.LogRecord) -> None:
        raise ZeroDivisionError

    call = simulator.call()
    catch(fail)
    with pytest.raises(ZeroDivisionError):
        call.status()
    LOGGER.setLevel(logging.NOTSET)
    assert call.status() == call.state


def test_a_signal_during_a_record_is_not_lost(simulator: Simulator) -> None:
    class Alarm(Exception):
        pass

    def raise_alarm(*_: Any) -> None:
        raise Alarm

    call = simulator.call()
    before = signal.signal(signal.SIGALRM, raise_alarm)
    try:
        catch(lambda _: signal.raise_signal(signal.SIGALRM))
        with pytest.raises(Alarm):
            call.status()
    finally:
        signal.signal(signal.SIGALRM, before)


def test_an_exception_on_the_librarys_threads_is_reported(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = list[Any]()
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: reported.append(unraisable.exc_type))

    def fail(_: logging.LogRecord) -> None:
        raise ZeroDivisionError

    async def main() -> str:
        call = await simulator.async_client().create_call(to=CALLEE, from_=CALLER)
        return (await call.status()).call_status

    catch(fail)
    assert asyncio.run(main()) == "InProgress"
    assert set(reported) == {ZeroDivisionError} and len(reported) == 3


def test_a_handler_may_use_the_library(simulator: Simulator) -> None:
    call, other, within = simulator.call(), simulator.call(), list[str]()

    def use(_: logging.LogRecord) -> None:
        if not within:
            within.append("now")
            within.append(other.status().call_status)

    catch(use)
    assert call.status().call_status == "InProgress"
    assert within == ["now", "InProgress"]


def test_clients_are_created_and_deleted_while_everything_is_logged(simulator: Simulator) -> None:
    """A deleted client joins its threads, which may be waiting to log."""
    placed = simulator.call(RINGS_FOREVER)
    token = simulator.client()
    token.login(jwt=simulator.ready["jwt"])
    saved = token.token
    assert saved is not None
    catch(lambda record: record.getMessage())

    def create_and_delete(number: int) -> None:
        for _ in range(30):
            client = simulator.client()
            client.set_token(saved)
            calls = [client.call(placed.id) for _ in range(4)]
            watches = [call.watch() for call in calls]
            if number % 2:
                next(watches[0])
            del client, calls, watches

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(create_and_delete, range(8)))
    finally:
        sys.setswitchinterval(before)


def test_logging_is_not_imported(simulator: Simulator) -> None:
    program = (
        "import sys\n"
        "from ringout import Client\n"
        "call = Client.from_env().create_call(to='+16505550100')\n"
        "call.status()\n"
        "assert 'logging' not in sys.modules\n"
        "class Store:\n"
        "    def load(self, key): return None\n"
        "    def save(self, key, token): raise OSError('the disk is full')\n"
        f"settings = {simulator.settings()!r}\n"
        "Client(**settings, token_store=Store()).create_call(to='+16505550100')\n"
    )
    environment = {**simulator.environment, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    # A warning without a handler goes to standard error, as in Python.
    assert done.returncode == 0, done.stderr
    assert "the disk is full; the token is used but not saved" in done.stderr


def test_a_failed_import_of_logging_is_not_an_error(simulator: Simulator) -> None:
    program = (
        "import os, resource, sys\n"
        "from ringout import Client\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
        "class Store:\n"
        "    def load(self, key): return None\n"
        "    def save(self, key, token):\n"
        "        while True:\n"
        "            os.dup(1)\n"
        f"client = Client(**{simulator.settings()!r}, token_store=Store())\n"
        "client.refresh()\n"
        "assert 'logging' not in sys.modules\n"
    )
    environment = {**simulator.environment, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert "Too many open files; the token is used but not saved" in done.stderr


def test_a_fork_leaves_the_log_alone(simulator: Simulator) -> None:
    program = (
        "import logging, os, sys\n"
        "logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format='%(name)s %(message)s')\n"
        "from ringout import Client\n"
        "client = Client.from_env()\n"
        "call = client.create_call(to='+16505550180')\n"
        "watch = call.watch()\n"
        "sys.stdout.flush()\n"
        "child = os.fork()\n"
        "call.status()\n"
        "if child:\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
    )
    environment = {**simulator.environment, "PYTHONPATH": ":".join(sys.path)}
    # Python 3.12 warns about every fork of a process with threads.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(STATUS) == 2


def test_disabled_logging_costs_nothing(simulator: Simulator) -> None:
    """No record is created on any thread if the level is disabled."""
    made = list[str]()
    before = logging.getLogRecordFactory()

    def factory(*args: Any, **settings: Any) -> logging.LogRecord:
        made.append(args[0])
        return before(*args, **settings)

    logging.setLogRecordFactory(factory)
    try:
        client: Client = simulator.client()
        call = client.create_call(to=CALLEE, from_=CALLER)
        call.status()
        call.wait(timeout=0.1)
    finally:
        logging.setLogRecordFactory(before)
    assert "ringout" not in made


@pytest.mark.parametrize(
    ("level", "pattern"),
    [
        ("debug", r"(ringout debug: (GET|POST) /\S+: \d{3} in .*\n){2}"),
        ("warn", ""),
        ("", ""),
        ("loud", r'ringout warn: RINGOUT_LOG: "loud" is not one of off, error, warn, info and debug\n'),
    ],
)
def test_ringout_log_writes_to_standard_error(simulator: Simulator, level: str, pattern: str) -> None:
    program = "from ringout import Client; Client.from_env().request('GET', '/restapi/v1.0/account/~/extension/~')"
    environment = {**os.environ, **simulator.environment, "RINGOUT_LOG": level}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, env=environment)
    assert done.returncode == 0
    assert re.fullmatch(pattern, done.stderr), done.stderr
    assert simulator.ready["jwt"] not in done.stderr
