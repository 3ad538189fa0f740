"""The C and C++ suite: builds every program with gcc and g++ and runs it in valgrind against simulators.

Prints one line per check and ends with `c: N passed, N failed`. `run.py lifecycle` runs only the named programs.
"""

import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import common
import compilers
import listings
from common import (
    CPP_OPTIONS,
    EXAMPLES,
    HERE,
    INCLUDE,
    SYSTEM_LIBRARIES,
    TARGET,
    VALGRIND,
    VALGRIND_ERROR,
    Report,
    compile_program,
    run,
    shared,
    soname,
)

sys.path.insert(0, str(HERE.parent))
import programs

# The environment of a program in valgrind.
IN_VALGRIND = {"IN_VALGRIND": "1", "LD_LIBRARY_PATH": str(TARGET / "watched")}
# Most programs spend most of their time waiting for deadlines and polls.
PROGRAMS_AT_ONCE = 4
BAD_INPUT_SHARES = 3
FORKING = ("forks.c", "inbox_system.c")


@dataclass(frozen=True)
class Job:
    """One run of a program."""

    source: str
    compiler: str
    arguments: tuple[str, ...] = ()
    valgrind: bool = True

    @property
    def program(self) -> Path:
        """Where the program is built."""
        return TARGET / f"{Path(self.source).stem}-{self.compiler}"

    def __str__(self) -> str:
        return " ".join([self.compiler, Path(self.source).stem, *self.arguments])


def jobs() -> list[Job]:
    """Every run, the longest first.

    The programs are the same for both compilers. valgrind checks memory in those of gcc; those of g++ run without it and
    check time limits.
    """
    bad_input = [("bad_input", str(share), str(BAD_INPUT_SHARES)) for share in range(BAD_INPUT_SHARES)]
    sources = ["crowd.c", "lifecycle.c", "place_all.c", "threads.c", "requests.c", "token_store.c", "log.c", "forks.c"]
    sources += ["inbox.c", "inbox_many.c", "inbox_batch.c", "inbox_system.c"]
    sources += [
        "hanging_up.c",
        "ledger.c",
        "canary.c",
        "account.c",
        "contract.c",
        "null_and_utf8.c",
        "null_objects.c",
        "null_inbox.c",
    ]
    runs = [("vectors.c", *share) for share in bad_input]
    runs += [(source,) for source in sources]
    runs += [("vectors.c", "errors"), ("vectors.c", "transitions")]
    parts = (
        "",
        "_account_and_many",
        "_awaitable",
        "_inbox",
        "_ledger",
        "_log_and_store",
        "_results",
        "_scoped_call",
        "_values",
    )
    skins = [f"skin{part}.cpp" for part in parts]
    return [
        # valgrind does not follow forked children.
        *(Job(source, "gcc", tuple(arguments), valgrind=source not in FORKING) for source, *arguments in runs),
        *(Job(source, "g++") for source in skins),
        *(Job(source, "g++", tuple(arguments), valgrind=False) for source, *arguments in runs),
    ]


def build_programs(report: Report, wanted: list[Job]) -> set[Path]:
    """Builds the programs, two at a time, and returns those that compiled."""
    programs = {job.program: job for job in wanted}
    helpers = common.build_helpers(report)

    def build(job: Job) -> str:
        source = HERE / job.source
        options = CPP_OPTIONS.get(job.source, [])
        if source.suffix == ".cpp":
            return compile_program(job.compiler, [source], job.program, [*helpers, *shared()], options)
        sources = [source, HERE / "check.c", HERE / "simulator.c"]
        return compile_program(job.compiler, sources, job.program, shared(), options)

    with ThreadPoolExecutor(2) as pool:
        problems = dict(zip(programs, pool.map(build, programs.values()), strict=True))
    for program, problem in problems.items():
        report.check(f"{program.name} compiles", problem)
    return {program for program, problem in problems.items() if not problem}


def run_job(job: Job) -> tuple[Job, subprocess.CompletedProcess, float]:
    """Runs one program with a separate simulator."""
    began = time.monotonic()
    with programs.simulator() as ready:
        env = {f"SIMULATOR_{key}": value for key, value in ready.items() if isinstance(value, str)}
        env["TOKEN_FILE"] = f"{job.program}.tokens"
        if job.valgrind:
            env |= IN_VALGRIND
        done = run([*(VALGRIND if job.valgrind else []), job.program, *job.arguments], env)
    return job, done, time.monotonic() - began


