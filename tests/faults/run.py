"""The fault suite: `make faults`. Runs every operation in every language through a proxy that breaks things on purpose.

`run.py --short` runs a part of the cases, as `make test-all` does. `run.py --only TEXT` runs the cases whose name contains the
text, and shows what came of each. The README of this folder describes the suite.
"""

import argparse
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from queue import Empty
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import canaries
import programs
import table
from faults import FAULTS
from lane import DRIVERS, KINDS, Lane, Verdict
from programs import ROOT, TARGET
from rules import OPERATIONS, Case

LANES = 4
SHORT_LANES = 2
RESULTS = HERE / "results"
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-g", f"-I{ROOT / 'include'}"]


def all_cases() -> list[Case]:
    """Returns every case: operation x fault x language."""
    return [
        Case(operation, fault, times, language)
        for fault in FAULTS
        for times in fault.times
        for operation in OPERATIONS
        for language in DRIVERS
    ]


def short_cases() -> list[Case]:
    """Returns the short form: the telling faults with every operation, each in one language in turn."""
    names, found = list(DRIVERS), []
    for fault in FAULTS:
        if fault.is_short:
            for operation in OPERATIONS:
                found.append(Case(operation, fault, fault.times[-1], names[len(found) % len(names)]))
    # A number of faults that the number of languages does not divide shifts the languages of an operation.
    return found


def build() -> None:
    """Builds what the drivers need, unless `tests/run.py` has done it, and the C driver."""
    folder = TARGET / "tests" / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stopped.json").write_text('{"clock": {"running": false}}')
    if not programs.is_built():
        for command in (
            ["cargo", "build", "--quiet"],
            [sys.executable, "-m", "maturin", "develop", "--quiet", "--manifest-path", "bindings-python/Cargo.toml"],
            ["npm", "run", "--silent", "--prefix", "bindings-node", "build"],
        ):
            # The virtual environment into which maturin installs.
            subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "VIRTUAL_ENV": str(TARGET / "venv")})
    abi = re.search(r"^#define RINGOUT_ABI_VERSION (\d+)$", (ROOT / "include" / "ringout.h").read_text(), re.MULTILINE)[
        1
    ]
    for name in ("libringout.so", f"libringout.so.{abi}"):
        (folder / name).unlink(missing_ok=True)
        os.link(TARGET / "debug" / "libringout.so", folder / name)
    link = [f"-L{folder}", "-lringout", f"-Wl,-rpath,{folder}", "-lpthread"]
    subprocess.run(["gcc", *FLAGS, HERE / "driver.c", "-o", folder / "driver", *link], check=True)


def work(language: str, is_tls: bool, cases: multiprocessing.Queue, verdicts: multiprocessing.Queue) -> None:
    """Runs cases in a lane until there are no more. Runs in a process of its own."""
    lane, last = Lane(language, is_tls), None
    try:
        while case := cases.get():
            last = lane.run(case)
            verdicts.put(last)
    except Exception as error:
        broken = Verdict(case)
        broken.crashed.append(f"the runner failed: {error!r}")
        verdicts.put(broken)
        raise
    finally:
        ends = lane.end()
        if ends and last:
            verdicts.put(replace(Verdict(last.case), crashed=ends))
        verdicts.put(None)
        if sys.exc_info()[0] is SystemExit:
            verdicts.cancel_join_thread()


def run_all(cases: list[Case], lanes: int) -> list[Verdict]:
    """Runs the cases in lanes: some for each language, and one more for each with TLS."""
    context = multiprocessing.get_context("fork")
    verdicts: multiprocessing.Queue = context.Queue()
    queues = [verdicts]
    processes = []
    for language in DRIVERS:
        for is_tls, number in ((False, lanes), (True, lanes // 2)):
            share = [case for case in cases if case.language == language and case.fault.is_tls == is_tls]
            number = min(number, len(share))
            waiting: multiprocessing.Queue = context.Queue()
            queues.append(waiting)
            for case in share + [None] * number:
                waiting.put(case)
            for _ in range(number):
                process = context.Process(target=work, args=(language, is_tls, waiting, verdicts), daemon=False)
                process.start()
                processes.append(process)
    try:
        return collect(verdicts, len(processes), len(cases))
    finally:
        # After an interruption some lanes still run, and the queues are not read any more.
        for queue in queues:
            queue.cancel_join_thread()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(10)
            process.kill()


def collect(verdicts: multiprocessing.Queue, running: int, count: int) -> list[Verdict]:
    """Returns what the lanes found, when all of them have ended."""
    found: list[Verdict] = []
    while running:
        try:
            verdict = verdicts.get(timeout=60)
        except Empty:
            raise SystemExit("faults: nothing came for a minute") from None
        running -= verdict is None
        found += [verdict] if verdict else []
        if verdict and len(found) % 1000 == 0:
            print(f"{len(found)} of {count} cases", flush=True)
    return found


def show(verdicts: list[Verdict], is_verbose: bool) -> None:
    """Prints the problems, or everything."""
    for verdict in verdicts:
        problems = [f"{kind}: {text}" for kind, texts in verdict.problems().items() for text in texts]
        if problems or is_verbose:
            seen = {**verdict.result, "texts": None, "token": None}
            print(f"{'FAILED' if problems else 'ok'} {verdict.case.name}: {'; '.join(problems)}")
            print(f"       {verdict.requests} requests, {verdict.placed} placed, {seen}")


def summary_of(verdicts: list[Verdict]) -> dict[str, int]:
    """Counts the cases with a problem of each kind."""
    counts: Counter[str] = Counter()
    for verdict in verdicts:
        counts.update(kind for kind, texts in verdict.problems().items() if texts)
    return {"cases": len({verdict.case.name for verdict in verdicts}), **{kind: counts[kind] for kind in KINDS}}


def stop(number: int, _: object) -> None:
    """Exits as after SIGINT, which ends the lanes with their programs."""
    raise SystemExit(128 + number)


def main() -> int:
    """Runs the suite. The exit code is 1 if a case failed, or a canary was not noticed."""
    programs.heed_interrupts()
    # The lanes inherit it.
    signal.signal(signal.SIGTERM, stop)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only")
    options = parser.parse_args()
    build()
    began = time.monotonic()
    cases = short_cases() if options.short else all_cases()
    if options.only:
        cases = [case for case in all_cases() if options.only in case.name]
    verdicts = run_all(cases, SHORT_LANES if options.short else LANES)
    show(verdicts, bool(options.only))
    summary: dict[str, Any] = summary_of(verdicts)
    seconds = time.monotonic() - began
    if not options.short and not options.only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
        (RESULTS / "table.md").write_text(table.render(verdicts))
    unnoticed = [] if options.only else canaries.unnoticed()
    for name in unnoticed:
        print(f"FAILED canary: {name} was not noticed")
    failed = sum(any(verdict.problems().values()) for verdict in verdicts)
    print(json.dumps(summary), f"in {seconds:.0f} s")
    passed = len(verdicts) - failed + (0 if options.only else len(canaries.CANARIES) - len(unnoticed))
    print(f"faults: {passed} passed, {failed + len(unnoticed)} failed")
    return 1 if failed or unnoticed or summary["cases"] != len(cases) else 0


if __name__ == "__main__":
    sys.exit(main())
