"""The Go package: gofmt, go vet, its tests, the race detector, and the module in an empty project.

Ends with `go: N passed, M failed`. Uses the library and the simulator in target/debug. `go_suite.py ARCHIVE` tests also a module
that contains this archive of the library.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import programs

PACKAGE = ROOT / "bindings-go"
TARGET = ROOT / "target/languages/go-suite"
NEEDED = "libringout 0.1.0 or later with binary interface 0 is needed"
# The listing of README.md, as a whole program.
PROJECT = """package main

import (
	"context"
	"fmt"
	"os"

	"ringout"
)

%s
func main() {
	if err := follow(context.Background()); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
"""


class Suite:
    """Counts the checks."""

    def __init__(self) -> None:
        self.passed, self.failed = 0, 0

    def check(self, name: str, problem: str = "") -> None:
        """Counts one check."""
        print(f"{'FAILED' if problem else 'ok'} {name}{': ' if problem else ''}{problem}", flush=True)
        self.passed += not problem
        self.failed += bool(problem)


def library(name: str, source: Path, include: Path = ROOT / "include") -> dict[str, str]:
    """Makes a folder with a library and its ringout.pc, and returns the environment that finds it."""
    folder = TARGET / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("libringout.so", "libringout.so.0"):
        (folder / file).unlink(missing_ok=True)
        (folder / file).symlink_to(source)
    linked = programs.without_spaces(ROOT)
    lines = (
        "Name: ringout",
        "Description: test",
        "Version: 0.1.0",
        f"Cflags: -I{linked / include.relative_to(ROOT)}",
        f"Libs: -L{linked / folder.relative_to(ROOT)} -lringout",
    )
    (folder / "ringout.pc").write_text("\n".join(lines) + "\n")
    return {
        "PKG_CONFIG_PATH": str(folder),
        "LD_LIBRARY_PATH": str(folder),
        "GOFLAGS": "-mod=mod -p=2",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "RINGOUT_SIMULATOR": str(programs.SIMULATOR),
    }


def go(*words: str | Path, environment: dict[str, str], folder: Path = PACKAGE) -> subprocess.CompletedProcess[str]:
    """Runs the go command."""
    return programs.run("go", *words, cwd=folder, env=environment)


def problem(done: subprocess.CompletedProcess[str]) -> str:
    """Returns what a command printed if it failed."""
    return (done.stdout + done.stderr)[-2000:] or "it failed" if done.returncode else ""


def run_tests(suite: Suite, environment: dict[str, str]) -> None:
    """Counts each test and each vector."""
    done = go("test", "-json", "-count=1", "-timeout=300s", ".", environment=environment)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    results = [event for event in events if "Test" in event and event["Action"] in ("pass", "fail", "skip")]
    bad = [event["Test"] for event in results if event["Action"] != "pass"]
    suite.passed += len(results) - len(bad)
    for name in bad:
        output = "".join(event.get("Output", "") for event in events if event.get("Test") == name)
        suite.check(name, output or "no output")
    rest = "".join(event.get("Output", "") for event in events)
    suite.check(f"go test, {len(results)} tests and vectors", rest[-2000:] + done.stderr if done.returncode else "")


def project(name: str) -> tuple[Path, Path]:
    """Makes a copy of the module as it is shipped, and an empty project that requires it. Returns both folders."""
    module, folder = TARGET / name / "module", TARGET / name / "project"
    shutil.rmtree(TARGET / name, ignore_errors=True)
    module.mkdir(parents=True)
    folder.mkdir()
    shipped = [path for path in PACKAGE.iterdir() if path.is_file() and not path.name.endswith("_test.go")]
    for path in shipped:
        shutil.copy(path, module)
    (folder / "go.mod").write_text(
        "module project\n\ngo 1.19\n\nrequire ringout v0.1.0\n\nreplace ringout => ../module\n"
    )
    listing = re.search(r"```go\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)
    assert listing is not None
    (folder / "main.go").write_text(PROJECT % listing[1])
    return module, folder


def run_program(suite: Suite, name: str, program: Path, environment: dict[str, str]) -> None:
    """Runs the program of the README on a simulator."""
    with programs.simulator("--speed", "5") as ready:
        done = programs.run(program, env=environment | programs.user_environment(ready))
    wanted = "Completed: the caller and the callee talked, then hung up\n"
    suite.check(name, "" if done.returncode == 0 and done.stdout.endswith(wanted) else done.stdout + done.stderr)


def test_module(suite: Suite, environment: dict[str, str]) -> None:
    """Builds and runs an empty project, with libraries that fit and that do not."""
    _, folder = project("shared")
    program = folder / "program"
    suite.check(
        "an empty project builds", problem(go("build", "-o", program, ".", environment=environment, folder=folder))
    )
    run_program(suite, "its program runs", program, environment)
    old, source = TARGET / "old.so", TARGET / "old.c"
    source.write_text(
        'unsigned ringout_abi_version(void) { return 0; }\nconst char *ringout_version(void) { return "0.0.9"; }\n'
    )
    programs.run("cc", "-shared", "-fPIC", "-Wl,-soname,libringout.so.0", "-o", old, source).check_returncode()
    done = programs.run(program, env=environment | {"LD_LIBRARY_PATH": library("old", old)["LD_LIBRARY_PATH"]})
    suite.check(
        "it says which library it needs, with an old one", "" if NEEDED in done.stdout else done.stdout + done.stderr
    )
    done = programs.run(program, env=environment | {"LD_LIBRARY_PATH": ""})
    named = done.returncode != 0 and "libringout.so.0" in done.stderr
    suite.check("the loader names the library that is missing", "" if named else done.stdout + done.stderr)
    include = TARGET / "include"
    include.mkdir(exist_ok=True)
    header = (ROOT / "include/ringout.h").read_text()
    (include / "ringout.h").write_text(header.replace("#define RINGOUT_ABI_VERSION 0", "#define RINGOUT_ABI_VERSION 9"))
    unfit = library("unfit", programs.TARGET / "debug/libringout.so", include)
    done = go("build", ".", environment=unfit, folder=folder)
    suite.check("an unfit header does not compile", "" if done.returncode and NEEDED in done.stderr else done.stderr)


def test_bundle(suite: Suite, archive: Path, environment: dict[str, str]) -> None:
    """Builds and runs an empty project with the archive in the module."""
    module, folder = project("static")
    suite.check(
        "the archive is bundled", problem(programs.run(module / "bundle.sh", archive, ROOT / "include/ringout.h"))
    )
    program = folder / "program"
    without = environment | {"PKG_CONFIG_PATH": "", "LD_LIBRARY_PATH": ""}
    done = go("build", "-tags", "ringout_static", "-o", program, ".", environment=without, folder=folder)
    suite.check("an empty project builds with the archive", problem(done))
    run_program(suite, "its program runs without a library", program, without)


def main() -> int:
    """Runs the steps."""
    if not shutil.which("go"):
        print("go is not installed; install golang-go", file=sys.stderr)
        return 1
    suite = Suite()
    TARGET.mkdir(parents=True, exist_ok=True)
    environment = library("lib", programs.TARGET / "debug/libringout.so")
    done = programs.run("gofmt", "-l", PACKAGE)
    suite.check("gofmt", problem(done) or done.stdout)
    suite.check("go vet", problem(go("vet", "./...", environment=environment)))
    run_tests(suite, environment)
    done = go("test", "-race", "-count=1", "-timeout=600s", ".", environment=environment)
    suite.check("go test -race", problem(done))
    test_module(suite, environment)
    if sys.argv[1:]:
        test_bundle(suite, Path(sys.argv[1]).resolve(), environment)
    print(f"go: {suite.passed} passed, {suite.failed} failed")
    return 1 if suite.failed else 0


if __name__ == "__main__":
    os.environ.pop("LD_LIBRARY_PATH", None)
    sys.exit(main())