def record(report: Report, job: Job, done: subprocess.CompletedProcess, seconds: float) -> None:
    """Records the tests of a program and its exit code."""
    failed = False
    for line in done.stdout.splitlines():
        if line.startswith("ok "):
            report.check(f"{job}: {line.removeprefix('ok ')}")
        elif line.startswith("FAILED "):
            name, _, problem = line.removeprefix("FAILED ").partition(": ")
            report.check(f"{job}: {name}", problem)
            failed = True
    expected = 1 if failed else 0
    problem = ""
    if done.returncode == VALGRIND_ERROR:
        problem = "\n" + "\n".join(done.stderr.splitlines()[:40])
    elif done.returncode != expected:
        problem = f"it ended with {done.returncode}: {done.stdout[-300:]} {done.stderr[-2000:]}"
    report.check(f"{job}: ends well{', and its memory is clean' if job.valgrind else ''} ({seconds:.0f} s)", problem)


def exported(library: Path) -> list[str]:
    """The exported symbols."""
    lines = run(["nm", "--dynamic", "--defined-only", library]).stdout.splitlines()
    return [line.split()[-1] for line in lines]


def check_library(report: Report) -> None:
    """Checks the symbols, the soname, and that every function with pointers is tested with NULL."""
    symbols = exported(TARGET / "libringout.so")
    unprefixed = [symbol for symbol in symbols if not symbol.startswith("ringout_")]
    report.check(f"all {len(symbols)} symbols begin with ringout_", ", ".join(unprefixed))
    dynamic = run(["readelf", "--dynamic", TARGET / "libringout.so"]).stdout
    report.check("the soname follows the ABI version", "" if f"soname: [{soname()}]" in dynamic else dynamic)

    header = re.sub(r"^\s*///.*$", "", (INCLUDE / "ringout.h").read_text(), flags=re.MULTILINE)
    report.check("the library stays in memory", "" if "NODELETE" in dynamic else dynamic)
    takes_pointers = [
        symbol for symbol in symbols if "*" in re.search(rf"\b{symbol}\(([^)]*)\)", header)[1].replace("(void)", "")
    ]
    tested = "".join((HERE / f"null_{part}.c").read_text() for part in ("and_utf8", "objects", "inbox"))
    missing = [symbol for symbol in takes_pointers if not re.search(rf"\b{symbol}\b", tested)]
    report.check(f"all {len(takes_pointers)} functions with pointers are tested with NULL", ", ".join(missing))


def check_constants(report: Report) -> None:
    """Checks that C++ has a value for each constant of C, except those that its types replace."""
    header = (INCLUDE / "ringout.h").read_text()
    constants = set(re.findall(r"^(?:#define| +)\s*(RINGOUT_[A-Z0-9_]+)(?: =)? \d+,?$", header, re.MULTILINE))
    replaced = r"RINGOUT_(ABI_VERSION|DEFAULT_TIMEOUT|STORE_\w+|PLAY_PROMPT_\w+)"
    wanted = {name for name in constants if not re.fullmatch(replaced, name)}
    values = (INCLUDE / "ringout" / "constants.hpp").read_text()
    missing = sorted(name for name in wanted if f" = {name},\n" not in values)
    enough = len(wanted) > 100
    report.check(f"C++ has all {len(wanted)} constants", ", ".join(missing) if enough else "the header has too few")


def check_unloading(report: Report) -> None:
    """Checks that unloading the library does not stop its threads in the middle of their code."""
    program = TARGET / "unload"
    problem = compile_program("gcc", [HERE / "unload.c"], program, ["-ldl"])
    done = run([program, TARGET / soname()]) if not problem else None
    if done and done.returncode != 0:
        problem = f"it ended with {done.returncode}: {done.stderr}"
    report.check("dlclose() with operations under way does no harm", problem)


