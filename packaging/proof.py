"""Runs the conformance vectors and the quickstarts on the packages in target/dist: `make dist-test`.

Each target runs against its own simulator, under qemu, the loader of musl, or wine. What cannot run here is named.
`proof.py linux-arm64-gnu` runs one target.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import languages
import systems
import tools
from inspection import inspect
from running import COMPLETED, NUMBERS, Report, execute, simulator
from systems import PROOF, System
from targets import ROOT, Target, wanted
from tools import Failure, say

C = ROOT / "tests" / "c"
# Besides the vectors.
PROGRAMS = ("contract", "lifecycle", "token_store")


def compile_program(system: System, root: Path, sources: list[Path], program: Path) -> None:
    """Compiles a C program that uses the library of an archive."""
    options = ["-std=gnu11", "-O1", f"-I{root / 'include'}", f"-I{program.parent}"]
    tools.run(
        *system.compiler,
        *options,
        *sources,
        "-o",
        program,
        f"-L{root / 'lib'}",
        "-lringout",
        *system.libraries,
        env=system.environment,
    )


def run_suite(report: Report, name: str, finished: subprocess.CompletedProcess[str]) -> None:
    """Records the tests of a C program."""
    passed = len(re.findall(r"^ok ", finished.stdout, re.MULTILINE))
    wrong = re.findall(r"^FAILED .*", finished.stdout, re.MULTILINE)
    if finished.returncode != 0 and not wrong:
        wrong = [f"it ended with {finished.returncode}: {finished.stdout[-300:]}{finished.stderr[-500:]}"]
    report.add(name, passed, len(wrong), "\n".join(wrong[:10]))


def c_suites(report: Report, target: Target, system: System, root: Path) -> None:
    """Runs every vector in C, and programs of the suite that need no Linux."""
    work = PROOF / target.name
    tools.run(sys.executable, C / "generate_vectors.py", work / "vectors.h")
    for name in ("vectors", *PROGRAMS):
        program = work / f"{name}{target.extension}"
        compile_program(system, root, [C / f"{name}.c", C / "check.c", C / "simulator.c"], program)
        runs = [["errors"], ["transitions"], ["bad_input", "0", "1"]] if name == "vectors" else [[]]
        for words in runs:
            with simulator(target, system) as ready:
                env = {f"SIMULATOR_{key}": value for key, value in ready.items() if isinstance(value, str)}
                env["TOKEN_FILE"] = f"{name}.tokens"
                finished = execute(system, program, words, env, cwd=work)
            run_suite(report, f"{target.name}: C, {' '.join([name, *words[:1]])}", finished)


def c_quickstart(report: Report, target: Target, system: System, root: Path, ready: dict[str, Any]) -> None:
    """Follows a call in C."""
    program = PROOF / target.name / f"quickstart{target.extension}"
    compile_program(system, root, [ROOT / "ffi-c" / "examples" / "quickstart.c"], program)
    finished = execute(system, program, [], {**ready["environment"], **NUMBERS})
    good = finished.returncode == 0 and COMPLETED in finished.stdout
    report.check(f"{target.name}: C, quickstart", "" if good else finished.stdout + finished.stderr)


def prove(report: Report, target: Target) -> None:
    """Runs what runs here on one target."""
    root = systems.archive(target)
    if not systems.is_runnable(target):
        say(f"{target.name}: nothing can run here")
        return
    system = systems.SYSTEMS[target.name](target, root)
    say(f"{target.name}: {system.description}")
    c_suites(report, target, system, root)
    # A quickstart takes the time that people take on the phone.
    with simulator(target, system, "--speed", "4") as ready:
        c_quickstart(report, target, system, root, ready)
    languages.prove(report, target, system)


def main() -> int:
    """Inspects and runs what was asked for."""
    report = Report()
    for target in wanted(sys.argv[1:]):
        try:
            inspect(report, target)
            prove(report, target)
        except (Failure, OSError, ValueError) as failure:
            report.check(target.name, str(failure))
    print(f"dist: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
