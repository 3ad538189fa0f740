"""A lane: one driver process, one simulator and one proxy, which run cases one after another."""

import contextlib
import json
import os
import queue
import ssl
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import rules
from programs import ROOT, SIMULATOR, TARGET
from proxy import Armed, Proxy
from rules import Case

FROM = "+16505550123"
# A driver that says nothing for so many seconds after the deadline is stopped.
DRIVER_TIMEOUT = 15
DRIVERS: dict[str, list[str]] = {
    "rust": [str(TARGET / "debug" / "faults-driver")],
    "c": [str(TARGET / "tests" / "faults" / "driver")],
    "python": [sys.executable, str(HERE / "driver.py")],
    "node": ["node", str(HERE / "driver.mjs")],
}


@dataclass
class Verdict:
    """What came of a case. Each list has one entry per problem."""

    case: Case
    result: dict[str, Any] = field(default_factory=dict)
    is_prepared: bool = False
    requests: int = 0
    placed: int = 0
    placed_twice: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    flooded: list[str] = field(default_factory=list)
    wrong_code: list[str] = field(default_factory=list)

    @property
    def is_early(self) -> bool:
        """Whether the deadline passed in an operation that had to end before it."""
        return bool(self.wrong_code) and self.result["took_ms"] / 1000 >= self.case.deadline_ms / 1000

    def problems(self) -> dict[str, list[str]]:
        """Returns the problems by kind."""
        return {kind: getattr(self, kind) for kind in KINDS}


KINDS = ("placed_twice", "hung", "crashed", "leaked", "flooded", "wrong_code")


