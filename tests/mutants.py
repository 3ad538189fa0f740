"""Changes lines of the modules that decide, one at a time, and checks that the core's unit tests notice: `make mutants`.

The configuration `.cargo/mutants.toml` has the modules, and the changes that no test can notice with the reason for each.
Arguments are those of `cargo mutants`, such as `--file core/src/transport/retry.rs`. The details are in `target/mutants.out`.
"""

import json
import subprocess
import sys
from collections import Counter

import cargo_tools
import programs
from programs import ROOT, TARGET

# The changes are compiled one by one, so what only debuggers need is left out.
BUILD = {"CARGO_PROFILE_DEV_DEBUG": "none", "CARGO_PROFILE_TEST_DEBUG": "none"}
# What cargo-mutants calls a change that no test noticed.
SURVIVED = "MissedMutant"
NOTICED = ("CaughtMutant", "Timeout")


def main() -> int:
    """Runs the mutants. The exit code is 1 if one survived."""
    programs.heed_interrupts()
    environment = cargo_tools.environment("cargo-mutants") | BUILD
    # It works in a copy of the tree, which has its own target folder.
    environment.pop("CARGO_TARGET_DIR", None)
    command = ["cargo", "mutants", "--output", str(TARGET), "--no-shuffle", "--colors", "never", *sys.argv[1:]]
    subprocess.run(command, cwd=ROOT, env=environment, check=False)
    results = TARGET / "mutants.out" / "outcomes.json"
    outcomes = json.loads(results.read_text())["outcomes"]
    found = Counter(outcome["summary"] for outcome in outcomes if outcome["scenario"] != "Baseline")
    noticed, survived = sum(found[name] for name in NOTICED), found[SURVIVED]
    if not noticed + survived:
        print("mutants: 0 passed, 1 failed")
        return 1
    for outcome in outcomes:
        if outcome["summary"] == SURVIVED:
            print(f"FAILED  {outcome['scenario']['Mutant']['name']}")
    print(f"score: {100 * noticed / (noticed + survived):.1f} %, {found['Unviable']} did not compile")
    print(f"mutants: {noticed} passed, {survived} failed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
