"""The example programs, and those in the README."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Start
from simulator import BUSY, CALLEE, REJECTED, RINGS_FOREVER, ROOT, Simulator

PACKAGE = ROOT / "bindings-python"
QUICKSTART = PACKAGE / "examples" / "quickstart.py"
MANY_CALLS = PACKAGE / "examples" / "many_calls.py"
CHANGE = re.compile(r"^ {0,2}\d+\.\d s  call \w+, caller \w+, callee \w+$")


def run(simulator: Simulator, *command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Runs a program with the simulator's environment variables and some changes."""
    environment = {**os.environ, **simulator.environment, **changes}
    present = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-W", "error", *command], env=present, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_quickstart_with_an_answered_call(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    done = run(simulator, str(QUICKSTART))
    assert (done.returncode, done.stderr) == (0, "")
    placed, *changes, outcome = done.stdout.splitlines()
    assert placed == "Call placed. Call status: InProgress"
    assert changes and all(CHANGE.match(change) for change in changes)
    assert changes[-1].endswith(" s  call Success, caller Finished, callee Finished")
    assert outcome == "Completed: the caller and the callee talked, then hung up"


def test_the_quickstart_without_a_caller(simulator: Simulator) -> None:
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
def test_a_bad_environment_prints_one_sentence(simulator: Simulator, name: str, value: str | None, code: int) -> None:
    done = run(simulator, str(QUICKSTART), **{name: value})
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1 and len(done.stderr) > 20
    assert "Traceback" not in done.stderr
    if code == 2:
        argument = {"RINGOUT_RECIPIENT": "to", "RINGOUT_CALLER": "from_"}.get(name, name)
        assert name in done.stderr or done.stderr.startswith(f"{argument}: ")


def programs() -> list[str]:
    """Returns the programs in the README."""
    return re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)


def quick_start() -> str:
    """Returns the first program."""
    return programs()[0]


def test_the_quick_start(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    done = run(simulator, "-c", quick_start())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Completed: the caller and the callee talked, then hung up\n")


def test_the_docstring_has_the_same_program() -> None:
    import ringout

    assert ringout.__doc__ is not None
    indented = "".join(f"    {line}" if line.strip() else line for line in quick_start().splitlines(keepends=True))
    assert indented in ringout.__doc__


def test_the_other_programs_in_the_readme(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    monkeypatch.chdir(tmp_path)
    for program in (program for program in programs() if "place_all" in program):
        done = run(simulator, "-c", program)
        assert (done.returncode, done.stderr) == (0, "")
        assert sorted(line.split(":")[0] for line in done.stdout.splitlines()) == [
            f"{CALLEE} Completed",
            f"{BUSY} Busy",
        ]
    assert len((tmp_path / "calls.log").read_text().splitlines()) == 6


def test_the_rest_of_the_readme(simulator: Simulator) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    shown = {
        "cancel_on_exit": r"",
        "MaybePlacedError": r"",
        "json.dumps": r"they talked\n",
        "FastAPI": r"",
        "logging": r"(DEBUG:ringout:[A-Z]+ /restapi/.*: 200 in \d+\.\d ms, request id .*\n)+",
    }
    others = [program for program in programs()[1:] if "place_all" not in program]
    for program, (part, output) in zip(others, shown.items(), strict=True):
        assert part in program
        done = run(simulator, "-c", program)
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(output, done.stdout + done.stderr), (program, done)


def test_many_calls_resumes(simulator: Simulator, start: Start, tmp_path: Path) -> None:
    simulator.ask("POST", "clock", {"speed": 20})
    journal = tmp_path / "calls.log"
    numbers = [BUSY, RINGS_FOREVER, REJECTED]
    command = [sys.executable, str(MANY_CALLS), str(journal), *numbers]
    first = start(*command)
    assert first.stdout is not None and first.stdout.readline().startswith(f"{BUSY} Busy")
    while '"Placed", "to": "' + RINGS_FOREVER not in journal.read_text():
        assert first.poll() is None
    first.send_signal(signal.SIGINT)
    assert first.communicate(timeout=60)[0] == "" and first.returncode == 130

    last = json.loads(journal.read_text().splitlines()[-1])
    simulator.advance(5)
    simulator.ask("POST", f"calls/{last['call_id']}/callee/answer", {})
    simulator.ask("POST", f"calls/{last['call_id']}/callee/hangup", {})
    again = run(simulator, *command[1:])
    assert (again.returncode, again.stderr) == (0, "")
    kinds = [line.split(":")[0] for line in again.stdout.splitlines()]
    assert kinds[0] == f"{BUSY} Busy" and kinds[2] == f"{REJECTED} Rejected" and kinds[1].startswith(RINGS_FOREVER)
    assert len(simulator.requests("POST", "/ring-out")) == 3


def test_many_calls_searches_the_call_log(simulator: Simulator, tmp_path: Path) -> None:
    simulator.stop_clock()
    journal = tmp_path / "calls.log"
    simulator.fault({"drop": "before-response"}, "POST", times=1)
    first = run(simulator, str(MANY_CALLS), str(journal), BUSY)
    assert first.returncode == 0 and "may have been placed" in first.stdout
    # The record is written when the call has ended.
    simulator.advance(20)
    again = run(simulator, str(MANY_CALLS), str(journal), BUSY)
    assert again.stdout == f"{BUSY} Busy, according to the call log (Certain match)\n"
    assert len(simulator.requests("POST", "/ring-out")) == 1