def check_static_library(report: Report) -> None:
    """Checks a program that links the static library."""
    program = TARGET / "contract-static"
    libraries = [str(TARGET / "libringout.a"), *SYSTEM_LIBRARIES]
    problem = compile_program("gcc", [HERE / "contract.c", HERE / "check.c"], program, libraries)
    if not problem and run([program]).returncode != 0:
        problem = "it fails"
    report.check("a program with the static library", problem)


def compile_example(report: Report, compiler: str, source: str) -> Path:
    """Builds an example."""
    program = TARGET / f"{source.replace('.', '-')}-{compiler}"
    problem = compile_program(compiler, [EXAMPLES / source], program, shared())
    report.check(f"{program.name} compiles", problem)
    return program


def check_quickstart(report: Report, compiler: str, source: str) -> None:
    """Checks that an example prints the same as in other languages, and reports problems of its environment."""
    program = compile_example(report, compiler, source)
    with programs.simulator("--speed", "4") as ready:
        env = {**programs.user_environment(ready), "RINGOUT_RECIPIENT": "+16505550486"}
        done = run([*VALGRIND, program], {**env, **IN_VALGRIND})
        lines = (
            r"Call placed\. Call status: InProgress\n( +\d+\.\d s  call \w+, caller \w+, callee \w+\n)+"
            r"Busy: \S.*\n"
        )
        good = done.returncode == 0 and not done.stderr and re.fullmatch(lines, done.stdout)
        report.check(f"{program.name} follows a call", "" if good else f"{done.stdout}{done.stderr}")
        bad = [("RC_SERVER_URL", ""), ("RC_APP_CLIENT_ID", ""), ("RC_USER_JWT", ""), ("RINGOUT_RECIPIENT", "")]
        bad += [("RC_SERVER_URL", "nowhere"), ("RINGOUT_RECIPIENT", "mother")]
        for name, value in bad:
            done = run([program], {**env, name: value})
            one_sentence = re.fullmatch(r"\S.{20,}\n", done.stderr) and not done.stdout
            good = done.returncode == 2 and one_sentence
            seen = f"{done.returncode} {done.stdout}{done.stderr}"
            report.check(f"{program.name} refuses {name}={value}", "" if good else seen)
        check_log(report, program, env)


def check_log(report: Report, program: Path, env: dict[str, str]) -> None:
    """Checks that RINGOUT_LOG writes the requests to standard error, without a secret."""
    request = r"ringout debug: (GET|POST) /restapi/\S+ \d{3} .*"
    for level, lines in {"debug": rf"({request}\n){{3,}}", "warn": "", "off": "", "": ""}.items():
        done = run([program], {**env, "RINGOUT_LOG": level})
        good = done.returncode == 0 and re.fullmatch(lines, done.stderr)
        good = good and not any(env[name] in done.stderr for name in ("RC_APP_CLIENT_SECRET", "RC_USER_JWT"))
        report.check(f"{program.name} logs with RINGOUT_LOG={level}", "" if good else done.stderr)
    done = run([program], {**env, "RINGOUT_LOG": "loud"})
    good = done.stderr == 'ringout warn: RINGOUT_LOG: "loud" is not one of off, error, warn, info and debug\n'
    report.check(f"{program.name} explains a wrong RINGOUT_LOG", "" if good else done.stderr)


def check_place_all(report: Report, compiler: str, source: str) -> None:
    """Checks that the batch example prints the end of each call and keeps a journal."""
    program = compile_example(report, compiler, source)
    journal = program.with_suffix(".journal")
    journal.unlink(missing_ok=True)
    good, busy = "+16505550404", "+16505550486"
    with programs.simulator("--speed", "4") as ready:
        env = programs.user_environment(ready)
        done = run([*VALGRIND, program, journal, good, busy, "+16505550402"], {**env, **IN_VALGRIND})
        lines = r"\+16505550404  NoSuchUser: .*\n\+16505550486  Busy: .*\n\+16505550402  .*\n"
        fine = done.returncode == 0 and not done.stderr and re.fullmatch(lines, done.stdout)
        report.check(f"{program.name} places its calls", "" if fine else f"{done.stdout}{done.stderr}")
        steps = re.findall(r"^(\d \w+) to ", journal.read_text(), re.MULTILINE)
        wanted = [f"{i} {step}" for i in range(2) for step in ("Placing", "Placed", "Ended")]
        wanted += ["2 Placing", "2 NotPlaced"]
        report.check(f"{program.name} keeps a journal", "" if steps == wanted else str(steps))

        done = run([*VALGRIND, program, "/dev/full", good, busy], {**env, **IN_VALGRIND})
        fine = done.returncode == 0 and done.stdout.count("the journal could not be written") == 2
        report.check(f"{program.name} stops without a journal", "" if fine else f"{done.stdout}{done.stderr}")
        done = run([program, journal, good, "mother"], env)
        fine = done.returncode == 2 and done.stderr.startswith("requests[1].to: ")
        report.check(f"{program.name} refuses a wrong number", "" if fine else f"{done.stdout}{done.stderr}")


