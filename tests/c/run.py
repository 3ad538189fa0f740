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

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import ROOT

TARGET = programs.TARGET / "tests" / "c"
DEBUG = programs.TARGET / "debug"
EXAMPLES = ROOT / "ffi-c" / "examples"
LISTINGS = ["README.md", "ffi-c/README.md"]

FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-g", f"-I{ROOT / 'include'}", f"-I{TARGET}"]
COMPILERS = {"gcc": ["gcc", "-std=c11", "-x", "c"], "g++": ["g++", "-std=c++17", "-x", "c++"]}
# What the static library needs: `rustc --print native-static-libs`.
SYSTEM_LIBRARIES = ["-lgcc_s", "-lpthread", "-ldl", "-lm"]
VALGRIND = [
    *["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--num-callers=24"],
    *["--show-leak-kinds=definite,indirect,possible", f"--suppressions={HERE / 'valgrind.supp'}"],
]
VALGRIND_ERROR = 99
WATCHED = ["--profile", "simulation", "-p", "ringout-c"]
# The environment of a program in valgrind.
IN_VALGRIND = {"IN_VALGRIND": "1", "LD_LIBRARY_PATH": str(TARGET / "watched")}
SECONDS_PER_PROGRAM = 600
# Most programs spend most of their time waiting for deadlines and polls.
PROGRAMS_AT_ONCE = 4
BAD_INPUT_SHARES = 3
FORKING = ("forks.c", "inbox_system.c")
# The C++ programs that need other options of the compiler.
CPP_OPTIONS = {"skin_awaitable.cpp": ["-std=c++20"]}


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
    skins = ["skin.cpp", "skin_account_and_many.cpp", "skin_log_and_store.cpp", "skin_scoped_call.cpp"]
    skins += ["skin_inbox.cpp", "skin_awaitable.cpp"]
    return [
        # valgrind does not follow forked children.
        *(Job(source, "gcc", tuple(arguments), valgrind=source not in FORKING) for source, *arguments in runs),
        *(Job(source, "g++") for source in skins),
        *(Job(source, "g++", tuple(arguments), valgrind=False) for source, *arguments in runs),
    ]


class Report:
    """Counts and prints checks."""

    def __init__(self) -> None:
        self.passed = self.failed = 0

    def check(self, name: str, problem: str = "") -> None:
        """Records a check, which passed if there is no problem."""
        if problem:
            self.failed += 1
            print(f"FAILED  {name}: {problem}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {name}", flush=True)


