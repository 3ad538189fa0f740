"""Measures the tracker and a plain polling loop: `make bench-tracker`.

With `--check`, as in `make test-all`, it measures only one cell with a debug build, against wide bounds.

Each cell of the table has its own simulator with a fast clock, and a client in another process whose clock runs at the
same speed: `src/tracker/` follows with the tracker, `tracker_peer.py` polls with RingCentral's own Python package.
Writes results/tracker.json and results/tracker.md. README.md explains the columns.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests" / "peers"), str(HERE.parent / "tests")]
import programs
import run as peers
from programs import ROOT, TARGET

RESULTS = HERE / "results"

CALLS = [1, 10, 100, 1000, 10_000]
BUDGETS = [50, 500, 50_000]
# How often a cell is repeated with new calls, because few calls make few changes.
GENERATIONS = {1: 16, 10: 8, 100: 3}
# The shortest time between two polls of a ringing call, in seconds.
INTERVAL = 1.5
# The limits of a cell's speed on two cores, so that the duration of requests and short stalls do not matter: polls per real
# second, and real seconds per round.
MAX_POLLS = 1000
MIN_ROUND = 0.3
# A cell is measured again if the machine stalled for longer than this part of a round, or woke threads later than this part of
# the time between two polls on average. After the last attempt the least disturbed one counts.
MAX_STALL = 0.25
MAX_LATE = 0.3
MAX_ATTEMPTS = 3
# Measured again at half the speed, which would halve delays that the machine causes.
CHECKED = [(10, 50), (100, 500), (1000, 50_000)]
# The tracker's four, the four that call listeners and their spare one, and one that connects.
MAX_THREADS = 10
MAX_BYTES = 1024
# The first fields of every row, in this order.
FIELDS = [
    *["calls", "budget_per_minute", "http_429", "mean_delay_ratio", "max_delay_ratio"],
    *["threads", "bytes_per_call", "cpu_us_per_poll"],
]
Row = dict[str, Any]
HEAD = """\
                    |                  ringout's tracker                                           |   plain loop, 500 ms
  calls  budget/min |  429s   mean s  x optimum    max s  x optimum  budget  threads  B/call us/poll |  429s/min   seen   mean s"""


def speed_of(calls: int, budget: int) -> float:
    """Returns the speed of the simulator's clock relative to real time."""
    share = (budget - budget // 5) / 60
    pace = min(share, calls / INTERVAL)
    return round(min(MAX_POLLS / pace, max(calls / share, INTERVAL) / MIN_ROUND), 2)


def measure(profile: str, *command: object) -> Row:
    """Runs a command with a new simulator, whose ready line replaces READY. Returns the JSON that it prints."""
    with programs.simulator(program=TARGET / profile / "ringout-simulator") as ready:
        words = [json.dumps(ready) if word == "READY" else str(word) for word in command]
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def tracker(calls: int, budget: int, speed: float, profile: str = "release") -> Row:
    """Measures one cell with the tracker."""
    program = TARGET / profile / "ringout-bench-tracker"
    rows = []
    while len(rows) < MAX_ATTEMPTS:
        rows.append(measure(profile, program, "READY", calls, budget, speed, GENERATIONS.get(calls, 1)))
        if disturbance(rows[-1]) <= 1:
            break
    return {**min(rows, key=disturbance), "attempts": len(rows)}


def disturbance(row: Row) -> float:
    """Returns how much other load on the machine disturbed a cell. Above 1 is too much."""
    polls_per_second = row["polls"] / row["simulated_s"] * row["speed"]
    return max(row["stall_rounds"] / MAX_STALL, row["late_ms"] / 1000 * polls_per_second / MAX_LATE)


def loop(calls: int, budget: int) -> Row:
    """Measures one cell with the plain loop.

    Each of its requests takes a millisecond of real time, so the clock runs faster only with few calls. A loop that is never
    rate-limited needs the time for a few rounds.
    """
    speed, seconds = (20, 6) if calls <= 10 else (1, 4)
    if calls == 10_000 and budget == 50_000:
        seconds = 25
    return measure(
        "release", peers.VENV / "bin" / "python", HERE / "tracker_peer.py", "READY", calls, budget, speed, seconds
    )


def line(row: Row) -> str:
    """Returns a row of the table."""
    refused = row["loop_http_429"] / row["loop_simulated_s"] * 60
    mean = "never" if row["loop_mean_delay_s"] is None else f"{row['loop_mean_delay_s']:.2f}"
    return (
        f"{row['calls']:7,} {row['budget_per_minute']:11,} | {row['http_429']:5} {row['mean_delay_s']:8.2f} "
        f"{row['mean_delay_ratio']:10.2f} {row['max_delay_s']:8.1f} {row['max_delay_ratio']:10.2f} "
        f"{row['share_of_budget']:7.0%} {row['threads']:8} {row['bytes_per_call']:7.0f} {row['cpu_us_per_poll']:7.0f} | "
        f"{refused:9,.0f} {row['loop_seen']:6.0%} {mean:>8}"
    )


def machine() -> str:
    """Describes this machine."""
    model = "unknown"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [text.partition(":")[2].strip() for text in cpuinfo.read_text().splitlines() if "model name" in text]
        model = next(iter(models), model)
    return f"{os.cpu_count()} cores ({model}), {platform.system()} {platform.machine()}"


def complaints(row: Row, mean: float = 1.15, longest: float = 2.5, threads: int = MAX_THREADS) -> list[str]:
    """Returns the targets that a row misses."""
    targets = {
        "429s": row["http_429"] == 0,
        "mean delay": row["mean_delay_ratio"] <= mean,
        "maximum delay": row["max_delay_ratio"] <= longest,
        "threads": row["threads"] <= threads,
        "memory": row["bytes_per_call"] <= MAX_BYTES,
        "changes lost, repeated or unexpected": row["unseen"] + row["repeated"] + row["unexpected"] == 0,
    }
    where = f"{row['calls']} calls, {row['budget_per_minute']} per minute"
    return [f"{where}: {name}" for name, met in targets.items() if not met]


def build(profile: str) -> None:
    """Builds the simulator and the bench."""
    options = ["--release"] if profile == "release" else []
    command = ["cargo", "build", "--quiet", *options, "-p", "ringout-simulator", "-p", "ringout-bench"]
    subprocess.run(command, cwd=ROOT, check=True)


def check() -> int:
    """Measures one cell against bounds that also hold on a busy machine."""
    if not programs.is_built():
        build("debug")
    row = tracker(200, 1000, 4, "debug")
    missed = complaints(row, mean=1.5, longest=4, threads=2 * MAX_THREADS)
    print(json.dumps(row))
    print(*(f"MISSED: {complaint}" for complaint in missed), sep="\n", end="\n" if missed else "")
    print(f"tracker: {1 - bool(missed)} passed, {int(bool(missed))} failed")
    return 1 if missed else 0


def main() -> int:
    """Measures every cell. The exit code is 1 if a target is missed."""
    build("release")
    peers.install_python()
    print(HEAD, flush=True)
    rows, report = [], [HEAD]
    for budget in BUDGETS:
        for calls in CALLS:
            row = {**tracker(calls, budget, speed_of(calls, budget)), **loop(calls, budget)}
            rows.append({name: row[name] for name in [*FIELDS, *sorted(set(row) - set(FIELDS))]})
            report.append(line(row))
            print(report[-1], flush=True)
    checks = ["", "At half the speed:"]
    for row in rows:
        calls, budget = row["calls"], row["budget_per_minute"]
        if (calls, budget) in CHECKED:
            slow = tracker(calls, budget, speed_of(calls, budget) / 2)
            row["half_speed_mean_delay_ratio"] = slow["mean_delay_ratio"]
            row["half_speed_max_delay_ratio"] = slow["max_delay_ratio"]
            ratios = f"mean x optimum {slow['mean_delay_ratio']:.2f}, max x optimum {slow['max_delay_ratio']:.2f}"
            checks.append(f"{calls:7,} {budget:11,} | {ratios}")
    missed = [complaint for row in rows for complaint in complaints(row)]
    checks += ["", *(f"MISSED: {complaint}" for complaint in missed or ["nothing"])]
    print("\n".join(checks), flush=True)
    write(rows, [*report, *checks])
    return 1 if missed else 0


def write(rows: list[Row], report: list[str]) -> None:
    """Writes the results."""
    RESULTS.mkdir(exist_ok=True)
    items = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    (RESULTS / "tracker.json").write_text(f"[\n{items}\n]\n")
    date = datetime.datetime.now(datetime.timezone.utc).date()
    text = "\n".join(report)
    (RESULTS / "tracker.md").write_text(
        f"# The tracker, {date}\n\n{machine()}. [The columns](../README.md).\n\n```text\n{text}\n```\n"
    )


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv[1:] else main())
