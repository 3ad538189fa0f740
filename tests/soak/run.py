"""The soak: `make soak`. Uses the library for ten minutes in C, Python and Node with faults on, and checks that what it uses is flat.

`MINUTES=3` or `HOURS=1` in the environment change the time. `run.py --leak` shows that a leak is found. The README of this folder
describes the suite.
"""

import argparse
import csv
import itertools
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import plot
import programs
from flat import QUANTITIES, Line, Sample, line_of
from programs import ROOT, TARGET

FOLDER = TARGET / "soak"
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-O2", f"-I{ROOT / 'include'}"]
# Calls of 15 s take less than one.
SPEED = "20"
# One is added to each simulator every second.
FAULTS: list[dict[str, Any]] = [
    {"fault": {"drop": "before-response"}},
    {"fault": {"status": 503}, "times": 2},
    {"fault": {"reset": True}},
    {"fault": {"truncate": True}},
    {"fault": {"stale_keep_alive": "on-next-request"}},
    {"fault": {"malformed_json": True}},
    {"fault": {"delay_ms": 400}, "times": 3},
    {"fault": {"drop": "before-processing"}},
    {"fault": {"status": 401}, "method": "GET"},
    {"fault": {"wrong_length": True}},
    {"fault": {"status": 429, "headers": {"Retry-After": "1"}}, "method": "GET"},
    {"fault": {"reset": "before-processing"}, "path": "/restapi/oauth/token"},
    {"fault": {"close_after_bytes": 20}},
]
# glibc has up to eight pools of memory for each core, and each grows for minutes, until it has served a large response. With one,
# a rise that does not end is seen sooner.
ALLOCATOR = {"MALLOC_ARENA_MAX": "1"}
# Longer than a round takes on a busy machine.
TIME_TO_END = 120


def build() -> dict[str, list[str]]:
    """Builds the library and its modules. Returns the command of each worker."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "VIRTUAL_ENV": str(TARGET / "venv")}
    for command in (
        ["cargo", "build", "--quiet", "-p", "ringout-simulator", "-p", "ringout-c"],
        [sys.executable, "-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"],
        ["npm", "run", "--silent", "--prefix", "bindings-node", "build"],
    ):
        subprocess.run(command, cwd=ROOT, check=True, env=environment)
    header = (ROOT / "include" / "ringout.h").read_text()
    abi = re.findall(r"^#define RINGOUT_ABI_VERSION (\d+)$", header, re.MULTILINE)[0]
    for name in ("libringout.so", f"libringout.so.{abi}"):
        (FOLDER / name).unlink(missing_ok=True)
        os.link(TARGET / "debug" / "libringout.so", FOLDER / name)
    link = [f"-L{FOLDER}", "-lringout", f"-Wl,-rpath,{FOLDER}", "-lpthread"]
    subprocess.run(["gcc", *FLAGS, HERE / "worker.c", "-o", FOLDER / "worker", *link], check=True)
    return {
        "c": [str(FOLDER / "worker")],
        "python": [sys.executable, str(HERE / "worker.py")],
        "node": ["node", "--expose-gc", str(HERE / "worker.mjs")],
    }


class Worker:
    """A process that uses the library, and its simulator."""

    def __init__(self, command: list[str], ready: dict[str, Any], is_leaking: bool) -> None:
        environment = {**os.environ, **programs.user_environment(ready), **ALLOCATOR}
        if is_leaking:
            environment["SOAK_LEAK"] = "1"
        self.url = ready["url"]
        self.samples: list[Sample] = []
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        if self.read() != "ready":
            raise SystemExit(f"soak: {command[0]} did not start")

    def read(self) -> str:
        """Returns the next line of the worker."""
        assert self.process.stdout
        return self.process.stdout.readline().rstrip()

    def say(self) -> None:
        """Lets the worker begin, or end."""
        assert self.process.stdin
        self.process.stdin.write("go on\n")
        self.process.stdin.flush()

    def sample(self, seconds: float) -> Sample:
        """Returns what the worker uses now."""
        if self.process.poll() is not None:
            raise SystemExit(f"soak: {self.process.args} ended with {self.process.returncode}")
        folder = Path("/proc") / str(self.process.pid)
        fields = dict(re.findall(r"^(VmRSS|Threads):\s+(\d+)", (folder / "status").read_text(), re.MULTILINE))
        return Sample(seconds, float(fields["VmRSS"]), len(os.listdir(folder / "fd")), float(fields["Threads"]))

    def add_fault(self, rule: dict[str, Any]) -> None:
        """Breaks one of the next responses."""
        # None stays for a request that the workers rarely send.
        for method, body in (("DELETE", None), ("POST", json.dumps(rule).encode())):
            request = urllib.request.Request(f"{self.url}/_simulator/faults", data=body, method=method)
            urllib.request.urlopen(request, timeout=60).close()

    def end(self) -> dict[str, Any]:
        """Waits until the rounds have ended. Returns what the worker counted."""
        self.say()
        result: dict[str, Any] = json.loads(self.read())
        return result

    def stop(self) -> None:
        """Ends the process."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(TIME_TO_END)
        finally:
            self.process.kill()
            self.process.wait()


