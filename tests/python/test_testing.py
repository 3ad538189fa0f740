"""`ringout.testing` and the pytest fixtures, as users' tests use them."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ringout import Client, Leg, OutcomeKind, RateLimitedError
from ringout.testing import Simulator, SimulatorError, simulator_program
from simulator import BINARY

WAITS, CALLEE = "+16505550180", "+14155550180"


@pytest.fixture(scope="module")
def started() -> Iterator[Simulator]:
    with Simulator(scenario={"clock": {"running": False}}, program=BINARY) as simulator:
        yield simulator


@pytest.fixture
def phones(started: Simulator) -> Simulator:
    """A simulator whose clock stands still, also after a reset."""
    started.reset()
    return started


def end(simulator: Simulator, action: str, leg: str) -> OutcomeKind:
    """Places a call that waits for people, lets a phone end it, and returns the outcome."""
    with simulator.client() as client:
        call = client.create_call(to=CALLEE, from_=WAITS)
        if leg == "callee" or action == "hang_up":
            simulator.answer(call, "caller")
        if action == "hang_up":
            assert simulator.answer(call, Leg.CALLEE).phase == "connected"
        assert getattr(simulator, action)(call, leg).phase == "ended"
        return call.wait().kind


@pytest.mark.parametrize(
    ("action", "leg", "kind"),
    [
        ("hang_up", "caller", OutcomeKind.COMPLETED),
        ("hang_up", "callee", OutcomeKind.COMPLETED),
        ("busy", "callee", OutcomeKind.BUSY),
        ("no_answer", "callee", OutcomeKind.NO_ANSWER),
        ("reject", "caller", OutcomeKind.REJECTED),
        ("fail", "callee", OutcomeKind.FAILED),
    ],
)
def test_a_phone_decides_the_outcome(phones: Simulator, action: str, leg: str, kind: OutcomeKind) -> None:
    assert end(phones, action, leg) is kind


def test_a_call_is_seen_from_both_sides(phones: Simulator) -> None:
    with phones.client() as client:
        call = client.create_call(to=CALLEE, from_=WAITS, play_prompt=True)
        (seen,) = phones.calls()
        assert (seen.id, seen.from_, seen.to, seen.phase) == (call.id, WAITS, CALLEE, "caller-ringing")
        assert (seen.call_status, seen.caller_status, seen.callee_status) == ("InProgress",) * 3
        assert (seen.placed_at, seen.play_prompt) == (0, True)
        phones.answer(seen, "caller")
        assert phones.find_call(call).phase == "prompt"
        assert phones.press_1(call.id).phase == "callee-ringing"
        assert phones.find_call(seen.id).caller_status == "Success"


def test_a_phone_acts_at_a_time(phones: Simulator) -> None:
    with phones.client() as client:
        call = client.create_call(to=CALLEE, from_=WAITS)
        assert phones.answer(call, "caller", at=2.5).phase == "caller-ringing"
        phones.advance(2.499)
        assert phones.find_call(call).phase == "caller-ringing"
        phones.advance(0.001)
        assert phones.find_call(call).phase == "callee-ringing"
        assert phones.now() == 2.5
        phones.start_clock(speed=1000)
        phones.stop_clock()
        clock = phones.ask("GET", "clock")
        assert (clock["running"], clock["speed"]) == (False, 1000)
        assert clock["now_ms"] == round(phones.now() * 1000)
        phones.start_clock()
        assert phones.ask("GET", "clock")["running"]


def test_a_refusal_says_why(phones: Simulator) -> None:
    with phones.client() as client:
        call = client.create_call(to=CALLEE, from_=WAITS)
        with pytest.raises(
            SimulatorError, match="the caller must answer first; possible now: answer, .* for the caller"
        ):
            phones.answer(call, "callee")
        with pytest.raises(SimulatorError, match="unknown leg a/b: expected caller or callee"):
            phones.busy(call, "a/b")  # type: ignore[arg-type]
        with pytest.raises(SimulatorError, match="there is no call with the id 77"):
            phones.find_call("77")
        with pytest.raises(SimulatorError, match="unknown field fault.staus"):
            phones.fault({"staus": 503})


def test_calls_come_from_all_pages(phones: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    with phones.client() as client:
        placed = [client.create_call(to=CALLEE, from_=WAITS).id for _ in range(5)]
    ask = Simulator.ask

    def small_pages(self: Simulator, method: str, path: str, body: object = None) -> Any:
        return ask(self, method, path.replace("limit=10000", "limit=2"), body)

    monkeypatch.setattr(Simulator, "ask", small_pages)
    assert [call.id for call in phones.calls()] == placed


def test_faults_and_the_journal(phones: Simulator) -> None:
    with phones.client() as client:
        phones.fault({"status": 503}, method="GET", path="/restapi/v1.0/account", times=1)
        phones.fault({"drop": "before-processing"}, path="/never", times=0)
        assert len(client.caller_ids()) > 0
        phones.clear_faults()
        assert phones.ask("GET", "faults")["faults"] == []
    statuses = [entry.status for entry in phones.journal("GET", "phone-number")]
    assert statuses == [503, 200]
    login = phones.journal()[0]
    assert (login.method, login.path, login.group, login.number) == ("POST", "/restapi/oauth/token", "auth", 1)
    assert "[redacted]" in str(login.headers) and phones.ready["jwt"] not in repr(phones.journal())
    assert phones.wait_for_request("POST", "token") == login
    phones.clear_journal()
    assert phones.journal() == []
    with pytest.raises(TimeoutError, match=r"no PUT request with '/x' in its path arrived within 0.0 s"):
        phones.wait_for_request("PUT", "/x", timeout=0.0)


def test_limits_and_tokens(phones: Simulator) -> None:
    phones.set_limits({"light": {"limit": 1, "window_s": 60, "penalty_s": 60}})
    with phones.client(rate_limit="fail-fast") as client:
        client.forwarding_numbers()
        with pytest.raises(RateLimitedError):
            client.forwarding_numbers()
    phones.set_limits("off")
    with phones.client() as client:
        client.forwarding_numbers()
        phones.expire_tokens()
        client.forwarding_numbers()
    # The second client's first login, and the one after its token expired.
    assert len(phones.journal("POST", "oauth/token")) == 3
    phones.set_limits("real")
    assert phones.ask("GET", "limits")["heavy"] is not None


def test_the_options() -> None:
    limits = {"heavy": {"limit": 3, "window_s": 60, "penalty_s": 60}}
    with Simulator(
        speed=50,
        seed=7,
        limits=limits,
        scenario={"clock": {"running": False}},
        cancel_rule="faq",
        refresh_tokens=True,
        linger=0.5,
        options=["--host", "::1"],
        program=Path(BINARY),
    ) as simulator:
        assert simulator.url.startswith("http://[::1]:")
        assert simulator.ask("GET", "clock") == {"now_ms": 0, "running": False, "speed": 50}
        assert simulator.ask("GET", "limits")["heavy"]["limit"] == 3
        with Simulator(seed=7, program=BINARY) as other, Simulator(program=BINARY) as default:
            assert other.ready["jwt"] == simulator.ready["jwt"] != default.ready["jwt"]
        with simulator.client() as client:
            call = client.create_call(to=CALLEE, from_=WAITS)
            call.cancel()
            assert simulator.find_call(call).phase == "ended", "by the rule `faq`"
            simulator.advance(1)
            assert simulator.calls() == [], "it was readable for half a second"
            token = client.token
            assert token is not None and token.refresh_token is not None


async def _number_of_calls(simulator: Simulator) -> int:
    async with simulator.async_client() as client:
        await client.create_call(to=CALLEE, from_=WAITS)
    return len(simulator.calls())


def test_a_client_for_asyncio(phones: Simulator) -> None:
    import asyncio

    assert asyncio.run(_number_of_calls(phones)) == 1


def test_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with Simulator(tls=True, program=BINARY) as simulator:
        with simulator.client() as client:
            client.forwarding_numbers()
        for name, value in simulator.environment.items():
            monkeypatch.setenv(name, value)
        with Client.from_env() as client:
            client.forwarding_numbers()
        assert len(simulator.journal("GET")) == 2


def test_a_proxy_is_not_used(phones: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert phones.now() == 0


def test_it_starts_and_stops_once() -> None:
    simulator = Simulator(program=BINARY)
    assert repr(simulator) == "<ringout.testing.Simulator, not running>"
    with pytest.raises(SimulatorError, match="call start, or use it in a with statement"):
        simulator.reset()
    with simulator.start() as entered:
        assert entered is simulator
        assert repr(simulator) == f"<ringout.testing.Simulator {simulator.url}>"
        with pytest.raises(SimulatorError, match="running already"):
            simulator.start()
    simulator.stop()
    with simulator:
        assert simulator.calls() == []


def test_a_simulator_that_died_is_reported() -> None:
    with Simulator(program=BINARY) as simulator:
        process = simulator._process
        assert process is not None
        process.kill()
        process.wait()
        with pytest.raises(SimulatorError, match="the simulator does not respond: "):
            simulator.calls()


def test_a_program_that_does_not_start_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SimulatorError, match=r"ended with 2 before it was ready: error: .*--speed"):
        Simulator(speed=0, program=BINARY).start()
    with pytest.raises(SimulatorError, match=r"the simulator '.*/none' cannot be started: No such file"):
        Simulator(program=tmp_path / "none").start()
    monkeypatch.setenv("RINGOUT_SIMULATOR", str(tmp_path / "none"))
    with pytest.raises(SimulatorError, match=r"RINGOUT_SIMULATOR is '.*/none', which is not a file"):
        Simulator().start()


def test_another_program_is_not_taken_for_the_simulator(tmp_path: Path) -> None:
    program = tmp_path / "another"
    program.write_text("#!/bin/sh\necho hello\nexec sleep 1000\n")
    program.chmod(0o755)
    simulator = Simulator(program=program)
    with pytest.raises(SimulatorError, match=r"another' is not the simulator: its first line is 'hello'"):
        simulator.start()
    assert simulator._process is None


@pytest.mark.parametrize(
    "response", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", b"HTTP/1.1 200 OK\r\n\r\nhello", b"hello\r\n\r\n"]
)
def test_a_response_of_another_server_is_reported(response: bytes) -> None:
    with Simulator(program=BINARY) as simulator, socket.create_server(("127.0.0.1", 0)) as server:

        def respond() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(response)

        thread = threading.Thread(target=respond)
        thread.start()
        simulator.ready = {**simulator.ready, "url": f"http://127.0.0.1:{server.getsockname()[1]}"}
        with pytest.raises(SimulatorError, match="the simulator does not respond: "):
            simulator.calls()
        thread.join()


def test_where_the_program_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RINGOUT_SIMULATOR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SimulatorError, match=r"install the package ringout-simulator, or set RINGOUT_SIMULATOR"):
        simulator_program()
    command = tmp_path / "ringout-simulator"
    command.symlink_to(BINARY)
    assert simulator_program() == str(command)
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "ringout_simulator.py"
    package.write_text("def path():\n    return '/in/the/package'\n")
    assert simulator_program() == "/in/the/package"
    monkeypatch.setenv("RINGOUT_SIMULATOR", BINARY)
    assert simulator_program() == BINARY
    monkeypatch.delitem(sys.modules, "ringout_simulator")


def test_a_forked_child_does_not_stop_it(phones: Simulator) -> None:
    child = os.fork()
    if child == 0:
        # A child that tried to stop it would wait forever.
        signal.alarm(20)
        phones.stop()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert phones.now() == 0


def test_it_ends_with_a_program_that_is_killed() -> None:
    program = f"""
        from ringout.testing import Simulator
        simulator = Simulator(program={BINARY!r}).start()
        print(simulator._process.pid, flush=True)
        import signal
        signal.pause()
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    descriptor = os.pidfd_open(pid)
    try:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        # A descriptor of a process is readable once the process has ended.
        assert select.select([descriptor], [], [], 30)[0], "the simulator is still running"
    finally:
        os.close(descriptor)


