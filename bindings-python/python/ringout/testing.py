"""Test a program without RingCentral: `Simulator` starts an offline RingCentral and plays both phones of each call.

    from ringout.testing import Simulator

    with Simulator() as simulator, simulator.client() as client:
        call = client.create_call(to="+14155550180", from_="+16505550180")
        simulator.answer(call, "caller")
        simulator.busy(call, "callee")
        print(call.wait().kind)  # Busy

A number that ends in 0180 waits for the test to answer; other endings act by themselves, for example 0486 is busy. The README of
`ringout-simulator` has all of them.

With pytest, the fixtures `ringout_simulator` and `ringout_client` need no import; `pytest --fixtures` describes them. The program is
that of the package `ringout-simulator`; see `simulator_program`. Times are in seconds of the simulator's clock.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ringout import AsyncCall, AsyncClient, Call, Client, Leg

AnyLeg: TypeAlias = "Leg | Literal['caller', 'callee']"
AnyCall: TypeAlias = "Call | AsyncCall | SimulatedCall | str"

__all__ = ["SimulatedCall", "SimulatedRequest", "Simulator", "SimulatorError", "simulator_program"]

_NAME = "ringout-simulator"
_VARIABLE = "RINGOUT_SIMULATOR"
# Of real seconds: longer than a busy machine takes for one admin request.
_TIMEOUT = 60


class SimulatorError(Exception):
    """The simulator is missing, did not start, or refused a request. The text says why and what is possible."""


@dataclass(frozen=True)
class SimulatedCall:
    """A call as the simulator sees it."""

    id: str
    """The id, the same as `Call.id`."""
    from_: str
    """The caller's phone number."""
    to: str
    """The callee's phone number."""
    call_status: str
    """RingCentral's status of the call, for example `InProgress`."""
    caller_status: str
    """RingCentral's status of the caller."""
    callee_status: str
    """RingCentral's status of the callee."""
    phase: str
    """`caller-ringing`, `prompt`, `callee-ringing`, `connected` or `ended`."""
    placed_at: float
    """When the call was placed."""
    play_prompt: bool
    """Whether the caller must press 1."""


@dataclass(frozen=True)
class SimulatedRequest:
    """A request in the simulator's journal, with secrets redacted."""

    number: int
    """The number of the request. It grows by one with each request."""
    at: float
    """When the request arrived."""
    method: str
    """The method, for example `POST`."""
    path: str
    """The path with its query."""
    status: int | None
    """The status of the response, or None if none was sent."""
    group: str | None
    """The group of the rate limit, for example `heavy`, or None."""
    headers: dict[str, str]
    """The headers of the request."""
    body: Any
    """The JSON of the body, the text of another body, or None."""


def simulator_program() -> str:
    """Returns the path of the program `ringout-simulator`: the variable RINGOUT_SIMULATOR if it is set, the package
    `ringout-simulator` if it is installed, or else the command in the PATH. Raises SimulatorError if there is none.
    """
    if named := os.environ.get(_VARIABLE):
        if os.path.isfile(named):
            return named
        raise SimulatorError(
            f"{_VARIABLE} is {named!r}, which is not a file; set it to the path of the program {_NAME}"
        )
    try:
        path: str = importlib.import_module("ringout_simulator").path()
    except ModuleNotFoundError:
        found = shutil.which(_NAME)
    except FileNotFoundError as error:
        raise SimulatorError(str(error)) from None
    else:
        return path
    if found:
        return found
    raise SimulatorError(
        f"there is no simulator: install the package {_NAME}, or set {_VARIABLE} to the path of the program {_NAME}"
    )


