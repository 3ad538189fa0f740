"""The C and C++ programs in the sanitizers of gcc: AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer.

ThreadSanitizer must see every thread, so the library and Rust's standard library are built for it as well. That needs the source of
the standard library: `tests/setup.sh all` installs Debian's, with the compiler that fits it. For the other two the library stays as it
is. valgrind checks the memory that Rust uses (`run.py`), and the sanitizers the memory that C and C++ use.

Each sanitizer, and valgrind, also has to find the mistake of each program in `must_fail`. Prints one line per check and ends with
`sanitizers: N passed, N failed`. `sanitizers.py thread` runs only that kind.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import common
import programs
from common import CPP_OPTIONS, HERE, INCLUDE, TARGET, VALGRIND, VALGRIND_ERROR, Report, run, soname
from programs import ROOT

MUST_FAIL = HERE / "must_fail"
FOUND = 66
PROGRAMS_AT_ONCE = 3
# Those that make sense without valgrind, and have more than one thread or callbacks.
SKINS = ["skin.cpp", "skin_account_and_many.cpp", "skin_log_and_store.cpp", "skin_results.cpp", "skin_values.cpp"]
WITH_THREADS = [*SKINS, "ledger.c", "lifecycle.c", "log.c", "place_all.c", "requests.c", "threads.c", "token_store.c"]
OPTIONS = ["-g", "-O1", "-fno-omit-frame-pointer", f"-I{INCLUDE}", f"-I{TARGET}"]
RUST_TARGET = "x86_64-unknown-linux-gnu"
# Where a Rust compiler may be, besides the one in the PATH: Debian's, of `rustc-web` and `rust-web-src`.
DEBIAN_RUSTC = Path("/usr/bin/rustc")


@dataclass(frozen=True)
class Sanitizer:
    """One build of the programs."""

    name: str
    options: list[str]
    environment: dict[str, str]
    sources: list[str]
    # What each program of `must_fail` is reported as.
    must_find: dict[str, str]
    extra: list[Path] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where its programs are built."""
        return TARGET / "sanitizers" / self.name


MEMORY = Sanitizer(
    "memory",
    ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    {"ASAN_OPTIONS": f"exitcode={FOUND}:detect_stack_use_after_return=1", "UBSAN_OPTIONS": f"exitcode={FOUND}"},
    [*WITH_THREADS, "account.c", "contract.c", "null_and_utf8.c", "null_objects.c"],
    {
        "leak.c": "LeakSanitizer: detected memory leaks",
        "undefined.c": "runtime error: signed integer overflow",
        "use_after_free.c": "AddressSanitizer: heap-use-after-free",
    },
)
THREAD = Sanitizer(
    "thread",
    ["-fsanitize=thread"],
    # Forked children of the tests start threads.
    {"TSAN_OPTIONS": f"exitcode={FOUND}:die_after_fork=0"},
    WITH_THREADS,
    {"race.c": "ThreadSanitizer: data race", "race_inside.c": "ThreadSanitizer: data race"},
    [HERE / "tsan_memory.c"],
)
SANITIZERS = {one.name: one for one in (MEMORY, THREAD)}
VALGRIND_MUST_FIND = {"leak.c": "definitely lost", "use_after_free.c": "Invalid read"}


def rust_compiler() -> Path | None:
    """A Rust compiler that has the source of its standard library."""
    in_path = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
    for compiler in (Path(in_path) / "bin" / "rustc", DEBIAN_RUSTC):
        sysroot = run([compiler, "--print", "sysroot"]).stdout.strip() if compiler.exists() else ""
        if sysroot and (Path(sysroot) / "lib/rustlib/src/rust/library/Cargo.lock").exists():
            return compiler
    return None