def run_pytest(folder: Path, source: str, *options: str, conftest: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a user's test file with the plugin that the package installs."""
    (folder / "test_user.py").write_text(textwrap.dedent(source))
    (folder / "conftest.py").write_text(textwrap.dedent(conftest))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), *options]
    environment = {**os.environ, "RINGOUT_SIMULATOR": BINARY}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_fixtures(tmp_path: Path) -> None:
    conftest = """
        import pytest

        @pytest.fixture(scope="session")
        def ringout_simulator_options():
            return {"speed": 100}
    """
    source = """
        import os
        from ringout import Client

        SEEN = []

        def test_the_client_and_the_environment_use_the_simulator(ringout_simulator, ringout_client):
            ringout_client.create_call(to="+14155550180", from_="+16505550180")
            Client.from_env().create_call(to="+14155550180", from_="+16505550180")
            assert len(ringout_simulator.calls()) == 2
            assert ringout_simulator.ask("GET", "clock")["speed"] == 100
            SEEN.append(ringout_simulator)

        def test_each_test_begins_anew_on_the_same_simulator(ringout_simulator):
            assert ringout_simulator.calls() == [] and ringout_simulator.journal() == []
            assert ringout_simulator is SEEN[0]

        def test_the_environment_is_restored():
            assert "RC_USER_JWT" not in os.environ
    """
    done = run_pytest(tmp_path, source, conftest=conftest)
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_the_plugin_imports_nothing_until_it_is_used(tmp_path: Path) -> None:
    source = """
        import sys

        def test_nothing():
            assert "pytest_ringout" in sys.modules
            assert not {"ringout", "ringout._native", "http.client", "ringout_simulator"} & set(sys.modules)
    """
    done = run_pytest(tmp_path, source)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_a_missing_simulator_is_one_clear_error(tmp_path: Path) -> None:
    source = "def test_something(ringout_simulator):\n    pass\n"
    (tmp_path / "test_user.py").write_text(source)
    environment = {**os.environ, "PATH": str(tmp_path)}
    environment.pop("RINGOUT_SIMULATOR", None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "install the package ringout-simulator, or set RINGOUT_SIMULATOR" in done.stdout, done.stdout