class Simulator:
    """An offline RingCentral for tests, with two phones for each call and a clock that the test controls.

    A `with` block starts it and stops it at its end. Without one, call `start` and `stop`. It also stops when this process ends,
    however that happens. All methods can be called from several threads. They raise SimulatorError if the simulator refuses,
    for example if a phone that does not ring should answer.

    - `speed`: simulated seconds for each real second, up to 1,000,000; by default 1.
    - `seed`: decides every id, token and secret; by default 1.
    - `limits`: the rate limits: `off`, which is the default, `real` for RingCentral's, or a mapping in the format of the admin request `POST limits`.
    - `scenario`: the initial clock, limits and faults, a mapping in the format of the option `--scenario`.
    - `cancel_rule`: `guide` lets a call be cancelled while the callee is `InProgress`, `faq` until the caller answers; by default `guide`.
    - `refresh_tokens`: whether a login returns a refresh token.
    - `linger`: how long an ended call stays readable; by default 30.
    - `tls`: serves HTTPS. `client` trusts the certificate, and `environment` makes other programs trust it.
    - `options`: more options of the program's command line.
    - `program`: the path of the program, by default `simulator_program()`.
    """

    ready: dict[str, Any]
    """The line that the program prints when it is ready, with `url`, `client_id`, `client_secret`, `jwt` and others."""

    def __init__(
        self,
        *,
        speed: float | None = None,
        seed: int | None = None,
        limits: Literal["off", "real"] | Mapping[str, Any] | None = None,
        scenario: Mapping[str, Any] | None = None,
        cancel_rule: Literal["guide", "faq"] | None = None,
        refresh_tokens: bool = False,
        linger: float | None = None,
        tls: bool = False,
        options: Sequence[str] = (),
        program: str | os.PathLike[str] | None = None,
    ) -> None:
        values = {
            "speed": speed,
            "seed": seed,
            "limits": limits if isinstance(limits, str) else None,
            "cancel-rule": cancel_rule,
            "linger": None if linger is None else f"{_milliseconds(linger)}ms",
            "refresh-tokens": "on" if refresh_tokens else None,
        }
        self._options = [f"--{name}={value}" for name, value in values.items() if value is not None]
        self._options += [*(["--tls"] if tls else []), *options]
        files = {"limits": limits, "scenario": scenario}
        self._files = {name: content for name, content in files.items() if isinstance(content, Mapping)}
        self._program = program
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def start(self) -> Self:
        """Starts the simulator and waits until it is ready. Returns itself."""
        if self._process is not None:
            raise SimulatorError("the simulator is running already")
        program = os.fspath(self._program or simulator_program())
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as errors:
            files: list[str] = []
            for name, content in self._files.items():
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    json.dump(content, file)
                files.append(f"--{name}={path}")
            # With the pipe as its input, it ends with this process. In its own session, it is not interrupted by Ctrl-C.
            command = [program, "--quiet", "--stop-on-eof", *self._options, *files]
            process = _popen(command, errors)
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                process.communicate()
                errors.seek(0)
                text = errors.read().strip()
                raise SimulatorError(f"the simulator ended with {process.returncode} before it was ready: {text}")
            try:
                self.ready = _ready_line(line)
            except ValueError:
                process.kill()
                process.communicate()
                raise SimulatorError(f"{program!r} is not the simulator: its first line is {line.strip()!r}") from None
        self._process, self._owner = process, os.getpid()
        return self

    def stop(self) -> None:
        """Stops the simulator and closes its connections. Does nothing if it is not running, or in a forked child."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.terminate()
            process.communicate()

    def __enter__(self) -> Self:
        """Starts the simulator, unless it is running."""
        return self if self._process is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the simulator."""
        self.stop()

    def __repr__(self) -> str:
        """Shows the URL."""
        return (
            f"<ringout.testing.Simulator {self.url}>" if self._process else "<ringout.testing.Simulator, not running>"
        )

    @property
    def url(self) -> str:
        """The URL of the server, for `RC_SERVER_URL`. In a browser, it is a page with the phones of each call."""
        url: str = self.ready["url"]
        return url

    @property
    def numbers(self) -> list[str]:
        """The user's phone numbers. Each can be the caller ID, and each answers when called."""
        numbers: list[str] = self.ready["numbers"]
        return numbers

    @property
    def environment(self) -> dict[str, str]:
        """The variables that `Client.from_env` and RingCentral's samples read, to merge into `os.environ`."""
        environment: dict[str, str] = self.ready["environment"]
        return environment

    def client(self, **settings: Any) -> Client:
        """Creates a client of this simulator. `settings` are those of `Client`, and replace the simulator's."""
        from ringout import Client

        return Client(**self._settings(settings))

    def async_client(self, **settings: Any) -> AsyncClient:
        """Creates a client for asyncio. `settings` are those of `AsyncClient`, and replace the simulator's."""
        from ringout import AsyncClient

        return AsyncClient(**self._settings(settings))

    def _settings(self, settings: dict[str, Any]) -> dict[str, Any]:
        own = {name: self.ready[name] for name in ("client_id", "client_secret", "jwt")}
        if self.ready["ca_file"]:
            own["ca_bundle"] = self.ready["ca_file"]
        return {"server": self.url, **own, **settings}

    def reset(self) -> None:
        """Restores the state after the start: no calls, no tokens, no faults, an empty journal, and the clock at 0."""
        self.ask("POST", "reset")

    def calls(self) -> list[SimulatedCall]:
        """Returns the readable calls, in the order in which they were placed."""
        path, calls = "calls?limit=10000", list[SimulatedCall]()
        while True:
            page = self.ask("GET", path)
            calls += map(_call, page["calls"])
            if page["next"] is None:
                return calls
            path = page["next"].removeprefix("/_simulator/")

    def find_call(self, call: AnyCall) -> SimulatedCall:
        """Returns a call that was placed here. It may be given by its id."""
        return _call(self.ask("GET", f"calls/{_id(call)}"))

    def answer(self, call: AnyCall, leg: AnyLeg, *, at: float | None = None) -> SimulatedCall:
        """Lets a phone answer. Like the other methods for phones, acts now or when the clock reaches `at`, and returns the call."""
        return self._act(call, leg, "answer", at)

    def press_1(self, call: AnyCall, *, at: float | None = None) -> SimulatedCall:
        """Lets the caller confirm the prompt of a call with `play_prompt`."""
        return self._act(call, "caller", "press-1", at)

    def hang_up(self, call: AnyCall, leg: AnyLeg, *, at: float | None = None) -> SimulatedCall:
        """Lets a phone that has answered hang up, which ends the call."""
        return self._act(call, leg, "hangup", at)

    def busy(self, call: AnyCall, leg: AnyLeg, *, at: float | None = None) -> SimulatedCall:
        """Lets a phone that rings be busy."""
        return self._act(call, leg, "busy", at)

    def no_answer(self, call: AnyCall, leg: AnyLeg, *, at: float | None = None) -> SimulatedCall:
        """Lets a phone stop ringing, as if nobody had answered."""
        return self._act(call, leg, "no-answer", at)

    def reject(self, call: AnyCall, leg: AnyLeg, *, at: float | None = None) -> SimulatedCall:
        """Lets a phone that rings reject the call."""
        return self._act(call, leg, "reject", at)

    def fail(self, call: AnyCall, leg: AnyLeg, *, at: float | None = None) -> SimulatedCall:
        """Lets a leg fail with `GenericError`."""
        return self._act(call, leg, "fail", at)

    def _act(self, call: AnyCall, leg: AnyLeg, action: str, at: float | None) -> SimulatedCall:
        body = {} if at is None else {"at_ms": _milliseconds(at)}
        return _call(self.ask("POST", f"calls/{_id(call)}/{quote(leg, safe='')}/{action}", body))

    def now(self) -> float:
        """Returns the time of the clock, which begins at 0."""
        milliseconds: int = self.ask("GET", "clock")["now_ms"]
        return milliseconds / 1000

    def stop_clock(self) -> None:
        """Stops the clock. Calls change only when a phone acts or `advance` is called."""
        self.ask("POST", "clock", {"running": False})

    def start_clock(self, speed: float | None = None) -> None:
        """Lets the clock run again, at this speed if given."""
        self.ask("POST", "clock", {"running": True} if speed is None else {"running": True, "speed": speed})

    def advance(self, seconds: float) -> None:
        """Advances the clock. Everything that is due by then has happened on return."""
        self.ask("POST", "clock", {"advance_ms": _milliseconds(seconds)})

    def fault(self, fault: Mapping[str, Any], method: str = "*", path: str = "*", times: int = 1) -> None:
        """Breaks the next `times` requests with this method whose path begins with `path`; 0 breaks all of them.

        `fault` is one row of the table of faults, for example `{"status": 503}` or `{"drop": "before-response"}`.
        """
        self.ask("POST", "faults", {"method": method, "path": path, "times": times, "fault": dict(fault)})

    def clear_faults(self) -> None:
        """Removes all faults."""
        self.ask("DELETE", "faults")

    def set_limits(self, limits: Literal["off", "real"] | Mapping[str, Any]) -> None:
        """Sets the rate limits: `off`, `real`, or a mapping in the format of the admin request `POST limits`."""
        self.ask("POST", "limits", {limits: True} if isinstance(limits, str) else dict(limits))

    def expire_tokens(self, *, refresh: bool = False) -> None:
        """Expires all access tokens, and with `refresh` all refresh tokens too."""
        self.ask("POST", "tokens/expire", {"refresh": refresh})

    def journal(self, method: str | None = None, path: str = "") -> list[SimulatedRequest]:
        """Returns the latest 10,000 requests in the order of arrival: those with this method, if given, whose path contains `path`."""
        entries = map(_request, self.ask("GET", "journal")["requests"])
        return [entry for entry in entries if method in (None, entry.method) and path in entry.path]

    def clear_journal(self) -> None:
        """Empties the journal."""
        self.ask("DELETE", "journal")

    def wait_for_request(self, method: str, path: str = "", *, timeout: float = 30) -> SimulatedRequest:
        """Waits until the journal has such a request, and returns the first. Raises TimeoutError after `timeout` real seconds."""
        deadline = time.monotonic() + timeout
        while not (found := self.journal(method, path)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {method} request with {path!r} in its path arrived within {timeout} s")
            time.sleep(0.01)
        return found[0]

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Sends any admin request, with a path such as `clock`, and returns the JSON of the response."""
        if self._process is None:
            raise SimulatorError("the simulator is not running; call start, or use it in a with statement")
        connection = _connect(self.url, self.ready["ca_file"])
        try:
            connection.request(method, f"/_simulator/{path}", None if body is None else json.dumps(body))
            response = connection.getresponse()
            content: Any = json.loads(response.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError) as error:
            # The last is a response that is not JSON, from another program at its port.
            raise SimulatorError(f"the simulator does not respond: {error!r}") from error
        finally:
            connection.close()
        if response.status >= 400:
            raise SimulatorError(content["error"])
        return content


def _ready_line(line: str) -> dict[str, Any]:
    ready = json.loads(line)
    if not isinstance(ready, dict) or "url" not in ready:
        raise ValueError
    return ready


def _popen(command: list[str], errors: IO[str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True, start_new_session=True)
    except OSError as error:
        raise SimulatorError(f"the simulator {command[0]!r} cannot be started: {error.strerror}") from error


def _connect(url: str, ca_file: str | None) -> http.client.HTTPConnection:
    # Not urllib, which would send the request to a proxy of the environment.
    parts = urlsplit(url)
    assert parts.hostname is not None
    if ca_file is None:
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=_TIMEOUT)
    context = ssl.create_default_context(cafile=ca_file)
    return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=_TIMEOUT, context=context)


def _id(call: AnyCall) -> str:
    return quote(call if isinstance(call, str) else call.id, safe="")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _call(fields: dict[str, Any]) -> SimulatedCall:
    names = ("id", "to", "call_status", "caller_status", "callee_status", "phase", "play_prompt")
    return SimulatedCall(
        from_=fields["from"], placed_at=fields["placed_at"] / 1000, **{name: fields[name] for name in names}
    )


def _request(fields: dict[str, Any]) -> SimulatedRequest:
    names = ("number", "method", "path", "status", "group", "headers", "body")
    return SimulatedRequest(at=fields["at_ms"] / 1000, **{name: fields[name] for name in names})