def check_epoll(report: Report, compiler: str) -> None:
    """Checks that one thread follows a thousand calls, and that no change waits."""
    program = compile_example(report, compiler, "epoll.c")
    limits = TARGET / "limits.json"
    limits.write_text(
        json.dumps({group: {"limit": 1_000_000, "window_s": 60, "penalty_s": 1} for group in ("light", "heavy")})
    )
    numbers = ["+16505550100", "+16505550486", "+16505550603", "+16505550404"] * 250
    with programs.simulator("--speed", "4", "--limits", str(limits)) as ready:
        env = {**os.environ, **programs.user_environment(ready)}

        def dial(lines: list[str]) -> subprocess.CompletedProcess:
            text = "\n".join(lines)
            return subprocess.run([program], check=False, input=text, capture_output=True, text=True, env=env)

        done = dial(numbers)
        fine = done.returncode == 0 and done.stdout.startswith("1000 placed, 1000 over, 0 failed; ")
        report.check(f"{program.name} follows a thousand calls", "" if fine else f"{done.stdout}{done.stderr[-1000:]}")
        done = dial(["mother"])
        fine = done.returncode == 0 and done.stderr.startswith("mother: ") and "1 failed" in done.stdout
        report.check(f"{program.name} reports a wrong number", "" if fine else f"{done.stdout}{done.stderr}")


def check_awaitable(report: Report) -> None:
    """Checks that coroutines follow their calls."""
    program = TARGET / "awaitable-cpp-g++"
    sources = [EXAMPLES / "awaitable.cpp"]
    problem = compile_program("g++", sources, program, shared(), ["-std=c++20"])
    report.check(f"{program.name} compiles", problem)
    with programs.simulator("--speed", "4") as ready:
        env = {**programs.user_environment(ready), **IN_VALGRIND}
        done = run([*VALGRIND, program, "+16505550404", "mother", "+16505550486"], env)
        ends = sorted(re.findall(r"^\S+  (\w+): ", done.stdout, re.MULTILINE))
        fine = done.returncode == 1 and ends == ["Busy", "NoSuchUser"] and done.stderr.startswith("mother: ")
        report.check(f"{program.name} follows its calls", "" if fine else f"{done.stdout}{done.stderr}")


def main() -> int:
    """Runs all programs or the named ones. The exit code is 1 if a check failed."""
    programs.heed_interrupts()
    names = sys.argv[1:]
    wanted = [job for job in jobs() if not names or Path(job.source).stem in names]
    report = Report()
    common.build_library()
    built = build_programs(report, wanted)
    with ThreadPoolExecutor(PROGRAMS_AT_ONCE) as pool:
        for result in pool.map(run_job, [job for job in wanted if job.program in built]):
            record(report, *result)
    if not names:
        check_library(report)
        check_constants(report)
        check_unloading(report)
        check_static_library(report)
        for compiler, source in (("gcc", "quickstart.c"), ("g++", "quickstart.c"), ("g++", "quickstart.cpp")):
            check_quickstart(report, compiler, source)
        for compiler, source in (("gcc", "place_all.c"), ("g++", "place_all.c"), ("g++", "place_all.cpp")):
            check_place_all(report, compiler, source)
        for compiler in ("gcc", "g++"):
            check_epoll(report, compiler)
        check_awaitable(report)
        listings.check(report)
        compilers.check(report, compilers.SHORT)
    print(f"c: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