def build_rust(report: Report) -> bool:
    """Builds the library and Rust's standard library for ThreadSanitizer. Returns whether it worked."""
    compiler = rust_compiler()
    if compiler is None:
        report.check("the source of Rust's standard library", "it is missing; run: tests/setup.sh all")
        return False
    target = programs.TARGET / "sanitizers"
    environment = {
        "RUSTC": str(compiler),
        # Sanitizers are not stable in Rust, and this variable allows them in any compiler.
        "RUSTC_BOOTSTRAP": "1",
        # The runtime is that of gcc.
        "RUSTFLAGS": "-Zsanitizer=thread -Zexternal-clangrt",
        "CARGO_TARGET_DIR": str(target),
    }
    command = [compiler.parent / "cargo", "build", "--quiet", "-p", "ringout-c", "--target", RUST_TARGET]
    done = subprocess.run(
        [*command, "-Zbuild-std=std,panic_unwind"], cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    report.check("the library for ThreadSanitizer", "" if done.returncode == 0 else "it cannot be built")
    if done.returncode == 0:
        copy = THREAD.folder / soname()
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        os.link(target / RUST_TARGET / "debug" / "libringout.so", copy)
    return done.returncode == 0


def compile_with(sanitizer: Sanitizer, source: Path) -> tuple[Path, str]:
    """Builds a program in a sanitizer. Returns it and the compiler's messages."""
    sanitizer.folder.mkdir(parents=True, exist_ok=True)
    program = sanitizer.folder / source.stem
    common_options = [*OPTIONS, *sanitizer.options]
    helpers = [] if source.parent == MUST_FAIL else [HERE / "check.c", HERE / "simulator.c"]
    objects = []
    for helper in [*helpers, *sanitizer.extra] if source.suffix == ".cpp" else []:
        # Several programs are built at once, so each has its own.
        built = sanitizer.folder / f"{source.stem}-{helper.stem}.o"
        problem = run(["gcc", *common_options, "-fno-builtin", "-c", helper, "-o", built]).stderr
        if problem:
            return program, problem
        objects.append(built)
    if source.suffix == ".cpp":
        command = ["g++", "-std=c++17", *CPP_OPTIONS.get(source.name, []), *common_options, source, *objects]
    else:
        command = ["gcc", "-std=gnu11", *common_options, "-fno-builtin", source, *helpers, *sanitizer.extra]
    # The library calls functions of `extra`, so the program exports them.
    link = [
        "-o",
        program,
        f"-L{TARGET}",
        "-lringout",
        f"-Wl,-rpath,{sanitizer.folder}:{TARGET}",
        "-rdynamic",
        "-lpthread",
    ]
    return program, run([*command, *link]).stderr


def check_program(sanitizer: Sanitizer, source: str) -> tuple[str, str]:
    """Runs a program with a simulator. Returns the name of the check and the problem."""
    name = f"{source} in the {sanitizer.name} sanitizer"
    program, problem = compile_with(sanitizer, HERE / source)
    if problem:
        return name, problem
    with programs.simulator() as ready:
        env = {f"SIMULATOR_{key}": value for key, value in ready.items() if isinstance(value, str)}
        done = run([program], {**env, **sanitizer.environment, "TOKEN_FILE": f"{program}.tokens"})
    if done.returncode == 0:
        return name, ""
    failed = "\n".join(re.findall("^FAILED .*", done.stdout, re.MULTILINE))
    return name, f"it ended with {done.returncode}: {failed}\n{done.stderr[:4000]}"


def check_must_fail(sanitizer: Sanitizer, source: str) -> tuple[str, str]:
    """Checks that a sanitizer reports the mistake of a program."""
    name = f"the {sanitizer.name} sanitizer finds {source}"
    program, problem = compile_with(sanitizer, MUST_FAIL / source)
    if problem:
        return name, problem
    done = run([program], sanitizer.environment)
    good = done.returncode == FOUND and sanitizer.must_find[source] in done.stderr
    return name, "" if good else f"it ended with {done.returncode}: {done.stderr[:2000]}"


def check_valgrind(source: str) -> tuple[str, str]:
    """Checks that valgrind reports the mistake of a program."""
    name = f"valgrind finds {source}"
    program = TARGET / f"must_fail-{Path(source).stem}"
    problem = common.compile_program("gcc", [MUST_FAIL / source], program, common.shared())
    done = run([*VALGRIND, program])
    good = done.returncode == VALGRIND_ERROR and VALGRIND_MUST_FIND[source] in done.stderr
    return name, problem or ("" if good else f"it ended with {done.returncode}: {done.stderr[:2000]}")


def main() -> int:
    """Runs all sanitizers or the named ones. The exit code is 1 if a check failed."""
    programs.heed_interrupts()
    report = Report()
    common.build_library()
    names = sys.argv[1:] or list(SANITIZERS)
    tasks = [(check_valgrind, source) for source in VALGRIND_MUST_FIND] if not sys.argv[1:] else []
    for sanitizer in map(SANITIZERS.__getitem__, names):
        if sanitizer is THREAD and not build_rust(report):
            continue
        tasks += [(check_program, sanitizer, source) for source in sanitizer.sources]
        tasks += [(check_must_fail, sanitizer, source) for source in sanitizer.must_find]
    with ThreadPoolExecutor(PROGRAMS_AT_ONCE) as pool:
        for name, problem in pool.map(lambda task: task[0](*task[1:]), tasks):
            report.check(name, problem)
    print(f"sanitizers: {report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
