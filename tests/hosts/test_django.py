"""The Django example: a management command."""

from __future__ import annotations

import signal
import sys

from conftest import Start
from simulator import CALLEE, CALLER, Simulator

COMMAND = [sys.executable, "-m", "django", "ring", "--settings", "django_settings", "--from", CALLER]


def test_the_command_follows_the_call(simulator: Simulator, start: Start) -> None:
    command = start(*COMMAND, CALLEE)
    simulator.wait_for_request("GET", "/ring-out/")
    simulator.advance(20)
    output, _ = command.communicate(timeout=30)
    assert command.returncode == 0, output
    assert output.splitlines()[-1].startswith("Completed:"), output
    assert not simulator.requests("DELETE")


def test_ctrl_c_hangs_up(simulator: Simulator, start: Start) -> None:
    command = start(*COMMAND, CALLEE)
    simulator.wait_for_request("GET", "/ring-out/")
    command.send_signal(signal.SIGINT)
    command.wait(timeout=30)
    assert len(simulator.requests("DELETE")) == 1


def test_the_timeout_hangs_up(simulator: Simulator, start: Start) -> None:
    output, _ = start(*COMMAND, CALLEE, "--timeout", "0.1").communicate(timeout=30)
    assert "Cancelled" in output, output
    assert len(simulator.requests("DELETE")) == 1


def test_a_bad_number_is_a_command_error(simulator: Simulator, start: Start) -> None:
    command = start(*COMMAND, "mother")
    output, _ = command.communicate(timeout=30)
    assert command.returncode == 1 and output.startswith("CommandError: to: "), output
