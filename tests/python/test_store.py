"""Token stores written in Python."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import logging
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import pytest

from ringout import (
    InvalidArgumentError,
    LockingTokenStore,
    RequestTimeoutError,
    StorageError,
    TokenKey,
    TokenStore,
)
from simulator import CALLEE, TOKEN, Simulator, while_running


class Memory:
    """A typical token store."""

    def __init__(self) -> None:
        self.tokens: dict[TokenKey, str] = {}

    def load(self, key: TokenKey) -> str | None:
        return self.tokens.get(key)

    def save(self, key: TokenKey, token: str | None) -> None:
        if token is None:
            self.tokens.pop(key, None)
        else:
            self.tokens[key] = token


class Locked(Memory):
    """A token store with a lock that records the calls of its methods."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.calls: list[str] = []

    def load(self, key: TokenKey) -> str | None:
        self.calls.append("load")
        return super().load(key)

    def save(self, key: TokenKey, token: str | None) -> None:
        self.calls.append("save")
        super().save(key, token)

    def try_lock(self, key: TokenKey) -> AbstractContextManager[object] | None:
        self.calls.append("try_lock")
        if not self.lock.acquire(blocking=False):
            return None
        held = contextlib.ExitStack()
        held.callback(self.lock.release)
        held.callback(lambda: self.calls.append("unlock"))
        return held


def test_the_protocols_match() -> None:
    stores: list[TokenStore] = [Memory(), Locked()]
    locking: LockingTokenStore = Locked()
    assert len(stores) == 2 and locking


def test_a_token_outlives_its_client(simulator: Simulator) -> None:
    store = Memory()
    simulator.client(token_store=store).create_call(to=CALLEE)
    again = simulator.client(token_store=store)
    again.create_call(to=CALLEE)
    assert len(simulator.requests("POST", TOKEN)) == 1
    ((key, token),) = store.tokens.items()
    assert (key.server, key.client_id) == (simulator.url, simulator.ready["client_id"])
    assert again.token is not None and json.loads(token)["access_token"] == again.token.access_token
    # A refreshed token is saved too, and a logout removes it.
    simulator.ask("POST", "tokens/expire", {})
    again.create_call(to=CALLEE)
    assert store.tokens[key] != token
    again.logout()
    assert store.tokens == {}


def test_one_store_serves_several_users(simulator: Simulator) -> None:
    store = Memory()
    for user in ("ann", "bob"):
        simulator.client(token_store=store, token_user=user).create_call(to=CALLEE)
    assert [key.user for key in store.tokens] == ["ann", "bob"]
    assert len(simulator.requests("POST", TOKEN)) == 2


def test_a_key(simulator: Simulator) -> None:
    key = TokenKey("https://platform.ringcentral.com", "id", "ann")
    assert str(key) == "https://platform.ringcentral.com id ann"
    assert repr(key) == "TokenKey(server='https://platform.ringcentral.com', client_id='id', user='ann')"
    assert key == pickle.loads(pickle.dumps(key)) == copy.deepcopy(key) and hash(key) == hash(copy.copy(key))
    assert key != TokenKey("https://platform.ringcentral.com", "id", "bob") and key != str(key)
    with pytest.raises(AttributeError):
        key.user = "bob"  # type: ignore[misc]
    with pytest.raises(InvalidArgumentError):
        TokenKey("\ud800", "id", "ann")


def test_a_token_is_refreshed_under_the_lock(simulator: Simulator) -> None:
    store = Locked()
    simulator.client(token_store=store).create_call(to=CALLEE)
    assert store.calls == ["try_lock", "load", "save", "unlock"]
    assert not store.lock.locked()


def test_a_lock_that_is_held_is_waited_for(simulator: Simulator) -> None:
    store = Locked()
    client = simulator.client(token_store=store)
    store.lock.acquire()
    with while_running(lambda: client.create_call(to=CALLEE)) as creating:
        deadline = time.monotonic() + 10
        while len(store.calls) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert set(store.calls) == {"try_lock"} and not simulator.requests("POST")
        store.lock.release()
    assert creating.exception() is None
    assert store.calls[-4:] == ["try_lock", "load", "save", "unlock"]


def test_a_lock_that_is_never_released(simulator: Simulator) -> None:
    store = Locked()
    store.lock.acquire()
    with pytest.raises(RequestTimeoutError, match="lock"):
        simulator.client(token_store=store, create_timeout=1).create_call(to=CALLEE)
    assert not simulator.requests("POST")


LOCKS: dict[str, Callable[[Path], Any]] = {
    "a file": lambda folder: (folder / "lock").open("w"),
    "an ExitStack": lambda _: contextlib.ExitStack(),
}


@pytest.mark.parametrize("name", LOCKS)
def test_kinds_of_locks(simulator: Simulator, tmp_path: Path, name: str) -> None:
    store: Any = Memory()
    held = LOCKS[name](tmp_path)
    store.try_lock = lambda _: held
    simulator.client(token_store=store).create_call(to=CALLEE)
    assert getattr(held, "closed", True)


def test_an_acquired_lock_is_not_acquired_again(simulator: Simulator) -> None:
    lock = threading.Lock()
    store: Any = Memory()
    store.try_lock = lambda _: lock if lock.acquire(blocking=False) else None
    simulator.client(token_store=store).create_call(to=CALLEE)
    assert not lock.locked() and len(store.tokens) == 1


def test_a_store_is_called_on_the_librarys_threads(simulator: Simulator) -> None:
    store: Any = Memory()
    seen: set[int] = set()
    store.load = lambda _: seen.add(threading.get_ident())
    simulator.client(token_store=store).create_call(to=CALLEE)
    assert seen and threading.get_ident() not in seen


