"""The headers, examples and listings with every compiler and standard. `make test` runs a part of it.

Prints one line per check and ends with `compilers: N passed, N failed`.
"""

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import common
import listings
import programs
from common import CPP_WARNINGS, EXAMPLES, HERE, INCLUDE, TARGET, WARNINGS, Report, run, shared

C_COMPILERS = ("gcc", "clang")
CPP_COMPILERS = ("g++", "clang++")
# Each compiler has its own way to do without exceptions: none at all, or a program that prefers results.
WITHOUT_EXCEPTIONS = (["-fno-exceptions", "-fno-rtti"], ["-DRINGOUT_NO_EXCEPTIONS"])


# What needs coroutines.
CPP20 = ("ringout/awaitable.hpp", "awaitable.cpp")


@dataclass(frozen=True)
class Matrix:
    """The standards, and what is compiled with each."""

    c: tuple[str, ...]
    cpp: tuple[str, ...]
    # Whether to compile more than the headers and the examples.
    is_full: bool


SHORT = Matrix(("c99", "c2x"), ("c++17", "c++2b"), is_full=False)
FULL = Matrix(("c99", "c11", "c17", "c2x"), ("c++17", "c++20", "c++2b"), is_full=True)


@dataclass(frozen=True)
class Unit:
    """One source, compiled alone."""

    name: str
    source: Path
    options: tuple[str, ...] = ()


def headers() -> list[str]:
    """The headers of C++, as a program includes them."""
    return ["ringout.hpp", *sorted(f"ringout/{path.name}" for path in (INCLUDE / "ringout").glob("*.hpp"))]


def includer(header: str, suffix: str) -> Path:
    """Writes a source that includes a header twice, and nothing else."""
    path = TARGET / "headers" / f"{header.replace('/', '-')}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#include <{header}>\n#include <{header}>\n")
    return path


def parts(suffix: str) -> list[Unit]:
    """The listings in a language."""
    return [Unit(one.path.name, one.path, tuple(listings.PART)) for one in listings.find() if one.path.suffix == suffix]


def c_units(matrix: Matrix, standard: str) -> list[Unit]:
    """What is compiled as C."""
    units = [Unit("ringout.h alone", includer("ringout.h", ".c"))]
    units += [Unit(path.name, path) for path in sorted(EXAMPLES.glob("*.c"))]
    return units + (parts(".c") if matrix.is_full and standard == matrix.c[0] else [])


def cpp_units(matrix: Matrix, standard: str) -> list[Unit]:
    """What is compiled as C++.

    Each part of the header alone and the listings need the oldest standard, and the tests check concepts of the newest.
    """
    is_oldest, is_newest = standard == matrix.cpp[0], standard == matrix.cpp[-1]
    alone = headers() if matrix.is_full and is_oldest else headers()[:1]
    units = [Unit(f"{header} alone", includer(header, ".cpp")) for header in ["ringout.h", *alone]]
    units += [Unit(path.name, path) for path in sorted(EXAMPLES.glob("*.cpp"))]
    results = HERE / "skin_results.cpp"
    units += [Unit(f"{results.name} {' '.join(way)}", results, tuple(way)) for way in WITHOUT_EXCEPTIONS[:1]]
    if matrix.is_full and is_oldest:
        units += parts(".cpp")
        alone = includer("ringout.hpp", ".cpp")
        units += [Unit(f"ringout.hpp {' '.join(way)}", alone, tuple(way)) for way in WITHOUT_EXCEPTIONS]
    if matrix.is_full and is_newest:
        units.append(Unit("ringout/awaitable.hpp alone", includer("ringout/awaitable.hpp", ".cpp")))
        units += [Unit(path.name, path) for path in sorted(HERE.glob("skin*.cpp")) if path != results]
    return [unit for unit in units if standard != "c++17" or not unit.name.startswith(CPP20)]


def compiled(compiler: str, standard: str, unit: Unit) -> tuple[str, str]:
    """Compiles a unit without writing an object. Returns the name of the check and the compiler's messages."""
    warnings = [*WARNINGS, *(CPP_WARNINGS if compiler in CPP_COMPILERS else [])]
    command = [compiler, f"-std={standard}", "-fsyntax-only", *warnings, f"-I{INCLUDE}", *unit.options, unit.source]
    return f"{compiler} -std={standard}: {unit.name}", run(command).stderr.strip()


def refused(compiler: str, header: str) -> tuple[str, str]:
    """Checks that a header asks for C++17, in one error."""
    done = run([compiler, "-std=c++14", "-fsyntax-only", f"-I{INCLUDE}", includer(header, ".cpp")])
    errors = [line for line in done.stderr.splitlines() if " error: " in line]
    good = len(errors) == 1 and "ringout.hpp needs C++17 or later" in errors[0]
    return f"{compiler} -std=c++14: {header} asks for C++17", "" if good else done.stderr[:1000] or "it compiled"


def check(report: Report, matrix: Matrix) -> None:
    """Compiles everything in a matrix, two at a time."""
    cells = []
    for standard in matrix.c:
        cells += [(compiled, *cell) for cell in itertools.product(C_COMPILERS, [standard], c_units(matrix, standard))]
    for standard in matrix.cpp:
        cells += [
            (compiled, *cell) for cell in itertools.product(CPP_COMPILERS, [standard], cpp_units(matrix, standard))
        ]
    old = headers() if matrix.is_full else headers()[:1]
    cells += [(refused, *cell) for cell in itertools.product(CPP_COMPILERS, old)]
    with ThreadPoolExecutor(2) as pool:
        for name, problem in pool.map(lambda cell: cell[0](*cell[1:]), cells):
            report.check(name, problem)
    check_modes(report)


def check_modes(report: Report) -> None:
    """Checks that a program may contain sources with and without exceptions."""
    objects, problem = [], ""
    for mode, options in (("with", []), ("without", WITHOUT_EXCEPTIONS[0])):
        built = TARGET / f"modes-{mode}.o"
        problem = problem or common.compile_program("g++", [HERE / "modes.cpp"], built, [], ["-c", *options])
        objects.append(str(built))
    program = TARGET / "modes"
    problem = problem or run(["g++", *objects, "-o", program, *shared()]).stderr
    done = None if problem else run([program])
    if done and (done.returncode != 0 or done.stdout != "tel:+16505550100 tel:+16505550100\n"):
        problem = f"{done.returncode} {done.stdout}{done.stderr}"
    report.check("a program with and without exceptions", problem)


def main() -> int:
    """Runs the whole matrix. The exit code is 1 if a check failed."""
    programs.heed_interrupts()
    report = Report()
    common.build_library()
    check(report, FULL)
    print(f"compilers: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
