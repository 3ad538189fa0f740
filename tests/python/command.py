"""Runs the command `ringout`, and compares what it writes with the templates of tests/vectors/cli.json."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import ringout
from simulator import ROOT, Simulator

VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "cli.json").read_text(encoding="utf-8"))
COMMAND = [sys.executable, "-m", "ringout"]
# How long a step may take on a busy machine.
PATIENCE = 60
PATTERNS = {
    "any": ".*",
    "id": r"[A-Za-z0-9_=-]+",
    "seconds": r" *\d+\.\d",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
}


def environment(simulator: Simulator, folder: Path, **changes: str | None) -> dict[str, str]:
    """Returns the environment of a command, without the settings of the user who runs the tests."""
    # The last is that of builds that count lines.
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LLVM_PROFILE_FILE")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    found |= {"HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PYTHONFAULTHANDLER": "1"}
    found |= {name: value for name, value in simulator.environment.items() if name.startswith("RC_")}
    for name, value in changes.items():
        found.pop(name, None)
        if value is not None:
            found[name] = value
    return found


class Command:
    """A running command. Its lines can be waited for."""

    def __init__(self, arguments: Sequence[str], env: dict[str, str], folder: Path) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=env,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self.arrived: queue.Queue[str] = queue.Queue()
        self.readers = [threading.Thread(target=self._read, args=(name,)) for name in self.lines]
        for reader in self.readers:
            reader.start()

    def _read(self, name: str) -> None:
        stream = getattr(self.process, name)
        for line in stream:
            self.lines[name].append(line.rstrip("\n"))
            if name == "stdout":
                self.arrived.put(line.rstrip("\n"))
        stream.close()

    def wait_for_line(self, pattern: re.Pattern[str]) -> None:
        while not pattern.fullmatch(self.arrived.get(timeout=PATIENCE)):
            pass

    def end(self) -> int:
        """Waits for the end, and returns the exit code."""
        try:
            return self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()
            for reader in self.readers:
                reader.join()


def template(text: str, names: dict[str, str]) -> str:
    """Returns the regular expression of a template."""
    parts = re.split(r"\{(\w+)\}", text)
    return "".join(re.escape(part) if index % 2 == 0 else _meaning(part, names) for index, part in enumerate(parts))


def _meaning(name: str, names: dict[str, str]) -> str:
    return PATTERNS.get(name) or re.escape(names[name])


def lines_differ(seen: list[str], wanted: list[str], names: dict[str, str]) -> bool:
    """Whether lines differ from their templates. A template that begins with `{optional}` may be missing."""
    pattern = ""
    for line in wanted:
        text = template(line.removeprefix("{optional}"), names) + "\n"
        pattern += f"(?:{text})?" if line.startswith("{optional}") else text
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in seen)) is None


def object_differs(seen: Any, wanted: Any, names: dict[str, str]) -> bool:
    """Whether a JSON value lacks something of a template, which has only some of the keys."""
    if isinstance(wanted, dict):
        return not isinstance(seen, dict) or any(
            name not in seen or object_differs(seen[name], value, names) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            not isinstance(seen, list)
            or len(seen) != len(wanted)
            or any(object_differs(one, other, names) for one, other in zip(seen, wanted, strict=True))
        )
    if isinstance(wanted, str):
        return not isinstance(seen, str) or re.fullmatch(template(wanted, names), seen) is None
    return bool(seen != wanted)


def wrong_keys(value: Any, shape: dict[str, str | None]) -> list[str]:
    """Returns what is wrong with the keys of an object and of those in it."""
    if sorted(value) != sorted(shape):
        return [f"keys {sorted(value)}, not {sorted(shape)}"]
    found = []
    for name, inner in shape.items():
        items = value[name] if isinstance(value[name], list) else [value[name]]
        if inner in VECTORS["objects"]:
            found += [problem for item in items if item for problem in wrong_keys(item, VECTORS["objects"][inner])]
    return found


class Case:
    """A case of cli.json on a simulator, in an empty folder."""

    def __init__(self, simulator: Simulator, case: dict[str, Any], folder: Path) -> None:
        self.simulator = simulator
        self.case = case
        self.folder = folder
        self.names = {
            "simulator": simulator.url,
            "version": ringout.__version__,
            "now": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }

    def run(self) -> list[str]:
        """Runs the command, and returns what is wrong."""
        self.simulator.reset()
        for step in self.case.get("before", []):
            self.do(step)
        self.simulator.ask("DELETE", "journal")
        for name, text in self.case.get("files", {}).items():
            (self.folder / name).write_bytes(self.fill_in(text).encode())
        arguments = [self.fill_in(argument) for argument in self.case["arguments"]]
        env = environment(self.simulator, self.folder, **self.case.get("environment", {}))
        command = Command(arguments, env, self.folder)
        try:
            for event in self.case.get("during", []):
                self.wait_and_do(command, event)
        except queue.Empty:
            command.process.kill()
        code = command.end()
        return self.problems(code, command.lines["stdout"], command.lines["stderr"])

    def do(self, step: dict[str, Any]) -> None:
        if "place" in step:
            numbers = step["place"]
            self.names["call"] = self.simulator.call(numbers["to"], numbers["from"]).id
        else:
            self.simulator.ask(*step["admin"])

    def wait_and_do(self, command: Command, event: dict[str, Any]) -> None:
        if "after" in event:
            command.wait_for_line(re.compile(template(event["after"], self.names)))
        else:
            self.wait_for_requests(*event["after_request"])
        if "signal" in event:
            command.process.send_signal(getattr(signal, event["signal"]))
        else:
            self.do(event["step"])

    def wait_for_requests(self, method: str, part: str, count: int = 1) -> None:
        deadline = time.monotonic() + PATIENCE
        while len(self.simulator.requests(method, part)) < count and time.monotonic() < deadline:
            time.sleep(0.01)

    def fill_in(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def problems(self, code: int, stdout: list[str], stderr: list[str]) -> list[str]:
        found = []
        if code != self.case["exit"]:
            found.append(f"it exits with {code}, not {self.case['exit']}")
        if lines_differ(stderr, self.case["stderr"], self.names):
            found.append(f"it writes {stderr} to standard error")
        if "json" in self.case:
            found += self.json_problems("it writes", stdout, self.case["json"])
        elif lines_differ(stdout, self.case["stdout"], self.names):
            found.append(f"it writes {stdout}")
        if "journal" in self.case:
            lines = (self.folder / "calls.log").read_text(encoding="utf-8").splitlines()
            found += self.json_problems("its journal has", lines, self.case["journal"], "journal")
        written = "\n".join(stdout + stderr)
        found += ["it shows a secret" for secret in self.simulator.secrets if secret in written]
        return found + self.effect_problems()

    def json_problems(self, what: str, lines: list[str], wanted: list[Any], kind: str | None = None) -> list[str]:
        seen = [json.loads(line) for line in lines]
        found = [f"{what} {seen}"] if object_differs(seen, wanted, self.names) else []
        for line in seen:
            found += wrong_keys(line, VECTORS["lines"][kind or line["type"]])
        return found

    def effect_problems(self) -> list[str]:
        found = []
        journal = self.simulator.ask("GET", "journal")["requests"]
        if len(journal) != self.case.get("requests", len(journal)):
            found.append(f"it sends {len(journal)} requests")
        for request, count in self.case.get("requests_of", {}).items():
            seen = len(self.simulator.requests(*request.split(" ")))
            found += [] if seen == count else [f"it sends {seen} requests {request}, not {count}"]
        if "sent" in self.case:
            bodies = [json.loads(entry["body"]) for entry in self.simulator.requests("POST", "/ring-out")]
            found += [] if self.case["sent"] in bodies else [f"it sends {bodies}"]
        if "placed" in self.case:
            deadline = time.monotonic() + PATIENCE
            while (placed := self.simulator.ask("GET", "state")["calls"]["placed"]) != self.case["placed"]:
                # A request that was interrupted may still be on its way.
                if placed > self.case["placed"] or time.monotonic() > deadline:
                    found.append(f"{placed} calls are placed, not {self.case['placed']}")
                    break
        for name in self.case.get("creates", []):
            found += [] if (self.folder / name).exists() else [f"{name} does not exist"]
        return found