def run(command: list[str | Path], env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Runs a command and captures its output."""
    merged = {**os.environ, **(env or {})}
    try:
        return subprocess.run(
            command, check=False, capture_output=True, text=True, env=merged, timeout=SECONDS_PER_PROGRAM
        )
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode(errors="replace")
        return subprocess.CompletedProcess(command, -1, output, f"still running after {SECONDS_PER_PROGRAM} s")


def build_library() -> None:
    """Builds the libraries and the simulator, and links them where programs find them by their soname."""
    if not programs.is_built():
        subprocess.run(["cargo", "build", "--quiet"], cwd=ROOT, check=True)
        subprocess.run(["cargo", "build", "--quiet", *WATCHED], cwd=ROOT, check=True)
    copies = {
        **{TARGET / name: DEBUG / "libringout.so" for name in ("libringout.so", soname())},
        TARGET / "libringout.a": DEBUG / "libringout.a",
        # An optimized library, which is several times as fast in valgrind.
        TARGET / "watched" / soname(): programs.TARGET / "simulation" / "libringout.so",
    }
    for copy, built in copies.items():
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        os.link(built, copy)
    subprocess.run([sys.executable, HERE / "generate_vectors.py", TARGET / "vectors.h"], check=True)


def soname() -> str:
    """The soname of the library."""
    header = (ROOT / "include" / "ringout.h").read_text()
    return "libringout.so." + re.search(r"^#define RINGOUT_ABI_VERSION (\d+)$", header, re.MULTILINE)[1]


def compile_program(compiler: str, sources: list[Path], program: Path, libraries: list[str]) -> str:
    """Builds one program and returns the compiler's messages."""
    command = [*COMPILERS[compiler], *FLAGS, *sources, "-x", "none", "-o", program, *libraries, "-lpthread"]
    return run(command).stderr.strip()


def shared() -> list[str]:
    """The options that link with the shared library."""
    return [f"-L{TARGET}", "-lringout", f"-Wl,-rpath,{TARGET}"]


def build_programs(report: Report, wanted: list[Job]) -> set[Path]:
    """Builds the programs, two at a time, and returns those that compiled."""
    programs = {job.program: job for job in wanted}

    def build(job: Job) -> str:
        sources = [HERE / job.source, HERE / "check.c", HERE / "simulator.c"]
        options = CPP_OPTIONS.get(job.source, [])
        return compile_program(job.compiler, sources, job.program, [*options, *shared()])

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

    report.check("the library stays in memory", "" if "NODELETE" in dynamic else dynamic)

    header = re.sub(r"^\s*///.*$", "", (ROOT / "include" / "ringout.h").read_text(), flags=re.MULTILINE)
    takes_pointers = [
        symbol for symbol in symbols if "*" in re.search(rf"\b{symbol}\(([^)]*)\)", header)[1].replace("(void)", "")
    ]
    tested = "".join((HERE / f"null_{part}.c").read_text() for part in ("and_utf8", "objects", "inbox"))
    missing = [symbol for symbol in takes_pointers if not re.search(rf"\b{symbol}\b", tested)]
    report.check(f"all {len(takes_pointers)} functions with pointers are tested with NULL", ", ".join(missing))


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
    problem = compile_program("g++", sources, program, ["-std=c++20", *shared()])
    report.check(f"{program.name} compiles", problem)
    with programs.simulator("--speed", "4") as ready:
        env = {**programs.user_environment(ready), **IN_VALGRIND}
        done = run([*VALGRIND, program, "+16505550404", "mother", "+16505550486"], env)
        ends = sorted(re.findall(r"^\S+  (\w+): ", done.stdout, re.MULTILINE))
        fine = done.returncode == 1 and ends == ["Busy", "NoSuchUser"] and done.stderr.startswith("mother: ")
        report.check(f"{program.name} follows its calls", "" if fine else f"{done.stdout}{done.stderr}")


# What a listing that is not a whole program may use without defining it.
FRAMES = {
    "c": """#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <ringout.h>
#include <stdio.h>
#include <string.h>
%s
void listing(const ringout_client *client, const ringout_call *call, ringout_call_request request,
             const ringout_call_request *requests, size_t count, FILE *file, ringout_error *err);
void listing(const ringout_client *client, const ringout_call *call, ringout_call_request request,
             const ringout_call_request *requests, size_t count, FILE *file, ringout_error *err)
{
    {
%s
    }
}
""",
    "cpp": """#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <ringout.hpp>
#include <stdexcept>
#include <vector>
%s
void listing(const ringout::client &client, const ringout::call &call, std::ostream &file)
{
    {
%s
    }
}
""",
}
# An include, or a definition up to the brace that ends it.
TOP_LEVEL = re.compile(
    r"^(?:#include .*|static [^\n;]*\n\{\n(?:.*\n)*?\}|(?:struct|class) [^\n;]*\{\n(?:.*\n)*?\};)\n", re.MULTILINE
)


def listings() -> list[tuple[Path, bool]]:
    """Writes each C and C++ listing of the READMEs to a file. Also says whether it is a whole program."""
    found = []
    for readme in LISTINGS:
        text = (ROOT / readme).read_text()
        for number, (language, code) in enumerate(re.findall(r"```(c|cpp)\n(.*?)```", text, re.DOTALL), 1):
            is_program = "int main(" in code
            if not is_program:
                code = FRAMES[language] % ("".join(TOP_LEVEL.findall(code)), TOP_LEVEL.sub("", code))
            path = TARGET / "listings" / f"{readme.replace('/', '-').removesuffix('.md')}-{number}.{language}"
            path.parent.mkdir(exist_ok=True)
            path.write_text(code)
            found.append((path, is_program))
    return found


def check_listings(report: Report) -> None:
    """Compiles the listings of the READMEs, and runs the whole programs."""
    for path, is_program in listings():
        compiler = "gcc" if path.suffix == ".c" else "g++"
        program = path.with_suffix(f".{compiler}")
        # A listing does not use everything that its frame offers.
        options = [] if is_program else ["-c", "-Wno-unused"]
        problem = compile_program(compiler, [path], program, [*options, *shared()])
        report.check(f"the listing {path.name} compiles", problem)
        if is_program and not problem:
            with programs.simulator("--speed", "4") as ready:
                done = run([program], programs.user_environment(ready))
            good = done.returncode == 0 and done.stdout.startswith("Completed: ")
            report.check(f"the listing {path.name} runs", "" if good else f"{done.stdout}{done.stderr}")


def main() -> int:
    """Runs all programs or the named ones. The exit code is 1 if a check failed."""
    programs.heed_interrupts()
    names = sys.argv[1:]
    wanted = [job for job in jobs() if not names or Path(job.source).stem in names]
    report = Report()
    build_library()
    built = build_programs(report, wanted)
    with ThreadPoolExecutor(PROGRAMS_AT_ONCE) as pool:
        for result in pool.map(run_job, [job for job in wanted if job.program in built]):
            record(report, *result)
    if not names:
        check_library(report)
        check_unloading(report)
        check_static_library(report)
        for compiler, source in (("gcc", "quickstart.c"), ("g++", "quickstart.c"), ("g++", "quickstart.cpp")):
            check_quickstart(report, compiler, source)
        for compiler, source in (("gcc", "place_all.c"), ("g++", "place_all.c"), ("g++", "place_all.cpp")):
            check_place_all(report, compiler, source)
        for compiler in ("gcc", "g++"):
            check_epoll(report, compiler)
        check_awaitable(report)
        check_listings(report)
    print(f"c: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
