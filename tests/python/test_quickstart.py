"""The example as a program, and the ten lines of the README."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from simulator import BUSY, ROOT, Simulator

PACKAGE = ROOT / "bindings-python"
QUICKSTART = PACKAGE / "examples" / "quickstart.py"
CHANGE = re.compile(r"^ {0,2}\d+\.\d s  call \w+, caller \w+, callee \w+$")


def run(simulator: Simulator, *command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """A program in the simulator's environment with some changes."""
    environment = {**os.environ, **simulator.environment, **changes}
    present = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-W", "error", *command], env=present, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_call_that_is_answered(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    done = run(simulator, str(QUICKSTART))
    assert (done.returncode, done.stderr) == (0, "")
    placed, *changes, outcome = done.stdout.splitlines()
    assert placed == "Call placed. Call status: InProgress"
    assert changes and all(CHANGE.match(change) for change in changes)
    assert changes[-1].endswith(" s  call Success, caller Finished, callee Finished")
    assert outcome == "Completed: the caller and the callee talked, then hung up"


def test_a_call_without_a_caller_to_a_busy_phone(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    done = run(simulator, str(QUICKSTART), RINGOUT_CALLER=None, RINGOUT_RECIPIENT=BUSY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Busy: the callee failed with Busy: the phone is busy"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("RC_SERVER_URL", None, 2),
        ("RC_SERVER_URL", "not a URL", 2),
        ("RC_SERVER_URL", "http://example.com", 2),
        ("RC_APP_CLIENT_ID", "", 2),
        ("RC_APP_CLIENT_ID", "a b", 2),
        ("RC_USER_JWT", None, 2),
        ("RC_USER_JWT", "a b", 2),
        ("RINGOUT_RECIPIENT", None, 2),
        ("RINGOUT_RECIPIENT", "", 2),
        ("RINGOUT_RECIPIENT", "mother", 2),
        ("RINGOUT_CALLER", "0", 2),
        ("RC_USER_JWT", "a.wrong.jwt", 1),
        ("RC_APP_CLIENT_SECRET", "wrong", 1),
        ("RC_SERVER_URL", "http://127.0.0.1:9", 1),
    ],
)
def test_a_bad_environment_is_one_sentence(simulator: Simulator, name: str, value: str | None, code: int) -> None:
    done = run(simulator, str(QUICKSTART), **{name: value})
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1 and len(done.stderr) > 20
    assert "Traceback" not in done.stderr
    if code == 2:
        argument = {"RINGOUT_RECIPIENT": "to", "RINGOUT_CALLER": "from"}.get(name, name)
        assert name in done.stderr or done.stderr.startswith(f"{argument}: ")


def ten_lines() -> str:
    """The program of the README."""
    block = re.search(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)
    assert block
    return block[1]


def test_the_ten_lines(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    done = run(simulator, "-c", ten_lines())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Completed: the caller and the callee talked, then hung up\n")


def test_the_docstring_has_the_same_lines() -> None:
    import ringout

    assert ringout.__doc__ is not None
    indented = "".join(f"    {line}" if line.strip() else line for line in ten_lines().splitlines(keepends=True))
    assert indented in ringout.__doc__
