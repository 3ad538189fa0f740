"""Compares the library with what users have otherwise: `make bench`, or `make bench BASE=commit` to compare two commits as well.

With `--check`, as in `make test-all`, it compares instructions and allocations with the recorded counts. README.md explains the
figures. Writes bench.md, bench.svg, summary.json and counts.json in results/.
"""

import argparse
import os
import subprocess
import sys
import time

import builds
import chart
import counts
import report
import scenarios
from scenarios import Figures


def main() -> int:
    """Runs everything, or the check."""
    parser = argparse.ArgumentParser(description="Compares the library with its peers.")
    parser.add_argument("--check", action="store_true", help="compare the counts with the recorded ones")
    parser.add_argument("--base", metavar="COMMIT", help="measure this commit as well")
    options = parser.parse_args()
    if options.check:
        passed, failed = counts.check()
        print(f"counts: {passed} passed, {failed} failed")
        return 1 if failed else 0
    return measure(options.base)


def measure(base: str | None) -> int:
    """Measures this tree, and the base if there is one. Returns 0 even if a target is missed: misses are results."""
    began = time.monotonic()
    print("bench: building", flush=True)
    used = [builds.this_tree()]
    if base:
        used.insert(0, builds.base(base))
    builds.make_tools()
    builds.install_peers()
    for build in used:
        build.make()
    built = time.monotonic()
    load = [os.getloadavg()[0]]
    figures: dict[str, Figures] = {build.name: {} for build in used}
    for scenario in scenarios.ALL:
        for name, found in scenario(used).items():
            figures[name] |= found
    load.append(os.getloadavg()[0])
    now = figures["now"] | report.of_tracker()
    machine = report.machine(load, built - began, time.monotonic() - built, _commit())
    print(report.table(now, figures.get("base")), flush=True)
    report.write(now, machine)
    chart.write(now, machine["machine.date"])
    counts.record(now)
    return 0


def _commit() -> str:
    """Returns the commit of this tree, marked if files differ from it."""
    words = ["git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*"]
    return subprocess.run(words, cwd=builds.ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except builds.Unbuildable as problem:
        sys.exit(f"bench: {problem}")