class Driver:
    """A driver process. Its standard error is kept, because log lines go there."""

    def __init__(self, command: list[str]) -> None:
        self.log: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**environment(), "RINGOUT_LOG": "debug"},
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        threading.Thread(target=self.read_log, daemon=True).start()

    def read(self) -> None:
        """Hands over the lines of the driver, and None at its end."""
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def read_log(self) -> None:
        """Keeps what the driver logs."""
        for line in self.process.stderr:
            self.log.put(line)

    def send(self, value: object) -> None:
        """Sends a line. A driver that is gone is noticed when nothing comes back."""
        with contextlib.suppress(OSError):
            self.process.stdin.write(json.dumps(value) + "\n")
            self.process.stdin.flush()

    def receive(self, timeout: float) -> dict[str, Any] | None:
        """Returns the next line, or None if the driver ended. Raises `queue.Empty` if it says nothing."""
        line = self.lines.get(timeout=timeout)
        return None if line is None else json.loads(line)

    def new_log(self) -> str:
        """Returns what was logged since the last time."""
        lines = []
        with contextlib.suppress(queue.Empty):
            while True:
                lines.append(self.log.get_nowait())
        return "".join(lines)

    def end(self) -> int:
        """Ends the driver and returns its exit code."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            return self.process.wait(DRIVER_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def environment() -> dict[str, str]:
    """Returns the environment without settings of a proxy."""
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


class Lane:
    """Runs the cases of one language, with or without TLS."""

    def __init__(self, language: str, is_tls: bool) -> None:
        scenario = TARGET / "tests" / "faults" / "stopped.json"
        options = ["--quiet", "--scenario", str(scenario), *(["--tls"] if is_tls else [])]
        self.simulator = subprocess.Popen([SIMULATOR, *options], stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.simulator.stdout.readline())
        scheme, _, authority = self.ready["url"].partition("://")
        host, _, port = authority.partition(":")
        self.proxy = Proxy((host, int(port)), is_tls)
        self.url = f"{scheme}://{host}:{self.proxy.address[1]}"
        self.context = ssl.create_default_context(cafile=self.ready["ca_file"]) if is_tls else None
        self.language = language
        self.driver = Driver(DRIVERS[language])
        self.number = 0
        self.journal_start = 0
        # Of all cases of the lane, because a log line may be read after the end of its case.
        self.secrets: set[str] = set()

    def admin(self, method: str, path: str, body: object = None) -> Any:
        """Sends a request to the simulator's admin API."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.ready['url']}/_simulator/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30, context=self.context) as response:
            return json.loads(response.read() or b"null")

    def given(self, case: Case) -> dict[str, Any]:
        """Returns what the driver gets."""
        self.number += 1
        given = {
            "operation": case.operation,
            "server": self.url,
            **{name: self.ready[name] for name in ("client_id", "client_secret", "jwt")},
            "deadline_ms": case.deadline_ms,
            "total_ms": case.total_ms,
            "from": FROM,
            # Their last digits are none of those that mean something to the simulator.
            "to": f"+1415556{1000 + self.number % 9000}",
            "to2": "+14155570100",
            "again": case.again,
        }
        given["body"] = json.dumps({"from": {"phoneNumber": FROM}, "to": {"phoneNumber": given["to"]}})
        if self.context:
            given["ca_bundle"] = self.ready["ca_file"]
        return given

    def run(self, case: Case) -> Verdict:
        """Runs a case and judges it. On a very busy machine the deadline may pass too early, so that is tried a second time."""
        verdict = self.run_once(case)
        if verdict.is_early or (not verdict.is_prepared and verdict.crashed):
            verdict = self.run_once(case)
        return verdict

    def run_once(self, case: Case) -> Verdict:
        """Runs a case once."""
        verdict = Verdict(case)
        self.admin("POST", "reset", {})
        given = self.given(case)
        self.driver.send(given)
        self.secrets |= {given["client_secret"], given["jwt"]}
        ready = self.receive(verdict, DRIVER_TIMEOUT)
        if ready is None:
            return verdict
        verdict.is_prepared = True
        if case.operation in rules.FOLLOWS:
            # The call is over, and its end can still be read.
            self.admin("POST", "clock", {"advance_ms": 20000})
        before = self.placed_numbers()
        self.journal_start = 0
        self.journal_start = len(self.journal())
        method, part = rules.OPERATIONS[case.operation]
        left = 1 if case.times == "once" else -1
        self.proxy.arm(Armed(case.fault, lambda asked, path: asked == method and part in path, left))
        self.driver.send({"go": True})
        result = self.receive(verdict, case.limit + rules.GRACE + DRIVER_TIMEOUT)
        armed = self.proxy.disarm()
        if result is None:
            return verdict
        verdict.result = result
        self.secrets |= {token for token in (ready["token"], result["token"]) if token}
        self.judge(verdict, armed, self.placed_numbers()[len(before) :])
        return verdict

    def receive(self, verdict: Verdict, timeout: float) -> dict[str, Any] | None:
        """Returns the driver's next line. A driver that ended or is stuck is a problem, and is replaced."""
        try:
            if line := self.driver.receive(timeout):
                return line
        except queue.Empty:
            verdict.hung.append(f"nothing came for {timeout:.0f} s")
            self.driver.process.kill()
        code = self.driver.process.wait()
        if not verdict.hung:
            verdict.crashed.append(f"the driver ended with {code}: {self.driver.new_log()[-500:]}")
        self.driver = Driver(DRIVERS[self.language])
        if self.proxy.armed:
            self.proxy.disarm()
        return None

    def journal(self) -> list[tuple[str, str]]:
        """Returns the method and the path of every request since the fault was armed."""
        entries = self.admin("GET", "journal")["requests"]
        return [(entry["method"], entry["path"]) for entry in entries[self.journal_start :]]

    def placed_numbers(self) -> list[str]:
        """Returns the callees of all calls that were placed, from the simulator's list and from its journal, which must agree."""
        calls = [call["to"] for call in self.admin("GET", "calls")["calls"]]
        journal = self.admin("GET", "journal")["requests"]
        creates = [entry for entry in journal if entry["method"] == "POST" and entry["path"].endswith("/ring-out")]
        processed = [entry for entry in creates if entry["status"] == 200]
        assert len(calls) == len(processed), f"{calls} placed, and {processed} in the journal"
        return calls

    def judge(self, verdict: Verdict, armed: Armed, placed: list[str]) -> None:
        """Compares what happened with the rules."""
        case, result = verdict.case, verdict.result
        took = result["took_ms"] / 1000
        verdict.requests, verdict.placed = len(armed.seen), len(placed)
        if case.fault.is_tls:
            # The proxy counts only the connections that it broke before a request could be sent on them.
            unsent = 0 if case.fault.is_processed else len(armed.seen)
            verdict.requests = unsent + sum(armed.is_target(*entry) for entry in self.journal())
        verdict.placed_twice += [f"{number} was called twice" for number in set(placed) if placed.count(number) > 1]
        if took > case.limit + rules.GRACE:
            verdict.hung.append(f"it took {took:.2f} s, and had {case.limit} s")
        if verdict.requests > (most := rules.most_requests(case, took)):
            verdict.flooded.append(f"{verdict.requests} requests in {took:.2f} s instead of {most}")
        verdict.wrong_code += rules.wrong_codes(case, result)
        expected = rules.placed(case, result["code"].split(","))
        if verdict.placed not in expected:
            verdict.wrong_code.append(f"{verdict.placed} calls placed for {result['code']}, and not {expected}")
        shown = {"a text": json.dumps(result["texts"]) + result["detail"], "the log": self.driver.new_log()}
        verdict.leaked += [
            f"{where} shows a secret" for where, text in shown.items() if any(secret in text for secret in self.secrets)
        ]
        if armed.trapped:
            verdict.leaked.append("the client followed a redirect with its token")

    def end(self) -> list[str]:
        """Ends the processes. Returns what is wrong with the driver's end."""
        code = self.driver.end()
        self.proxy.refuse()
        self.simulator.terminate()
        self.simulator.wait()
        return [f"the driver of {self.language} ended with {code}"] if code else []
