"""Counts instructions with callgrind and allocations with a preloaded library, and compares them with recorded counts.

Counts hardly vary between runs, so they can be compared with those of another day, as long as the compiler and the architecture
are the same.
"""

import json
import os
import platform as machine
import re
import subprocess
from pathlib import Path

import builds
import pairs
import programs
from builds import Build
from pairs import Platform

RECORDED = Path(__file__).resolve().parent / "results" / "counts.json"
# The growth that fails the check.
TOLERANCE = 0.05
OPERATIONS = {"status": 400, "call": 200, "verdict": 10_000}


def instructions(command: list[str | Path], operation: str, platform: Platform) -> float:
    """Returns the instructions of one operation: the difference between runs with n and with 2n operations."""
    count = OPERATIONS[operation]
    return (
        _callgrind(command, operation, 2 * count, platform) - _callgrind(command, operation, count, platform)
    ) / count


def _callgrind(command: list[str | Path], operation: str, count: int, platform: Platform) -> int:
    """Returns the instructions of a worker that runs `count` operations, in all its threads."""
    words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)]
    done = subprocess.run(
        words,
        env={**os.environ, **platform.environment},
        input=f"{operation} {count}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or collected is None:
        raise RuntimeError(f"{words} ended with {done.returncode}\n{done.stderr}")
    return int(collected[1])


def allocations(build: Build, operation: str, platform: Platform) -> float:
    """Returns the allocations of one operation of the C library, after a warm-up."""
    environment = {**platform.environment, **builds.COUNTED}
    count = OPERATIONS[operation]
    with pairs.workers({"c": [build.worker("ringout")]}, environment) as workers:
        workers["c"].run(operation, count)
        counted = workers["c"].run(operation, count)["allocations"] / count
    if counted == 0:
        raise RuntimeError(f"no allocation of {operation} was counted; {builds.COUNTER} was not loaded")
    return counted


def of_library(build: Build, platform: Platform) -> dict[str, float]:
    """Returns the counts of the C library."""
    found = {}
    for operation in OPERATIONS:
        found[f"{operation}.c.instructions"] = instructions([build.worker("ringout")], operation, platform)
        found[f"{operation}.c.allocations"] = allocations(build, operation, platform)
    return found


def compiler() -> dict[str, str]:
    """Returns what the counts depend on besides the source."""
    return {"rustc": builds.run("rustc", "--version").strip(), "architecture": machine.machine()}


def record(found: dict[str, float]) -> None:
    """Writes the counts that later runs are compared with."""
    names = [f"{operation}.c.{kind}" for operation in OPERATIONS for kind in ("instructions", "allocations")]
    counted = {name: round(found[name], 1) for name in names}
    RECORDED.write_text(json.dumps({**compiler(), "counts": counted}, indent=2) + "\n")


def check() -> tuple[int, int]:
    """Compares the counts of this tree with the recorded ones. Returns the numbers of counts that passed and failed."""
    recorded = json.loads(RECORDED.read_text())
    ours = compiler()
    if different := [name for name, value in ours.items() if recorded[name] != value]:
        name = different[0]
        print(f"counts: recorded with {recorded[name]}, this is {ours[name]}: not compared")
        return 0, 0
    if not programs.is_built():
        builds.run("cargo", "build", "--quiet", "-p", "ringout-simulator")
    builds.make_counter()
    build = builds.this_tree()
    build.folder.mkdir(parents=True, exist_ok=True)
    build.make_c()
    with pairs.platform(program=programs.SIMULATOR) as platform:
        found = of_library(build, platform)
    failed = 0
    for name, before in recorded["counts"].items():
        is_more = found[name] > before * (1 + TOLERANCE)
        failed += is_more
        print(f"{'FAILED' if is_more else 'ok    '}  {name}: {found[name]:,.1f}, recorded {before:,.1f}")
    if failed:
        print("More is a slower library. If it is intended, record the new counts with `make bench`.")
    return len(recorded["counts"]) - failed, failed