def fail(*_: object) -> Any:
    raise KeyError("the cupboard is bare")


def hang(*_: object) -> Any:
    time.sleep(3)


@pytest.mark.parametrize("method", ["load", "try_lock"])
def test_a_store_that_raises(simulator: Simulator, method: str) -> None:
    store: Any = Memory()
    setattr(store, method, fail)
    with pytest.raises(StorageError) as caught:
        simulator.client(token_store=store).create_call(to=CALLEE)
    assert "KeyError: 'the cupboard is bare'" in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__context__ is None
    assert not simulator.requests("POST")


def test_a_token_that_cannot_be_saved_is_used(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    store: Any = Memory()
    store.save = fail
    client = simulator.client(token_store=store)
    client.create_call(to=CALLEE)
    client.create_call(to=CALLEE)
    assert len(simulator.requests("POST", TOKEN)) == 1
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("ringout", logging.WARNING)
    assert "KeyError: 'the cupboard is bare'; the token is used but not saved" in record.getMessage()
    with pytest.raises(StorageError, match="the cupboard is bare"):
        client.logout()


@pytest.mark.parametrize(
    ("method", "value", "problem"),
    [
        ("load", 7, "load() returned neither a str nor None, but int"),
        ("load", b"{}", "load() returned neither a str nor None, but bytes"),
        ("load", {"access_token": "canary"}, "load() returned neither a str nor None, but dict"),
        ("load", "\ud800", "surrogates not allowed"),
        ("load", "", "not a token"),
        ("load", "canary", "not a token"),
        ("load", "{}", "not a token"),
        ("load", '{"access_token": 7}', "not a token"),
        ("load", "[" * 100_000, "not a token"),
        ("try_lock", True, "try_lock() returned neither a context manager nor None, but bool"),
    ],
)
def test_a_store_that_returns_something_else(simulator: Simulator, method: str, value: Any, problem: str) -> None:
    store: Any = Memory()
    setattr(store, method, lambda *_: value)
    with pytest.raises(StorageError) as caught:
        simulator.client(token_store=store).create_call(to=CALLEE)
    assert problem in str(caught.value) and "canary" not in str(caught.value)
    assert not simulator.requests("POST")


@pytest.mark.parametrize("method", ["load", "save", "try_lock"])
def test_a_store_that_takes_too_long(simulator: Simulator, method: str) -> None:
    store: Any = Memory()
    setattr(store, method, hang)
    client = simulator.client(token_store=store, create_timeout=0.3)
    began = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        client.create_call(to=CALLEE)
    assert time.monotonic() - began < 0.3 + 2
    assert not simulator.requests("POST", "/ring-out")


def test_a_lock_whose_release_fails(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    reported = list[Any]()
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: reported.append(unraisable.exc_type))
    store: Any = Memory()
    store.try_lock = lambda _: contextlib.closing(cast(Any, object()))
    simulator.client(token_store=store).create_call(to=CALLEE)
    assert reported == [AttributeError]


def test_the_token_of_a_failing_store_is_not_shown(simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    store: Any = Memory()

    def save(_: object, token: str | None) -> None:
        seen.append(token or "")
        raise ValueError(f"cannot save {token}")

    seen = list[str]()
    store.save = save
    caplog.set_level(1)
    client = simulator.client(token_store=store)
    client.create_call(to=CALLEE)
    client.refresh()
    with pytest.raises(StorageError) as caught:
        client.logout()
    tokens = [json.loads(token)["access_token"] for token in seen if token]
    assert len(tokens) == 2 and "cannot save" in caplog.text
    for token in tokens:
        assert token not in caplog.text + str(caught.value) + repr(caught.value)


def test_invalid_stores_are_rejected(simulator: Simulator, tmp_path: Path) -> None:
    for bad in ("tokens.json", 7, object(), {"load": 1}):
        with pytest.raises(TypeError, match="token_store has no method load"):
            simulator.client(token_store=bad)
    with pytest.raises(InvalidArgumentError, match="not both"):
        simulator.client(token_store=Memory(), token_file=tmp_path / "tokens.json")
    with pytest.raises(InvalidArgumentError, match="token_file: is empty"):
        simulator.client(token_file="")


def test_a_store_for_asyncio(simulator: Simulator) -> None:
    store = Locked()

    async def main() -> None:
        client = simulator.async_client(token_store=store)
        await asyncio.gather(*(client.create_call(to=CALLEE) for _ in range(20)))

    asyncio.run(main())
    assert store.calls == ["try_lock", "load", "save", "unlock"]


def test_a_store_that_uses_its_own_client(simulator: Simulator) -> None:
    """It needs a token during a login. The inner request ends at its deadline."""
    store: Any = Memory()
    failures = list[Exception]()

    def load(_: TokenKey) -> None:
        try:
            client.with_timeout(0.2).request("GET", "/restapi/v1.0/account/~/extension/~")
        except RequestTimeoutError as error:
            failures.append(error)

    store.load = load
    client = simulator.client(token_store=store)
    client.create_call(to=CALLEE)
    assert len(failures) == 1


def test_a_program_that_ends_waits_for_its_store(simulator: Simulator) -> None:
    program = (
        "import threading, time\n"
        "from ringout import Client\n"
        "class Store:\n"
        "    def load(self, key):\n"
        "        time.sleep(0.7)\n"
        "        print('loaded')\n"
        "    def save(self, key, token): pass\n"
        f"client = Client(**{simulator.settings()!r}, token_store=Store())\n"
        "threading.Thread(target=lambda: client.create_call(to='+16505550100'), daemon=True).start()\n"
        "time.sleep(0.2)\n"
    )
    command = [sys.executable, "-X", "faulthandler", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "loaded\n", "")
