"""Creating, logging in and closing a client."""

from __future__ import annotations

import copy
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import ringout
from ringout import Call, CallPath, Client, InvalidArgumentError, NotLoggedInError, UnauthorizedError
from simulator import CALLEE, CALLER, TOKEN, Simulator, while_running

VARIABLES = ["RC_SERVER_URL", "RC_APP_CLIENT_ID", "RC_APP_CLIENT_SECRET", "RC_USER_JWT"]


@pytest.fixture
def environment(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in simulator.environment.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_the_first_request_logs_in(simulator: Simulator) -> None:
    client = simulator.client()
    assert not simulator.requests("POST")
    client.create_call(to=CALLEE, from_=CALLER)
    client.create_call(to=CALLEE, from_=CALLER)
    assert len(simulator.requests("POST", TOKEN)) == 1


def test_login_is_immediate(simulator: Simulator) -> None:
    client = simulator.client(jwt=None)
    with pytest.raises(NotLoggedInError):
        client.create_call(to=CALLEE, from_=CALLER)
    assert not simulator.requests("POST")
    client.login(jwt=simulator.ready["jwt"])
    assert len(simulator.requests("POST", TOKEN)) == 1
    client.create_call(to=CALLEE, from_=CALLER)
    assert len(simulator.requests("POST", TOKEN)) == 1


def test_a_refused_login(simulator: Simulator) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        simulator.client().login(jwt="a.wrong.jwt")
    assert (caught.value.oauth_error, caught.value.error_code) == ("invalid_grant", "OAU-140")


def test_an_expiring_token_is_refreshed(simulator: Simulator) -> None:
    call = simulator.call()
    simulator.ask("POST", "tokens/expire", {})
    call.status()
    assert len(simulator.requests("POST", TOKEN)) == 2


def test_the_settings_are_used(simulator: Simulator) -> None:
    client = Client(
        simulator.url,
        simulator.ready["client_id"],
        simulator.ready["client_secret"],
        jwt=simulator.ready["jwt"],
        account_id="400131426008",
        extension_id="400131426009",
        call_path=CallPath.DEPRECATED,
        connect_timeout=1,
        request_timeout=0.3,
        create_timeout=0.3,
        allow_insecure_http=True,
    )
    call = client.create_call(to=CALLEE, from_=CALLER)
    assert simulator.requests("POST", "/account/400131426008/extension/400131426009/ringout")
    simulator.fault({"delay_ms": 20_000})
    began = time.monotonic()
    with pytest.raises(ringout.RequestTimeoutError) as caught:
        call.status()
    assert caught.value.retryable
    with pytest.raises(ringout.MaybePlacedError) as maybe_placed:
        client.create_call(to=CALLEE, from_=CALLER)
    assert not maybe_placed.value.retryable
    assert time.monotonic() - began < 5


def test_a_client_from_the_environment(simulator: Simulator, environment: pytest.MonkeyPatch) -> None:
    client = Client.from_env()
    assert not simulator.requests("POST")
    client.create_call(to=CALLEE, from_=CALLER)


def test_from_env_keeps_the_token_in_the_file_that_the_environment_names(
    simulator: Simulator, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("RINGOUT_TOKEN_FILE", str(tmp_path / "token.json"))
    for _ in range(2):
        Client.from_env().create_call(to=CALLEE, from_=CALLER)
    assert len(simulator.requests("POST", TOKEN)) == 1
    environment.setenv("RINGOUT_TOKEN_FILE", "")
    Client.from_env().create_call(to=CALLEE, from_=CALLER)
    assert len(simulator.requests("POST", TOKEN)) == 2


def test_from_env_reads_the_current_environment(simulator: Simulator, environment: pytest.MonkeyPatch) -> None:
    os.environ["RC_USER_JWT"] = "a.wrong.jwt"
    with pytest.raises(UnauthorizedError):
        Client.from_env().create_call(to=CALLEE)
    del os.environ["RC_USER_JWT"]
    with pytest.raises(NotLoggedInError):
        Client.from_env().create_call(to=CALLEE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RC_SERVER_URL", None),
        ("RC_SERVER_URL", ""),
        ("RC_SERVER_URL", "platform"),
        ("RC_APP_CLIENT_ID", None),
        ("RC_APP_CLIENT_ID", "a b"),
        ("RC_APP_CLIENT_SECRET", "a b"),
        ("RC_APP_CLIENT_SECRET", "\udcff"),
        ("RC_USER_JWT", "a b"),
    ],
)
def test_a_bad_environment_variable_is_named(environment: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    environment.delenv(name) if value is None else environment.setenv(name, value)
    with pytest.raises(InvalidArgumentError) as caught:
        Client.from_env()
    assert caught.value.parameter == name
    assert name in str(caught.value)


def operations(client: Client, call: Call) -> dict[str, Any]:
    """Returns every operation by name."""
    return {
        "create_call": lambda: client.create_call(to=CALLEE, from_=CALLER),
        "login": lambda: client.login(jwt="x"),
        "call": lambda: client.call("x"),
        "request": lambda: client.request("GET", "/restapi/v1.0"),
        "enter": lambda: client.__enter__(),
        "status": call.status,
        "wait": call.wait,
        "watch": call.watch,
        "cancel": call.cancel,
    }


def test_a_closed_client_refuses_every_operation(simulator: Simulator) -> None:
    with simulator.client() as client:
        call = client.create_call(to=CALLEE, from_=CALLER)
        watch = call.watch()
    simulator.ask("DELETE", "journal")
    for name, operation in {**operations(client, call), "next": lambda: next(watch)}.items():
        with pytest.raises(InvalidArgumentError, match="closed"):
            operation()
            pytest.fail(f"{name} works")
    assert not simulator.requests("GET") and not simulator.requests("POST")
    client.close()
    assert call.id and call.state and call.outcome and watch.outcome


def test_a_with_block_raises_its_exception(simulator: Simulator) -> None:
    with pytest.raises(ZeroDivisionError), simulator.client():
        _ = 1 / 0


def test_close_interrupts_other_threads(simulator: Simulator) -> None:
    simulator.stop_clock()
    client = simulator.client()
    call = client.create_call(to=CALLEE, from_=CALLER)
    with while_running(call.wait) as waiting:
        simulator.wait_for_request("GET", call.id)
        began = time.monotonic()
        client.close()
    assert time.monotonic() - began < 5
    assert isinstance(waiting.exception(), ringout.OperationCancelledError)


def test_a_client_cannot_be_copied(simulator: Simulator) -> None:
    client = simulator.client()
    with pytest.raises(TypeError):
        copy.copy(client)


def test_clients_leave_no_threads(simulator: Simulator) -> None:
    def threads() -> int:
        return len(os.listdir("/proc/self/task"))

    simulator.client().create_call(to=CALLEE, from_=CALLER)
    # Other tests of the process may have left threads of Python.
    before, of_python = threads(), threading.active_count()
    for _ in range(20):
        simulator.client().create_call(to=CALLEE, from_=CALLER)
    assert threads() <= before + 1
    assert threading.active_count() <= of_python