def run(workers: dict[str, Worker], duration: float) -> None:
    """Samples the workers until the time is over."""
    began = time.monotonic()
    faults = itertools.cycle(FAULTS)
    for worker in workers.values():
        worker.say()
    for second in itertools.count():
        time.sleep(max(0.0, began + second - time.monotonic()))
        passed = time.monotonic() - began
        for worker in workers.values():
            worker.samples.append(worker.sample(passed))
        if passed >= duration:
            return
        rule = next(faults)
        for worker in workers.values():
            worker.add_fault(rule)


def write(workers: dict[str, Worker], lines: dict[str, dict[str, Line]], note: str) -> None:
    """Writes the samples and the plot."""
    with (FOLDER / "soak.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["language", *Sample.__dataclass_fields__])
        table.writeheader()
        for language, worker in workers.items():
            table.writerows({"language": language, **asdict(sample)} for sample in worker.samples)
    samples = {language: worker.samples for language, worker in workers.items()}
    (FOLDER / "soak.svg").write_text(plot.draw(samples, lines, note))


def check(language: str, worker: Worker, lines: dict[str, Line]) -> int:
    """Prints the lines of a worker and returns how many are not flat."""
    problems = 0
    for quantity in QUANTITIES:
        line = lines[quantity.name]
        word = "ok" if line.is_flat else "FAILED"
        problems += not line.is_flat
        unit = f" {quantity.unit}" if quantity.unit else ""
        print(
            f"{word:8}{language} {quantity.name}: {line.begin:.2f} to {line.end:.2f}{unit}, "
            f"{line.rise:+.2f} of at most {line.tolerance:+.2f}"
        )
    return problems


def soak(duration: float, is_leaking: bool) -> tuple[int, dict[str, dict[str, Line]]]:
    """Runs the workers. Returns the number of problems besides a rise of memory, and the lines."""
    commands = build()
    before: dict[str, Sample] = {}
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        for language, command in commands.items():
            ready = stack.enter_context(programs.simulator("--speed", SPEED))
            workers[language] = Worker(command, ready, is_leaking)
            stack.callback(workers[language].stop)
            before[language] = workers[language].sample(0)
        run(workers, duration)
        problems, counts = 0, {language: worker.end() for language, worker in workers.items()}
        for language, worker in workers.items():
            after, first = worker.sample(duration), before[language]
            print(f"{language}: {json.dumps(counts[language])}")
            print(
                f"{language}: before and after, descriptors {first.descriptors:.0f}, {after.descriptors:.0f}; "
                f"threads {first.threads:.0f}, {after.threads:.0f}"
            )
            if counts[language]["placed"] == 0:
                print(f"FAILED  {language} has placed no calls")
                problems += 1
    lines = {
        language: {quantity.name: line_of(quantity, worker.samples) for quantity in QUANTITIES}
        for language, worker in workers.items()
    }
    placed = ", ".join(f"{language} {counts[language]['placed']}" for language in workers)
    write(workers, lines, f"{duration / 60:g} minutes with faults. Calls placed: {placed}. Grey: warm-up.")
    problems += sum(check(language, worker, lines[language]) for language, worker in workers.items())
    return problems, lines


def main() -> int:
    """Runs the soak. The exit code is 1 if something was not flat, or with `--leak` if a leak was not found."""
    programs.heed_interrupts()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leak", action="store_true")
    is_leaking = parser.parse_args().leak
    hours = float(os.environ.get("HOURS") or 0)
    duration = hours * 3600 or float(os.environ.get("MINUTES") or 10) * 60
    problems, lines = soak(duration, is_leaking)
    if is_leaking:
        missed = [language for language, found in lines.items() if found["memory"].is_flat]
        print(f"soak: the leak was found, except in: {missed}")
        return 1 if missed else 0
    print(f"soak: {len(lines) * len(QUANTITIES) - problems} passed, {problems} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
