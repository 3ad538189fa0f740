"""Builds C and C++ programs with the library, and counts checks. Shared by the suites of this folder."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import programs
from programs import ROOT

TARGET = programs.TARGET / "tests" / "c"
DEBUG = programs.TARGET / "debug"
EXAMPLES = ROOT / "ffi-c" / "examples"
INCLUDE = ROOT / "include"

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
FLAGS = [*WARNINGS, "-g", f"-I{INCLUDE}", f"-I{TARGET}"]
COMPILERS = {"gcc": ["gcc", "-std=c11", "-x", "c"], "g++": ["g++", "-std=c++17", "-x", "c++"]}
CPP_WARNINGS = ["-Wold-style-cast"]
# What the static library needs: `rustc --print native-static-libs`.
SYSTEM_LIBRARIES = ["-lgcc_s", "-lpthread", "-ldl", "-lm"]
VALGRIND = [
    *["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--num-callers=24"],
    *["--show-leak-kinds=definite,indirect,possible", f"--suppressions={HERE / 'valgrind.supp'}"],
]
VALGRIND_ERROR = 99
# The C++ programs that need other options of the compiler.
CPP_OPTIONS = {
    "skin_awaitable.cpp": ["-std=c++20"],
    "skin_results.cpp": ["-fno-exceptions", "-fno-rtti"],
    "skin_values.cpp": ["-std=c++20"],
}
WATCHED = ["--profile", "simulation", "-p", "ringout-c"]
SECONDS_PER_PROGRAM = 600


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
    header = (INCLUDE / "ringout.h").read_text()
    return "libringout.so." + re.search(r"^#define RINGOUT_ABI_VERSION (\d+)$", header, re.MULTILINE)[1]


def compile_program(
    compiler: str, sources: list[Path], program: Path, libraries: list[str], options: Sequence[str] = ()
) -> str:
    """Builds one program and returns the compiler's messages."""
    # Sources of C are also compiled as C++, with the casts of C.
    casts = CPP_WARNINGS if all(source.suffix == ".cpp" for source in sources) else []
    command = [*COMPILERS[compiler], *FLAGS, *casts, *options, *sources]
    return run([*command, "-x", "none", "-o", program, *libraries, "-lpthread"]).stderr.strip()


def build_helpers(report: Report) -> list[str]:
    """Compiles the C sources that the C++ programs link with, and returns the objects."""
    objects = []
    for name in ("check", "simulator"):
        built = TARGET / f"{name}.o"
        report.check(f"{built.name} compiles", compile_program("gcc", [HERE / f"{name}.c"], built, [], ["-c"]))
        objects.append(str(built))
    return objects


def shared() -> list[str]:
    """The options that link with the shared library."""
    return [f"-L{TARGET}", "-lringout", f"-Wl,-rpath,{TARGET}"]
