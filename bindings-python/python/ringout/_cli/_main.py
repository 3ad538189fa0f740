"""Runs a command, and turns its result, its error or an interruption into an exit code."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

from .. import InvalidArgumentError, NotLoggedInError, RingOutError, __version__
from . import _account, _calls, _login, _place, _simulator
from ._output import RED, Output, Stopped
from ._usage import Help, UsageError, destination, parse
from ._values import moment

Run = Callable[[argparse.Namespace, Output], int]

COMMANDS: dict[str, Run] = {
    "call": _calls.call,
    "status": _calls.status,
    "watch": _calls.watch,
    "cancel": _calls.cancel,
    "log": _account.log,
    "place": _place.place,
    "preflight": _account.preflight,
    "numbers": _account.numbers,
    "login": _login.login,
    "logout": _login.logout,
    "simulator": _simulator.start,
}
SIGNALS = {"SIGINT": "interrupted", "SIGTERM": "terminated", "SIGHUP": "the terminal was closed"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command, by default that of `sys.argv`, and returns its exit code. Changes the handlers of signals."""
    output = Output()
    try:
        _handle_signals()
        return _run(list(sys.argv[1:] if arguments is None else arguments), output)
    except Stopped as stop:
        output.note(f"ringout: {stop.reason}")
        return stop.code
    finally:
        output.close()


def _run(arguments: list[str], output: Output) -> int:
    try:
        options = parse(arguments, __version__)
        output.is_json = getattr(options, "json", False)
        return COMMANDS[options.command](options, output)
    except Help as screen:
        for line in str(screen).splitlines():
            output.line(line)
        return 0
    except UsageError as error:
        name = f"ringout {error.command}" if error.command else "ringout"
        output.note((RED, f"{name}: "), str(error))
        output.note(f"help: {name} --help")
        return 2
    except RingOutError as error:
        show_error(error, options, output)
        return 10 + error.number
    except Stopped as stop:
        # The request that places a call was under way.
        if isinstance(stop.__context__, RingOutError) and stop.__context__.may_have_placed:
            show_error(stop.__context__, options, output)
        raise


def show_error(error: RingOutError, options: argparse.Namespace, output: Output) -> None:
    """Writes an error to standard error: the message, the hint, the request id, and how to check a call that may be placed."""
    _spell(error, options)
    output.record("error", error=error)
    output.note((RED, f"ringout {options.command}: {error.code}: "), error.message)
    if error.hint:
        output.note(f"hint: {error.hint}")
    if isinstance(error, NotLoggedInError):
        output.note("hint: ringout login")
    if error.request_id:
        output.note(f"request id: {error.request_id}")
    attempt = error.attempt
    if error.may_have_placed and attempt and attempt.to:
        caller = f" --from '{attempt.from_}'" if attempt.from_ else ""
        output.note(f"check: ringout log --to '{attempt.to}'{caller} --sent-at {moment(attempt.sent_at)}")


def _spell(error: RingOutError, options: argparse.Namespace) -> None:
    """Names the option instead of the argument of the library."""
    name = error.parameter
    if isinstance(error, InvalidArgumentError) and name and error.message.startswith(f"{name}: "):
        option = {"from_forwarding_number": "forwarding-number", "play_prompt": "prompt"}.get(
            name, name.rstrip("_").replace("_", "-")
        )
        if hasattr(options, destination(option)):
            error.message = f"--{option}{error.message.removeprefix(name)}"


def _handle_signals() -> None:
    """Lets a signal stop the command in an orderly way. A signal that is ignored stays ignored."""
    for name, reason in SIGNALS.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
            signal.signal(number, _stop(128 + number, reason))


def _stop(code: int, reason: str) -> Callable[[int, FrameType | None], None]:
    def handle(_number: int, _frame: FrameType | None) -> None:
        raise Stopped(code, reason)

    return handle
