"""The command `ringout` where a terminal, a signal, a browser or the shell takes part. tests/vectors/cli.json has the rest."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from command import COMMAND, PATIENCE, Command, environment
from simulator import BINARY, BUSY, CALLEE, CALLER, RINGS_FOREVER, TOKEN, Simulator
from terminal import Terminal

Run = Callable[..., Command]
Show = Callable[..., Terminal]
CALL = ["call", "--to", CALLEE, "--from", CALLER]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "a folder"
    found.mkdir()
    return found


@pytest.fixture
def run(simulator: Simulator, folder: Path) -> Iterator[Run]:
    """Starts commands without a terminal, and kills those that a test leaves behind."""
    started = []

    def run(*arguments: str, **changes: str | None) -> Command:
        command = Command(arguments, environment(simulator, folder, **changes), folder)
        started.append(command)
        return command

    yield run
    for command in started:
        command.process.kill()
        command.end()


@pytest.fixture
def show(simulator: Simulator, folder: Path) -> Iterator[Show]:
    """Starts commands on a terminal."""
    started = []

    def show(*arguments: str, **changes: str | None) -> Terminal:
        terminal = Terminal(arguments, environment(simulator, folder, **changes), folder)
        started.append(terminal)
        return terminal

    yield show
    for terminal in started:
        terminal.process.kill()
        terminal.process.wait()


def in_shell(
    script: str, simulator: Simulator, folder: Path, **changes: str | None
) -> subprocess.CompletedProcess[str]:
    """Runs a script in which `$RINGOUT` is the command."""
    env = {**environment(simulator, folder, **changes), "RINGOUT": COMMAND[0]}
    script = script.replace("$RINGOUT", '"$RINGOUT" -m ringout')
    return subprocess.run(
        ["bash", "-c", script], env=env, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_the_live_line_shows_both_legs(simulator: Simulator, show: Show) -> None:
    simulator.stop_clock()
    terminal = show(*CALL, "--wait", COLUMNS="200")
    terminal.read_until("caller InProgress, callee InProgress: the caller's phone is ringing")
    simulator.advance(2.5)
    terminal.read_until("caller Success, callee InProgress: ")
    simulator.advance(3)
    terminal.read_until("caller Success, callee Success: the caller and the callee are connected")
    simulator.advance(11)
    assert terminal.end() == 0
    states = list(
        dict.fromkeys(frame.split("  ", 2)[-1].strip().partition(" s  ")[2] or frame for frame in terminal.frames)
    )
    assert [state.split(":")[0] for state in states if state.startswith("caller")] == [
        "caller InProgress, callee InProgress",
        "caller Success, callee InProgress",
        "caller Success, callee Success",
        "caller Finished, callee Finished",
    ]
    lines = FINAL.sub("", terminal.text).split("\r\n")
    assert lines[0].endswith(": call InProgress, caller InProgress, callee InProgress")
    assert lines[-2:] == ["\x1b[32mCompleted\x1b[0m: the caller and the callee talked, then hung up", ""]
    assert len(lines) == 3, "the live line leaves nothing behind"


# What a terminal overwrites.
FINAL = re.compile(r"\r\x1b\[K[^\r\n]*(?=\r\x1b\[K)|\r\x1b\[K")


def test_the_live_line_counts_the_seconds(simulator: Simulator, show: Show) -> None:
    simulator.stop_clock()
    terminal = show(*CALL, "--wait", "--timeout", "2.5")
    assert terminal.end() == 1
    seconds = [frame.strip().partition(" s ")[0] for frame in terminal.frames]
    assert list(dict.fromkeys(seconds))[:3] == ["0", "1", "2"]


@pytest.mark.parametrize("columns", ["1", "20", "47"])
def test_a_narrow_terminal(simulator: Simulator, show: Show, columns: str) -> None:
    simulator.stop_clock()
    terminal = show(*CALL, "--wait", "--timeout", "0.3", COLUMNS=columns)
    assert terminal.end() == 1
    assert terminal.frames and max(map(len, terminal.frames)) == max(int(columns) - 1, 1)


def test_a_terminal_that_cannot_redraw(simulator: Simulator, show: Show) -> None:
    terminal = show("call", "--to", CALLEE, "--from", BUSY, "--wait", TERM="dumb")
    assert terminal.end() == 1
    assert "\x1b" not in terminal.text
    assert re.search(r"\d\.\d s  call CannotReach, caller Busy, callee InProgress\r\n", terminal.text)


def test_no_colours_on_a_terminal(simulator: Simulator, show: Show) -> None:
    terminal = show("preflight", NO_COLOR="1")
    assert terminal.end() == 0 and "\x1b" not in terminal.text
    terminal = show("preflight")
    assert terminal.end() == 0 and "\x1b[32mPassed\x1b[0m" in terminal.text


def test_ctrl_c_on_a_terminal(simulator: Simulator, show: Show) -> None:
    terminal = show("call", "--to", CALLEE, "--from", RINGS_FOREVER, "--wait", "--cancel-on-exit", COLUMNS="200")
    terminal.read_until("the caller's phone is ringing")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert len(simulator.requests("DELETE", "/ring-out/")) == 1
    assert "HungUp: the call has ended" in terminal.text and "Traceback" not in terminal.text


def write_numbers(folder: Path, numbers: Sequence[str], caller: str = BUSY) -> list[str]:
    (folder / "calls.csv").write_text("to,from\n" + "".join(f"{number},{caller}\n" for number in numbers))
    return ["place", "calls.csv", "--journal", "calls.log"]


def test_the_progress_bar(simulator: Simulator, show: Show, folder: Path) -> None:
    numbers = [f"+1650555010{digit}" for digit in range(4)]
    simulator.stop_clock()
    terminal = show(*write_numbers(folder, numbers), "--concurrency", "2", COLUMNS="120")
    terminal.read_until(r"0/4  \d+ s  none; 2 in progress")
    simulator.advance(3)
    terminal.read_until(r"2/4  \d+ s  2 not connected; [12] in progress")
    terminal.read_until(r"2/4  \d+ s  2 not connected; 2 in progress")
    simulator.advance(3)
    assert terminal.end() == 1
    assert re.match(r"\[-{20}\] 0/4  0 s  none$", terminal.frames[0])
    assert any(frame.startswith("[##########----------] 2/4") for frame in terminal.frames)
    lines = FINAL.sub("", terminal.text).split("\r\n")
    assert sorted(line.split()[1] for line in lines[:4]) == numbers
    assert lines[4:] == ["4 of 4 calls: 4 not connected", ""]


@pytest.mark.parametrize(("requests", "concurrency"), [(2, "1"), (4, "3")])
def test_place_resumes_after_a_kill(
    simulator: Simulator, run: Run, folder: Path, requests: int, concurrency: str
) -> None:
    numbers = [f"+1650555010{digit}" for digit in range(5)]
    arguments = [*write_numbers(folder, numbers), "--concurrency", concurrency, "--json"]
    first = run(*arguments)
    deadline = time.monotonic() + PATIENCE
    while len(simulator.requests("POST", "/ring-out")) < requests:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    first.process.kill()
    assert first.end() == -signal.SIGKILL

    second = run(*arguments)
    # The call whose response the kill lost may still be in progress, and is then not in the call log.
    assert second.end() in (0, 1, 24)
    assert second.lines["stderr"] == []
    results = [json.loads(line) for line in second.lines["stdout"]]
    assert sorted(result["to"] for result in results[:-1]) == numbers
    assert results[-1]["calls"] == 5
    placed = [json.loads(entry["body"])["to"]["phoneNumber"] for entry in simulator.requests("POST", "/ring-out")]
    assert len(set(placed)) == len(placed), "no number is called twice"
    # The journal cannot tell whether a request that was about to be sent has been sent.
    unsent = [result for result in results[:-1] if result["to"] not in placed]
    assert all(result["log"] and not result["log"]["record"] for result in unsent)
    assert len(unsent) < int(concurrency)

    third = run(*arguments)
    assert third.end() in (0, 1, 24)
    assert len(simulator.requests("POST", "/ring-out")) == len(placed)


def test_a_journal_has_one_user_at_a_time(simulator: Simulator, run: Run, folder: Path) -> None:
    arguments = write_numbers(folder, [CALLEE], RINGS_FOREVER)
    first = run(*arguments)
    simulator.wait_for_request("GET", "/ring-out/")
    second = run(*arguments)
    assert second.end() == 2
    assert second.lines["stderr"][0] == "ringout place: calls.log is in use by another `ringout place`"
    first.process.send_signal(signal.SIGTERM)
    assert first.end() == 143
    assert stat.S_IMODE((folder / "calls.log").stat().st_mode) == 0o600
    assert len(simulator.requests("POST", "/ring-out")) == 1


def test_a_journal_that_cannot_be_written(simulator: Simulator, run: Run, folder: Path) -> None:
    arguments = write_numbers(folder, [CALLEE, CALLER])
    done = in_shell(f"ulimit -f 0; $RINGOUT {' '.join(arguments)}", simulator, folder)
    assert done.returncode == 23
    assert "STORAGE: the journal could not be written" in done.stdout.splitlines()[0]
    device = run(*arguments[:-1], "/dev/full")
    assert device.end() == 2
    assert device.lines["stderr"][0] == "ringout place: /dev/full is not a regular file"
    assert simulator.requests("POST", "/ring-out") == []


@pytest.mark.parametrize(
    "arguments",
    [[*CALL[:3], "--from", RINGS_FOREVER, "--wait"], ["numbers"], ["preflight", "--json"], ["--help"]],
    ids=lambda arguments: arguments[0],
)
def test_a_closed_pipe(simulator: Simulator, folder: Path, arguments: list[str]) -> None:
    line = " ".join(arguments)
    done = in_shell(f"$RINGOUT {line} | true; echo ${{PIPESTATUS[0]}}", simulator, folder)
    code = done.stdout.split()[-1]
    # `true` may read nothing before the command has written everything into the pipe.
    assert code in ("0", "141")
    assert "Traceback" not in done.stderr and "BrokenPipeError" not in done.stderr and "Exception" not in done.stderr


def test_a_reader_that_leaves_while_the_phone_rings(simulator: Simulator, folder: Path) -> None:
    script = f"$RINGOUT call --to {CALLEE} --from {CALLER} --wait --cancel-on-exit | head -1; echo ${{PIPESTATUS[0]}}"
    done = in_shell(script, simulator, folder)
    assert done.stdout.split()[-1] == "141"
    assert done.stderr.splitlines()[-1] == "ringout: nobody reads the output"
    assert re.fullmatch(r"call \S+: Accepted: .*", done.stderr.splitlines()[0])


def test_closed_descriptors(simulator: Simulator, folder: Path) -> None:
    done = in_shell("$RINGOUT numbers >&- 2>&-; echo $?; $RINGOUT nonsense >&- 2>&-; echo $?", simulator, folder)
    assert done.stdout.split() == ["0", "2"]
    full = in_shell("$RINGOUT numbers >/dev/full; echo $?", simulator, folder)
    assert "Traceback" not in full.stderr and full.stdout.split() == ["2"]


def test_an_encoding_without_the_letters(simulator: Simulator, folder: Path, run: Run) -> None:
    body = json.dumps({"records": [{"id": "1", "phoneNumber": "+16505550110", "label": "Büro 東京", "type": "Home"}]})
    path = "/restapi/v1.0/account/~/extension/~/forwarding-number"
    simulator.fault({"status": 200, "body": body}, path=path)
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    plain = run("numbers", **locale)
    assert plain.end() == 0
    assert plain.lines["stdout"][1] == r"  1              +16505550110     B\xfcro \u6771\u4eac, Home"
    as_json = run("numbers", "--json", **locale)
    assert as_json.end() == 0
    assert json.loads(as_json.lines["stdout"][0])["number"]["label"] == "Büro 東京"


def test_a_signal_that_is_ignored_stays_ignored(simulator: Simulator, folder: Path) -> None:
    script = f"trap '' INT; exec $RINGOUT call --to {CALLEE} --from {RINGS_FOREVER} --wait"
    env = {**environment(simulator, folder), "RINGOUT": sys.executable}
    process = subprocess.Popen(["bash", "-c", script.replace("$RINGOUT", '"$RINGOUT" -m ringout')], env=env, cwd=folder,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    try:
        simulator.wait_for_request("GET", "/ring-out/")
        process.send_signal(signal.SIGINT)
        simulator.ask("DELETE", "journal")
        simulator.wait_for_request("GET", "/ring-out/")
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 143 and stderr.endswith("ringout: terminated\n")


@pytest.fixture(scope="module")
def refreshing() -> Iterator[Simulator]:
    """A simulator that issues refresh tokens."""
    simulator = Simulator("--refresh-tokens", "on")
    yield simulator
    simulator.stop()


class Login:
    """A running `ringout login`, and the browser of its user."""

    def __init__(self, simulator: Simulator, folder: Path, *arguments: str, **changes: str | None) -> None:
        self.simulator = simulator
        self.env = environment(simulator, folder, RC_USER_JWT=None, **changes)
        redirect = "http://127.0.0.1:0/signed-in"
        self.command = Command(["login", "--json", "--redirect-uri", redirect, *arguments], self.env, folder)
        self.url: str = json.loads(self.command.arrived.get(timeout=PATIENCE))["url"]
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.url).query)
        self.redirect, self.state = query["redirect_uri"][0], query["state"][0]
        self.query = query

    def open(self, url: str) -> tuple[int, str]:
        """Opens a page, follows its redirects, and returns the status and the text."""
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def test_login(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    login = Login(refreshing, folder, "--no-browser")
    assert login.url.startswith(f"{refreshing.url}/restapi/oauth/authorize?")
    assert login.query["code_challenge_method"] == ["S256"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/signed-in", login.redirect)

    origin = login.redirect.removesuffix("/signed-in")
    assert login.open(f"{origin}/favicon.ico")[0] == 404
    forged = login.open(f"{login.redirect}?code=forged&state=guessed")
    assert forged[0] == 400 and "does not belong" in forged[1]
    status, page = login.open(f"{login.url}&consent=allow")
    assert status == 200 and "Logged in" in page

    assert login.command.end() == 0
    token = folder / ".config" / "ringout" / "token.json"
    assert json.loads(login.command.lines["stdout"][1]) == {"type": "logged_in", "token_file": str(token)}
    assert login.command.lines["stderr"] == []
    assert stat.S_IMODE(token.stat().st_mode) == 0o600 and stat.S_IMODE(token.parent.stat().st_mode) == 0o700
    assert login.state not in "".join(login.command.lines["stdout"][1:])

    after = Command(["numbers"], login.env, folder)
    assert after.end() == 0, after.lines
    assert len(refreshing.requests("POST", TOKEN)) == 1

    out = Command(["logout"], login.env, folder)
    assert out.end() == 0
    assert Command(["numbers"], login.env, folder).end() == 12


def test_login_of_a_public_app(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    public = {"RC_APP_CLIENT_ID": refreshing.ready["public_client_id"], "RC_APP_CLIENT_SECRET": None}
    login = Login(refreshing, folder, "--no-browser", "--token-file", "my token.json", **public)
    assert login.open(f"{login.url}&consent=allow")[0] == 200
    assert login.command.end() == 0
    assert Command(["numbers", "--token-file", "my token.json"], login.env, folder).end() == 0


def test_a_login_that_the_user_refuses(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    login = Login(refreshing, folder, "--no-browser")
    status, page = login.open(f"{login.url}&consent=deny")
    assert status == 403 and "Not logged in" in page
    assert login.command.end() == 13
    assert login.command.lines["stderr"][0].endswith("access_denied: The user refused")
    assert not (folder / ".config" / "ringout" / "token.json").exists()


def test_a_login_whose_token_cannot_be_saved(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    login = Login(refreshing, folder, "--no-browser")
    # The disk is full, as far as the command can tell.
    resource.prlimit(login.command.process.pid, resource.RLIMIT_FSIZE, (0, 0))
    login.open(f"{login.url}&consent=allow")
    assert login.command.end() == 23
    assert any("STORAGE: the token could not be saved in " in line for line in login.command.lines["stderr"])


def test_a_login_with_a_token_file_that_cannot_exist(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    login = Login(refreshing, folder, "--no-browser", "--token-file", "/dev/full/token.json")
    login.open(f"{login.url}&consent=allow")
    assert login.command.end() == 23
    assert any("STORAGE: " in line for line in login.command.lines["stderr"])


def test_login_opens_a_browser(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    browser = folder / "browser"
    browser.write_text('#!/bin/sh\nprintf "%s" "$1" > opened.tmp && mv opened.tmp opened\n')
    browser.chmod(0o700)
    # The name of the browser is split at spaces.
    link = folder.parent / "browser"
    link.symlink_to(browser)
    login = Login(refreshing, folder, BROWSER=f"{link} %s")
    deadline = time.monotonic() + PATIENCE
    while not (folder / "opened").exists():
        assert time.monotonic() < deadline, login.command.lines
        time.sleep(0.01)
    assert (folder / "opened").read_text() == login.url
    login.command.process.send_signal(signal.SIGINT)
    assert login.command.end() == 130


def test_a_port_that_is_taken(refreshing: Simulator, folder: Path) -> None:
    refreshing.reset()
    login = Login(refreshing, folder, "--no-browser")
    second = Command(["login", "--no-browser", "--redirect-uri", login.redirect], login.env, folder)
    assert second.end() == 2
    assert "is not available" in second.lines["stderr"][0]
    login.command.process.send_signal(signal.SIGINT)
    assert login.command.end() == 130


def test_the_simulator(simulator: Simulator, folder: Path, run: Run) -> None:
    command = run("simulator", "--quiet", "--port", "0", RINGOUT_SIMULATOR=BINARY)
    ready = json.loads(command.arrived.get(timeout=PATIENCE))
    with urllib.request.urlopen(f"{ready['url']}/_simulator/state", timeout=PATIENCE) as response:
        assert response.status == 200
    # The command has become the simulator, so its signals and its exit code are the simulator's.
    command.process.send_signal(signal.SIGTERM)
    assert command.end() == 0
    assert run("simulator", "--nonsense", RINGOUT_SIMULATOR=BINARY).end() == 2


def test_the_simulator_beside_the_command(simulator: Simulator, folder: Path) -> None:
    programs = folder / "bin"
    programs.mkdir()
    (programs / "ringout-simulator").symlink_to(BINARY)
    env = environment(simulator, folder, RINGOUT_SIMULATOR=None, PATH=f"{programs}:{os.environ['PATH']}")
    command = Command(["simulator", "--help"], env, folder)
    assert command.end() == 0 and "--speed" in "\n".join(command.lines["stdout"])


def test_the_console_script(simulator: Simulator, folder: Path) -> None:
    script = Path(sys.executable).with_name("ringout")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout.split()[0], done.stderr) == (0, "ringout", "")


def test_importing_the_package_does_not_import_the_command() -> None:
    program = "import sys, ringout; print([name for name in sys.modules if '_cli' in name or name == 'argparse'])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
